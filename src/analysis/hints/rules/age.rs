//! Never released, or released late: how long what a cycle left behind stays.

use super::{Case, Said};
use crate::analysis::hints::case::{counted, percent};
use crate::analysis::{Cycle, CycleFigures};
use crate::model::units::Bytes;

/// What is left of a cohort, in percent, where it counts as given back: a stray page does not keep it.
const REMAINDER: f64 = 5.0;

/// What one cycle left behind, where at least one more was closed since.
struct Cohort {
    number: u32,
    at_first: Bytes,
    now: Bytes,
    /// How many cycles have passed since.
    age: usize,
    /// Behind how many of them it was gone.
    gone_after: Option<usize>,
}

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let cohorts = cohorts(case);
    let oldest = cohorts.iter().find(|cohort| cohort.gone_after.is_none());
    let late = cohorts.iter().filter_map(|cohort| cohort.gone_after).max();
    let given_back = cohorts.iter().filter(|cohort| cohort.gone_after.is_some()).count();
    if let Some(late) = late
        && 2 * given_back >= cohorts.len()
        && cohorts.iter().all(|cohort| cohort.gone_after.is_some() || cohort.age < late)
    {
        return Some(Said::text(format!(
            "What a cycle leaves behind is gone {} later at most: it is released late, not kept for good.",
            counted(late, "cycle", "cycles")
        )));
    }
    let oldest = oldest?;
    let since =
        format!("the oldest is of cycle {}, {} ago", oldest.number, counted(oldest.age, "cycle", "cycles"));
    let sum = |of: fn(&Cohort) -> Bytes| cohorts.iter().map(of).sum::<Bytes>();
    let (at_first, now) = (sum(|cohort| cohort.at_first), sum(|cohort| cohort.now));
    Some(Said::text(if now >= at_first {
        format!("Nothing that a cycle left behind was given back later: {since}.")
    } else if given_back > 0 {
        format!(
            "What {given_back} of {} left behind was given back later; of what is still there, {since}.",
            counted(cohorts.len(), "cycle", "cycles")
        )
    } else {
        format!("Of what the cycles left behind, {:.0} % is still there; {since}.", percent(now, at_first))
    }))
}

/// The cohorts that left anything, in order of time.
fn cohorts(case: &Case<'_>) -> Vec<Cohort> {
    let cycles = case.cycles.cycles.iter().zip(&case.series.cycles);
    let cohort = |(cycle, figures): (&Cycle, &CycleFigures)| {
        let at_first = figures.survivors.first()?;
        let gone = |left: Bytes| percent(left, at_first) <= REMAINDER;
        let is_told = at_first > Bytes::ZERO && figures.survivors.marks() > 1;
        is_told.then(|| Cohort {
            number: cycle.number,
            at_first,
            now: figures.surviving(),
            age: figures.survivors.marks() - 1,
            gone_after: figures.survivors.first_where(gone),
        })
    };
    cycles.filter_map(cohort).collect()
}
