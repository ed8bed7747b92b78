//! What speaks against calling growth a leak.

use super::CERTAIN_CYCLES;
use super::evidence::{Evidence, centred, changes, is_step, off_the_line, sum_of_squares};
use super::filling::is_straight;
use super::kendall::TrendTest;
use super::records::is_high_water_mark;
use super::series::Series;
use super::wandering::{Beside, Wandering};
use crate::analysis::TrustLimit;

/// What speaks against a leak, or against that nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// There are fewer cycles than certainty takes.
    FewCycles,
    /// It slows down: a cache that fills slowly cannot be told from a leak.
    SlowsDown,
    /// One cycle brought nearly all of it.
    OneStep,
    /// It stood still in many cycles, and came to new heights no more often than what keeps the most that it ever needed.
    HighWaterMark,
    /// The interval of its rate begins at zero or below: levels that are often the same seem to have a clear trend as soon
    /// as two or three cycles brought something.
    RateMayBeNone,
    /// The levels wander, so that a trend means little.
    Wanders,
    /// It never fell, but what the cycles brought differs too much to tell a leak from what fills up.
    UnequalPortions,
    /// Another measure of the same memory does not grow as a leak does.
    OtherMeasure,
    /// The total does not grow as a leak does.
    Total,
    /// It is a heap of which the collector may not have run.
    Uncollected,
    /// The recording does not bear more.
    Untrusted(TrustLimit),
}

impl Doubt {
    /// A clause that says it.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::FewCycles => "a leak takes eight cycles",
            Self::SlowsDown => "it slows down, as a cache does that fills slowly",
            Self::OneStep => "one cycle brought nearly all of it",
            Self::HighWaterMark => "it may grow to what was once needed at most",
            Self::RateMayBeNone => "its rate may as well be none",
            Self::Wanders => "its levels wander, so that a trend means little",
            Self::UnequalPortions => "the cycles bring unequal portions, as a cache does that fills",
            Self::OtherMeasure => "another metric of the same memory does not grow as a leak does",
            Self::Total => "*All* does not grow as a leak does",
            Self::Uncollected => "garbage that is not collected yet grows so too",
            Self::Untrusted(limit) => limit.reason(),
        }
    }
}

/// Growth bends if its curvature is as many standard errors below zero. By chance that comes to pass in one leak of two
/// hundred with eight cycles, in fewer with more.
const BENT: f64 = 3.6;

/// What bends, but grows on at more than this share of its earlier rate, does not look like a cache.
const UNBENT: f64 = 0.9;

/// Below this ratio of von Neumann what is left beside a parabola is no scatter, so that its error says little.
const SCATTERED: f64 = 1.6;

/// The chance at which what the cycles add counts as becoming less in that case.
const SLOWER: f64 = 0.02;

/// The first doubt that applies to a trend.
pub(super) fn doubt(series: &Series, evidence: &Evidence, beside: Beside) -> Option<Doubt> {
    let levels = &series.levels;
    let wandering = Wandering::new(series, beside);
    let doubts = [
        (is_step(levels), Doubt::OneStep),
        (slows_down(levels, evidence) && !is_straight(series), Doubt::SlowsDown),
        (is_high_water_mark(levels), Doubt::HighWaterMark),
        (evidence.slope.low <= 0.0, Doubt::RateMayBeNone),
        (wandering.becomes_slower(evidence), Doubt::SlowsDown),
        (wandering.comes_in_unequal_portions(), Doubt::UnequalPortions),
        (wandering.wanders(), Doubt::Wanders),
        (series.cycles < CERTAIN_CYCLES, Doubt::FewCycles),
    ];
    doubts.into_iter().find(|(applies, _)| *applies).map(|(_, doubt)| doubt)
}

/// Whether a parabola through the levels bends down beyond doubt, by a t-test of its second coefficient.
///
/// All levels take part in it, so that a cache shows through noise in which no two of its changes can be told apart. But a
/// leak of portions that differ by chance bends too, as a random walk does. It shows in what is left beside the parabola,
/// and then the changes must become less themselves, by the rank test.
fn slows_down(levels: &[f64], evidence: &Evidence) -> bool {
    let count = levels.len() as f64;
    let middle = (count * count - 1.0) / 12.0;
    let bow: Vec<f64> = centred(levels.len()).map(|cycle| cycle * cycle - middle).collect();
    let off = off_the_line(levels);
    let squares = sum_of_squares(&bow);
    let curvature = bow.iter().zip(&off).map(|(bow, off)| bow * off).sum::<f64>() / squares;
    let rest: Vec<f64> = bow.iter().zip(&off).map(|(bow, off)| off - curvature * bow).collect();
    let error = (sum_of_squares(&rest) / (count - 3.0) / squares).sqrt();
    curvature < -BENT * error
        && evidence.decay_ratio.is_some_and(|ratio| ratio < UNBENT)
        && (von_neumann(&rest) >= SCATTERED || adds_less_and_less(levels))
}

fn adds_less_and_less(levels: &[f64]) -> bool {
    let shrinking: Vec<f64> = changes(levels).iter().map(|change| -change).collect();
    TrendTest::new(&shrinking).p_value <= SLOWER
}

/// How unlike neighbours are (1941, "Distribution of the ratio of the mean square successive difference to the variance", Ann.
/// Math. Statist. 12): some 2 where each is off by chance on its own, nearer to 0 the more it hangs on the one before.
fn von_neumann(off: &[f64]) -> f64 {
    sum_of_squares(&changes(off)) / sum_of_squares(off)
}
