//! Buttons and keys, both made from the catalogue of commands.

use crate::command::{Command, catalogue};
use crate::state::State;
use crate::theme::Tokens;
use eframe::egui::{Button, Key, RichText, Role, Ui, WidgetInfo};

/// Pushes the commands whose keys were pressed. While somebody types, or a dialog stands before the window, only keys that
/// are held down with others count, and none that a text field knows itself.
pub(in crate::panels) fn keyboard(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    let types = ui.ctx().egui_wants_keyboard_input() || state.dialog.is_some();
    for entry in catalogue() {
        let Some(shortcut) = &entry.shortcut else { continue };
        let is_of_text = shortcut.logical_key == Key::Z || !shortcut.modifiers.command;
        if types && is_of_text || !entry.command.is_possible(state) {
            continue;
        }
        if ui.input_mut(|input| input.consume_shortcut(shortcut)) {
            commands.push(entry.command.clone());
            return;
        }
    }
}

/// A button for a command of the catalogue.
pub(in crate::panels) fn button(
    ui: &mut Ui,
    command: &Command,
    is_possible: bool,
    commands: &mut Vec<Command>,
) {
    let Some(entry) = command.entry() else { return };
    let mut button = Button::new(entry.label);
    let mut tooltip = entry.tooltip.to_owned();
    if let Some(key) = entry.shortcut_text(ui.ctx()) {
        tooltip = format!("{tooltip} ({key})");
        button = button.right_text(RichText::new(key).color(Tokens::of(ui).weak));
    }
    let response = ui.add_enabled(is_possible, button).on_hover_text(tooltip);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, entry.label));
    if response.clicked() {
        commands.push(command.clone());
    }
}

/// A button for a command that is always possible where it is offered; one that is not in the catalogue says "Dismiss".
pub(in crate::panels) fn named_button(ui: &mut Ui, command: &Command, commands: &mut Vec<Command>) {
    let label = command.entry().map_or("Dismiss", |entry| entry.label);
    if ui.button(label).clicked() {
        commands.push(command.clone());
    }
}
