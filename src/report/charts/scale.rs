//! The scale of an axis: its ends and its ticks.

use crate::analysis::Measure;
use crate::report::view::Quantity;

/// No scale has more lines, whatever is forged.
const MOST: usize = 64;

/// Levels that differ by less than this part of the highest are drawn from zero: there is nothing to see in them.
const FLAT: f64 = 1e-4;

/// The scale begins at zero where that leaves the levels at least this part of its length.
const FROM_ZERO: f64 = 0.4;

/// The part of the length that stays free behind the highest level.
const HEADROOM: f64 = 0.12;

/// A scale of changes that reaches less far shows noise as if it were much: 64 KiB, or one.
const NARROWEST: [f64; 2] = [65_536.0, 1.0];

/// In a line as small as a word a range smaller than this (4 MiB) is drawn as if it were this large.
const SMALLEST_RANGE: f64 = 4_194_304.0;

/// So is a range that is smaller than this part of the level.
const SMALLEST_PART: f64 = 0.3;

/// A scale of figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub measure: Measure,
    /// The figure at the lower edge.
    pub low: f64,
    /// The figure at the upper edge.
    pub high: f64,
    /// Figures are written as what they are more than this; zero where they stand for themselves.
    pub ground: f64,
    /// Whether figures have a sign.
    is_of_changes: bool,
}

impl Scale {
    /// From zero to a little above the highest figure.
    pub fn up_to(measure: Measure, highest: f64) -> Self {
        let high = highest.max(1.0) * (1.0 + HEADROOM);
        Self { measure, low: 0.0, high, ground: 0.0, is_of_changes: false }
    }

    /// As much of the way from zero as shows how the levels differ; `ground` is what they are held against where zero is
    /// too far away. Levels below zero lie below it.
    pub fn around(measure: Measure, levels: impl Iterator<Item = f64>, ground: Option<f64>) -> Self {
        let (low, high) = levels
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), level| (low.min(level), high.max(level)));
        if low > high {
            return Self::up_to(measure, 1.0);
        }
        let (differs, from, to) = (high - low, low.min(0.0), high.max(0.0));
        let whole = to - from;
        if differs > FROM_ZERO * whole || differs < FLAT * whole || whole < 1.0 {
            let room = whole.max(1.0) * HEADROOM;
            let low = if from < 0.0 { from - room } else { 0.0 };
            let high = if from < 0.0 && to == 0.0 { room } else { to.max(1.0) + room };
            return Self { low, high, ..Self::up_to(measure, 1.0) };
        }
        let room = (differs * HEADROOM).max(1.0);
        let ground = ground.unwrap_or(low);
        Self { low: low - room, high: high + room, ground, ..Self::up_to(measure, 1.0) }
    }

    /// On which these changes have room, and nothing is in it.
    pub fn of_changes(measure: Measure, ends: impl Iterator<Item = f64>) -> Self {
        let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        let narrowest = NARROWEST[usize::from(!measure.is_bytes())];
        let missing = (narrowest - (high - low)).max(0.0) / 2.0;
        Self { measure, low: low - missing, high: high + missing, ground: 0.0, is_of_changes: true }
    }

    /// For a line as small as a word: noise is not to look like growth.
    pub fn of_word(levels: &[f64]) -> Self {
        let low = levels.iter().copied().fold(f64::INFINITY, f64::min);
        let high = levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = (high - low).max(high.abs() * SMALLEST_PART).max(SMALLEST_RANGE);
        let measure = Measure::Level(crate::analysis::Metric::Footprint);
        Self { low, high: low + range, ..Self::up_to(measure, 1.0) }
    }

    /// How far up a figure lies: 0 to 1, and little beyond.
    pub fn part(&self, figure: f64) -> f64 {
        ((figure - self.low) / (self.high - self.low)).clamp(-1.0, 2.0)
    }

    /// Figures at which there is a line, so many pixels apart at least: for bytes multiples of a power of two, for counts
    /// whole ones.
    pub fn lines(&self, length: f64, apart: f64) -> impl Iterator<Item = f64> + use<> {
        let per_line = (self.high - self.low) * apart / length.max(1.0);
        let step = if self.measure.is_bytes() {
            per_line.log2().ceil().exp2().max(1.0)
        } else {
            let power = 10.0_f64.powf(per_line.log10().floor());
            let steps = [1.0, 2.0, 5.0, 10.0].map(|part| part * power);
            steps.into_iter().find(|&step| step >= per_line).unwrap_or(1.0).max(1.0)
        };
        let (first, high, ground) = (((self.low - self.ground) / step).ceil(), self.high, self.ground);
        let lines = (0..MOST).map(move |nth| ground + (first + nth as f64) * step);
        lines.take_while(move |&line| line < high)
    }

    /// What stands beside a line.
    pub fn label(&self, line: f64) -> String {
        if self.ground != 0.0 || self.is_of_changes {
            Quantity::change(self.measure, line - self.ground).on_axis()
        } else {
            Quantity::level(self.measure, line).on_axis()
        }
    }
}

/// Moments at which there is a line, in seconds: so far apart that `most` of them fit between `from` and `to`.
pub fn moments(from: f64, to: f64, most: f64) -> Vec<f64> {
    const STEPS: [f64; 14] =
        [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0];
    let per_line = (to - from) / most.max(1.0);
    let longer = || (per_line / 3600.0).max(1.0).log2().ceil().exp2() * 3600.0;
    let step = STEPS.into_iter().find(|&step| step >= per_line).unwrap_or_else(longer);
    let first = (from / step).ceil();
    let moments = (0..MOST).map(|nth| (first + nth as f64) * step);
    moments.take_while(|&moment| moment <= to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Metric;

    const BYTES: Measure = Measure::Level(Metric::Footprint);

    const MIB: f64 = 1_048_576.0;

    fn labels(scale: Scale, length: f64, apart: f64) -> Vec<String> {
        scale.lines(length, apart).map(|line| scale.label(line)).collect()
    }

    #[test]
    fn lines_are_round_sizes() {
        let check = |mib: f64, height, expected: &[&str]| {
            assert_eq!(
                labels(Scale::up_to(BYTES, mib * MIB), height, 36.0),
                expected,
                "{mib} MiB on {height} pixels"
            );
        };
        check(883.0, 145.0, &["0 B", "256 MiB", "512 MiB", "768 MiB"]);
        check(1.5, 100.0, &["0 B", "1 MiB"]);
    }

    #[test]
    fn a_scale_begins_at_zero_where_that_shows_the_levels() {
        let low = |levels: &[f64]| Scale::around(BYTES, levels.iter().copied(), None).low;
        assert!(low(&[0.0, 100.0]) == 0.0 && low(&[50.0, 100.0]) == 0.0 && low(&[100.0, 100.0]) == 0.0);
        assert!(low(&[]) == 0.0 && low(&[0.0]) == 0.0);
        assert!(low(&[90.0, 100.0]) > 80.0);
        assert!(low(&[-50.0, 100.0]) < -50.0);
    }

    #[test]
    fn levels_below_zero_lie_below_it_and_keep_their_sign() {
        let check = |mib: &[f64], is_with_zero: bool, expected: &[&str]| {
            let levels = mib.iter().map(|level| level * MIB);
            let scale = Scale::around(BYTES, levels, None);
            assert_eq!(scale.low <= 0.0 && scale.high >= 0.0, is_with_zero, "{mib:?}");
            assert!(scale.part(mib[0] * MIB) < scale.part(0.0) && scale.part(mib[0] * MIB) > 0.0);
            assert_eq!(labels(scale, 145.0, 36.0), expected, "{mib:?}");
        };
        check(&[-4.0, -2.0], true, &["−4 MiB", "−2 MiB", "0 B"]);
        check(&[-4.0, -4.0], true, &["−4 MiB", "−2 MiB", "0 B"]);
        check(&[-4.0, 4.0], true, &["−4 MiB", "0 B", "+4 MiB"].map(|line| line.trim_start_matches('+')));
        check(&[-100.0, -98.0], false, &["0 B", "+1 MiB", "+2 MiB"]);
    }

    #[test]
    fn changes_have_room_with_zero_and_noise_does_not_fill_the_scale() {
        let scale = Scale::of_changes(BYTES, [-60.0, 4.0].into_iter().map(|end| end * MIB));
        assert_eq!(
            labels(scale, 256.0, 64.0),
            ["−48 MiB", "−32 MiB", "−16 MiB", "0 B"].map(ToOwned::to_owned)
        );
        let empty = Scale::of_changes(BYTES, std::iter::empty());
        assert!((empty.high - empty.low - NARROWEST[0]).abs() < 1.0 && empty.low < 0.0);
        assert!((Scale::of_word(&[97.0 * MIB, 100.0 * MIB]).part(100.0 * MIB) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn moments_are_round() {
        assert_eq!(moments(0.0, 4.5, 5.0), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(moments(0.0, 250.0, 3.0), [0.0, 120.0, 240.0]);
        assert_eq!(moments(0.0, 864_000.0, 8.0).len(), 8);
        assert_eq!(moments(0.0, 0.0, 8.0), [0.0]);
    }
}
