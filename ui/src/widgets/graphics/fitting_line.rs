//! A line that is shorter where there is less room.

use crate::theme::Tokens;
use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Color32, FontId, Pos2, Ui, pos2};

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
