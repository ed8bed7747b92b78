//! Tabs in a row, of which one is chosen.

use crate::theme::{Tokens, fonts, size};
use eframe::egui::{Button, Color32, Response, RichText, Role, Ui, WidgetInfo, vec2};

/// Draws a tab for each choice; tells which one was clicked, unless it is chosen already.
pub(crate) fn segmented<T: Copy + PartialEq>(ui: &mut Ui, choices: &[(T, &str)], chosen: T) -> Option<T> {
    let mut clicked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for &(choice, label) in choices {
            let is_chosen = choice == chosen;
            if tab_ui(ui, label, is_chosen).clicked() && !is_chosen {
                clicked = Some(choice);
            }
        }
    });
    clicked
}

fn tab_ui(ui: &mut Ui, label: &str, is_chosen: bool) -> Response {
    let tokens = Tokens::in_force(ui);
    let (font, ink, ground) = if is_chosen {
        (fonts::semibold(fonts::BODY), tokens.strong, tokens.select)
    } else {
        (fonts::medium(fonts::BODY), tokens.weak, Color32::TRANSPARENT)
    };
    let words = RichText::new(label).font(font).color(ink);
    let button = Button::new(words).fill(ground).stroke((0.0, tokens.line)).min_size(vec2(0.0, size::STATUS));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_chosen, label));
    response
}
