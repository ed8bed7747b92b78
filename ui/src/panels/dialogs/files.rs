//! Dialogs about files: a path to type, a file that is there already, what would be lost, and in which form to export.

use super::{buttons_ui, field_ui, head_ui};
use crate::command::Command;
use crate::panels::words;
use crate::state::{Export, Leaving, PathPurpose, Replace, Then, Unsaved, typed_path};
use crate::theme::{Tokens, strong, weak};
use eframe::egui::{Align, Label, Layout, Stroke, Ui, vec2};
use std::path::{Path, PathBuf};
use strandline::platform::files::folder_of;

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

pub(super) fn unsaved_ui(ui: &mut Ui, unsaved: &Unsaved, commands: &mut Vec<Command>) {
    ui.set_width(460.0);
    let names = unsaved.names.join(", ");
    let title = match (unsaved.names.len(), unsaved.then) {
        (1, Then::CloseRun(_)) => format!("Save “{names}” before it is closed?"),
        (1, Then::Quit) => format!("Save “{names}” before the window is closed?"),
        (count, _) => format!("{count} recordings are not saved"),
    };
    head_ui(ui, &title, &meaning(unsaved));
    if unsaved.names.len() > 1 {
        ui.label(weak(ui, names));
    }
    let keep = "Keep for later";
    let give_up = if unsaved.kept.is_empty() { "Discard the changes" } else { "Delete" };
    let choices: &[(&str, Leaving)] = match unsaved.names.len() {
        1 if unsaved.kept.is_empty() => &[("Save", Leaving::Save), (give_up, Leaving::Discard)],
        1 => &[("Save…", Leaving::Save), (keep, Leaving::Keep), (give_up, Leaving::Discard)],
        _ if unsaved.kept.is_empty() => &[(give_up, Leaving::Discard)],
        _ => &[(keep, Leaving::Keep), (give_up, Leaving::Discard)],
    };
    let labels: Vec<(&str, bool)> = choices.iter().map(|&(label, _)| (label, true)).collect();
    if let Some(nth) = buttons_ui(ui, &labels, commands) {
        commands.push(Command::Leave(choices[nth].1));
    }
}

fn meaning(unsaved: &Unsaved) -> String {
    let mut sentences = Vec::new();
    if !unsaved.kept.is_empty() {
        sentences.push("What you keep for later is offered on the first screen; what you delete can be restored there for a day.");
    }
    if !unsaved.edited.is_empty() {
        sentences.push("Changed marks could not be written to the file.");
    }
    sentences.join(" ")
}

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

/// Height of a line, and how far its explanation stands to the right.
const LINE: f32 = 26.0;
const NAME: f32 = 210.0;

pub(super) fn export_ui(ui: &mut Ui, export: &mut Export, commands: &mut Vec<Command>) {
    ui.set_width(560.0);
    let about = if export.form.is_of_comparison() {
        "As the window compares them: A with B, and the parts that were chosen."
    } else {
        "Reports and charts are about what the tables show."
    };
    head_ui(ui, export.title(), about);
    ui.scope(|ui| {
        ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, Tokens::in_force(ui).weak);
        ui.spacing_mut().interact_size.y = LINE;
        ui.spacing_mut().item_spacing.y = 0.0;
        for form in export.forms() {
            ui.horizontal(|ui| {
                let size = vec2(NAME, LINE);
                ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_size(size);
                    ui.radio_value(&mut export.form, form, form.name);
                });
                ui.add(Label::new(weak(ui, form.meaning)).truncate());
            });
        }
        ui.add_space(10.0);
        ui.checkbox(&mut export.is_anonymised, "Anonymise (user names, paths, command lines)");
        ui.add_enabled_ui(export.is_anonymised, |ui| {
            ui.checkbox(&mut export.is_strict, "Strictly: names of system libraries alone stay");
        });
    });
    if buttons_ui(ui, &[("Choose where…", true)], commands).is_some() {
        commands.push(Command::AskExport(*export));
    }
}
