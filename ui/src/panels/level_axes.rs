//! The scales of a chart of levels over cycles.

use super::cycles::told;
use eframe::egui::{Pos2, Rect, vec2};
use strandline::analysis::Measure;

/// Lines of the scale lie so far apart at least, in points.
const APART: f64 = 38.0;

/// Levels that differ by less than this part of the highest are drawn from zero: there is nothing to see in them.
const FLAT: f64 = 1e-4;

/// The scale begins at zero where that leaves the levels at least this part of the height.
const FROM_ZERO: f64 = 0.4;

/// Around the first and the last cycle, in cycles.
const BESIDE: f64 = 0.3;

/// The scales of both directions.
pub(super) struct LevelAxes {
    pub(super) plot: Rect,
    /// The first cycle and the last.
    pub(super) first: f64,
    pub(super) last: f64,
    low: f64,
    high: f64,
    /// Levels are written as what they are more than this; zero where the scale begins there.
    pub(super) ground: f64,
}

impl LevelAxes {
    /// Scales on which all levels have room. Where they differ by little they are held against `ground`.
    pub(super) fn new(
        plot: Rect,
        [first, last]: [f64; 2],
        levels: impl Iterator<Item = f64>,
        ground: Option<f64>,
    ) -> Self {
        let (low, high) = levels
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), level| (low.min(level), high.max(level)));
        let (low, high) = if low > high { (0.0, 1.0) } else { (low.max(0.0), high.max(1.0)) };
        let differs = high - low;
        if differs > FROM_ZERO * high || differs < FLAT * high {
            return Self { plot, first, last, low: 0.0, high: high * 1.12, ground: 0.0 };
        }
        let ground = ground.unwrap_or(low);
        let room = differs * 0.12;
        Self { plot, first, last, low: low - room, high: high + room, ground }
    }

    #[expect(clippy::cast_possible_truncation, reason = "places on a screen")]
    pub(super) fn at(&self, cycle: f64, level: f64) -> Pos2 {
        let x = (cycle - self.first + BESIDE) / (self.last - self.first + 2.0 * BESIDE);
        let y = (level - self.low) / (self.high - self.low);
        self.plot.left_bottom() + vec2(x as f32 * self.plot.width(), -(y as f32) * self.plot.height())
    }

    /// Figures at which there is a line: for bytes multiples of a power of two, for counts whole ones.
    pub(super) fn lines(&self, measure: Measure) -> impl Iterator<Item = f64> + use<> {
        let per_line = (self.high - self.low) * APART / f64::from(self.plot.height().max(1.0));
        let step = if measure.is_bytes() {
            per_line.log2().ceil().exp2()
        } else {
            let power = 10.0_f64.powf(per_line.log10().floor());
            [1.0, 2.0, 5.0, 10.0]
                .map(|part| part * power)
                .into_iter()
                .find(|&step| step >= per_line)
                .unwrap_or(1.0)
                .max(1.0)
        };
        let (first, high, ground) = (((self.low - self.ground) / step).ceil(), self.high, self.ground);
        let lines = (0..).map(move |nth| ground + (first + f64::from(nth)) * step);
        lines.take_while(move |&line| line < high)
    }

    /// What stands beside a line.
    pub(super) fn line_label(&self, measure: Measure, level: f64) -> String {
        let text = if self.ground > 0.0 {
            told::change(measure, level - self.ground)
        } else {
            told::amount(measure, level)
        };
        text.replace(".0 ", " ")
    }
}
