//! What each closed cycle left behind: born in it and alive at its end.

use super::Window;
use crate::model::{Category, CategoryId, MarkRole, Recording, Region, SnapshotIndex, Trace};
use crate::units::Bytes;
use std::collections::BTreeMap;

/// One closed cycle: from the mark that ended the one before to the mark that ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Its number, as the mark has it.
    pub number: u32,
    /// From the baseline or the closed mark before it (or the first snapshot) to its closed mark.
    pub window: Window,
    /// Whether it lies before the baseline, so that nothing is concluded from it.
    pub is_warmup: bool,
}

impl Cycle {
    /// The closed cycles of a trace, in order of time.
    pub fn closed(trace: &Trace) -> Vec<Self> {
        let annotations = &trace.annotations;
        let baseline = annotations.mark_with_role(MarkRole::Baseline).map(|mark| mark.at);
        let mut from = SnapshotIndex(0);
        let mut cycles = Vec::new();
        for mark in annotations.marks() {
            let at = trace.recording.snapshot_at(mark.at);
            match mark.role {
                MarkRole::Closed(number) => cycles.push(Self {
                    number,
                    window: Window::new(from, at),
                    is_warmup: baseline.is_some_and(|baseline| mark.at <= baseline),
                }),
                MarkRole::Baseline => {}
                MarkRole::Note | MarkRole::Open(_) => continue,
            }
            from = at;
        }
        cycles
    }
}

/// The bytes born in each closed cycle and alive at its end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generations {
    /// The cycles, in order of time.
    pub cycles: Vec<Cycle>,
    /// For each cycle: the mapped bytes of all counted categories.
    pub total: Vec<Bytes>,
    /// For each category that has any, and each cycle: its mapped bytes.
    pub by_category: BTreeMap<CategoryId, Vec<Bytes>>,
}

impl Generations {
    /// Measures the cycles in one pass: a region belongs to the cycle in which its bytes were born.
    pub fn of(recording: &Recording, cycles: Vec<Cycle>) -> Self {
        let regions = recording.regions();
        let births: Vec<Option<usize>> = regions.iter().map(|region| cycle_of(region, &cycles)).collect();
        let mut lens = vec![Bytes::ZERO; regions.len()];
        let last = cycles.last().map_or(SnapshotIndex(0), |cycle| cycle.window.to);
        for (id, state) in recording.states_until(last) {
            if births[id.index()].is_some_and(|nth| state.since <= cycles[nth].window.to) {
                lens[id.index()] = state.len;
            }
        }
        let mut total = vec![Bytes::ZERO; cycles.len()];
        let mut by_category: BTreeMap<CategoryId, Vec<Bytes>> = BTreeMap::new();
        for ((region, nth), len) in regions.iter().zip(births).zip(lens) {
            let Some(nth) = nth.filter(|&nth| region.is_alive_at(cycles[nth].window.to)) else {
                continue;
            };
            let category = region.class.category;
            if recording.category(category).is_some_and(Category::is_counted) {
                total[nth] += len;
            }
            let row = by_category.entry(category);
            row.or_insert_with(|| vec![Bytes::ZERO; cycles.len()])[nth] += len;
        }
        Self { cycles, total, by_category }
    }
}

/// Cycles do not overlap, so the first that ends at or behind a birth is the only one that may hold it.
fn cycle_of(region: &Region, cycles: &[Cycle]) -> Option<usize> {
    let nth = cycles.partition_point(|cycle| cycle.window.to < region.birth);
    let cycle = cycles.get(nth)?;
    cycle.window.contains(region.birth).then_some(nth)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};

    #[test]
    fn a_cycle_counts_what_was_born_in_it_and_stayed_to_its_end() {
        let mut scenario = Scenario::new();
        scenario.map(0, 5, ANONYMOUS).tick();
        scenario.map(10, 1, FILE).tick();
        scenario.mark("warm", MarkRole::Closed(1));
        scenario.map(20, 7, FILE).tick();
        scenario.mark("base", MarkRole::Baseline);
        for cycle in 0..3 {
            let at = 100 + 10 * u64::from(cycle);
            scenario.map(at, 4, ANONYMOUS).map(300, 8, FILE).map(at, 1, RESERVED).tick();
            scenario.mark("open", MarkRole::Open(2 + cycle));
            scenario.unmap(300, 8).unmap(at + 3, 1).tick();
            scenario.mark("closed", MarkRole::Closed(2 + cycle));
        }
        scenario.map(400, 1, FILE).tick();
        let cycles = Cycle::closed(&scenario.trace);
        let warmup: Vec<_> = cycles.iter().map(|cycle| (cycle.number, cycle.is_warmup)).collect();
        assert_eq!(warmup, [(1, true), (2, false), (3, false), (4, false)]);
        let generations = Generations::of(&scenario.trace.recording, cycles);
        let pages = |bytes: &[Bytes]| bytes.iter().map(|bytes| bytes.get() / 4096).collect::<Vec<_>>();
        assert_eq!(pages(&generations.total), [1, 2, 2, 2]);
        let of = |kind| pages(&generations.by_category[&Scenario::category(kind)]);
        assert_eq!(of(ANONYMOUS), [0, 2, 2, 2]);
        assert_eq!(of(RESERVED), [0, 1, 1, 1]);
    }
}
