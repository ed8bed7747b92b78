//! Says which range the tables are about, left of the ruler.

use super::flags::range_text;
use crate::command::Command;
use crate::panels::timeline::scene::Scene;
use crate::state::ViewChange;
use crate::theme::{Icon, Tokens, fonts, icon, size};
use eframe::egui::{Align2, Button, Id, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

/// How to use the timeline, for who wonders.
const HELP: &str = "Click to point at a moment, drag to select a range, Shift-click to extend it, double-click inside \
    to zoom to it. The wheel zooms around the pointer; Shift with the wheel, a horizontal wheel or the middle button \
    move through time. Esc clears the range.";

pub(super) fn range_cell_ui(ui: &mut Ui, head: Rect, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let tokens = scene.tokens;
    let (first, second) = match scene.range {
        Some(range) => range_text(range),
        None if scene.baseline().is_some() => ("Range: since baseline".to_owned(), String::new()),
        None => ("Range: whole recording".to_owned(), String::new()),
    };
    let response = ui.interact(head, Id::unique("range"), Sense::hover());
    let label = if second.is_empty() { first.clone() } else { format!("Range: {first}, {second}") };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &label));
    response.on_hover_text(HELP);
    let left = head.left() + f32::from(size::PAD);
    let painter = ui.painter_at(head);
    let write = |y: f32, text: String, color| {
        painter.text(pos2(left, y), Align2::LEFT_CENTER, text, fonts::medium(fonts::SMALL), color);
    };
    if second.is_empty() {
        write(head.center().y, first, tokens.text);
    } else {
        write(head.top() + 12.0, first, tokens.focus);
        write(head.top() + 26.0, second, tokens.text);
    }
    if scene.document.view.range.is_some() {
        clear_ui(ui, head, tokens, commands);
    }
}

fn clear_ui(ui: &mut Ui, head: Rect, tokens: Tokens, commands: &mut Vec<Command>) {
    let command = Command::View(ViewChange::Range(None));
    let Some(entry) = command.entry() else { return };
    let place = Rect::from_center_size(head.right_center() - vec2(16.0, 0.0), vec2(20.0, 20.0));
    let mut corner = ui.new_child(UiBuilder::new().max_rect(place));
    let cross = Button::new(icon(Icon::Close).size(12.0).color(tokens.weak)).frame(false);
    let response = corner.put(place, cross);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, entry.label));
    let key = entry.shortcut_text(ui.ctx()).unwrap_or_default();
    if response.on_hover_text(format!("{} ({key})", entry.label)).clicked() {
        commands.push(command);
    }
}
