//! Figures, dots and names in a line of text.

use crate::theme::{Tokens, fonts};
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Pos2, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2,
};

/// Draws the spot.
pub(crate) fn dot(ui: &mut Ui, color: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
    ui.painter().rect_filled(rect, CornerRadius::same(3), color);
}

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

/// A piece of a line, in its own font and colour.
pub(crate) type Part = (String, FontId, Color32);

/// Draws the first form that has room, or the last one, cut; `left` is the middle of its left end. Says whether it was cut.
pub(crate) fn fitting_line(ui: &Ui, left: Pos2, room: f32, forms: &[Vec<Part>]) -> bool {
    let Some((last, others)) = forms.split_last() else { return false };
    let whole = |parts: &Vec<Part>| ui.painter().layout_job(job(parts, f32::INFINITY));
    let fits = others.iter().map(whole).find(|galley| galley.size().x <= room);
    let galley = fits.unwrap_or_else(|| ui.painter().layout_job(job(last, room.max(1.0))));
    let is_cut = galley.elided;
    ui.painter().galley(pos2(left.x, left.y - galley.size().y / 2.0), galley, Tokens::in_force(ui).text);
    is_cut
}

fn job(parts: &[Part], width: f32) -> LayoutJob {
    let wrap =
        TextWrapping { max_width: width, max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    let mut job = LayoutJob { wrap, ..LayoutJob::default() };
    for (text, font, color) in parts {
        job.append(text, 0.0, TextFormat::simple(font.clone(), *color));
    }
    job
}

/// Which of some spans, each from its left to its right, are drawn where not all find room beside each other: the last one
/// is, and of the others those that leave it alone.
pub(crate) fn latest_that_fit(spans: &[(f32, f32)], gap: f32) -> Vec<bool> {
    let mut free_until = f32::INFINITY;
    let mut fits: Vec<bool> = spans
        .iter()
        .rev()
        .map(|&(left, right)| {
            let fits = right <= free_until;
            if fits {
                free_until = left - gap;
            }
            fits
        })
        .collect();
    fits.reverse();
    fits
}

#[cfg(test)]
mod figure_tests {
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

#[cfg(test)]
mod names_tests {
    use super::*;

    #[test]
    fn the_last_name_is_always_there() {
        let check = |lefts: &[f32], expected: &[bool]| {
            let spans: Vec<(f32, f32)> = lefts.iter().map(|&left| (left, left + 10.0)).collect();
            assert_eq!(latest_that_fit(&spans, 4.0), expected, "{lefts:?}");
        };
        check(&[0.0, 20.0, 40.0], &[true, true, true]);
        check(&[0.0, 7.0, 14.0, 21.0], &[false, true, false, true]);
        check(&[0.0, 14.0], &[true, true]);
        check(&[], &[]);
    }
}
