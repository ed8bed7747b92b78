//! Cycles whose figures are known.

use super::*;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};
use crate::model::MarkRole;

fn pages(bytes: &[Bytes]) -> Vec<u64> {
    bytes.iter().map(|bytes| bytes.get() / 4096).collect()
}

fn net(series: &CycleSeries) -> Vec<i64> {
    series.net_retained().iter().map(|change| change.get() / 4096).collect()
}

/// Each cycle maps two buffers of three pages and keeps them; a cache of four pages is replaced; the heap is touched.
fn recycling(cycles: u32, baseline: bool) -> Scenario {
    let mut scenario = Scenario::new();
    scenario.map(0, 10, ANONYMOUS).map(9000, 4, FILE).map(20_000, 5, RESERVED).tick();
    if baseline {
        scenario.mark("baseline", MarkRole::Baseline);
    }
    for cycle in 0..cycles {
        let at = 100 * (u64::from(cycle) + 1);
        scenario
            .map(at, 3, FILE)
            .map(at + 10, 3, FILE)
            .map(at + 20, 7, FILE)
            .touch(u64::from(cycle), 1)
            .tick();
        scenario.unmap(at + 20, 7).unmap(9000 + 10 * u64::from(cycle), 4);
        scenario.map(9010 + 10 * u64::from(cycle), 4, FILE).tick();
        scenario.mark("closed", MarkRole::Closed(cycle + 1));
    }
    scenario.map(30_000, 9, FILE).tick();
    scenario
}

#[test]
fn births_are_weighed_against_deaths_of_earlier_cohorts() {
    let cycles = Cycles::of(&recycling(3, true).trace, None);
    assert_eq!((cycles.cycles.len(), cycles.warmup), (3, 0));
    let files = &cycles.categories[&Scenario::category(FILE)];
    assert_eq!(pages(&files.mapped), [4, 10, 16, 22]);
    assert_eq!(pages(&files.born), [10, 10, 10]);
    assert_eq!(files.born_regions, [3, 3, 3]);
    assert_eq!(pages(&files.died_of_earlier()), [4, 4, 4]);
    assert_eq!(net(files), [6, 6, 6]);
    let quantum = files.quantum.unwrap();
    assert_eq!((quantum.count, quantum.bytes, quantum.cycles), (Some(2), Bytes::from_kib(12), 3));
    let anonymous = &cycles.categories[&Scenario::category(ANONYMOUS)];
    assert_eq!((pages(&anonymous.footprint), net(anonymous)), (vec![0, 1, 2, 3], vec![0; 3]));
    assert_eq!(anonymous.quantum, None);
    assert_eq!(pages(&cycles.total.mapped), [14, 20, 26, 32]);
    assert_eq!(pages(&cycles.total.born), [10, 10, 10]);
    assert_eq!(cycles.categories.len(), 2);
}

#[test]
fn warm_up_is_left_out() {
    let count = |baseline, warmup| {
        let cycles = Cycles::of(&recycling(5, baseline).trace, warmup);
        (cycles.cycles.len(), cycles.warmup, cycles.total.mapped.len(), cycles.unattributed.len())
    };
    assert_eq!(count(true, None), (5, 0, 6, 6));
    assert_eq!(count(false, None), (3, 2, 4, 4));
    assert_eq!(count(false, Some(4)), (1, 4, 2, 2));
    assert_eq!(count(true, Some(9)), (0, 5, 0, 0));
    assert_eq!(Cycles::of(&Trace::default(), None).total, CycleSeries::default());
}

#[test]
fn the_levels_are_those_of_growth() {
    let trace = recycling(4, true).trace;
    let cycles = Cycles::of(&trace, None);
    for (nth, cycle) in cycles.cycles.iter().enumerate() {
        let growth =
            crate::analysis::Growth::of(&trace.recording, cycle.window, crate::analysis::Metric::Mapped);
        for row in growth.rows.iter().filter(|row| row.counted) {
            let Some(series) = cycles.categories.get(&row.category) else { continue };
            assert_eq!(series.mapped[nth + 1], row.figures.after.mapped);
            assert_eq!(series.footprint[nth + 1], row.figures.after.footprint());
            assert_eq!(series.born[nth], row.figures.persistent.bytes);
            assert_eq!(series.died_of_earlier()[nth], row.figures.died);
        }
    }
}
