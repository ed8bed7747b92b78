//! What each cycle left behind, and what is said of it: a list of verdicts, and for the selected one its cycles and levels.

mod cohorts;
mod evidence;
mod rows;

use crate::command::Command;
use crate::state::Document;
use crate::theme::{Icon, Tokens, size};
use crate::widgets::{EmptyState, chart_ui};
use eframe::egui::{CentralPanel, Frame, Panel, Ui};

pub(super) use evidence::evidence_ui;

/// The list of verdicts has so many rows at least and at most, if the window is high enough.
const ROWS: (usize, usize) = (2, 9);

/// The part of the height that the list may take.
const SHARE: f32 = 0.36;

/// The chart takes this part of the width.
const CHART: f32 = 0.42;

pub(super) fn cycles_ui(ui: &mut Ui, document: &Document, has_keys: bool, commands: &mut Vec<Command>) {
    let Some(judged) = document.judged().filter(|_| document.figures.assessed.closed() > 0) else {
        empty_ui(ui, document);
        return;
    };
    let tokens = Tokens::in_force(ui);
    let rows = document.figures.assessed.verdicts().rows.len();
    let plain = Frame::new().fill(tokens.panel);
    Panel::top("verdicts")
        .exact_size(list_height(ui.available_height(), rows))
        .resizable(false)
        .frame(plain)
        .show(ui, |ui| rows::verdict_rows_ui(ui, document, judged, has_keys, commands));
    let width = (ui.available_width() * CHART).round();
    Panel::right("levels").exact_size(width).resizable(false).frame(Frame::new().fill(tokens.canvas)).show(
        ui,
        |ui| {
            if let Some(chart) = document.figures.assessed.chart() {
                chart_ui(ui, chart, ui.available_size());
            }
        },
    );
    CentralPanel::default().frame(plain).show(ui, |ui| rows::cycle_rows_ui(ui, document, commands));
}

fn list_height(available: f32, rows: usize) -> f32 {
    let fitting = ((available * SHARE - size::HEADER) / size::ROW).floor().max(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few rows")]
    let most = (fitting as usize).clamp(ROWS.0, ROWS.1);
    size::HEADER + rows.min(most) as f32 * size::ROW + 4.0
}

/// Before the first cycle was closed.
fn empty_ui(ui: &mut Ui, document: &Document) {
    let (name, _) = document.target();
    let hint = if document.is_live() {
        format!(
            "Open and close a window in {name}, then press M. A verdict needs five cycles, after two that warm up"
        )
    } else {
        "A cycle ends with a mark that closes it. Click in the ruler and set a mark, or let one that is there close a cycle: \
         the menu of its flag does it"
            .to_owned()
    };
    EmptyState { icon: Icon::Flag, title: "No cycle yet", hint: &hint, button: None }.show(ui);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_leaves_room_for_what_it_is_about() {
        let check = |available, rows, expected: usize| {
            let height = size::HEADER + expected as f32 * size::ROW + 4.0;
            assert!((list_height(available, rows) - height).abs() < 0.1, "{available} {rows}");
        };
        check(696.0, 40, 9);
        check(696.0, 3, 3);
        check(496.0, 40, 6);
        check(100.0, 40, 2);
    }
}
