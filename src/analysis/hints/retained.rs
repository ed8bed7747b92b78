//! How many of the regions that came in a cycle were still there when it was closed.

use crate::analysis::{Cycle, Cycles};
use crate::model::{CategoryId, Region, Trace};
use std::collections::BTreeMap;

/// Regions of one category, by when they were born.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// There while a cycle was open, and not before.
    pub(super) opened: Born,
    /// Born in a cycle at any time.
    pub(super) came: Born,
}

/// How many were born, summed over the cycles that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Born {
    pub(super) all: usize,
    /// Of these, still there at the closing mark of their cycle.
    pub(super) kept: usize,
    /// Of these, still there at the last closing mark.
    pub(super) still_there: usize,
}

/// Counts for some categories, in one pass over all regions. Pieces of a region that was cut apart are not counted beside
/// it.
pub(super) fn counts(trace: &Trace, cycles: &Cycles, of: &[CategoryId]) -> BTreeMap<CategoryId, Counts> {
    let cycles = &cycles.cycles;
    let mut counts: BTreeMap<CategoryId, Counts> = BTreeMap::new();
    let Some(last) = cycles.last().filter(|_| !of.is_empty()) else { return counts };
    let is_asked = |region: &Region| region.parent.is_none() && of.contains(&region.class.category);
    for region in trace.recording.regions().iter().filter(is_asked) {
        let nth = cycles.partition_point(|cycle| cycle.window.to < region.birth);
        let cycle = cycles.get(nth).filter(|cycle| cycle.window.contains(region.birth));
        let Some(cycle) = cycle else { continue };
        let is_kept = region.is_alive_at(cycle.window.to);
        let is_still_there = is_kept && region.is_alive_at(last.window.to);
        let counts = counts.entry(region.class.category).or_default();
        let count = trace.recording.regions_at_birth(&region);
        counts.came.add(count, is_kept, is_still_there);
        if was_opened(&region, cycle) {
            counts.opened.add(count, is_kept, is_still_there);
        }
    }
    counts
}

impl Born {
    fn add(&mut self, count: usize, is_kept: bool, is_still_there: bool) {
        self.all += count;
        self.kept += count * usize::from(is_kept);
        self.still_there += count * usize::from(is_still_there);
    }
}

fn was_opened(region: &Region, cycle: &Cycle) -> bool {
    cycle.open.is_some_and(|open| region.birth <= open && region.is_alive_at(open))
}
