//! From evidence to a word.

use super::evidence::{Evidence, changes, evidence};
use super::family::{Member, thresholds};
use super::kendall::TrendTest;

/// Fewer cycles tell nothing.
pub const LEAST_CYCLES: usize = 5;

/// Fewer cycles make no leak certain.
pub const CERTAIN_CYCLES: usize = 8;

/// The chance of a false alarm, of the totals together and of the categories together.
const ALPHA: f64 = 0.025;

/// A single trend that is as clear as this is told where it settles: nothing is alleged by it.
const CLEAR: f64 = 0.05;

/// The later half of growth that slows down by as much may be the end of a cache that is about to be full, if what the
/// cycles add becomes less as well.
const SLOWED: f64 = 0.25;

/// The chance at which what the cycles add counts as becoming less beside that.
const SLOWER: f64 = 0.1;

/// A slowing down that would come about by chance in so few leaks is believed.
const SLOWING: f64 = 0.01;

/// One cycle that brought so much of all the growth is a step.
const STEP: f64 = 0.8;

/// Levels that lie off the line by chance, each on its own, have a lower ratio of von Neumann in one recording of a hundred.
const WANDERING: f64 = 0.9;

/// What the growth per cycle amounts to. In order: the worst of many is the largest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Too few cycles to say anything.
    #[default]
    TooFewCycles,
    /// No growth that could not be chance.
    Steady,
    /// It grew and stopped, as a cache does that is full.
    Settles,
    /// It grows, but something speaks against a leak, or there are too few cycles to be sure.
    Suspect,
    /// It grows with every cycle.
    Leak,
}

impl Verdict {
    /// What it is called in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooFewCycles => "too few cycles",
            Self::Steady => "steady",
            Self::Settles => "settles",
            Self::Suspect => "suspect",
            Self::Leak => "leak",
        }
    }
}

/// Why growth is no more than suspect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// There are fewer cycles than certainty takes.
    FewCycles,
    /// It slows down: a cache that fills slowly cannot be told from a leak.
    SlowsDown,
    /// One cycle brought nearly all of it.
    OneStep,
    /// The levels wander, so that a trend means little.
    Wanders,
}

impl Doubt {
    /// A clause that says it.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::FewCycles => "eight cycles make it certain",
            Self::SlowsDown => "it slows down, as a cache does that fills slowly",
            Self::OneStep => "one cycle brought nearly all of it",
            Self::Wanders => "its levels wander, so that a trend means little",
        }
    }
}

/// What is said of one series, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The word.
    pub verdict: Verdict,
    /// Why it is no more than suspect; nothing with any other word.
    pub doubt: Option<Doubt>,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Judges series of levels at the closed marks, the first before the first cycle, that share one chance of a false alarm:
/// totals are one such family, the categories another.
pub fn judge(family: &[Vec<f64>]) -> Vec<Judgement> {
    let tests: Vec<TrendTest> = family.iter().map(|levels| TrendTest::of(levels)).collect();
    let members: Vec<Member> = tests
        .iter()
        .map(|test| Member { p_value: test.p_value, smallest_p_value: test.smallest_p_value })
        .collect();
    let judged = family.iter().zip(tests).zip(thresholds(&members, ALPHA));
    judged
        .map(|((levels, test), threshold)| Judgement::of(levels, evidence(levels, test, threshold)))
        .collect()
}

impl Judgement {
    fn of(levels: &[f64], evidence: Evidence) -> Self {
        let (verdict, doubt) = if evidence.of < LEAST_CYCLES {
            (Verdict::TooFewCycles, None)
        } else if settles(levels, &evidence) {
            (Verdict::Settles, None)
        } else if !evidence.is_significant() || evidence.slope.median <= 0.0 && !is_step(levels) {
            (Verdict::Steady, None)
        } else {
            let doubt = doubt(levels, &evidence);
            (if doubt.is_some() { Verdict::Suspect } else { Verdict::Leak }, doubt)
        };
        Self { verdict, doubt, evidence }
    }
}

/// Whether it rose, clearly, and stopped: with a time constant of at most a quarter of the cycles.
fn settles(levels: &[f64], evidence: &Evidence) -> bool {
    let is_short = |constant: f64| constant <= evidence.of as f64 / 4.0 * (1.0 + 1e-9);
    evidence.time_constant().is_some_and(is_short)
        && (evidence.p_value <= CLEAR || stands_above_noise(levels))
}

/// Whether all later levels lie close together, and far above the first.
fn stands_above_noise(levels: &[f64]) -> bool {
    let late = &levels[levels.len() / 2..];
    let lowest = late.iter().copied().fold(f64::INFINITY, f64::min);
    let highest = late.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    lowest - levels[0] > 3.0 * (highest - lowest)
}

fn doubt(levels: &[f64], evidence: &Evidence) -> Option<Doubt> {
    let doubts = [
        (is_step(levels), Doubt::OneStep),
        (slows_down(levels, evidence), Doubt::SlowsDown),
        (wanders(levels, evidence), Doubt::Wanders),
        (evidence.of < CERTAIN_CYCLES, Doubt::FewCycles),
    ];
    doubts.into_iter().find(|(applies, _)| *applies).map(|(_, doubt)| doubt)
}

fn is_step(levels: &[f64]) -> bool {
    let largest = changes(levels).into_iter().fold(0.0, f64::max);
    let (Some(first), Some(last)) = (levels.first(), levels.last()) else { return false };
    largest > STEP * (last - first)
}

/// Whether what the cycles add becomes less, by the same test that finds what becomes more.
fn slows_down(levels: &[f64], evidence: &Evidence) -> bool {
    let shrinking: Vec<f64> = changes(levels).iter().map(|change| -change).collect();
    let chance = TrendTest::of(&shrinking).p_value;
    chance <= SLOWING || chance <= SLOWER && evidence.decay_ratio.is_some_and(|ratio| ratio < SLOWED)
}

/// Whether each level hangs on the one before, about the line, and the growth is not beyond doubt all the same.
///
/// Levels that only add up what chance brings seem to have a trend far too often. The ratio of von Neumann (1941,
/// "Distribution of the ratio of the mean square successive difference to the variance", Ann. Math. Statist. 12) tells
/// them: neighbours are alike. But whatever the levels do, chance seldom makes each cycle grow (sign test).
fn wanders(levels: &[f64], evidence: &Evidence) -> bool {
    let line = evidence.slope.median;
    let off: Vec<f64> = levels.iter().enumerate().map(|(nth, level)| level - line * nth as f64).collect();
    let mean = off.iter().sum::<f64>() / off.len() as f64;
    let spread: f64 = off.iter().map(|off| (off - mean).powi(2)).sum();
    let steps: f64 = changes(&off).iter().map(|step| step * step).sum();
    steps < WANDERING * spread && !grows_by_sign(evidence)
}

/// Whether so many cycles would grow by chance in fewer than one recording of forty (Dixon and Mood 1946, "The statistical
/// sign test", J. Amer. Statist. Assoc. 41).
fn grows_by_sign(evidence: &Evidence) -> bool {
    let mut chance = 0.5_f64.powi(i32::try_from(evidence.of).unwrap_or(i32::MAX));
    let mut tail = 0.0;
    for grown in (evidence.grew_in..=evidence.of).rev() {
        tail += chance;
        chance *= grown as f64 / (evidence.of - grown + 1) as f64;
    }
    tail <= ALPHA
}
