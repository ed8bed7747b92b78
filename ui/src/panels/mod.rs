//! What each screen looks like. Panels read the state and push commands.

mod chart;
mod chooser;
mod controls;
mod legend;
mod messages;
mod recording;
mod status;
mod table;
mod toolbar;

use crate::command::Command;
use crate::state::{Screen, State};
use crate::theme::Tokens;
use eframe::egui::{CentralPanel, Frame, Ui};

/// Draws the window.
pub(crate) fn ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    controls::keyboard(ui, state, commands);
    if matches!(state.screen, Screen::Document(_)) {
        recording::ui(ui, state, commands);
        return;
    }
    let notice = state.notice.clone();
    match &mut state.screen {
        Screen::Chooser(chooser) => chooser::ui(ui, chooser, notice.as_deref(), commands),
        Screen::Opening(path) => {
            let text = format!("Reading {}", path.display());
            CentralPanel::default().frame(Frame::new().fill(Tokens::of(ui).canvas)).show(ui, |ui| {
                messages::empty_ui(ui, &text, "");
            });
        }
        Screen::Document(_) => {}
    }
}
