//! A path to be typed, where the system has no dialog for it.

use super::{buttons_ui, field_ui, head_ui};
use crate::command::Command;
use crate::panels::words;
use crate::state::{PathPurpose, typed_path};
use crate::theme::{strong, weak};
use eframe::egui::{Label, Ui};

pub(super) fn path_ui(
    ui: &mut Ui,
    purpose: PathPurpose,
    text: &mut String,
    error: Option<&str>,
    commands: &mut Vec<Command>,
) {
    ui.set_width(560.0);
    let (title, button) = match purpose {
        PathPurpose::Open => ("Open a file", "Open"),
        PathPurpose::Save => ("Save the recording", "Save"),
        PathPurpose::Export(export) => (export.title(), "Export"),
    };
    head_ui(ui, title, "The path of the file; ~/ is your home directory");
    let (_, is_entered) = field_ui(ui, "Path", "before.strand", text);
    let path = typed_path(text);
    let is_possible = path.file_name().is_some();
    ui.add_space(4.0);
    match error {
        Some(reason) => ui.add(Label::new(strong(ui, words::sentence(reason))).wrap()),
        // A path that is not absolute has to begin somewhere.
        None if is_possible && path.is_relative() => {
            let folder = std::env::current_dir().unwrap_or_default();
            ui.add(Label::new(weak(ui, format!("In {}", folder.display()))).truncate())
        }
        None => ui.label(""),
    };
    let pressed = buttons_ui(ui, &[(button, is_possible)], commands);
    if is_possible && (is_entered || pressed == Some(0)) {
        commands.push(match purpose {
            PathPurpose::Open => Command::Open(path),
            PathPurpose::Save => Command::SaveTo(path),
            PathPurpose::Export(export) => Command::ExportTo(export, path),
        });
    }
}
