//! Something would be lost.

use super::{buttons_ui, head_ui};
use crate::command::Command;
use crate::state::{Leaving, Then, Unsaved};
use crate::theme::weak;
use eframe::egui::Ui;

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
