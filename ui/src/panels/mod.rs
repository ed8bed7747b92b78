//! What each screen looks like. Panels read the state and push commands.

mod chooser;
mod chrome;
mod dialogs;
mod recording;
mod summary;
mod timeline;

use crate::command::Command;
use crate::state::{Screen, State};
use crate::theme::Tokens;
use chrome::{controls, messages};
use eframe::egui::{CentralPanel, Frame, Ui};

/// Draws the window.
pub(crate) fn ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    controls::keyboard(ui, state, commands);
    dialogs::ui(ui, state, commands);
    match &state.screen {
        Screen::Run => recording::ui(ui, state, commands),
        Screen::Chooser => chooser::ui(ui, state, commands),
        Screen::Opening(path) => {
            let text = format!("Reading {}", path.display());
            CentralPanel::default().frame(Frame::new().fill(Tokens::of(ui).canvas)).show(ui, |ui| {
                messages::empty_ui(ui, &text, "");
            });
        }
    }
    messages::drop_ui(ui);
}
