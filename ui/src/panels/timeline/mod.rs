//! The upper half of a recording: what happened when.

mod chart;
mod legend;

use crate::command::Command;
use crate::state::Document;
use crate::theme::Tokens;
use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui};

/// Below this width the heads of the tracks are narrow.
const WIDE: f32 = 1200.0;

pub(super) fn ui(ui: &mut Ui, document: &Document, _commands: &mut Vec<Command>) {
    let width = if ui.available_width() < WIDE { 190.0 } else { 230.0 };
    let pane = Frame::new().fill(Tokens::of(ui).panel).inner_margin(Margin::symmetric(12, 10));
    Panel::left("legend").exact_size(width).resizable(false).frame(pane).show(ui, |ui| {
        legend::ui(ui, document);
    });
    CentralPanel::default().frame(Frame::new()).show(ui, |ui| chart::ui(ui, document));
}
