//! The levels of the selected row, and beside it those of the row that changed most.

use super::chart;
use crate::state::Comparing;
use crate::theme::Tokens;
use eframe::egui::{Frame, Panel, Ui};

/// The part of the width that the selected row gets.
const MAIN: f32 = 0.62;

/// Narrower, a second chart says nothing.
const NARROWEST: f32 = 270.0;

/// Lower, two charts do not stand one above the other.
const LOWEST: f32 = 200.0;

pub(super) fn compare_charts_ui(ui: &mut Ui, comparing: &Comparing) {
    let compared = &comparing.compared;
    let rows = compared.comparison().map(|comparison| comparison.rows.as_slice()).unwrap_or_default();
    let Some(row) = comparing.selected().and_then(|name| rows.iter().find(|row| row.name == *name)) else {
        return;
    };
    let room = ui.available_size();
    let frame = Frame::new().fill(Tokens::in_force(ui).canvas);
    if let Some(beside) = compared.beside(&row.name) {
        let width = (room.x * (1.0 - MAIN)).round();
        let draw = |ui: &mut Ui| chart::row_chart_ui(ui, beside, compared.sides());
        if width >= NARROWEST {
            Panel::right("beside").exact_size(width).resizable(false).frame(frame).show(ui, draw);
        } else if room.y >= 2.0 * LOWEST {
            Panel::bottom("below")
                .exact_size((room.y / 2.0).round())
                .resizable(false)
                .frame(frame)
                .show(ui, draw);
        }
    }
    chart::row_chart_ui(ui, row, compared.sides());
}
