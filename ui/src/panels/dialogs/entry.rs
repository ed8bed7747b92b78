//! Dialogs that ask for a command, a name or a setting.

use super::{buttons_ui, done_ui, field_ui, head_ui};
use crate::command::Command;
use crate::panels::chooser::pace_ui;
use crate::state::{Dialog, Edit, State, ThemeChoice};
use crate::widgets::segmented;
use eframe::egui::{Key, Margin, Role, TextEdit, Ui, WidgetInfo};
use strandline::model::Mark;

pub(super) fn launch_ui(ui: &mut Ui, line: &mut String, folder: &mut String, commands: &mut Vec<Command>) {
    ui.set_width(560.0);
    head_ui(
        ui,
        "Launch a command",
        "It is recorded from its first region on, and ends with the recording. Quotes work as in a shell, and so do \
         variables before the program; patterns and pipes need one: sh -c '…'. An application goes by its .app",
    );
    let (_, is_entered) = field_ui(ui, "Command", "WORD=1 ghostty --config-default-files=false", line);
    ui.add_space(6.0);
    let is_entered = folder_ui(ui, folder) || is_entered;
    let is_possible = !line.trim().is_empty();
    let pressed = buttons_ui(ui, &[("Launch and record", is_possible)], commands);
    if is_possible && (is_entered || pressed == Some(0)) {
        commands.push(Command::Launch(Dialog::launched_line(line, folder)));
    }
}

/// Where it runs. Says whether Enter was pressed there.
fn folder_ui(ui: &mut Ui, folder: &mut String) -> bool {
    let field = TextEdit::singleline(folder)
        .hint_text("Folder to run in: that of Strandline")
        .margin(Margin::symmetric(8, 6))
        .desired_width(f32::INFINITY);
    let response = ui.add(field);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Folder"));
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

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

const THEMES: [(ThemeChoice, &str); 3] =
    [(ThemeChoice::System, "As the system"), (ThemeChoice::Dark, "Dark"), (ThemeChoice::Light, "Light")];

pub(super) fn settings_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ui.set_width(420.0);
    head_ui(ui, "Settings", "");
    ui.horizontal(|ui| {
        ui.label("Colours");
        if let Some(theme) = segmented(ui, &THEMES, state.theme) {
            commands.push(Command::Theme(theme));
        }
    });
    ui.add_space(6.0);
    pace_ui(ui, state.chooser.pace, commands);
    let mut gives_advice = !state.hides_advice;
    if ui.checkbox(&mut gives_advice, "Say in the toolbar what to do next").changed() {
        commands.push(Command::ToggleAdvice);
    }
    if done_ui(ui) {
        commands.push(Command::CloseDialog);
    }
}
