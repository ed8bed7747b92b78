//! What each screen looks like. Panels read the state and push commands.

mod chooser;
mod chrome;
mod compare;
mod composition;
mod cycles;
mod dialogs;
mod inspector;
mod modes;
mod recording;
mod regions;
mod summary;
mod tables;
mod timeline;
mod verdict_sign;
mod words;

use crate::command::Command;
use crate::state::{Screen, State};
use crate::theme::{Icon, Tokens};
use crate::widgets::EmptyState;
use chrome::{controls, messages};
use eframe::egui::{CentralPanel, Frame, Ui};

/// Draws the window.
pub(crate) fn window_ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    controls::keyboard(ui, state, commands);
    dialogs::dialogs_ui(ui, state, commands);
    match &state.screen {
        Screen::Run if state.is_comparing() => compare::compare_ui(ui, state, commands),
        Screen::Run => recording::recording_ui(ui, state, commands),
        Screen::Chooser => chooser::chooser_ui(ui, state, commands),
        Screen::Opening(progress) => {
            let hint = progress.percent.map_or_else(String::new, |percent| format!("{percent} %"));
            CentralPanel::default().frame(Frame::new().fill(Tokens::in_force(ui).canvas)).show(ui, |ui| {
                EmptyState { icon: Icon::Folder, title: &progress.what, hint: &hint, button: None }.show(ui);
            });
        }
    }
    messages::drop_ui(ui, state.is_comparing());
}
