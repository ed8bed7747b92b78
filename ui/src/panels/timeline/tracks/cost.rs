//! What recording costs, and where it could not keep up.

use super::head::Head;
use super::plot;
use crate::panels::timeline::scene::Scene;
use crate::state::figures::highest;
use crate::theme::fonts;
use crate::widgets::{Layer, Stack};
use eframe::egui::{Align2, Rect, Ui, pos2, vec2};

const MEANING: &str = "CPU time that looking at the target takes, as a share of one core, marks aside. Hatched: ticks that \
    were left out";

/// A share of a core below which the scale does not go: so little is drawn as little.
const LEAST: f64 = 0.02;

pub(super) fn cost_track_ui(ui: &mut Ui, head: Rect, body: Rect, scene: &Scene<'_>) {
    let chart = scene.figures.chart();
    let top = highest(&chart.cost).max(LEAST) * 1.25;
    let layers = vec![Layer { color: scene.tokens.others, tops: &chart.cost }];
    plot(ui, body, "cost", scene, 0.0..=top, move |plot| {
        plot.add(Stack::new(&chart.edges, layers));
    });
    scene.overlay(ui, body);
    name_gaps(ui, body, scene);
    let column = scene.figures.column_at(scene.read).copied().unwrap_or_default();
    let value = format!("{:.1} %", column.cost * 100.0);
    let mut head = Head::new(ui, head, scene, "Recorder cost", &value, MEANING);
    head.note("of one core");
}

/// Hatches what was left out, and says how much that was where there is room.
fn name_gaps(ui: &Ui, body: Rect, scene: &Scene<'_>) {
    let gaps = &scene.figures.chart().gaps;
    let ends: Vec<f32> = gaps.iter().map(|gap| scene.hole(ui, body, gap.from, gap.to).right()).collect();
    let painter = ui.painter_at(body);
    let mut free_from = body.left();
    for (gap, end) in gaps.iter().zip(ends) {
        let text = match gap.skipped {
            0 => "not sampled".to_owned(),
            skipped => format!("{skipped} skipped"),
        };
        let text = painter.layout_no_wrap(text, fonts::regular(fonts::SMALL), scene.tokens.text);
        let start = pos2(end + 4.0, body.center().y);
        if start.x >= free_from && start.x + text.size().x < body.right() {
            let ground = Align2::LEFT_CENTER.anchor_size(start, text.size());
            painter.rect_filled(ground.expand2(vec2(2.0, 0.0)), 3.0, scene.tokens.canvas.gamma_multiply(0.6));
            free_from = ground.right() + 8.0;
            painter.galley(ground.min, text, scene.tokens.text);
        }
    }
}
