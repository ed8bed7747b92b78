//! A key as it looks on a keyboard.

use crate::theme::{Tokens, fonts};
use eframe::egui::{Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

/// Space beside and above the name.
const MARGIN: [f32; 2] = [5.0, 1.0];

/// Draws the key with this name.
pub(crate) fn key_cap(ui: &mut Ui, key: &str) -> Response {
    let tokens = Tokens::in_force(ui);
    let name = ui.painter().layout_no_wrap(key.to_owned(), fonts::medium(fonts::SMALL), tokens.weak);
    let size = name.size() + 2.0 * vec2(MARGIN[0], MARGIN[1]);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, key));
    ui.painter().rect(rect, 3.0, tokens.header, Stroke::new(1.0, tokens.line), StrokeKind::Inside);
    ui.painter().galley(rect.center() - name.size() / 2.0, name, tokens.weak);
    response
}
