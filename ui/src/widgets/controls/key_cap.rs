//! A key as it looks on a keyboard.

use crate::theme::{Tokens, fonts};
use eframe::egui::{Frame, Margin, Response, RichText, Stroke, Ui};

/// Draws the key with this name.
pub(crate) fn key_cap(ui: &mut Ui, key: &str) -> Response {
    let tokens = Tokens::of(ui);
    let cap = Frame::new().fill(tokens.header).stroke(Stroke::new(1.0, tokens.line)).corner_radius(3);
    let name = RichText::new(key).font(fonts::medium(fonts::SMALL)).color(tokens.weak);
    cap.inner_margin(Margin::symmetric(5, 1)).show(ui, |ui| ui.label(name)).inner
}
