//! The retained set: what was not there before a cycle, was there while it was open, and is there after it.
//!
//! It is the list to look through for what nobody let go. What came and went while the cycle was closed is not in it.

use super::{Cycle, Cycles};
use crate::model::{Category, CategoryId, Recording, Region, RegionId};

/// What one cycle retained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retained {
    pub cycle: Cycle,
    /// What is there at its closing mark.
    pub regions: Vec<RegionId>,
    /// What is there at the last closing mark. Of a region that was cut in two since, each part is one.
    pub remaining: Vec<RegionId>,
}

/// What each cycle that counts retained of one category, or of all that are counted, in order of birth.
pub fn retained(recording: &Recording, cycles: &Cycles, category: Option<CategoryId>) -> Vec<Retained> {
    let empty = |&cycle| Retained { cycle, regions: Vec::new(), remaining: Vec::new() };
    let mut all: Vec<_> = cycles.cycles.iter().map(empty).collect();
    let Some(last) = cycles.cycles.last().map(|last| last.window.to) else { return all };
    let is_asked_for = |region: &Region| match category {
        Some(category) => region.class.category == category,
        None => recording.category(region.class.category).is_some_and(Category::is_counted),
    };
    for (id, region) in (0..).map(RegionId).zip(recording.regions()) {
        let nth = all.partition_point(|of| of.cycle.window.to < region.birth);
        let Some(of) = all.get_mut(nth).filter(|of| of.cycle.opening().contains(region.birth)) else {
            continue;
        };
        if is_asked_for(&region) {
            of.regions.extend(region.is_alive_at(of.cycle.window.to).then_some(id));
            of.remaining.extend(region.is_alive_at(last).then_some(id));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};
    use crate::model::MarkRole;

    fn check(scenario: &Scenario, kind: Option<usize>, expected: &[(&[u64], &[u64])]) {
        let recording = &scenario.trace.recording;
        let cycles = Cycles::measure(&scenario.trace, Some(0));
        let pages = |ids: &[RegionId]| -> Vec<u64> {
            ids.iter().map(|id| recording.region(*id).first_len.get() / 4096).collect()
        };
        let actual: Vec<_> = retained(recording, &cycles, kind.map(Scenario::category))
            .iter()
            .map(|of| (pages(&of.regions), pages(&of.remaining)))
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(regions, remaining)| (regions.to_vec(), remaining.to_vec())).collect();
        assert_eq!(actual, expected, "{kind:?}");
    }

    /// Two cycles. Each opens a run that stays and one that goes, and leaves something behind while it is closed.
    fn scenario(with_open: bool) -> Scenario {
        let mut scenario = Scenario::new();
        scenario.map(0, 9, ANONYMOUS).tick();
        for cycle in 0..2 {
            let at = 100 * (cycle + 1);
            scenario.map(at, 3, FILE).map(at + 10, 5, ANONYMOUS).map(at + 20, 2, RESERVED).tick();
            if with_open {
                scenario.mark("open", MarkRole::Open(1));
            }
            scenario.unmap(at + 10, 5).map(at + 30, 7, ANONYMOUS).tick();
            scenario.mark("closed", MarkRole::Closed(1));
        }
        scenario.unmap(130, 7).map(400, 8, FILE).tick();
        scenario
    }

    #[test]
    fn what_was_opened_and_stays_is_retained() {
        check(&scenario(true), None, &[(&[3], &[3]), (&[3], &[3])]);
        check(&scenario(true), Some(ANONYMOUS), &[(&[], &[]), (&[], &[])]);
        check(&scenario(true), Some(RESERVED), &[(&[2], &[2]), (&[2], &[2])]);
    }

    #[test]
    fn without_an_open_mark_all_births_of_the_cycle_count() {
        check(&scenario(false), None, &[(&[3, 7], &[3, 7]), (&[3, 7], &[3, 7])]);
        check(&Scenario::new(), None, &[]);
    }

    #[test]
    fn what_goes_later_is_not_remaining_and_what_is_cut_is_both_parts() {
        let mut scenario = scenario(true);
        scenario.unmap(101, 1).unmap(200, 3).tick();
        scenario.mark("closed", MarkRole::Closed(3));
        check(&scenario, Some(FILE), &[(&[3], &[3, 1]), (&[3], &[]), (&[8], &[8])]);
    }
}
