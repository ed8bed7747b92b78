//! What the system charges to the process and no region explains: known only at marks, when all was looked at.

use super::head::Head;
use crate::panels::timeline::scene::Scene;
use eframe::egui::{Rect, Stroke, Ui, pos2};
use strandline::analysis::Unattributed;
use strandline::model::units::ByteDelta;
use strandline::report::view::{Quantity, UNKNOWN};

const MEANING: &str = "Resident and swapped bytes that the system charges to the process and no region explains. They are \
    known only at marks, when everything is looked at in one instant";

/// Points nearer to each other, in points of the screen, are one.
const APART: f32 = 4.0;

/// The scale spans 4 MiB at least, or noise would look like much.
const LEAST: f64 = 4_194_304.0;

pub(super) fn unattributed_track_ui(ui: &mut Ui, head: Rect, body: Rect, scene: &Scene<'_>) {
    let range = scene.axis.range();
    let reported = scene.figures.unattributed(scene.recording, range);
    let reported =
        reported.filter_map(|(at, rest)| Some((scene.axis.x(at), unexplained(&rest)?.get() as f64)));
    let mut last = f32::NEG_INFINITY;
    let points: Vec<(f32, f64)> = reported
        .filter(|&(x, _)| {
            let is_apart = x - last >= APART;
            if is_apart {
                last = x;
            }
            is_apart
        })
        .collect();
    scene.overlay(ui, body);
    paint(ui, body, scene, &points);
    let value = scene.figures.last_unattributed(scene.at).and_then(|rest| unexplained(&rest));
    let text = value.map_or_else(|| UNKNOWN.to_owned(), |value| Quantity::byte_balance(value).to_string());
    let mut head = Head::new(ui, head, scene, "Unattributed", &text, MEANING);
    head.note("at marks only");
}

/// A dot on a stem for each; between them nothing is known.
fn paint(ui: &Ui, body: Rect, scene: &Scene<'_>, points: &[(f32, f64)]) {
    let low = points.iter().map(|&(_, figure)| figure).fold(0.0, f64::min);
    let high = points.iter().map(|&(_, figure)| figure).fold(0.0, f64::max);
    let span = (high - low).max(LEAST);
    let inside = body.shrink2(eframe::egui::vec2(0.0, 6.0));
    let y = |figure: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "a share, 0 to 1")]
        let share = ((figure - low) / span) as f32;
        inside.bottom() - share * inside.height()
    };
    let painter = ui.painter_at(body);
    painter.hline(body.x_range(), y(0.0), Stroke::new(1.0, scene.tokens.grid));
    for &(x, figure) in points {
        painter.vline(x, y(0.0).min(y(figure))..=y(0.0).max(y(figure)), Stroke::new(1.0, scene.tokens.faint));
        painter.circle_filled(pos2(x, y(figure)), 2.5, scene.tokens.text);
    }
}

fn unexplained(rest: &Unattributed) -> Option<ByteDelta> {
    match (rest.resident, rest.swapped) {
        (None, None) => rest.footprint,
        (resident, swapped) => Some(resident.unwrap_or_default() + swapped.unwrap_or_default()),
    }
}
