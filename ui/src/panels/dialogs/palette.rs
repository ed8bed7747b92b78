//! All commands, found by their names.

use super::field_ui;
use crate::command::{Command, Entry, catalogue};
use crate::state::State;
use crate::theme::{Tokens, fonts, weak};
use crate::widgets::key_cap;
use eframe::egui::{
    Align, Align2, Key, Layout, Modifiers, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, vec2,
};

const ROW: f32 = 30.0;

pub(super) fn palette_ui(
    ui: &mut Ui,
    state: &State,
    query: &mut String,
    chosen: &mut usize,
    commands: &mut Vec<Command>,
) {
    ui.set_width(520.0);
    let found = found(state, query);
    let step = ui.input_mut(|input| {
        let mut pressed = |key| usize::from(input.consume_key(Modifiers::NONE, key));
        (pressed(Key::ArrowDown), pressed(Key::ArrowUp))
    });
    *chosen = (*chosen + step.0).saturating_sub(step.1).min(found.len().saturating_sub(1));
    let (field, is_entered) = field_ui(ui, "Find a command", "Find a command", query);
    if field.changed() {
        *chosen = 0;
    }
    ui.add_space(6.0);
    let mut taken = found.get(*chosen).filter(|_| is_entered).copied();
    ScrollArea::vertical().max_height(ROW * 11.0).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (nth, entry) in found.iter().enumerate() {
            if row_ui(ui, entry, nth == *chosen, step != (0, 0)) {
                taken = Some(entry);
            }
        }
        if found.is_empty() {
            ui.label(weak(ui, "No command has that in its name, or it makes no sense now"));
        }
    });
    if let Some(entry) = taken {
        commands.extend([Command::CloseDialog, entry.command.clone()]);
    }
}

/// The commands that make sense now and have every word in their names, and then those that have it in what they do.
fn found(state: &State, query: &str) -> Vec<&'static Entry> {
    let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
    let has = |text: String| words.iter().all(|word| text.to_lowercase().contains(word));
    let possible = catalogue().iter().filter(|entry| entry.command.is_possible(state));
    let (mut found, others): (Vec<_>, Vec<_>) = possible.partition(|entry| has(entry.label.to_owned()));
    found.extend(others.into_iter().filter(|entry| has(format!("{} {}", entry.label, entry.tooltip))));
    found
}

/// One command; says whether it was clicked.
fn row_ui(ui: &mut Ui, entry: &Entry, is_chosen: bool, moved: bool) -> bool {
    let tokens = Tokens::in_force(ui);
    let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::MenuItem, true, is_chosen, entry.label));
    if is_chosen || response.hovered() {
        ui.painter().rect_filled(row, 4.0, tokens.select);
    }
    if is_chosen && moved {
        response.scroll_to_me(None);
    }
    inside(ui, row, |ui| {
        let (sign, _) = ui.allocate_exact_size(vec2(18.0, ROW), Sense::hover());
        if let Some(of) = entry.icon {
            let font = fonts::icons(fonts::ICON);
            ui.painter().text(sign.center(), Align2::CENTER_CENTER, of.glyph(), font, tokens.weak);
        }
        ui.label(entry.label);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if let Some(key) = entry.shortcut_text(ui.ctx()) {
                key_cap(ui, &key);
            }
        });
    });
    response.on_hover_text(entry.tooltip).clicked()
}

fn inside(ui: &mut Ui, row: Rect, content: impl FnOnce(&mut Ui)) {
    let place = UiBuilder::new().max_rect(row.shrink2(vec2(8.0, 0.0)));
    content(&mut ui.new_child(place.layout(Layout::left_to_right(Align::Center))));
}
