//! A file is there already.

use super::{buttons_ui, head_ui};
use crate::command::Command;
use crate::state::{PathPurpose, Replace};
use eframe::egui::Ui;
use std::path::{Path, PathBuf};
use strandline::platform::files::folder_of;

pub(super) fn replace_ui(ui: &mut Ui, replace: &Replace, commands: &mut Vec<Command>) {
    ui.set_width(520.0);
    let Replace { purpose, path, other } = replace;
    let folder = folder_of(path);
    let title = format!("Replace “{}”?", name(path));
    head_ui(ui, &title, &format!("There is a file of this name in {}", folder.display()));
    let verb = if *purpose == PathPurpose::Save { "Save" } else { "Export" };
    let beside = format!("{verb} as {}", name(other));
    match buttons_ui(ui, &[(&beside, true), ("Replace", true)], commands) {
        Some(0) => commands.push(to(*purpose, other.clone(), false)),
        Some(_) => commands.push(to(*purpose, path.clone(), true)),
        None => {}
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn to(purpose: PathPurpose, path: PathBuf, is_over: bool) -> Command {
    match (purpose, is_over) {
        (PathPurpose::Export(export), true) => Command::ExportOver(export, path),
        (PathPurpose::Export(export), false) => Command::ExportTo(export, path),
        (PathPurpose::Open | PathPurpose::Save, true) => Command::SaveOver(path),
        (PathPurpose::Open | PathPurpose::Save, false) => Command::SaveTo(path),
    }
}
