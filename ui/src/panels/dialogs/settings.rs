//! What is chosen for good. Each choice counts at once.

use super::{done_ui, head_ui};
use crate::command::Command;
use crate::panels::chooser::pace_ui;
use crate::state::{State, ThemeChoice};
use crate::widgets::segmented;
use eframe::egui::Ui;

const THEMES: [(ThemeChoice, &str); 3] =
    [(ThemeChoice::System, "As the system"), (ThemeChoice::Dark, "Dark"), (ThemeChoice::Light, "Light")];

pub(super) fn settings_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ui.set_width(420.0);
    head_ui(ui, "Settings", "");
    ui.horizontal(|ui| {
        ui.label("Colours");
        if let Some(theme) = segmented(ui, &THEMES, state.theme) {
            commands.push(Command::Theme(theme));
        }
    });
    ui.add_space(6.0);
    pace_ui(ui, state.chooser.pace, commands);
    let mut gives_advice = !state.hides_advice;
    if ui.checkbox(&mut gives_advice, "Say in the toolbar what to do next").changed() {
        commands.push(Command::ToggleAdvice);
    }
    if done_ui(ui) {
        commands.push(Command::CloseDialog);
    }
}
