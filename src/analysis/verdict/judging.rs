//! From evidence to a word.

use super::doubts::{Doubt, doubt};
use super::evidence::{Evidence, evidence, is_step};
use super::family::thresholds;
use super::kendall::TrendTest;
use super::more_cycles::more_cycles;
use super::series::Series;
use super::wandering::{Beside, Company, chance_of_heads};

/// Fewer cycles tell nothing.
pub const LEAST_CYCLES: usize = 5;

/// Fewer cycles make no leak certain.
pub const CERTAIN_CYCLES: usize = 8;

/// The chance of a false alarm in a recording, of the totals together and of the categories together.
pub const ALPHA: f64 = 0.025;

/// A single trend that is as clear as this is told where it settles: nothing is alleged by it.
const CLEAR: f64 = 0.05;

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

/// What is said of one series, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The word.
    pub verdict: Verdict,
    /// What speaks against the word that the trend alone would bear: why growth is no more than suspect, or which step
    /// what is called steady has made.
    pub doubt: Option<Doubt>,
    /// After how many more cycles the word will be another one than suspect, if it goes on as it does; nothing where that cannot
    /// be promised.
    pub more_cycles: Option<usize>,
    /// What it rests on.
    pub evidence: Evidence,
}

/// Judges series that share the chance `alpha` of a false alarm: totals are one such family, the categories another. Who
/// looks once gives each [`ALPHA`].
pub fn judge(family: &[Series], alpha: f64) -> Vec<Judgement> {
    let beside = Company::of(family).beside(family);
    let mut judged = judge_in_company(family, alpha, &beside);
    say_how_many_more(family, &mut judged);
    judged
}

/// Says of what is suspect how many more cycles would tell.
pub(super) fn say_how_many_more(family: &[Series], judged: &mut [Judgement]) {
    for (judged, series) in judged.iter_mut().zip(family) {
        judged.more_cycles = more_cycles(series, judged);
    }
}

/// The same, where it is known what there is beside each.
pub(super) fn judge_in_company(family: &[Series], alpha: f64, beside: &[Beside]) -> Vec<Judgement> {
    let levels: Vec<&[f64]> = family.iter().map(|series| series.levels.as_slice()).collect();
    let tests: Vec<TrendTest> = levels.iter().map(|levels| TrendTest::of(levels)).collect();
    let thresholds = thresholds(&levels, &tests, alpha);
    let judged = family.iter().zip(tests).zip(thresholds).zip(beside);
    judged
        .map(|(((series, test), threshold), &beside)| {
            Judgement::of(series, evidence(series, test, threshold), beside)
        })
        .collect()
}

impl Judgement {
    /// What speaks against a leak, and how many more cycles will tell, or that more may; a clause.
    pub fn doubt_text(&self) -> Option<String> {
        let doubt = self.doubt?;
        let reason = doubt.reason();
        Some(match (self.verdict, doubt, self.more_cycles) {
            (Verdict::Suspect, _, Some(1)) => format!("{reason}: 1 more cycle will tell"),
            (Verdict::Suspect, _, Some(more)) => format!("{reason}: {more} more cycles will tell"),
            (_, Doubt::Untrusted(_), _) => reason.to_owned(),
            (Verdict::Suspect, ..) => format!("{reason}: more cycles may tell"),
            _ => reason.to_owned(),
        })
    }

    fn of(series: &Series, evidence: Evidence, beside: Beside) -> Self {
        let levels = &series.levels;
        let (verdict, doubt) = if series.cycles < LEAST_CYCLES {
            (Verdict::TooFewCycles, None)
        } else if series.most_growth() <= series.least && !grows_each_time(&evidence) {
            (Verdict::Steady, None)
        } else if settles(levels, &evidence) {
            (Verdict::Settles, None)
        } else if !evidence.is_significant() || evidence.slope.median <= 0.0 && !is_step(levels) {
            // One jump is no trend, wherever it comes; but nobody shall read that nothing grew.
            (Verdict::Steady, evidence.step.map(|_| Doubt::OneStep))
        } else {
            let doubt = doubt(series, &evidence, beside);
            (if doubt.is_some() { Verdict::Suspect } else { Verdict::Leak }, doubt)
        };
        Self { verdict, doubt, more_cycles: None, evidence }
    }
}

/// Whether it grew in more cycles than a coin would: seven of eight.
fn grows_each_time(evidence: &Evidence) -> bool {
    chance_of_heads(evidence.grew_in, evidence.of) <= CLEAR
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
