//! Start a command and record it.

use super::{buttons_ui, field_ui, head_ui};
use crate::command::Command;
use eframe::egui::Ui;

pub(super) fn ui(ui: &mut Ui, line: &mut String, commands: &mut Vec<Command>) {
    ui.set_width(560.0);
    head_ui(
        ui,
        "Launch a command",
        "It is recorded from its first region on, and ends with the recording. Quotes work as in a shell; \
         variables, patterns and pipes need one: sh -c '…'",
    );
    let (_, is_entered) = field_ui(ui, "Command", "ghostty --config-default-files=false", line);
    let is_possible = !line.trim().is_empty();
    let pressed = buttons_ui(ui, &[("Launch and record", is_possible)], commands);
    if is_possible && (is_entered || pressed == Some(0)) {
        commands.push(Command::Launch(line.trim().to_owned()));
    }
}
