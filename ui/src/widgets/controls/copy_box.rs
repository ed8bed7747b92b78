//! A command that is ready to run, shown whole, with a button that copies it.

use crate::theme::{Icon, Tokens, fonts, icon, size};
use eframe::egui::{
    Button, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo, vec2,
};

/// The column of the button.
const BUTTON: f32 = 28.0;
const MARGIN: f32 = 8.0;

/// Draws the command over the whole width, in as many lines as it takes; `purpose` completes "Copy …" on the button.
pub(crate) fn copy_box(ui: &mut Ui, command: &str, purpose: &str) -> Response {
    let tokens = Tokens::in_force(ui);
    let width = ui.available_width();
    let room = (width - MARGIN - BUTTON).max(1.0);
    let text = ui.painter().layout(command.to_owned(), fonts::mono(), tokens.text, room);
    let height = (text.size().y + 2.0 * 6.0).max(size::CONTROL);
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, command));
    let edge = Stroke::new(1.0, tokens.line);
    ui.painter().rect(rect, f32::from(size::RADIUS), tokens.canvas, edge, StrokeKind::Inside);
    let top = rect.top() + if text.rows.len() == 1 { (height - text.size().y) / 2.0 } else { 6.0 };
    ui.painter().galley((rect.left() + MARGIN, top).into(), text, tokens.text);
    let corner = Rect::from_min_size(rect.right_top() - vec2(BUTTON, 0.0), vec2(BUTTON, size::CONTROL));
    let button = button_ui(&mut ui.new_child(UiBuilder::new().max_rect(corner)), corner, purpose);
    if button.clicked() {
        ui.copy_text(command.to_owned());
    }
    button
}

fn button_ui(ui: &mut Ui, corner: Rect, purpose: &str) -> Response {
    let label = format!("Copy {purpose}");
    let button = Button::new(icon(Icon::Copy).size(14.0)).frame(false);
    let response = ui.put(corner, button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &label));
    response.on_hover_text(label)
}
