//! A spot of colour in a line of text.

use eframe::egui::{Color32, CornerRadius, Sense, Ui, vec2};

/// Draws the spot.
pub(crate) fn dot(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(3), color);
}
