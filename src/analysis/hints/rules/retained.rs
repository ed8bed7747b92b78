//! "Of the 56 regions that the cycles opened, 48 were still there when they were closed."

use super::{Case, Said};
use crate::analysis::Cycle;
use crate::analysis::hints::case::counted;
use crate::model::Region;

/// How many regions there were, summed over the cycles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// There while the cycle was open, and not before.
    opened: usize,
    /// Of these, still there at its closing mark.
    kept: usize,
    /// Born in a cycle, at any time, and there at its closing mark.
    stayed: usize,
    /// Of these, still there at the last closing mark.
    still_there: usize,
}

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let counts = counts(case);
    let is_certain = case.is_certain();
    let noun = |count| {
        if is_certain {
            counted(count, "region", "regions")
        } else {
            counted(count, "run of bytes", "runs of bytes")
        }
    };
    let were = |count: usize| if count == 1 { "was" } else { "were" };
    let Counts { opened, kept, stayed, still_there } = counts;
    if kept > 0 {
        return Some(Said::text(format!(
            "Of {} that came while the cycles were open, {kept} {} still there when they were closed; \
             {still_there} of what was there then are there at the end.",
            noun(opened),
            were(kept),
        )));
    }
    (stayed > 0).then(|| {
        Said::text(format!(
            "{} that came in the cycles {} still there when they were closed; {still_there} at the end.",
            noun(stayed),
            were(stayed),
        ))
    })
}

/// Pieces of a region that was cut apart are not counted beside it.
fn counts(case: &Case<'_>) -> Counts {
    let cycles = &case.cycles.cycles;
    let mut counts = Counts::default();
    let Some(last) = cycles.last() else { return counts };
    let whole = |region: &&Region| region.class.category == case.id && region.parent.is_none();
    for region in case.trace.recording.regions().iter().filter(whole) {
        let nth = cycles.partition_point(|cycle| cycle.window.to < region.birth);
        let Some(cycle) = cycles.get(nth).filter(|cycle| cycle.window.contains(region.birth)) else {
            continue;
        };
        let stayed = region.is_alive_at(cycle.window.to);
        counts.stayed += usize::from(stayed);
        counts.still_there += usize::from(stayed && region.is_alive_at(last.window.to));
        if was_opened(region, cycle) {
            counts.opened += 1;
            counts.kept += usize::from(stayed);
        }
    }
    counts
}

fn was_opened(region: &Region, cycle: &Cycle) -> bool {
    cycle.open.is_some_and(|open| region.birth <= open && region.is_alive_at(open))
}
