//! What the levels at the closed marks say, before anything is concluded.

use super::kendall::TrendTest;
use super::series::Series;
use super::slope::{Slope, median};

/// One-sided 2.5 % and one in twenty missed: 1.96 + 1.645 standard errors.
pub(super) const FLOOR_ERRORS: f64 = 3.6;

/// What speaks for or against growth in one series of levels. Figures are in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// In how many cycles the level rose.
    pub grew_in: usize,
    /// How many cycles there are.
    pub of: usize,
    /// How much more it is at the last mark than at the first.
    pub total_change: f64,
    /// The cycle that added most; nothing where none added anything.
    pub largest: Option<Step>,
    /// The median of what the cycles added.
    pub median_change: f64,
    /// How much more it is with every cycle.
    pub slope: Slope,
    /// How likely a series without trend would rise as clearly (Mann 1945, Kendall 1975).
    pub p_value: f64,
    /// The p-value that it must not exceed to count; what is left of its family's error (Tarone 1990, Holm 1979).
    pub threshold: f64,
    /// The rate of the later half ÷ the rate of the earlier half; nothing where it did not rise at first.
    pub decay_ratio: Option<f64>,
    /// By how much a level is off by chance (Gasser, Sroka and Jennen-Steinmetz 1986, "Residual variance and residual
    /// pattern in nonlinear regression", Biometrika 73): from how far each lies off the middle of its neighbours, so that
    /// neither a trend nor its slowing down counts as noise. Only the closing marks tell it: they alone are complete readings,
    /// and the jitter of a quiet span inside a cycle is not what differs from one cycle to the next.
    pub noise: f64,
    /// The smallest growth per cycle that would have been found nineteen times in twenty. Of rounded levels no less than what
    /// adds up to their step in all cycles.
    pub detection_floor: f64,
    /// The one cycle that made all the difference, where the levels before it and those behind it each lie close together.
    pub step: Option<Step>,
}

/// What a single cycle added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// In which cycle, the first being 1.
    pub cycle: usize,
    /// By how much.
    pub bytes: f64,
}

impl Evidence {
    /// Whether the trend is clear enough in its family.
    pub fn is_significant(&self) -> bool {
        self.p_value <= self.threshold
    }

    /// In how many cycles a filling series comes nearer to its end by a factor e, where it slows down.
    ///
    /// Of levels A (1 − exp(−t/τ)) the later half is the earlier one, `exp(−s/τ)` times as high, where s is how far apart
    /// the halves begin: so the ratio of their rates tells τ, whatever the rate is measured by.
    pub fn time_constant(&self) -> Option<f64> {
        let ratio = self.decay_ratio.filter(|&ratio| ratio < 1.0)?;
        let apart = (self.of - self.of / 2) as f64;
        Some(if ratio > 0.0 { apart / -ratio.ln() } else { 0.0 })
    }
}

/// The evidence in levels one cycle apart, the first before the first cycle.
pub(super) fn evidence(series: &Series, trend: TrendTest, threshold: f64) -> Evidence {
    let levels = series.levels.as_slice();
    let changes = changes(levels);
    let hidden = series.step / (changes.len().max(1) as f64);
    let noise = noise(levels);
    let count = levels.len() as f64;
    // The standard error of a straight line's slope through equally spaced levels.
    let slope_error = noise * (12.0 / (count * (count * count - 1.0)).max(1.0)).sqrt();
    Evidence {
        grew_in: changes.iter().filter(|&&change| change > 0.0).count(),
        of: changes.len(),
        slope: Slope::estimate(levels),
        p_value: trend.p_value,
        threshold,
        decay_ratio: decay_ratio(levels),
        noise,
        detection_floor: hidden.max(FLOOR_ERRORS * slope_error),
        step: step(levels, &changes),
        total_change: levels.last().zip(levels.first()).map_or(0.0, |(last, first)| last - first),
        largest: largest(&changes).filter(|step| step.bytes > 0.0),
        median_change: median(changes),
    }
}

/// What each cycle added.
pub(super) fn changes(levels: &[f64]) -> Vec<f64> {
    levels.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The gap is more than twice as wide as either side: independent noise alone opens it in one recording of 150 with five
/// cycles, in one of 3,000 with eight.
fn step(levels: &[f64], changes: &[f64]) -> Option<Step> {
    largest(changes).filter(|step| stands_apart(levels, step.cycle - 1, 2.0))
}

/// The cycle that added most.
fn largest(changes: &[f64]) -> Option<Step> {
    let (nth, &bytes) = changes.iter().enumerate().max_by(|one, other| one.1.total_cmp(other.1))?;
    Some(Step { cycle: nth + 1, bytes })
}

/// Whether one cycle brought nearly all that the levels rose by, and they lie closer together on either side of it.
pub(super) fn is_step(levels: &[f64]) -> bool {
    largest(&changes(levels)).is_some_and(|step| stands_apart(levels, step.cycle - 1, 1.0))
}

/// One cycle that brought so much of all the growth is a step.
const STEP: f64 = 0.8;

/// Whether the cycle is a step, with a gap between the levels on either side so many times as wide as they lie apart.
fn stands_apart(levels: &[f64], cycle: usize, times: f64) -> bool {
    let (before, behind) = levels.split_at(cycle + 1);
    let lowest = |levels: &[f64]| levels.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = |levels: &[f64]| levels.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let width = |levels: &[f64]| highest(levels) - lowest(levels);
    let change = behind[0] - before[cycle];
    let growth = behind[behind.len() - 1] - before[0];
    lowest(behind) - highest(before) > times * width(before).max(width(behind)) && change > STEP * growth
}

/// The halves have as many cycles each. Their rates are by least squares: a single step counts, other than with medians.
fn decay_ratio(levels: &[f64]) -> Option<f64> {
    let half = levels.len().saturating_sub(1) / 2;
    let early = least_squares(levels.get(..=half)?);
    let late = least_squares(&levels[levels.len() - half - 1..]);
    (early > 0.0).then(|| late / early)
}

/// The slope of the straight line through levels one cycle apart.
pub(super) fn least_squares(levels: &[f64]) -> f64 {
    let middle = (levels.len() as f64 - 1.0) / 2.0;
    let cycles = |nth: usize| nth as f64 - middle;
    let squares: f64 = (0..levels.len()).map(|nth| cycles(nth).powi(2)).sum();
    // Against the first level: sums of large levels would lose what differs.
    let rises = levels.iter().enumerate().map(|(nth, level)| cycles(nth) * (level - levels[0]));
    if squares > 0.0 { rises.sum::<f64>() / squares } else { 0.0 }
}

/// How far each level is off the straight line by least squares.
pub(super) fn off_the_line(levels: &[f64]) -> Vec<f64> {
    let line = least_squares(levels);
    // From the first level: large levels would lose what differs.
    let rises: Vec<f64> = levels.iter().map(|level| level - levels[0]).collect();
    let mean = rises.iter().sum::<f64>() / rises.len() as f64;
    centred(levels.len()).zip(rises).map(|(cycle, rise)| rise - mean - line * cycle).collect()
}

/// The cycles, counted from the middle one.
pub(super) fn centred(count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(move |nth| nth as f64 - (count as f64 - 1.0) / 2.0)
}

pub(super) fn sum_of_squares(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

fn noise(levels: &[f64]) -> f64 {
    let off: Vec<f64> = levels.windows(3).map(|three| three[0] - 2.0 * three[1] + three[2]).collect();
    let squares: f64 = off.iter().map(|off| off * off).sum();
    (squares / (6.0 * off.len().max(1) as f64)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence_of(levels: &[f64]) -> Evidence {
        evidence(&levels.to_vec().into(), TrendTest::new(levels), 0.05)
    }

    #[test]
    fn rounding_hides_what_does_not_add_up_to_a_step() {
        let rounded = Series { step: 80.0, ..vec![0.0; 9].into() };
        let evidence = evidence(&rounded, TrendTest::new(&rounded.levels), 0.05);
        assert!((evidence.detection_floor - 10.0).abs() < 1e-12);
    }

    #[test]
    fn a_straight_line_has_no_noise_and_does_not_slow_down() {
        let evidence = evidence_of(&[10.0, 12.0, 14.0, 16.0, 18.0]);
        assert_eq!((evidence.grew_in, evidence.of), (4, 4));
        assert_eq!(evidence.decay_ratio, Some(1.0));
        assert_eq!(evidence.time_constant(), None);
        assert!(evidence.noise == 0.0 && evidence.detection_floor == 0.0 && evidence.is_significant());
    }

    #[test]
    fn noise_is_how_far_levels_lie_off_their_neighbours() {
        // Off by −2, 2, −2: squares 4, 4, 4 over 6 × 3.
        let evidence = evidence_of(&[0.0, 1.0, 0.0, 1.0, 0.0]);
        assert!((evidence.noise - (12.0_f64 / 18.0).sqrt()).abs() < 1e-12);
        assert!(!evidence.is_significant());
        // Five levels: 12 / (5 × 24).
        assert!((evidence.detection_floor - 3.6 * evidence.noise * 0.1_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_time_constant_of_a_filling_cache_is_found_again() {
        for cycles in [5_u32, 6, 8, 9, 20] {
            for constant in [1.0, 2.0, 5.0, 30.0] {
                let level = |cycle: u32| 1e6 * (1.0 - (-f64::from(cycle) / constant).exp());
                let levels: Vec<f64> = (0..=cycles).map(level).collect();
                let found = evidence_of(&levels).time_constant().unwrap();
                assert!((found / constant - 1.0).abs() < 1e-6, "{cycles} {constant} {found}");
            }
        }
    }

    #[test]
    fn one_cycle_that_made_the_difference_is_named() {
        let check = |levels: &[f64], step: Option<(usize, f64)>| {
            let found = evidence_of(levels).step.map(|step| (step.cycle, step.bytes));
            assert_eq!(found, step, "{levels:?}");
        };
        check(&[5.0, 5.0, 5.0, 5.0, 9.0], Some((4, 4.0)));
        check(&[0.0, 9.0, 9.0, 9.0, 9.0], Some((1, 9.0)));
        check(&[5.0, 6.0, 5.0, 9.0, 9.0], Some((3, 4.0)));
        // The gap must be more than twice as wide as what lies on either side of it.
        check(&[5.0, 6.0, 5.0, 8.0, 8.0], None);
        check(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], None);
        check(&[0.0, 1.0, 2.0, 13.0, 14.0, 15.0], None);
        check(&[5.0; 6], None);
        check(&[9.0, 9.0, 0.0, 0.0], None);
        check(&[], None);
    }

    #[test]
    fn what_never_rose_has_no_ratio() {
        assert_eq!(evidence_of(&[3.0; 6]).decay_ratio, None);
        assert_eq!(evidence_of(&[3.0, 2.0, 1.0]).decay_ratio, None);
        for cycles in [4, 8, 20] {
            let mut step = vec![8.0; cycles + 1];
            step[0] = 0.0;
            assert_eq!(evidence_of(&step).time_constant(), Some(0.0));
        }
        assert_eq!(evidence_of(&[]).decay_ratio, None);
    }
}
