//! What stands where there is nothing to show.

use super::PushButton;
use crate::theme::{Icon, Tokens, fonts, icon, strong, weak};
use eframe::egui::{Label, Ui};

/// The widest line of a hint.
const WIDEST: f32 = 420.0;

/// Says what is missing, and what would bring it.
pub(crate) struct EmptyState<'a> {
    /// What kind of place this is.
    pub(crate) icon: Icon,
    pub(crate) title: &'a str,
    /// What would bring it; may be empty.
    pub(crate) hint: &'a str,
    /// What can be done about it here.
    pub(crate) button: Option<&'a str>,
}

impl EmptyState<'_> {
    /// Draws it in the middle; tells whether the button was clicked.
    pub(crate) fn show(&self, ui: &mut Ui) -> bool {
        ui.vertical_centered(|ui| {
            ui.add_space((ui.available_height() * 0.5 - 64.0).max(12.0));
            ui.label(icon(self.icon).size(28.0).color(Tokens::in_force(ui).faint));
            ui.add_space(6.0);
            ui.label(strong(ui, self.title).size(fonts::TITLE));
            if !self.hint.is_empty() {
                ui.scope(|ui| {
                    ui.set_max_width(WIDEST.min(ui.available_width()));
                    ui.add(Label::new(weak(ui, self.hint)).wrap());
                });
            }
            ui.add_space(8.0);
            self.button.is_some_and(|label| PushButton::text(label).show(ui).clicked())
        })
        .inner
    }
}
