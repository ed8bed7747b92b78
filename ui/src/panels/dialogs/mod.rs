//! What stands before the window and wants an answer.

mod authorisation;
mod entry;
mod files;
mod import;
mod palette;

use crate::command::Command;
use crate::state::{Dialog, State};
use crate::theme::{strong, weak};
use crate::widgets::PushButton;
use eframe::egui::{
    Align, Frame, Id, Key, Layout, Margin, Modal, Response, Role, TextEdit, Ui, WidgetInfo, text::CCursor,
    text::CCursorRange,
};

pub(super) fn dialogs_ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    let Some(mut dialog) = state.dialog.take() else {
        return authorisation::authorisation_ui(ui, state, commands);
    };
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(16));
    // What is remembered of one kind, its size, is not that of another.
    let id = Id::unique(("dialog", std::mem::discriminant(&dialog)));
    let shown = Modal::new(id).frame(frame).show(ui.ctx(), |ui| match &mut dialog {
        Dialog::Palette { query, chosen } => palette::palette_ui(ui, state, query, chosen, commands),
        Dialog::Launch { line, folder } => entry::launch_ui(ui, line, folder, commands),
        Dialog::Settings => entry::settings_ui(ui, state, commands),
        Dialog::Rename { mark, label } => entry::rename_ui(ui, mark, label, commands),
        Dialog::Path { purpose, text, error } => {
            files::path_ui(ui, *purpose, text, error.as_deref(), commands);
        }
        Dialog::Replace(replace) => files::replace_ui(ui, replace, commands),
        Dialog::Export(export) => files::export_ui(ui, export, commands),
        Dialog::Import(offer) => import::import_ui(ui, offer, commands),
        Dialog::Unsaved(unsaved) => files::unsaved_ui(ui, unsaved, commands),
        Dialog::Delete { path, name } => files::delete_ui(ui, path, name, commands),
    });
    if shown.should_close() {
        commands.push(Command::CloseDialog);
    }
    state.dialog = Some(dialog);
}

/// What a dialog is about, and what that means.
fn head_ui(ui: &mut Ui, title: &str, meaning: &str) {
    ui.label(strong(ui, title).size(15.0));
    if !meaning.is_empty() {
        ui.label(weak(ui, meaning));
    }
    ui.add_space(8.0);
}

/// A field with all of its text selected at first, which has the keyboard unless another one has. Says whether Enter was pressed in it.
fn field_ui(ui: &mut Ui, label: &str, hint: &str, text: &mut String) -> (Response, bool) {
    let field = TextEdit::singleline(text)
        .hint_text(hint)
        .margin(Margin::symmetric(8, 6))
        .desired_width(f32::INFINITY);
    let mut output = field.show(ui);
    let response = output.response.response;
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    if ui.memory(|memory| memory.focused().is_none()) && !response.lost_focus() {
        response.request_focus();
        let end = CCursor::new(text.chars().count());
        output.state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(0), end)));
        output.state.store(ui.ctx(), response.id);
    }
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    (response, is_entered)
}

/// The buttons below, the first one at the right; says which was pressed. Enter presses the first unless another one has
/// the focus.
fn buttons_ui(ui: &mut Ui, labels: &[(&str, bool)], commands: &mut Vec<Command>) -> Option<usize> {
    let mut pressed = None;
    ui.add_space(12.0);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        pressed = answers_ui(ui, labels);
        if PushButton::text("Cancel").show(ui).clicked() {
            commands.push(Command::CloseDialog);
        }
    });
    pressed
}

/// The button of a dialog in which each choice counts at once: there is nothing to cancel. Says whether it was pressed.
fn done_ui(ui: &mut Ui) -> bool {
    ui.add_space(12.0);
    let right = Layout::right_to_left(Align::Center);
    ui.with_layout(right, |ui| answers_ui(ui, &[("Done", true)])).inner.is_some()
}

fn answers_ui(ui: &mut Ui, labels: &[(&str, bool)]) -> Option<usize> {
    let mut pressed = None;
    for (nth, &(label, is_possible)) in labels.iter().enumerate() {
        let button = PushButton::text(label).enabled(is_possible);
        let button = if nth == 0 { button.primary() } else { button };
        let response = button.show(ui);
        if nth == 0 && is_possible && ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        if response.clicked() {
            pressed = Some(nth);
        }
    }
    pressed
}
