//! The footprint of every category, stacked: what stayed below, and on it what came and went.

use super::head::{self, Head};
use super::{grid, plot, scale_labels};
use crate::command::Command;
use crate::panels::timeline::axis::Scale;
use crate::panels::timeline::scene::Scene;
use crate::state::figures::Layer;
use crate::state::{Subject, ViewChange};
use crate::theme::{Tokens, category_color};
use crate::widgets::{Layer as PlotLayer, Stack};
use eframe::egui::{Color32, Id, Rect, Ui};
use strandline::model::CategoryId;
use strandline::model::units::About;

const MEANING: &str = "Dirty and swapped bytes of all regions, by category. Solid: alive at the end of the range (or now); \
    light: gone by then. Behind the end of the range the two are not told apart";

pub(super) fn footprint_track_ui(
    ui: &mut Ui,
    head: Rect,
    body: Rect,
    scene: &Scene<'_>,
    commands: &mut Vec<Command>,
) {
    let chart = scene.figures.chart();
    let scale = Scale::up_to(chart.highest());
    grid(ui, body, scale, scene);
    let layers = chart
        .footprint
        .iter()
        .map(|layer| PlotLayer { color: layer_color(ui, scene, layer), tops: &layer.tops })
        .collect();
    plot(ui, body, "footprint", scene, 0.0..=scale.top(), move |plot| {
        plot.add(Stack::new(&chart.edges, layers));
    });
    scene.overlay(ui, body);
    scale_labels(ui, body, scale, scene);
    let total = scene.figures.total_at(scene.at).to_string();
    let mut head = Head::new(ui, head, scene, "Footprint", &total, MEANING);
    legend_ui(ui, &mut head, scene, commands);
}

fn layer_color(ui: &Ui, scene: &Scene<'_>, layer: &Layer) -> Color32 {
    let color = color(ui, scene, layer.category);
    if layer.is_transient { scene.tokens.transient(color) } else { color }
}

/// The colour of a category, or of those that share a layer.
pub(super) fn color(ui: &Ui, scene: &Scene<'_>, category: Option<CategoryId>) -> Color32 {
    match category.and_then(|id| scene.recording.category(id)) {
        Some(category) => category_color(ui, &category.group, &category.name),
        None => Tokens::in_force(ui).others,
    }
}

/// One line for each layer, the lowest first; a click selects its category.
fn legend_ui(ui: &Ui, head: &mut Head, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let layers: Vec<&Layer> = scene.figures.chart().named().collect();
    let room = head.room();
    // If not all find room, the last line says what the others have.
    let has_all = layers.len() <= room;
    let listed = if has_all { layers.len() } else { room.saturating_sub(1) };
    let mut reported = Vec::with_capacity(listed);
    for layer in &layers[..listed] {
        let Some((id, category)) = layer.category.and_then(|id| Some((id, scene.recording.category(id)?)))
        else {
            continue;
        };
        reported.push(id);
        let subject = Subject::Category(id);
        let is_chosen = scene.document.view.subject == subject;
        let value = scene.figures.level_at(id, scene.at).to_string();
        let label = format!("{}: {value}", category.name);
        let place = head.next_line();
        let response = head::button(ui, place, Id::unique(("legend", id)), &label, is_chosen);
        if is_chosen || response.hovered() {
            ui.painter().rect_filled(place, 0.0, scene.tokens.select);
        }
        let long = format!("{} ▸ {}", category.group, category.name);
        head.line(color(ui, scene, Some(id)), &[&long, &category.name], &value, is_chosen);
        if response.on_hover_text(format!("{category}: click to show it alone below")).clicked() {
            let chosen = if is_chosen { Subject::All } else { subject };
            commands.push(Command::View(ViewChange::Subject(chosen)));
        }
    }
    if !has_all && room > 0 || layers.last().is_some_and(|layer| layer.category.is_none()) {
        others(head, scene, layers.len() - listed, scene.figures.others_at(&reported, scene.at));
    }
}

fn others(head: &mut Head, scene: &Scene<'_>, more: usize, rest: About) {
    let name = if more > 1 { format!("{more} others") } else { "others".to_owned() };
    head.line(scene.tokens.others, &[&name], &rest.to_string(), false);
}
