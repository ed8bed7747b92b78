//! A path to be typed, where the system has no dialog for it.

use super::{buttons_ui, field_ui, head_ui};
use crate::command::Command;
use crate::state::PathPurpose;
use eframe::egui::Ui;
use std::path::PathBuf;

pub(super) fn ui(ui: &mut Ui, purpose: PathPurpose, text: &mut String, commands: &mut Vec<Command>) {
    ui.set_width(560.0);
    let (title, button) = match purpose {
        PathPurpose::Open => ("Open a file", "Open"),
        PathPurpose::Save => ("Save the recording", "Save"),
        PathPurpose::Export(export) => (export.title(), "Export"),
    };
    head_ui(
        ui,
        title,
        "The path of the file. A path that begins without / begins where Strandline was started",
    );
    let (_, is_entered) = field_ui(ui, "Path", "before.strand", text);
    let path = PathBuf::from(text.trim());
    let is_possible = path.file_name().is_some();
    let pressed = buttons_ui(ui, &[(button, is_possible)], commands);
    if is_possible && (is_entered || pressed == Some(0)) {
        commands.push(match purpose {
            PathPurpose::Open => Command::Open(path),
            PathPurpose::Save => Command::SaveTo(path),
            PathPurpose::Export(export) => Command::ExportTo(export, path),
        });
    }
}
