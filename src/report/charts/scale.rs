//! Which figures stand beside a chart.

use crate::analysis::Measure;

/// Lines of a scale lie so far apart at least, in pixels.
const APART: f64 = 36.0;

/// No scale has more lines, whatever is forged.
const MOST: usize = 64;

/// A vertical scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// The figure at the lower edge.
    pub(super) low: f64,
    /// The figure at the upper edge.
    pub(super) high: f64,
    /// Figures are written as what they are more than this; zero where the scale begins there.
    pub(super) ground: f64,
}

/// Levels that differ by less than this part of the highest are drawn from zero: there is nothing to see in them.
const FLAT: f64 = 1e-4;

/// The scale begins at zero where that leaves the levels at least this part of the height.
const FROM_ZERO: f64 = 0.4;

/// The part of the height that stays free above the highest level.
const HEADROOM: f64 = 0.12;

impl Scale {
    /// From zero to a little above the highest figure.
    pub(super) fn up_to(highest: f64) -> Self {
        Self { low: 0.0, high: highest.max(1.0) * (1.0 + HEADROOM), ground: 0.0 }
    }

    /// As much of the way from zero as shows how the levels differ; `ground` is what they are held against where zero is
    /// too far below.
    pub(super) fn around(levels: impl Iterator<Item = f64>, ground: Option<f64>) -> Self {
        let (low, high) = levels
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), level| (low.min(level), high.max(level)));
        if low > high {
            return Self::up_to(1.0);
        }
        let differs = high - low;
        if low >= 0.0 && (differs > FROM_ZERO * high || differs < FLAT * high || high < 1.0) {
            return Self::up_to(high);
        }
        let room = (differs * HEADROOM).max(1.0);
        Self { low: low - room, high: high + room, ground: ground.unwrap_or(low) }
    }

    /// How far up a figure lies: 0 to 1.
    pub(super) fn part(&self, figure: f64) -> f64 {
        ((figure - self.low) / (self.high - self.low)).clamp(-1.0, 2.0)
    }

    /// Figures at which there is a line: for bytes multiples of a power of two, for counts whole ones.
    pub(super) fn lines(&self, measure: Measure, height: f64) -> impl Iterator<Item = f64> + use<> {
        let per_line = (self.high - self.low) * APART / height.max(1.0);
        let step = if measure.is_bytes() {
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
}

/// Moments at which there is a line, in seconds: so far apart that `most` of them fit between `from` and `to`.
pub(super) fn moments(from: f64, to: f64, most: f64) -> Vec<f64> {
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
    use crate::report::charts::words::amount;

    const BYTES: Measure = Measure::Level(Metric::Footprint);

    #[test]
    fn lines_are_round_sizes() {
        let check = |mib: f64, height, expected: &[&str]| {
            let lines = Scale::up_to(mib * 1_048_576.0).lines(BYTES, height);
            let lines: Vec<_> = lines.map(|line| amount(BYTES, line)).collect();
            assert_eq!(lines, expected, "{mib} MiB on {height} pixels");
        };
        check(883.0, 145.0, &["0 B", "256 MiB", "512 MiB", "768 MiB"]);
        check(1.5, 100.0, &["0 B", "1 MiB"]);
    }

    #[test]
    fn a_scale_begins_at_zero_where_that_shows_the_levels() {
        let low = |levels: &[f64]| Scale::around(levels.iter().copied(), None).low;
        assert!(low(&[0.0, 100.0]) == 0.0 && low(&[50.0, 100.0]) == 0.0 && low(&[100.0, 100.0]) == 0.0);
        assert!(low(&[]) == 0.0);
        assert!(low(&[90.0, 100.0]) > 80.0);
        assert!(low(&[-50.0, 100.0]) < -50.0);
    }

    #[test]
    fn moments_are_round() {
        assert_eq!(moments(0.0, 4.5, 5.0), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(moments(0.0, 250.0, 3.0), [0.0, 120.0, 240.0]);
        assert_eq!(moments(0.0, 864_000.0, 8.0).len(), 8);
        assert_eq!(moments(0.0, 0.0, 8.0), [0.0]);
    }
}
