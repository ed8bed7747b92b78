//! Buttons and keys, both made from the commands.

use crate::command::Command;
use crate::state::State;
use crate::theme::Tokens;
use eframe::egui::{Button, Key, RichText, Role, Ui, WidgetInfo};

/// Commands that have a key.
const WITH_KEYS: [Command; 1] = [Command::Mark];

/// Pushes the commands whose keys were pressed, unless somebody types.
pub(super) fn keyboard(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    if ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    let pressed = |key: Key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
    let asked = WITH_KEYS.into_iter().filter(|command| command.key().is_some_and(pressed));
    commands.extend(asked.filter(|command| command.is_possible(state)));
}

/// A button for a command.
pub(super) fn button(ui: &mut Ui, command: Command, is_possible: bool, commands: &mut Vec<Command>) {
    let mut button = Button::new(command.label());
    let mut tooltip = command.tooltip().to_owned();
    if let Some(key) = command.key() {
        button = button.right_text(RichText::new(key.name()).color(Tokens::of(ui).weak));
        tooltip = format!("{tooltip} ({})", key.name());
    }
    let response = ui.add_enabled(is_possible, button).on_hover_text(tooltip);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_possible, command.label()));
    if response.clicked() {
        commands.push(command);
    }
}
