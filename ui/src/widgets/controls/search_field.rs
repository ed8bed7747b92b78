//! A field to search or filter with.

use crate::theme::{Icon, Tokens, fonts, icon, size};
use eframe::egui::{
    Align, Button, Frame, Id, Layout, Margin, Response, Role, Stroke, TextEdit, Ui, WidgetInfo, vec2,
};

/// The part of a field that the icon, the button and the space at its sides take.
const BESIDE_TEXT: f32 = 60.0;

/// Draws the field, `width` wide; `label` is its name, `hint` stands in it while it is empty. The answer is that of the
/// text, and has changed too when the text was cleared.
pub(crate) fn search_field(ui: &mut Ui, text: &mut String, label: &str, hint: &str, width: f32) -> Response {
    let tokens = Tokens::in_force(ui);
    let id = search_field_id(label);
    let edge = if ui.memory(|memory| memory.has_focus(id)) { tokens.focus } else { tokens.line };
    let field = Frame::new().fill(tokens.canvas).stroke(Stroke::new(1.0, edge)).corner_radius(size::RADIUS);
    let inside = vec2(width - 16.0, size::CONTROL - 2.0);
    field
        .inner_margin(Margin::symmetric(8, 0))
        .show(ui, |ui| {
            let layout = Layout::left_to_right(Align::Center);
            ui.allocate_ui_with_layout(inside, layout, |ui| {
                ui.set_min_size(inside);
                ui.spacing_mut().interact_size.y = inside.y;
                field_ui(ui, text, label, hint, id, width - BESIDE_TEXT)
            })
            .inner
        })
        .inner
}

/// Where the field with this name keeps what it remembers: each name stands once on a screen.
pub(crate) fn search_field_id(label: &str) -> Id {
    Id::unique(("search field", label))
}

fn field_ui(ui: &mut Ui, text: &mut String, label: &str, hint: &str, id: Id, width: f32) -> Response {
    let tokens = Tokens::in_force(ui);
    ui.spacing_mut().item_spacing.x = 6.0;
    ui.label(icon(Icon::Search).size(14.0).color(tokens.weak));
    let edit = TextEdit::singleline(text)
        .id(id)
        .hint_text(hint)
        .frame(Frame::NONE.inner_margin(Margin::symmetric(0, 5)))
        .font(fonts::regular(fonts::BODY));
    let mut response = ui.add(edit.desired_width(width));
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, label));
    if !text.is_empty() && clear_ui(ui, label).clicked() {
        text.clear();
        response.mark_changed();
        response.request_focus();
    }
    response
}

fn clear_ui(ui: &mut Ui, label: &str) -> Response {
    let cross = icon(Icon::Close).size(12.0);
    let name = format!("Clear {label}");
    let response = ui.add(Button::new(cross).frame(false).min_size(vec2(18.0, 18.0)));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    response.on_hover_text(name)
}
