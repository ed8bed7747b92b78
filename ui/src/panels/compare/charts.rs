//! The levels of the selected row, and beside it those of the row that changed most.

use crate::state::Comparing;
use crate::theme::Tokens;
use crate::widgets::chart_ui;
use eframe::egui::{Frame, Panel, Ui};
use strandline::report::charts::Chart;

/// The part of the width that the selected row gets.
const MAIN: f32 = 0.62;

/// Narrower, a second chart says nothing.
const NARROWEST: f32 = 270.0;

/// Lower, two charts do not stand one above the other.
const LOWEST: f32 = 200.0;

pub(super) fn compare_charts_ui(ui: &mut Ui, comparing: &Comparing) {
    let mut charts = comparing.compared.charts();
    let Some(chart) = charts.next() else { return };
    if let Some(beside) = charts.next() {
        beside_ui(ui, beside);
    }
    chart_ui(ui, chart, ui.available_size());
}

fn beside_ui(ui: &mut Ui, chart: &Chart) {
    let room = ui.available_size();
    let width = (room.x * (1.0 - MAIN)).round();
    let panel = if width >= NARROWEST {
        Panel::right("beside").exact_size(width)
    } else if room.y >= 2.0 * LOWEST {
        Panel::bottom("below").exact_size((room.y / 2.0).round())
    } else {
        return;
    };
    let frame = Frame::new().fill(Tokens::in_force(ui).canvas);
    panel.resizable(false).frame(frame).show(ui, |ui| chart_ui(ui, chart, ui.available_size()));
}
