//! What became of the bytes that each cycle left behind: a triangle of cycles of birth and later closing marks.

use crate::panels::words;
use crate::theme::{Tokens, fonts};
use eframe::egui::{Align2, Color32, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::{CycleFigures, CycleSeries};
use strandline::model::units::Bytes;

/// Of more cycles only the last are shown.
const MOST: usize = 20;

/// A cell is so high at most, and so high at least, in points.
const HEIGHT: (f32, f32) = (16.0, 9.0);

/// Width of the names at the left.
const NAMES: f32 = 30.0;

/// The palest cell that is not empty, of the whole colour.
const PALEST: f32 = 0.18;

/// One cell: the cycle of birth, the cycle at whose closing mark, and what is alive there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    born: usize,
    at: usize,
    alive: Bytes,
}

/// The cells that are shown, row by row.
fn cells(series: &CycleSeries) -> impl Iterator<Item = Cell> {
    let all = series.warmup.len() + series.cycles.len();
    let first = all.saturating_sub(MOST);
    series.all().enumerate().skip(first).flat_map(|(born, figures): (usize, &CycleFigures)| {
        let alive = figures.survivors.iter().enumerate();
        alive.map(move |(later, alive)| Cell { born, at: born + later, alive })
    })
}

/// Draws the triangle; `names` has the names of the cycles, those of the warm-up first.
pub(super) fn cohorts_ui(ui: &mut Ui, series: &CycleSeries, names: &[String], color: Color32) {
    let tokens = Tokens::in_force(ui);
    let all = series.warmup.len() + series.cycles.len();
    let name = |nth: usize| names.get(nth).map_or("", String::as_str);
    let (first, count) = (all.saturating_sub(MOST), all.min(MOST));
    let width = ((ui.available_width() - NAMES) / count.max(1) as f32).min(26.0);
    let height = (150.0 / count.max(1) as f32).clamp(HEIGHT.1, HEIGHT.0);
    let size = vec2(NAMES + width * count as f32, height * count as f32 + 14.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let most = cells(series).map(|cell| cell.alive).max().unwrap_or_default();
    let (column, line) = (
        |at: usize| rect.left() + NAMES + (at - first) as f32 * width,
        |born: usize| rect.top() + (born - first) as f32 * height,
    );
    let painter = ui.painter();
    let small = fonts::regular(fonts::SMALL - 1.0);
    // Where cells are lower than names, every other name is left out.
    let each = if height < HEIGHT.0 * 0.75 { 2 } else { 1 };
    for nth in (first..all).step_by(each) {
        let place = pos2(rect.left() + NAMES - 5.0, line(nth) + height / 2.0);
        painter.text(place, Align2::RIGHT_CENTER, name(nth), small.clone(), tokens.weak);
    }
    let is_pointed = |cell: &Rect| response.hover_pos().is_some_and(|pointer| cell.contains(pointer));
    let mut pointed = None;
    for cell in cells(series) {
        let corner = pos2(column(cell.at), line(cell.born));
        let place = Rect::from_min_size(corner, vec2(width - 1.0, height - 1.0));
        painter.rect_filled(place, 0.0, shade(cell.alive, most, color, &tokens));
        if is_pointed(&place) {
            painter.rect_stroke(place, 0.0, Stroke::new(1.0, tokens.strong), StrokeKind::Outside);
            pointed = Some(cell);
        }
    }
    for nth in [first, all.saturating_sub(1)] {
        let place = pos2(column(nth.max(first)) + width / 2.0, rect.bottom() - 1.0);
        painter.text(place, Align2::CENTER_BOTTOM, name(nth), small.clone(), tokens.weak);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, cohorts_description(series)));
    if let Some(cell) = pointed {
        let (born, at) = (name(cell.born), name(cell.at));
        let alive = words::size(cell.alive);
        response
            .on_hover_text_at_pointer(format!("Born in {born}: {alive} alive at the closing mark of {at}"));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
fn shade(alive: Bytes, most: Bytes, color: Color32, tokens: &Tokens) -> Color32 {
    if alive == Bytes::ZERO {
        return tokens.header;
    }
    let share = (alive.get() as f64 / most.get().max(1) as f64) as f32;
    tokens.header.lerp_to_gamma(color, PALEST + (1.0 - PALEST) * share)
}

/// All of it in a sentence.
pub(super) fn cohorts_description(series: &CycleSeries) -> String {
    let left: Bytes = series.cycles.iter().map(|cycle| cycle.born.mapped).sum();
    let alive: Bytes = series.cycles.iter().map(CycleFigures::surviving).sum();
    format!("Of {} that the cycles left behind, {} are still there", words::size(left), words::size(alive))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(cycles: usize) -> CycleSeries {
        let figures = |nth: usize| CycleFigures {
            survivors: (nth..cycles).map(|at| Bytes::from_kib((at - nth) as u64)).collect(),
            ..CycleFigures::default()
        };
        let mut all: Vec<_> = (0..cycles).map(figures).collect();
        let counted = all.split_off(2.min(cycles));
        CycleSeries { warmup: all, cycles: counted, quantum: None }
    }

    #[test]
    fn of_many_cycles_the_last_are_shown() {
        assert_eq!(cells(&series(4)).count(), 10);
        let many: Vec<Cell> = cells(&series(30)).collect();
        assert_eq!(many.len(), 20 * 21 / 2);
        assert_eq!(many[1], Cell { born: 10, at: 11, alive: Bytes::from_kib(1) });
        assert_eq!(cells(&series(0)).count(), 0);
    }
}
