//! Whether memory that never falls may be a cache that fills, where an allocator takes it in steps.
//!
//! Steps that are large beside what a cycle brings hide the shape of growth: their levels scatter about a line, and so would
//! those of any curve that bends as little.

use super::evidence::changes;
use super::series::Series;

/// A mean portion of more steps hides nothing.
const FEW_STEPS: f64 = 4.5;

/// A step is larger than what the levels are off by beside it, by this factor.
const APART: f64 = 32.0;

/// The later half of a cache whose time constant is one and a half recordings grows at this share of the earlier rate.
const CACHE: f64 = 0.72;

/// How many standard errors the later half must bring more than such a cache would.
const ABOVE: f64 = 1.0;

/// A line through steps of one size leaves each level inside of one of them.
const INSIDE: f64 = 0.98;

/// Levels lie on a line if they are off it by less than this part of a step.
const ON_IT: f64 = 0.1;

/// So many cycles at most warm up beside those that are left out.
const WARMUP: usize = 3;

/// So many cycles that bring the same make a constant rate.
const CONSTANT: usize = 5;

/// Portions are the same if they differ by no more than this share.
const SAME: f64 = 0.02;

/// So many pages may make a larger difference of small portions, up to this share.
const FEW_PAGES: f64 = 4.0;

const SHARE: f64 = 0.125;

/// More points are thinned out before a line is sought, since the lines that are tried grow with the square of them.
const MOST_POINTS: usize = 41;

/// Steps of one size in which a level climbs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps {
    size: f64,
}

impl Steps {
    /// The largest size of which all changes are multiples, give or take a page; nothing where the mean portion is many of
    /// them.
    pub(super) fn find(series: &Series) -> Option<Self> {
        let changes = changes(&series.levels);
        let largest = changes.iter().fold(0.0, |most: f64, change| most.max(change.abs()));
        let off = series.page().max(1e-9 * largest);
        let sizes = changes.iter().map(|change| change.abs()).filter(|&change| change > off);
        let size = sizes.fold(0.0, |size, change| divisor(size, change, off));
        let mean = changes.iter().sum::<f64>() / changes.len() as f64;
        let is_multiple = |change: &f64| (change - size * (change / size).round()).abs() <= off;
        let is_one = size > APART * off && mean > 0.0 && mean <= FEW_STEPS * size;
        (is_one && changes.iter().all(is_multiple)).then_some(Self { size })
    }

    /// Whether a line of one slope, cut to such steps, gives these levels. Where all others lie on one line, one level may be off
    /// it: a mark that comes a moment early makes two portions unequal.
    pub(super) fn are_even(self, levels: &[f64]) -> bool {
        let rises = levels.iter().map(|level| level - levels[0]).enumerate();
        let thinned = rises.step_by(levels.len().div_ceil(MOST_POINTS).max(1));
        let points: Vec<(f64, f64)> = thinned.map(|(nth, rise)| (nth as f64, rise)).collect();
        let without = |nth: usize| [&points[..nth], &points[nth + 1..]].concat();
        lie_in_a_strip(&points, INSIDE * self.size)
            || (0..points.len()).any(|nth| lie_in_a_strip(&without(nth), ON_IT * self.size))
    }

    /// Whether portions of such steps may be those of a cache that fills.
    ///
    /// Steps of several classes of sizes come independently: their number varies as much as by Poisson's law, whatever nine
    /// levels happen to show.
    pub(super) fn may_fill_up(self, levels: &[f64]) -> bool {
        let changes = changes(levels);
        let half = changes.len() / 2;
        let (early, late) = (&changes[..half], &changes[changes.len() - half..]);
        let spread = squares_about(early, mean(early)) + squares_about(late, mean(late));
        let variance = (spread / (2.0 * (half as f64 - 1.0))).max(self.size * mean(&changes));
        let error = (variance * (1.0 + CACHE * CACHE) / half as f64).sqrt();
        mean(late) - CACHE * mean(early) < ABOVE * error
    }
}

/// Whether the cycles bring the same to the page, behind a few that may have warmed up.
pub(super) fn is_constant_at_last(series: &Series) -> bool {
    let changes = changes(&series.levels);
    let is_constant = |rest: &[f64]| {
        let least = rest.iter().copied().fold(f64::INFINITY, f64::min);
        let apart = (FEW_PAGES * series.page()).min(SHARE * least).max(SAME * least);
        least > 0.0 && height(rest.iter().copied()) <= apart
    };
    let is_it =
        |warm: usize| changes.get(warm..).is_some_and(|rest| rest.len() >= CONSTANT && is_constant(rest));
    is_it(0) || (1..=WARMUP).any(is_it) && Steps::find(series).is_none()
}

/// Whether it grows by the same with each cycle, as far as pages and steps let see.
pub(super) fn is_straight(series: &Series) -> bool {
    is_constant_at_last(series) || Steps::find(series).is_some_and(|steps| steps.are_even(&series.levels))
}

/// Whether each cycle brings the same to the byte.
pub(super) fn is_the_same_each_time(series: &Series) -> bool {
    let changes = changes(&series.levels);
    changes.iter().all(|change| *change > 0.0 && change.total_cmp(&changes[0]).is_eq())
}

/// Whether some line leaves all points within so much height.
fn lie_in_a_strip(points: &[(f64, f64)], most: f64) -> bool {
    let pairs = points
        .iter()
        .enumerate()
        .flat_map(|(nth, one)| points[nth + 1..].iter().map(move |other| (one, other)));
    let mut slopes = pairs.map(|(one, other)| (other.1 - one.1) / (other.0 - one.0));
    slopes.any(|slope| height(points.iter().map(|point| point.1 - slope * point.0)) < most)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn squares_about(values: &[f64], middle: f64) -> f64 {
    values.iter().map(|value| (value - middle).powi(2)).sum()
}

/// How far the values lie apart.
fn height(values: impl Iterator<Item = f64>) -> f64 {
    let (low, high) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    high - low
}

/// The greatest common divisor, where rests of up to `off` are none.
fn divisor(mut one: f64, mut other: f64, off: f64) -> f64 {
    while other > off {
        let rest = one % other;
        (one, other) = (other, if other - rest <= off { 0.0 } else { rest });
    }
    one
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::verdict::series::LEAST_PAGES;
    use crate::analysis::{Facet, Measure, Metric};

    const MIB: f64 = 1_048_576.0;

    const PAGE: f64 = 4096.0;

    fn series(changes: &[f64]) -> Series {
        let levels: Vec<f64> = (0..=changes.len()).map(|count| changes[..count].iter().sum()).collect();
        let facet = Some(Facet { memory: 1, measure: Measure::Level(Metric::Footprint) });
        Series { least: LEAST_PAGES * PAGE, facet, ..levels.into() }
    }

    fn in_steps(changes: &[f64]) -> Series {
        series(&changes.iter().map(|change| MIB * change).collect::<Vec<_>>())
    }

    #[test]
    fn steps_are_those_that_all_changes_are_multiples_of() {
        let check = |changes: &[f64], expected: Option<f64>| {
            let found = Steps::find(&series(changes)).map(|steps| steps.size);
            assert_eq!(found, expected, "{changes:?}");
        };
        check(&[2.0 * MIB, 3.0 * MIB, 0.0, 5.0 * MIB], Some(MIB));
        // A page beside it is nothing; pages themselves are no steps that hide anything, nor are many.
        check(&[2.0 * MIB, 2.0 * MIB, PAGE, 4.0 * MIB], Some(2.0 * MIB));
        check(&[8.0 * PAGE, 3.0 * PAGE, 5.0 * PAGE], None);
        check(&[20.0 * MIB, 31.0 * MIB, 17.0 * MIB], None);
        check(&[MIB, 1.5 * MIB + 77.0 * PAGE, 0.9 * MIB], None);
        check(&[0.0; 5], None);
    }

    #[test]
    fn steps_of_a_constant_rate_are_even() {
        let check = |changes: &[f64], expected| {
            let series = in_steps(changes);
            assert_eq!(Steps::find(&series).unwrap().are_even(&series.levels), expected, "{changes:?}");
        };
        check(&[2.0; 8], true);
        // One and a half, seven in eight cycles; a mark that came too early.
        check(&[1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0], true);
        check(&[1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0], true);
        check(&[2.0, 2.0, 3.0, 1.0, 2.0, 2.0, 2.0, 2.0], true);
        // A cache of 10,000 values in slabs of a MiB.
        check(&[2.0, 2.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0], false);
        check(&[2.0, 0.0, 2.0, 0.0, 2.0, 1.0, 1.0, 0.0, 1.0, 2.0], false);
    }

    #[test]
    fn a_line_is_found_among_many_levels() {
        let check = |portion: fn(u32) -> f64, expected| {
            let series = in_steps(&(0..20_000).map(portion).collect::<Vec<_>>());
            assert_eq!(Steps { size: MIB }.are_even(&series.levels), expected);
        };
        check(|nth| f64::from(1 + nth % 2), true);
        check(|nth| f64::from(3 - nth / 8_000), false);
    }

    #[test]
    fn few_uneven_steps_may_be_those_of_a_cache() {
        let check = |changes: &[f64], expected| {
            let series = in_steps(changes);
            assert_eq!(Steps::find(&series).unwrap().may_fill_up(&series.levels), expected, "{changes:?}");
        };
        check(&[2.0, 2.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0], true);
        check(&[3.0, 3.0, 2.0, 2.0, 4.0, 2.0, 2.0, 2.0], true);
        check(&[1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0], false);
    }

    #[test]
    fn a_few_cycles_may_warm_up_before_each_brings_the_same() {
        let pages = |changes: &[f64]| series(&changes.iter().map(|change| PAGE * change).collect::<Vec<_>>());
        let check = |changes: &[f64], expected| {
            assert_eq!(is_constant_at_last(&pages(changes)), expected, "{changes:?}");
        };
        check(&[64.0; 5], true);
        check(&[197.0, 130.0, 97.0, 64.0, 64.0, 65.0, 64.0, 64.0], true);
        check(&[197.0, 130.0, 97.0, 70.0, 64.0, 64.0, 64.0, 64.0], false);
        check(&[64.0; 4], false);
        check(&[80.0, 72.0, 64.0, 57.0, 51.0, 46.0, 41.0, 37.0], false);
        check(&[0.0; 8], false);
        // Steps hide how constant it is.
        assert!(!is_constant_at_last(&in_steps(&[2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])));
        assert!(is_constant_at_last(&in_steps(&[1.0; 8])));
    }
}
