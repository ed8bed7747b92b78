//! The vertical scale of a track: from zero to a little above its highest level.

use eframe::egui::Rect;
use strandline::model::units::Bytes;

/// The highest level ends below the upper edge.
const HEADROOM: f64 = 1.12;

/// Lines of the scale lie so far apart at least, in points.
const APART: f64 = 40.0;

/// Sizes from zero up to a top.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::panels::timeline) struct Scale {
    top: f64,
}

impl Scale {
    /// A scale for figures up to `highest`.
    pub(in crate::panels::timeline) fn up_to(highest: f64) -> Self {
        Self { top: highest.max(1.0) * HEADROOM }
    }

    /// The figure at the upper edge.
    pub(in crate::panels::timeline) const fn top(self) -> f64 {
        self.top
    }

    /// Where a figure lies.
    pub(in crate::panels::timeline) fn y(self, rect: Rect, figure: f64) -> f32 {
        #[expect(clippy::cast_possible_truncation, reason = "a share, about 0 to 1")]
        let share = (figure / self.top).clamp(-1.0, 2.0) as f32;
        rect.bottom() - share * rect.height()
    }

    /// Figures at which there is a line: multiples of a power of two, so that they are round sizes.
    pub(in crate::panels::timeline) fn lines(self, height: f32) -> impl Iterator<Item = f64> + use<> {
        let top = self.top;
        let step = (APART * top / f64::from(height.max(1.0))).log2().ceil().exp2();
        (1..).map(move |nth| f64::from(nth) * step).take_while(move |&figure| figure < top)
    }
}

/// A size without digits behind the point where they are zero.
pub(in crate::panels::timeline) fn compact(bytes: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "stops at zero and at the largest"
    )]
    let bytes = Bytes::new(bytes.max(0.0) as u64);
    bytes.to_string().replace(".0 ", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_round_sizes() {
        let check = |mib: f64, height, expected: &[&str]| {
            let lines: Vec<_> = Scale::up_to(mib * 1_048_576.0).lines(height).map(compact).collect();
            assert_eq!(lines, expected, "{mib} MiB on {height} points");
        };
        check(883.0, 150.0, &["512 MiB"]);
        check(883.0, 160.0, &["256 MiB", "512 MiB", "768 MiB"]);
        check(1.5, 100.0, &["1 MiB"]);
        check(900.0, 40.0, &[]);
    }
}
