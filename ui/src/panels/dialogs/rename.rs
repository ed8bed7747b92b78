//! Give a mark another name.

use super::{buttons_ui, field_ui, head_ui};
use crate::command::Command;
use crate::state::Edit;
use eframe::egui::Ui;
use strandline::model::Mark;

pub(super) fn rename_ui(ui: &mut Ui, mark: &Mark, label: &mut String, commands: &mut Vec<Command>) {
    ui.set_width(360.0);
    head_ui(ui, "Rename the mark", &format!("It was set at {}", mark.at));
    let (_, is_entered) = field_ui(ui, "Name", "", label);
    let new = label.trim();
    let is_possible = !new.is_empty();
    let pressed = buttons_ui(ui, &[("Rename", is_possible)], commands);
    if is_possible && (is_entered || pressed == Some(0)) {
        if new != mark.label {
            let to = Mark { label: new.to_owned(), ..mark.clone() };
            commands.push(Command::Edit(Edit::Change { from: mark.clone(), to }));
        }
        commands.push(Command::CloseDialog);
    }
}
