//! How much more it is with every cycle: the median of all pairwise rates (Theil 1950, "A rank-invariant method of linear
//! and polynomial regression analysis", Proc. Kon. Ned. Akad. v. Wetensch. 53), with the interval of Sen (1968, "Estimates
//! of the regression coefficient based on Kendall's tau", J. Amer. Statist. Assoc. 63).

use super::kendall;
use std::borrow::Cow;

/// The quantile of the normal law that leaves 2.5 % on either side.
const TWO_SIDED_95: f64 = 1.96;

/// A rate in bytes per cycle, with the interval that holds it in 95 of 100 recordings.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slope {
    /// The median of all pairwise rates.
    pub median: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Slope {
    /// The slope of levels one cycle apart; zero where there are fewer than two.
    pub(in crate::analysis) fn estimate(levels: &[f64]) -> Self {
        Self::reaching(levels, TWO_SIDED_95)
    }

    /// The same with an interval that misses it in as large a part of all recordings as `chance`, half of it on either side.
    pub fn missing(levels: &[f64], chance: f64) -> Self {
        Self::reaching(levels, kendall::quantile_above(chance / 2.0))
    }

    /// The interval reaches as many standard errors of the rank test.
    fn reaching(levels: &[f64], errors: f64) -> Self {
        let (levels, apart) = thinned(levels);
        let levels = levels.as_ref();
        let mut rates = Vec::with_capacity(levels.len() * levels.len() / 2);
        for (nth, from) in levels.iter().enumerate() {
            let later = levels[nth + 1..].iter().enumerate();
            rates.extend(later.map(|(steps, to)| (to - from) / ((steps + 1) * apart) as f64));
        }
        let Some(last) = rates.len().checked_sub(1) else { return Self::default() };
        rates.sort_by(f64::total_cmp);
        let reach = errors * kendall::variance_of(levels).sqrt();
        let outside = (1..=rates.len()).take_while(|&nth| nth as f64 <= (rates.len() as f64 - reach) / 2.0);
        let cut = outside.count().saturating_sub(1);
        Self {
            median: median_of_sorted(&rates),
            low: rates[cut.min(last)],
            high: rates[last - cut.min(last)],
        }
    }
}

/// More levels are thinned out, since pairs grow with the square of them.
const MOST_LEVELS: usize = 400;

/// Levels that stand for all, and how many cycles they are apart: of as many neighbours as make enough of them the median,
/// which lies as far from the next one's as the levels do. Neighbours at the end that are fewer are left out.
fn thinned(levels: &[f64]) -> (Cow<'_, [f64]>, usize) {
    let apart = levels.len().div_ceil(MOST_LEVELS).max(1);
    if apart == 1 {
        return (Cow::Borrowed(levels), 1);
    }
    (levels.chunks_exact(apart).map(|neighbours| median(neighbours.to_vec())).collect(), apart)
}

/// The middle value, or the mean of the two in the middle; zero where there are none.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    median_of_sorted(&values)
}

fn median_of_sorted(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[middle],
        _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(levels: &[f64], median: f64, low: f64, high: f64) {
        assert_eq!(Slope::estimate(levels), Slope { median, low, high }, "{levels:?}");
    }

    #[test]
    fn slopes_are_those_of_sums_by_hand() {
        check(&[], 0.0, 0.0, 0.0);
        check(&[4.0], 0.0, 0.0, 0.0);
        check(&[1.0, 3.0], 2.0, 2.0, 2.0);
        check(&[5.0; 9], 0.0, 0.0, 0.0);
        // Rates: 2 1 3 in one cycle, 1.5 2 in two, 2 in three.
        check(&[0.0, 2.0, 3.0, 6.0], 2.0, 1.0, 3.0);
        // An outlier among nine levels moves neither the slope nor its interval far: its 8 pairs are the ends of 36.
        // Variance 9 × 8 × 23 / 18 = 92, reach 18.8, so that the 8th from either end bounds it: (36 − 18.8) / 2 = 8.6.
        check(&[0.0, 1.0, 2.0, 3.0, 100.0, 5.0, 6.0, 7.0, 8.0], 1.0, 1.0, 1.0);
    }

    #[test]
    fn many_levels_have_the_slope_of_all() {
        for count in [399_u32, 400, 401, 7_003] {
            let line: Vec<f64> = (0..count).map(|nth| 3.0 * f64::from(nth)).collect();
            check(&line, 3.0, 3.0, 3.0);
            // Off by four in turns: of any neighbours.
            let off: Vec<f64> =
                line.iter().zip((0_u8..4).cycle()).map(|(at, off)| at + f64::from(off)).collect();
            let slope = Slope::estimate(&off);
            assert!(slope.low <= 3.0 && 3.0 <= slope.high && slope.high - slope.low < 0.01, "{slope:?}");
        }
    }

    #[test]
    fn medians() {
        for (values, expected) in
            [(vec![], 0.0), (vec![3.0], 3.0), (vec![5.0, 1.0], 3.0), (vec![9.0, 1.0, 2.0], 2.0)]
        {
            assert_eq!(median(values).to_bits(), f64::to_bits(expected));
        }
    }

    #[test]
    fn a_smaller_chance_makes_a_wider_interval() {
        let levels = [0.0, 1.3, 1.9, 3.4, 3.7, 5.2, 6.1, 6.6, 8.3];
        let width = |chance| {
            let slope = Slope::missing(&levels, chance);
            slope.high - slope.low
        };
        assert_eq!(Slope::missing(&levels, 0.05), Slope::estimate(&levels));
        assert!(width(0.5) < width(0.05) && width(0.05) < width(0.002), "{} {}", width(0.05), width(0.002));
    }

    proptest! {
        #[test]
        fn the_slope_lies_in_its_interval(levels in prop::collection::vec(0_u32..1000, 2..20)) {
            let levels: Vec<f64> = levels.into_iter().map(f64::from).collect();
            let slope = Slope::estimate(&levels);
            prop_assert!(slope.low <= slope.median && slope.median <= slope.high, "{slope:?}");
        }
    }
}
