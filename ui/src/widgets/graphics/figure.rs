//! Numbers in columns.

use crate::theme::{Tokens, fonts};
use eframe::egui::{Align2, Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

/// Space behind a number, so that it does not touch the next column.
const MARGIN: f32 = 8.0;
/// The column of the units: as wide as the widest, `MiB`.
const UNIT: f32 = 22.0;
/// Space between number and unit.
const GAP: f32 = 5.0;

/// A number with its unit (`385.2 MiB`), over the whole width. Numbers end in one line, units begin in one; what has no
/// unit (`0`, `–`) stands with the numbers.
pub(crate) fn byte_figure(ui: &mut Ui, text: &str, color: Color32) -> Response {
    let (number, unit) = split(text);
    let tokens = Tokens::in_force(ui);
    let (cell, response) = cell(ui, text);
    let ink = if color == tokens.faint { tokens.faint } else { tokens.weak };
    let unit_at = cell.right_center() - vec2(MARGIN + UNIT, 0.0);
    ui.painter().text(unit_at, Align2::LEFT_CENTER, unit, fonts::regular(fonts::SMALL), ink);
    let number_at = unit_at - vec2(GAP, 0.0);
    ui.painter().text(number_at, Align2::RIGHT_CENTER, number, fonts::medium(fonts::BODY), color);
    response
}

/// A number or another short text, at the right edge.
pub(crate) fn figure(ui: &mut Ui, text: &str, color: Color32) -> Response {
    let (cell, response) = cell(ui, text);
    let place = cell.right_center() - vec2(MARGIN, 0.0);
    ui.painter().text(place, Align2::RIGHT_CENTER, text, fonts::medium(fonts::BODY), color);
    response
}

fn cell(ui: &mut Ui, text: &str) -> (Rect, Response) {
    let height = ui.fonts_mut(|fonts| fonts.row_height(&fonts::medium(fonts::BODY)));
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    (rect, response)
}

fn split(text: &str) -> (&str, &str) {
    text.rsplit_once(' ')
        .filter(|(_, unit)| !unit.starts_with(|first: char| first.is_ascii_digit()))
        .unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_before_its_unit() {
        let check = |text, expected| assert_eq!(split(text), expected);
        check("385.2 MiB", ("385.2", "MiB"));
        check("≥ 262.6 MiB", ("≥ 262.6", "MiB"));
        check("−8 KiB", ("−8", "KiB"));
        check("0.9 %", ("0.9", "%"));
        check("≥ 208", ("≥ 208", ""));
        check("0", ("0", ""));
        check("–", ("–", ""));
        check("", ("", ""));
    }
}
