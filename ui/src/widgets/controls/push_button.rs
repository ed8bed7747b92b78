//! Buttons: square ones with an icon, and ones with a text.

use super::key_cap;
use crate::theme::{Icon, Tokens, filled_icon, fonts, icon, medium, size};
use eframe::egui::{Button, Response, RichText, Role, Ui, WidgetInfo, vec2};

/// A button. Its label is its name for those who cannot see it, whether it is drawn or not.
#[must_use = "a button is seen only where it is shown"]
pub(crate) struct PushButton<'a> {
    label: &'a str,
    icon: Option<RichText>,
    has_text: bool,
    tooltip: &'a str,
    key: Option<&'a str>,
    is_enabled: bool,
    weight: Weight,
}

/// How much a button stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Quiet,
    Normal,
    Primary,
}

impl<'a> PushButton<'a> {
    /// A square button; its label stands in the tooltip.
    pub(crate) fn icon(icon_of: Icon, label: &'a str) -> Self {
        Self { icon: Some(icon(icon_of)), has_text: false, ..Self::text(label) }
    }

    /// As [`PushButton::icon`], with the filled form of the icon.
    pub(crate) fn filled_icon(icon_of: Icon, label: &'a str) -> Self {
        Self { icon: Some(filled_icon(icon_of)), ..Self::icon(icon_of, label) }
    }

    /// A button with its label on it.
    pub(crate) const fn text(label: &'a str) -> Self {
        let (tooltip, key) = ("", None);
        Self { label, icon: None, has_text: true, tooltip, key, is_enabled: true, weight: Weight::Normal }
    }

    /// Puts an icon before the label.
    pub(crate) fn with_icon(self, icon_of: Icon) -> Self {
        Self { icon: Some(icon(icon_of)), ..self }
    }

    /// Says more when the pointer rests on it.
    pub(crate) fn tooltip(self, tooltip: &'a str) -> Self {
        Self { tooltip, ..self }
    }

    /// Names the key that does the same.
    pub(crate) fn key(self, key: Option<&'a str>) -> Self {
        Self { key, ..self }
    }

    /// Whether it can be pressed now.
    pub(crate) fn enabled(self, is_enabled: bool) -> Self {
        Self { is_enabled, ..self }
    }

    /// The one thing that a pane is there for.
    pub(crate) fn primary(self) -> Self {
        Self { weight: Weight::Primary, ..self }
    }

    /// One of many of its kind: its frame is seen under the pointer only.
    pub(crate) fn quiet(self) -> Self {
        Self { weight: Weight::Quiet, ..self }
    }

    pub(crate) fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::in_force(ui);
        let mut button = match (self.icon.clone(), self.has_text) {
            (Some(icon), true) => Button::new((icon, self.label_text(tokens))),
            (Some(icon), false) => Button::new(icon),
            (None, _) => Button::new(self.label_text(tokens)),
        };
        if let Some(key) = self.key.filter(|_| self.has_text) {
            button = button.right_text(RichText::new(key).color(tokens.weak));
        }
        button = match self.weight {
            Weight::Quiet => button.frame_when_inactive(false),
            Weight::Normal => button,
            Weight::Primary => button.fill(tokens.strong),
        };
        let (width, padding) = if self.has_text { (0.0, 10.0) } else { (size::BUTTON, 0.0) };
        let button = button.min_size(vec2(width, size::BUTTON));
        let shown = ui.scope(|ui| {
            ui.spacing_mut().button_padding.x = padding;
            ui.add_enabled(self.is_enabled, button)
        });
        let response = shown.inner;
        response.widget_info(|| WidgetInfo::labeled(Role::Button, self.is_enabled, self.label));
        let response = response.on_disabled_hover_ui(|ui| self.tooltip_ui(ui));
        if self.has_text && self.tooltip.is_empty() {
            return response;
        }
        response.on_hover_ui(|ui| self.tooltip_ui(ui))
    }

    fn label_text(&self, tokens: Tokens) -> RichText {
        let words = RichText::new(self.label);
        if self.weight == Weight::Primary {
            words.font(fonts::semibold(fonts::BODY)).color(tokens.canvas)
        } else {
            words
        }
    }

    fn tooltip_ui(&self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            ui.label(medium(ui, self.label));
            if let Some(key) = self.key {
                key_cap(ui, key);
            }
        });
        if !self.tooltip.is_empty() {
            ui.label(self.tooltip);
        }
    }
}
