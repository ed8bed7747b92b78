//! Whether levels scatter about a line, or add up what chance brings: the odds, as logarithms.
//!
//! Levels that only add up what chance brings (a random walk) seem to have a trend far too often. What tells them apart does
//! not depend on where the levels begin nor on how large the noise is, so only the direction of the changes counts. The ratio
//! of its two densities is the most powerful test that does not depend on those (King 1987, "Towards a theory of point optimal
//! testing", Econometric Reviews 6; Dufour and King 1991, "Optimal invariant tests for the autocorrelation coefficient in
//! linear regressions with stationary or nonstationary AR(1) errors", J. Econometrics 47).

use super::evidence::{FLOOR_ERRORS, changes, off_the_line, sum_of_squares};
use super::kendall::{TrendTest, upper_tail};

/// The rates that a leak may have, in σ per cycle, the largest first: each is half of the one before, down to what can be
/// found at all.
const LARGEST_RATE: f64 = 4.0;

/// Below this share of the detection floor no rate is thought of.
const FINDABLE: f64 = 0.8;

/// A trend as clear as this, up or down, is taken off before it is asked how levels scatter.
const TREND: f64 = 0.005;

/// ln of the odds that levels rise with each cycle and scatter about that line, against a random walk. A rate of one σ per
/// cycle is thought to be as likely as all others together.
pub(super) fn of_leak(levels: &[f64]) -> f64 {
    let directed = Directed::new(levels);
    let floor = FINDABLE * FLOOR_ERRORS / directed.line.sqrt();
    let mut rate = LARGEST_RATE;
    let (mut others, mut count) = (0.0, 0.0);
    while rate >= floor {
        if rate.total_cmp(&1.0).is_ne() {
            (others, count) = (others + directed.odds(rate).exp(), count + 1.0);
        }
        rate /= 2.0;
    }
    f64::midpoint(directed.odds(1.0).exp(), others / count).ln()
}

/// ln of the odds that levels scatter, about one level or, where they have a trend, about a line, against a random walk.
pub(super) fn of_scatter(levels: &[f64]) -> f64 {
    let falling: Vec<f64> = levels.iter().map(|level| -level).collect();
    let has_trend = [levels, &falling].iter().any(|levels| TrendTest::new(levels).p_value <= TREND);
    if has_trend { about_the_line(levels) } else { Directed::new(levels).odds(0.0) }
}

/// ln of the odds that levels scatter about a line of whatever slope, against a random walk with whatever drift.
pub(super) fn about_the_line(levels: &[f64]) -> f64 {
    let changes = changes(levels);
    let count = changes.len() as f64;
    let mean = changes.iter().sum::<f64>() / count;
    let walked: f64 = changes.iter().map(|change| (change - mean).powi(2)).sum();
    let scattered = sum_of_squares(&off_the_line(levels));
    let line = (count + 1.0) * count * (count + 2.0) / 12.0;
    0.5 * ((count - 1.0) * (walked / scattered).ln() + (count / line / (count + 1.0)).ln())
}

/// The direction of the changes: what is left of them without their size.
struct Directed {
    changes: usize,
    /// The squares of the levels about their mean, where those of the changes add up to one.
    scattered: f64,
    /// How far the levels go along with the cycles, in the same measure.
    along: f64,
    /// The squares of the cycles about their mean.
    line: f64,
}

impl Directed {
    fn new(levels: &[f64]) -> Self {
        let size = sum_of_squares(&changes(levels)).sqrt();
        let count = levels.len() as f64;
        // From the first level: large levels would lose what differs.
        let rises: Vec<f64> = levels.iter().map(|level| level - levels[0]).collect();
        let mean = rises.iter().sum::<f64>() / count;
        let off: Vec<f64> = rises.iter().map(|rise| (rise - mean) / size).collect();
        let along = off.iter().enumerate().map(|(cycle, off)| (cycle as f64 - (count - 1.0) / 2.0) * off);
        Self {
            changes: levels.len() - 1,
            scattered: sum_of_squares(&off),
            along: along.sum(),
            line: count * (count * count - 1.0) / 12.0,
        }
    }

    /// ln of the density of this direction where levels rise by so many σ per cycle and scatter by σ, less that where all
    /// directions are alike.
    fn odds(&self, rate: f64) -> f64 {
        let power = self.changes - 1;
        ln_moment(power, self.scattered, rate * self.along)
            - ln_moment(power, 1.0, 0.0)
            - 0.5 * (self.changes as f64 + 1.0).ln()
            - 0.5 * self.line * rate * rate
    }
}

/// ln of the integral over r > 0 of `r^power · exp(−square · r² ÷ 2 + linear · r)`.
///
/// By parts each power comes from the two below it. Where `linear` is below zero that loses digits; then no leak is alleged.
fn ln_moment(power: usize, square: f64, linear: f64) -> f64 {
    // What would overflow is kept apart.
    let peak = linear * linear / square / 2.0;
    let mut scale = peak;
    let whole = 2.0 * upper_tail(-linear / square.sqrt());
    let (mut last, mut now) = (0.0, (std::f64::consts::FRAC_PI_2 / square).sqrt() * whole);
    for nth in 1..=power {
        let next = match nth {
            1 => ((-peak).exp() + linear * now) / square,
            _ => (linear * now + (nth as f64 - 1.0) * last) / square,
        };
        (last, now) = (now, next);
        if now > 1e100 {
            (last, scale, now) = (last / now, scale + now.ln(), 1.0);
        }
    }
    scale + now.max(f64::MIN_POSITIVE).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_sums_over_small_steps() {
        for (power, square, linear) in
            [(0, 1.0, 0.0), (3, 0.5, 1.0), (7, 4.0, 9.0), (7, 0.3, 2.0), (19, 2.0, 40.0)]
        {
            let step = 1e-3;
            let value = |nth: u32| {
                let r = step * (f64::from(nth) + 0.5);
                (f64::from(power) * r.ln() - square * r * r / 2.0 + linear * r).exp() * step
            };
            let sum: f64 = (0..60_000).map(value).sum();
            let found = ln_moment(usize::try_from(power).unwrap(), square, linear);
            assert!((found - sum.ln()).abs() < 1e-5, "{power} {square} {linear}: {found} {}", sum.ln());
        }
    }

    #[test]
    fn a_straight_line_is_no_walk_and_a_walk_is_no_line() {
        let line: Vec<f64> = (0..9).map(|cycle| 1e9 + 4096.0 * f64::from(cycle)).collect();
        assert!(of_leak(&line) > 5.0);
        let scattered: Vec<f64> = [0, 3, 1, 4, 2, 6, 4, 8, 6].map(f64::from).to_vec();
        let walked: Vec<f64> = [0, 2, 4, 6, 7, 5, 4, 2, 3].map(f64::from).to_vec();
        assert!(of_leak(&scattered) > 2.0 && of_leak(&walked) < 0.0);
        assert!(of_scatter(&[0.0, 3.0, -2.0, 1.0, -3.0, 2.0, 0.0, 1.0, -1.0]) > 1.0);
        assert!(of_scatter(&walked) < -1.0);
    }

    #[test]
    fn neither_ground_nor_scale_matters() {
        let levels = [0.0, 3.0, 1.0, 4.0, 2.0, 6.0, 4.0, 8.0, 6.0];
        let moved: Vec<f64> = levels.iter().map(|level| 1024.0 * level + 1e6).collect();
        assert!((of_leak(&levels) - of_leak(&moved)).abs() < 1e-9);
        assert!((of_scatter(&levels) - of_scatter(&moved)).abs() < 1e-9);
    }
}
