//! Text by its use.

use super::{Tokens, fonts};
use eframe::egui::{RichText, Ui};

/// Text that matters.
pub(crate) fn strong(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).family(fonts::semibold(fonts::BODY).family).color(Tokens::in_force(ui).strong)
}

/// Text that stands out a little from what surrounds it.
pub(crate) fn medium(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).family(fonts::medium(fonts::BODY).family).color(Tokens::in_force(ui).text)
}

/// Text beside what matters.
pub(crate) fn weak(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).color(Tokens::in_force(ui).weak)
}

/// The title of a part of a pane.
pub(crate) fn caption(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::semibold(fonts::SMALL)).color(Tokens::in_force(ui).weak)
}

/// An address or a command.
pub(crate) fn mono(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).font(fonts::mono()).color(Tokens::in_force(ui).text)
}
