//! Traces on the disk: recordings that nobody saved, and traces that were used lately.

use super::rule;
use crate::command::Command;
use crate::state::{Dialog, State, StoredRow};
use crate::theme::{Icon, Tokens, caption, fonts, size};
use crate::widgets::PushButton;
use eframe::egui::{Align, Align2, Layout, Rect, Role, Sense, Stroke, Ui, UiBuilder, WidgetInfo, vec2};
use std::path::Path;

const HEIGHT: f32 = 40.0;

pub(super) fn ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let stored = state.chooser.stored();
    let is_open = |row: &&StoredRow| state.runs.all().iter().any(|document| document.path == row.path);
    let unsaved: Vec<&StoredRow> = stored.unsaved.iter().filter(|row| !is_open(row)).collect();
    if !unsaved.is_empty() {
        rule(ui);
        ui.label(caption(ui, "Unsaved recordings"));
        for row in unsaved {
            row_ui(ui, row, true, commands);
        }
    }
    if !stored.recents.is_empty() {
        rule(ui);
        ui.label(caption(ui, "Recent traces"));
        for row in &stored.recents {
            row_ui(ui, row, false, commands);
        }
    }
}

fn row_ui(ui: &mut Ui, row: &StoredRow, can_be_deleted: bool, commands: &mut Vec<Command>) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    let StoredRow { path, name, detail, age } = row;
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open {name}")));
    let tokens = Tokens::of(ui);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), f32::from(size::CARD_RADIUS), tokens.raised);
    }
    let room = if can_be_deleted { size::BUTTON + 4.0 } else { 0.0 };
    let painter = ui.painter().with_clip_rect(rect.with_max_x(rect.right() - room));
    let (top, bottom) = (rect.left_top() + vec2(0.0, 12.0), rect.left_top() + vec2(0.0, 29.0));
    painter.text(top, Align2::LEFT_CENTER, name, fonts::medium(fonts::BODY), tokens.strong);
    painter.text(bottom, Align2::LEFT_CENTER, detail, fonts::regular(fonts::SMALL), tokens.weak);
    let right = vec2(rect.width() - room, 0.0);
    painter.text(bottom + right, Align2::RIGHT_CENTER, age, fonts::regular(fonts::SMALL), tokens.weak);
    ui.painter().hline(rect.x_range(), rect.bottom() + 2.5, Stroke::new(1.0, tokens.grid));
    if can_be_deleted && delete_ui(ui, rect, path, name) {
        commands.push(Command::Show(Dialog::Delete { path: path.clone(), name: name.clone() }));
    }
    if response.on_hover_text(path.display().to_string()).clicked() {
        commands.push(Command::Open(path.clone()));
    }
}

fn delete_ui(ui: &mut Ui, row: Rect, path: &Path, name: &str) -> bool {
    let corner = Rect::from_center_size(
        row.right_center() - vec2(size::BUTTON / 2.0, 0.0),
        vec2(size::BUTTON, size::BUTTON),
    );
    let label = format!("Delete {name}");
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt(("delete", path))
            .max_rect(corner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    PushButton::icon(Icon::Trash, &label).quiet().show(&mut ui).clicked()
}
