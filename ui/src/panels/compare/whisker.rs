//! A difference with its interval as a line in a cell, all rows on one scale.

use crate::theme::{Tokens, fonts};
use eframe::egui::{Color32, Painter, Pos2, Rect, Stroke, Ui, pos2};
use strandline::analysis::{CompareRow, Measure, Metric};
use strandline::report::charts::Scale;

/// What is free at both sides of a cell.
const MARGIN: f32 = 26.0;

/// Lines of the scale lie so far apart at least, in points.
const APART: f64 = 64.0;

/// On which all rows have room, zero included.
pub(super) fn scale(rows: &[CompareRow]) -> Scale {
    let ends = rows.iter().flat_map(|row| [row.difference.low, row.difference.high]);
    Scale::of_changes(Measure::Level(Metric::Mapped), ends)
}

/// Writes the scale over the rows.
pub(super) fn scale_ui(ui: &Ui, scale: &Scale, cell: Rect) {
    let tokens = Tokens::in_force(ui);
    for line in scale.lines(f64::from(cell.width() - 2.0 * MARGIN), APART) {
        let font = fonts::regular(fonts::SMALL - 0.5);
        let text = ui.painter().layout_no_wrap(scale.label(line), font, tokens.weak);
        let left = x(scale, cell, line) - text.size().x / 2.0;
        ui.painter().galley(pos2(left, cell.center().y - text.size().y / 2.0), text, tokens.weak);
    }
}

/// Draws a difference; the line is where nothing has changed.
pub(super) fn paint(
    painter: &Painter,
    scale: &Scale,
    cell: Rect,
    [low, median, high]: [f64; 3],
    color: Color32,
    tokens: &Tokens,
) {
    let y = cell.center().y;
    painter.vline(x(scale, cell, 0.0), cell.y_range(), Stroke::new(1.0, tokens.faint));
    let (from, to) = (x(scale, cell, low), x(scale, cell, high));
    let line = Stroke::new(1.5, color);
    painter.hline(from..=to, y, line);
    for end in [from, to] {
        painter.vline(end, y - 4.0..=y + 4.0, line);
    }
    painter.circle_filled(Pos2::new(x(scale, cell, median), y), 2.5, color);
}

fn x(scale: &Scale, cell: Rect, figure: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
    let share = scale.part(figure) as f32;
    cell.left() + MARGIN + share * (cell.width() - 2.0 * MARGIN)
}
