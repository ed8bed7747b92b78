//! The first screen: which process?

mod bar;
mod keys;
mod list;
mod memory;
mod pane;
mod status;

pub(super) use pane::pace_ui;

use super::chrome::messages;
use crate::command::Command;
use crate::state::State;
use crate::theme::{Tokens, size};
use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui, vec2};

/// Height of the strip with the machine's memory.
const MEMORY: f32 = 82.0;

pub(super) fn chooser_ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    keys::keys(ui, state, commands);
    let tokens = Tokens::in_force(ui);
    let is_wide = ui.available_width() >= size::WIDE;
    let top = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(size::PAD, 0));
    Panel::top("chooser bar").exact_size(size::TOOLBAR).resizable(false).frame(top).show(ui, |ui| {
        ui.horizontal_centered(|ui| bar::filter_bar_ui(ui, state, commands));
    });
    if let Some(notice) = state.notice.as_deref() {
        messages::bar_ui(ui, "notice", notice, &[], &Command::DismissNotice, commands);
    }
    Panel::bottom("chooser status").exact_size(size::STATUS).resizable(false).frame(top).show(ui, |ui| {
        ui.horizontal_centered(|ui| status::chooser_status_ui(ui, &state.chooser));
    });
    let width = if is_wide { size::CHOOSER_PANE } else { size::CHOOSER_PANE_NARROW };
    let side =
        Frame::new().fill(tokens.panel).inner_margin(Margin { left: 16, right: 8, top: 12, bottom: 4 });
    Panel::right("chooser pane").exact_size(width).resizable(false).frame(side).show(ui, |ui| {
        pane::process_pane_ui(ui, state, commands);
    });
    if let Some(memory) = state.chooser.memory() {
        let strip = Frame::new().fill(tokens.panel).inner_margin(Margin::symmetric(16, 10));
        Panel::bottom("memory").exact_size(MEMORY).resizable(false).frame(strip).show(ui, |ui| {
            memory::system_memory_ui(ui, memory);
        });
    }
    CentralPanel::default().frame(Frame::new().fill(tokens.canvas)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
        list::process_list_ui(ui, state, commands);
    });
}
