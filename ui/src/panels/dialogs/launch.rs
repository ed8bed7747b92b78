//! Start a command and record it.

use super::{buttons_ui, field_ui, head_ui};
use crate::command::Command;
use crate::state::Dialog;
use eframe::egui::{Key, Margin, Role, TextEdit, Ui, WidgetInfo};

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
