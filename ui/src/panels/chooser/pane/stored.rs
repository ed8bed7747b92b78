//! Traces on the disk: recordings that nobody saved, traces that were used lately, and what was deleted lately.

use super::rule;
use crate::command::Command;
use crate::state::{Dialog, State, StoredRow};
use crate::theme::{Icon, Tokens, caption, fonts, size};
use crate::widgets::PushButton;
use eframe::egui::{Align, Align2, Layout, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, vec2};
use std::path::Path;

const HEIGHT: f32 = 40.0;

/// What can be done with a trace besides opening it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Unsaved,
    Recent,
    Binned,
}

pub(super) fn stored_traces_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let stored = state.chooser.stored();
    let is_open = |row: &&StoredRow| state.runs.all().iter().any(|document| document.path == row.path);
    let unsaved: Vec<&StoredRow> = stored.unsaved.iter().filter(|row| !is_open(row)).collect();
    section_ui(ui, "Unsaved recordings", Section::Unsaved, &unsaved, commands);
    section_ui(ui, "Recent traces", Section::Recent, &stored.recents.iter().collect::<Vec<_>>(), commands);
    let binned: Vec<&StoredRow> = stored.binned.iter().collect();
    section_ui(ui, "Deleted within a day", Section::Binned, &binned, commands);
}

fn section_ui(ui: &mut Ui, title: &str, section: Section, rows: &[&StoredRow], commands: &mut Vec<Command>) {
    if rows.is_empty() {
        return;
    }
    rule(ui);
    ui.label(caption(ui, title));
    for row in rows {
        row_ui(ui, row, section, commands);
    }
}

fn row_ui(ui: &mut Ui, row: &StoredRow, section: Section, commands: &mut Vec<Command>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let StoredRow { path, name, detail, age } = row;
    let (verb, command) = match section {
        Section::Unsaved | Section::Recent => ("Open", Command::Open(path.clone())),
        Section::Binned => ("Restore", Command::Restore(path.clone())),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{verb} {name}")));
    let tokens = Tokens::in_force(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), f32::from(size::CARD_RADIUS), tokens.raised);
    }
    let room = if section == Section::Recent { 0.0 } else { size::BUTTON + 4.0 };
    let painter = ui.painter().with_clip_rect(rect.with_max_x(rect.right() - room));
    let (top, bottom) = (rect.left_top() + vec2(0.0, 12.0), rect.left_top() + vec2(0.0, 29.0));
    let ink = if section == Section::Binned { tokens.text } else { tokens.strong };
    painter.text(top, Align2::LEFT_CENTER, name, fonts::medium(fonts::BODY), ink);
    painter.text(bottom, Align2::LEFT_CENTER, detail, fonts::regular(fonts::SMALL), tokens.weak);
    let right = vec2(rect.width() - room, 0.0);
    painter.text(bottom + right, Align2::RIGHT_CENTER, age, fonts::regular(fonts::SMALL), tokens.weak);
    if section == Section::Binned {
        painter.text(top + right, Align2::RIGHT_CENTER, verb, fonts::medium(fonts::SMALL), tokens.focus);
    }
    ui.painter().hline(rect.x_range(), rect.bottom() + 2.5, Stroke::new(1.0, tokens.grid));
    let of_trash = match section {
        Section::Unsaved => Some((format!("Delete {name}"), Command::Bin(path.clone()))),
        Section::Recent => None,
        Section::Binned => {
            let dialog = Dialog::Delete { path: path.clone(), name: name.clone() };
            Some((format!("Delete {name} for good"), Command::Show(dialog)))
        }
    };
    if let Some((label, command)) = of_trash
        && delete_ui(ui, rect, path, &label)
    {
        commands.push(command);
    }
    if response.on_hover_text(path.display().to_string()).clicked() {
        commands.push(command);
    }
}

fn delete_ui(ui: &mut Ui, row: Rect, path: &Path, label: &str) -> bool {
    let corner = Rect::from_center_size(
        row.right_center() - vec2(size::BUTTON / 2.0, 0.0),
        vec2(size::BUTTON, size::BUTTON),
    );
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt(("delete", path))
            .max_rect(corner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    PushButton::icon(Icon::Trash, label).quiet().show(&mut ui).clicked()
}
