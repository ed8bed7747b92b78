//! When a recording with `--until-sure` may stop.
//!
//! Who looks after each cycle, and stops at the first that alarms, is alarmed by chance far more often than who looks once.
//! So each look has a share of the chance of a false alarm that is fixed beforehand, and the shares add up to the whole: the
//! discrete form of spending (Lan and `DeMets` 1983, "Discrete sequential boundaries for clinical trials", Biometrika 70) in
//! which looks are not taken to be alike. That holds whatever the ties, the family and the dependence between looks are;
//! a boundary from the joint distribution of all looks ends recordings earlier by less than one cycle, for series without
//! ties alone.

use super::families::{Families, FamilyJudgements};
use super::judgement::{Judgement, Verdict};
use super::kendall::TrendTest;
use super::series::Series;
use super::wandering::is_regular;
use super::{ALPHA, CERTAIN_CYCLES};

/// What was settled before the recording began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SequentialPlan {
    /// So many cycles that count are recorded at most. After each from the eighth on it is looked whether that was enough.
    pub most_cycles: usize,
    /// The smallest growth in bytes per cycle that matters.
    pub least_leak: f64,
}

/// What a look at the cycles so far says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sureness {
    /// Not yet sure.
    GoOn,
    Leak,
    /// Nothing grows by as much as the least leak that matters.
    ///
    /// That there is no leak at all, no recording can show: below the detection floor anything is possible, and so is a leak
    /// in what the cycles did not do. What is sure is this: a series that grows by the least leak with every cycle, off by
    /// independent noise, comes to be called so in fewer recordings than [`ALPHA`]. Series without noise whose later half
    /// did not move by a byte are called so too: of them only a leak that passes over half of the cycles is not ruled out.
    NoLeak,
    /// The last cycle is over and it is not sure: the noise hides a leak that matters, or growth has a doubt about it.
    Undecided,
}

impl SequentialPlan {
    /// The part of the chance of a false alarm that may be spent when so many cycles are over: half at the first look, since
    /// most leaks are plain by then, and as much at each later one. A report on a recording that was stopped by its plan
    /// judges by [`ALPHA`] times this.
    pub fn share(&self, cycles: usize) -> f64 {
        let later_looks = self.most_cycles.saturating_sub(CERTAIN_CYCLES);
        match cycles {
            _ if cycles < CERTAIN_CYCLES || cycles > self.most_cycles => 0.0,
            CERTAIN_CYCLES if later_looks == 0 => 1.0,
            CERTAIN_CYCLES => 0.5,
            _ => 0.5 / later_looks as f64,
        }
    }
}

/// Looks at the series of a recording after so many cycles.
pub fn sure(families: &Families, plan: &SequentialPlan) -> Sureness {
    sure_despite(families, plan, |_| {})
}

/// The same, where what the levels do not tell takes words away.
pub(super) fn sure_despite(
    families: &Families,
    plan: &SequentialPlan,
    doubt: impl Fn(&mut FamilyJudgements),
) -> Sureness {
    let judge = |families: &Families, alpha| {
        let mut judged = families.judge(alpha);
        doubt(&mut judged);
        judged
    };
    let cycles = families.all().map(|series| series.cycles).max().unwrap_or(0);
    let alpha = ALPHA * plan.share(cycles);
    let FamilyJudgements { wholes, parts } = judge(families, alpha);
    let judged: Vec<(&Series, Judgement)> = families.all().zip(wholes.into_iter().chain(parts)).collect();
    if is_surely_a_leak(&judged, || judge(&families.one_cycle_less(), alpha)) {
        Sureness::Leak
    } else if alpha > 0.0
        && judged.iter().all(|(series, judgement)| is_quiet(&series.levels, judgement, plan, alpha))
    {
        Sureness::NoLeak
    } else if cycles >= plan.most_cycles {
        Sureness::Undecided
    } else {
        Sureness::GoOn
    }
}

/// Whether a leak is called that is regular, or was called at the look before too. Where portions differ a doubt that was
/// gone may come back with the next cycle, and who looks often would end just then.
fn is_surely_a_leak(judged: &[(&Series, Judgement)], before: impl FnOnce() -> FamilyJudgements) -> bool {
    let leaks = |judged: &Judgement| judged.verdict == Verdict::Leak;
    if !judged.iter().any(|(_, judged)| leaks(judged)) {
        return false;
    }
    let FamilyJudgements { wholes, parts } = before();
    let before = wholes.iter().chain(&parts);
    judged
        .iter()
        .zip(before)
        .any(|((series, now), before)| leaks(now) && (is_regular(series) || leaks(before)))
}

/// Whether this series surely grows by less than what matters. All must: so none need share the chance of an error.
fn is_quiet(levels: &[f64], judgement: &Judgement, plan: &SequentialPlan, alpha: f64) -> bool {
    let later = &levels[levels.len() / 2..];
    let stands_still = later.iter().all(|level| level.total_cmp(&later[0]).is_eq());
    match (judgement.verdict, judgement.doubt) {
        (Verdict::Settles, _) => stands_still || grows_by_less(later, plan.least_leak, alpha),
        (Verdict::Steady, None) => stands_still || grows_by_less(levels, plan.least_leak, alpha),
        _ => false,
    }
}

/// Whether the levels fall behind a line that rises by `leak` with each cycle, by the test that finds leaks: just where the
/// upper end of the interval that Sen (1968) takes from it is below `leak`.
fn grows_by_less(levels: &[f64], leak: f64, alpha: f64) -> bool {
    let behind: Vec<f64> = levels.iter().enumerate().map(|(nth, level)| leak * nth as f64 - level).collect();
    TrendTest::new(&behind).p_value <= alpha
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Whole;
    use proptest::prelude::*;

    const PLAN: SequentialPlan = SequentialPlan { most_cycles: 20, least_leak: 4.0 };

    fn shaped(cycles: u32, level: impl Fn(f64) -> f64) -> Vec<f64> {
        (0..=cycles).map(|cycle| level(f64::from(cycle))).collect()
    }

    fn check(families: &[&[Vec<f64>]], expected: Sureness) {
        let family = |nth: usize| families.get(nth).into_iter().flat_map(|family| family.iter().cloned());
        let wholes = family(0).map(|levels| Whole { series: levels.into(), parts: Vec::new() }).collect();
        let families = Families { wholes, parts: family(1).map(Series::from).collect() };
        assert_eq!(sure(&families, &PLAN), expected, "{families:?}");
    }

    #[test]
    fn shares_add_up_to_the_whole() {
        for most_cycles in [8, 9, 12, 20, 100] {
            let plan = SequentialPlan { most_cycles, ..PLAN };
            let sum: f64 = (0..200).map(|cycles| plan.share(cycles)).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{most_cycles}: {sum}");
        }
        assert_eq!(SequentialPlan { most_cycles: 7, ..PLAN }.share(7).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn what_is_plain_ends_it_at_the_eighth_cycle() {
        let leak = |cycles| shaped(cycles, |cycle| 9.0 * cycle);
        let still = |cycles| shaped(cycles, |_| 7.0);
        check(&[&[still(8)], &[leak(8), still(8)]], Sureness::Leak);
        check(&[&[leak(8)], &[]], Sureness::Leak);
        check(&[&[still(8)], &[still(8), shaped(8, |cycle| -cycle)]], Sureness::NoLeak);
        check(&[&[leak(7)], &[leak(7)]], Sureness::GoOn);
        check(&[&[still(7)], &[]], Sureness::GoOn);
        // Full after the second cycle.
        check(&[&[shaped(8, |cycle| 50.0 * cycle.min(2.0))], &[]], Sureness::NoLeak);
        check(&[], Sureness::GoOn);
    }

    #[test]
    fn growth_below_what_matters_is_no_leak_if_that_is_certain() {
        let off = |cycle: f64| if cycle % 2.0 > 0.0 { 1.0 } else { 0.0 };
        check(&[&[shaped(8, off)], &[]], Sureness::NoLeak);
        check(&[&[shaped(8, |cycle| 20.0 * off(cycle))], &[]], Sureness::GoOn);
        check(&[&[shaped(20, |cycle| 20.0 * off(cycle))], &[]], Sureness::NoLeak);
        check(&[&[shaped(20, |cycle| 100.0 * off(cycle))], &[]], Sureness::Undecided);
    }

    #[test]
    fn doubt_goes_on_to_the_end() {
        let late = |cycles: u32| shaped(cycles, |cycle| if cycle < f64::from(cycles) { 0.0 } else { 1e6 });
        let slow = |cycles| shaped(cycles, |cycle| 1e6 * (1.0 - (-cycle / 10.0).exp()));
        for (doubted, cycles) in [(late(8), 8), (slow(8), 8), (late(19), 19), (slow(19), 19)] {
            check(&[&[doubted], &[vec![7.0; cycles + 1]]], Sureness::GoOn);
        }
        check(&[&[late(20)], &[]], Sureness::Undecided);
        check(&[&[slow(20)], &[]], Sureness::Undecided);
    }

    proptest! {
        #[test]
        fn what_grows_by_the_least_leak_each_time_is_never_quiet(rises in prop::collection::vec(4_u32..40, 1..24)) {
            let mut level = 0.0;
            let mut levels = vec![level];
            levels.extend(rises.into_iter().map(|rise| { level += f64::from(rise); level }));
            let families = Families { wholes: Vec::new(), parts: vec![levels.into()] };
            prop_assert_ne!(sure(&families, &PLAN), Sureness::NoLeak);
        }
    }
}
