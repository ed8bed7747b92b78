//! Turns evidence into a verdict.

use super::LEAST_CYCLES;
use super::doubts::{Doubt, doubt};
use super::evidence::{Evidence, evidence, is_step};
use super::family::thresholds;
use super::judgement::{Judgement, Verdict};
use super::kendall::TrendTest;
use super::more_cycles::more_cycles;
use super::series::Series;
use super::wandering::{Beside, NoiseAcrossMemories, chance_of_heads};

/// A single trend that is as clear as this is told where it settles: nothing is alleged by it.
const CLEAR: f64 = 0.05;

/// Judges series that share the chance `alpha` of a false alarm: totals are one such family, the categories another. Who
/// looks once gives each [`ALPHA`](super::ALPHA).
pub fn judge(family: &[Series], alpha: f64) -> Vec<Judgement> {
    let beside = NoiseAcrossMemories::measure(family).beside(family);
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
    let tests: Vec<TrendTest> = levels.iter().map(|levels| TrendTest::new(levels)).collect();
    let thresholds = thresholds(&levels, &tests, alpha);
    let judged = family.iter().zip(tests).zip(thresholds).zip(beside);
    judged
        .map(|(((series, test), threshold), &beside)| {
            Judgement::judge(series, evidence(series, test, threshold), beside)
        })
        .collect()
}

impl Judgement {
    fn judge(series: &Series, evidence: Evidence, beside: Beside) -> Self {
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
