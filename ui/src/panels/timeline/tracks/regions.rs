//! Births up, deaths down.

use super::head::Head;
use super::plot;
use crate::panels::timeline::scene::Scene;
use crate::state::figures::highest;
use crate::widgets::Bars;
use eframe::egui::{Rect, Stroke, Ui};
use strandline::report::view::{Quantity, UNKNOWN};

const MEANING: &str = "Regions that are there. Bars: how many were born (up) and died (down), on a logarithmic scale, so \
    that one is still seen beside thousands. Mappings: entries of the system's own list, of which a region may be many";

pub(super) fn regions_track_ui(ui: &mut Ui, head: Rect, body: Rect, scene: &Scene<'_>) {
    let chart = scene.figures.chart();
    let tokens = scene.tokens;
    let most = highest(&chart.born).max(highest(&chart.died)).max(8.0).ln_1p();
    let heights =
        |figures: &[f64], sign: f64| figures.iter().map(|figure| sign * figure.ln_1p() / most).collect();
    let born = Bars::new(&chart.edges, heights(&chart.born, 1.0), tokens.text);
    let died = Bars::new(&chart.edges, heights(&chart.died, -1.0), tokens.faint);
    plot(ui, body, "regions", scene, -1.15..=1.15, move |plot| {
        plot.add(born);
        plot.add(died);
    });
    ui.painter().hline(body.x_range(), body.center().y, Stroke::new(1.0, tokens.grid));
    scene.overlay(ui, body);
    let column = scene.figures.column_at(scene.read).copied().unwrap_or_default();
    if !scene.knows_births() {
        Head::new(ui, head, scene, "Regions", UNKNOWN, MEANING);
        return;
    }
    let mut head = Head::new(ui, head, scene, "Regions", &Quantity::count(column.alive).to_string(), MEANING);
    let note = match scene.hover {
        Some(_) => {
            format!("▲ {} born   ▼ {} died", Quantity::count(column.born), Quantity::count(column.died))
        }
        None => "▲ born   ▼ died".to_owned(),
    };
    let mappings =
        column.mappings.map_or_else(String::new, |count| format!("   {} mappings", Quantity::count(count)));
    head.note(&(note + &mappings));
}
