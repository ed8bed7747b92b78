//! A difference with its interval as a line, all rows on one scale.

use crate::panels::cycles::told;
use crate::theme::{Tokens, fonts};
use eframe::egui::{Color32, Painter, Pos2, Rect, Stroke, Ui, pos2};
use strandline::analysis::{CompareRow, Measure, Metric, Slope};

/// What is free at both sides of a cell.
const MARGIN: f32 = 26.0;

/// Lines of the scale lie so far apart at least, in points.
const APART: f64 = 64.0;

/// A scale that reaches less far shows noise as if it were much: 64 KiB.
const NARROWEST: f64 = 65_536.0;

/// What all rows have room on, zero included.
pub(super) struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    pub(super) fn spanning(rows: &[CompareRow]) -> Self {
        let ends = rows.iter().flat_map(|row| [row.difference.low, row.difference.high]);
        let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        let missing = (NARROWEST - (high - low)).max(0.0) / 2.0;
        Self { low: low - missing, high: high + missing }
    }

    fn x(&self, cell: Rect, figure: f64) -> f32 {
        let inside = cell.shrink2((MARGIN, 0.0).into());
        #[expect(clippy::cast_possible_truncation, reason = "a share of the width")]
        let share = ((figure - self.low) / (self.high - self.low)) as f32;
        inside.left() + share * inside.width()
    }

    /// The step of the scale, in a cell of this width.
    fn step(&self, width: f32) -> f64 {
        let room = f64::from(width - 2.0 * MARGIN).max(1.0);
        ((self.high - self.low) * APART / room).log2().ceil().exp2()
    }

    /// Writes the scale over the rows.
    pub(super) fn head_ui(&self, ui: &Ui, cell: Rect) {
        let tokens = Tokens::in_force(ui);
        let step = self.step(cell.width());
        let first = (self.low / step).ceil();
        let ticks = (0..).map(|nth| (first + f64::from(nth)) * step).take_while(|&tick| tick <= self.high);
        for tick in ticks {
            let text = told::change(Measure::Level(Metric::Mapped), tick).replace(".0 ", " ");
            let text = ui.painter().layout_no_wrap(text, fonts::regular(fonts::SMALL - 0.5), tokens.weak);
            let left = self.x(cell, tick) - text.size().x / 2.0;
            ui.painter().galley(pos2(left, cell.center().y - text.size().y / 2.0), text, tokens.weak);
        }
    }

    /// Draws a difference; the line is where nothing has changed.
    pub(super) fn paint(&self, painter: &Painter, cell: Rect, of: &Slope, color: Color32, tokens: &Tokens) {
        let y = cell.center().y;
        painter.vline(self.x(cell, 0.0), cell.y_range(), Stroke::new(1.0, tokens.faint));
        let (from, to) = (self.x(cell, of.low), self.x(cell, of.high));
        let line = Stroke::new(1.5, color);
        painter.hline(from..=to, y, line);
        for end in [from, to] {
            painter.vline(end, y - 4.0..=y + 4.0, line);
        }
        painter.circle_filled(Pos2::new(self.x(cell, of.median), y), 2.5, color);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: f64 = 1_048_576.0;

    fn scale(ends: &[(f64, f64)]) -> Scale {
        let (low, high) = ends
            .iter()
            .fold((0.0_f64, 0.0_f64), |(low, high), &(from, to)| (low.min(from * MIB), high.max(to * MIB)));
        Scale { low, high }
    }

    #[test]
    fn zero_and_both_ends_have_room() {
        let cell = Rect::from_min_max(pos2(0.0, 0.0), pos2(152.0, 22.0));
        let check = |figure: f64, expected: f32| {
            let x = scale(&[(-60.0, -56.0), (1.0, 4.0)]).x(cell, figure * MIB);
            assert!((x - expected).abs() < 0.1, "{figure}: {x}");
        };
        check(-60.0, 26.0);
        check(4.0, 126.0);
        check(0.0, 119.75);
    }

    #[test]
    fn steps_are_powers_of_two() {
        let check = |width, mib: f64| {
            let step = scale(&[(-60.0, 4.0)]).step(width);
            assert!((step / MIB - mib).abs() < 1e-9, "{width}: {step}");
        };
        check(308.0, 16.0);
        check(180.0, 32.0);
    }

    #[test]
    fn noise_does_not_fill_the_scale() {
        let scale = Scale::spanning(&[]);
        assert!((scale.high - scale.low - NARROWEST).abs() < 1.0 && scale.low < 0.0);
    }
}
