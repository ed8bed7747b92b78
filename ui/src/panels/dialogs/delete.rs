//! A recording in the bin is to be deleted for good.

use super::{buttons_ui, head_ui};
use crate::command::Command;
use eframe::egui::Ui;
use std::path::Path;

pub(super) fn delete_ui(ui: &mut Ui, path: &Path, name: &str, commands: &mut Vec<Command>) {
    ui.set_width(420.0);
    head_ui(
        ui,
        &format!("Delete the recording of {name} for good?"),
        "It was never saved, and cannot be restored then",
    );
    if buttons_ui(ui, &[("Delete", true)], commands).is_some() {
        commands.extend([Command::CloseDialog, Command::Delete(path.to_owned())]);
    }
}
