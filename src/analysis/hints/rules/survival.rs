//! Rules about how much of what a cycle maps stays, and for how long.

use super::{Case, Said};
use crate::analysis::hints::case::{counted, percent};
use crate::analysis::hints::retained::Counts;
use crate::analysis::{Cycle, CycleFigures};
use crate::model::units::Bytes;

pub(super) fn retained(case: &Case<'_>) -> Option<Said> {
    let noun = |count| {
        let (one, many) =
            if case.counts_regions() { ("region", "regions") } else { ("run of bytes", "runs of bytes") };
        counted(count, one, many)
    };
    let Counts { opened, came } = case.retained;
    let (reported, born) = if opened.kept > 0 {
        (format!("Of {} that the cycles opened, {}", noun(opened.all), opened.kept), opened)
    } else {
        (format!("{} that came in the cycles", noun(came.kept)), came)
    };
    let be = |count, one, many| if count == 1 { one } else { many };
    (born.kept > 0).then(|| {
        Said::text(format!(
            "{reported} {} still there when they were closed, and {} {} there at the end.",
            be(born.kept, "was", "were"),
            born.still_there,
            be(born.still_there, "is", "are"),
        ))
    })
}

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

pub(super) fn age(case: &Case<'_>) -> Option<Said> {
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
