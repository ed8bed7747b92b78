//! Buttons and keys, both made from the catalogue of commands.

use crate::command::{Command, Entry, catalogue};
use crate::state::State;
use crate::widgets::PushButton;
use eframe::egui::Ui;

/// Pushes the command whose key was pressed. While somebody types only keys that are held down with others count, and
/// none that a text field knows itself. A dialog wants its answer first.
pub(in crate::panels) fn keyboard(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    if state.dialog.is_some() {
        return;
    }
    let is_typing = ui.ctx().egui_wants_keyboard_input();
    // A key that is pressed together with Shift also counts as pressed without: hence those with Shift come first.
    let with_shift = |entry: &&Entry| entry.shortcut.is_some_and(|shortcut| shortcut.modifiers.shift);
    let (first, others): (Vec<&Entry>, Vec<&Entry>) = catalogue().iter().partition(with_shift);
    for entry in first.into_iter().chain(others) {
        let Some(shortcut) = &entry.shortcut else { continue };
        if is_typing && entry.is_of_text() || !entry.command.is_possible(state) {
            continue;
        }
        if ui.input_mut(|input| input.consume_shortcut(shortcut)) {
            commands.push(entry.command.clone());
            return;
        }
    }
}

/// A button with the picture of a command of the catalogue.
pub(in crate::panels) fn icon_button(
    ui: &mut Ui,
    command: &Command,
    state: &State,
    commands: &mut Vec<Command>,
) {
    let Some(entry) = command.entry() else { return };
    let Some(picture) = entry.icon else { return };
    let button = match command {
        Command::Stop | Command::Pause | Command::Resume => PushButton::filled_icon(picture, entry.label),
        Command::Mark => PushButton::text(entry.label).with_icon(picture),
        _ => PushButton::icon(picture, entry.label),
    };
    show(ui, button, entry, command.is_possible(state), commands);
}

/// A button with the name of a command of the catalogue.
pub(in crate::panels) fn button(
    ui: &mut Ui,
    command: &Command,
    is_possible: bool,
    commands: &mut Vec<Command>,
) {
    if let Some(entry) = command.entry() {
        show(ui, PushButton::text(entry.label), entry, is_possible, commands);
    }
}

/// The same with its picture before the name.
pub(in crate::panels) fn pictured_button(
    ui: &mut Ui,
    command: &Command,
    is_possible: bool,
    commands: &mut Vec<Command>,
) {
    let Some(entry) = command.entry() else { return };
    let button = PushButton::text(entry.label);
    let button = if let Some(picture) = entry.icon { button.with_icon(picture) } else { button };
    show(ui, button, entry, is_possible, commands);
}

fn show(ui: &mut Ui, button: PushButton<'_>, entry: &Entry, is_possible: bool, commands: &mut Vec<Command>) {
    let key = entry.shortcut_text(ui.ctx());
    let button = button.tooltip(entry.tooltip).key(key.as_deref()).enabled(is_possible);
    if button.show(ui).clicked() {
        commands.push(entry.command.clone());
    }
}
