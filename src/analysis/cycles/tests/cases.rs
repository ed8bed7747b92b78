//! Cycles whose figures are known.

use crate::analysis::cycles::*;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RECOGNISED, RESERVED, Scenario};
use crate::analysis::{Growth, Measure, Metric};
use crate::model::units::Bytes;
use crate::model::{MarkRole, SnapshotIndex};

fn pages(bytes: impl IntoIterator<Item = Bytes>) -> Vec<u64> {
    bytes.into_iter().map(|bytes| bytes.get() / 4096).collect()
}

fn levels(series: &CycleSeries, measure: Measure) -> Vec<f64> {
    series.levels(measure).iter().map(|&level| level / 4096.0).collect()
}

fn net(series: &CycleSeries) -> Vec<i64> {
    series.cycles.iter().map(|cycle| cycle.net_retained().get() / 4096).collect()
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

const MAPPED: Measure = Measure::Level(Metric::Mapped);

#[test]
fn births_are_weighed_against_deaths_of_earlier_cohorts() {
    let cycles = Cycles::measure(&recycling(3, true).trace, None);
    assert_eq!((cycles.cycles.len(), cycles.warmup.len()), (3, 0));
    let files = &cycles.categories[&Scenario::category(FILE)];
    assert_eq!(levels(files, MAPPED), [4.0, 10.0, 16.0, 22.0]);
    assert_eq!(pages(files.cycles.iter().map(|cycle| cycle.born.mapped)), [10, 10, 10]);
    assert_eq!(files.cycles.iter().map(|cycle| cycle.born.regions).collect::<Vec<_>>(), [3, 3, 3]);
    assert_eq!(pages(files.cycles.iter().map(CycleFigures::died_of_earlier)), [4, 4, 4]);
    assert_eq!(net(files), [6, 6, 6]);
    let quantum = files.quantum.unwrap();
    assert_eq!((quantum.count, quantum.bytes, quantum.cycles), (Some(2), Bytes::from_kib(12), 3));
    let anonymous = &cycles.categories[&Scenario::category(ANONYMOUS)];
    assert_eq!(levels(anonymous, Measure::Level(Metric::Footprint)), [0.0, 1.0, 2.0, 3.0]);
    assert_eq!((net(anonymous), anonymous.quantum), (vec![0; 3], None));
    assert_eq!(levels(&cycles.total, MAPPED), [14.0, 20.0, 26.0, 32.0]);
    assert_eq!(pages(cycles.total.cycles.iter().map(|cycle| cycle.born.mapped)), [10, 10, 10]);
    assert_eq!(cycles.categories.len(), 2);
}

#[test]
fn survivors_are_followed_from_closing_to_closing() {
    let cycles = Cycles::measure(&recycling(4, true).trace, Some(1));
    let files = &cycles.categories[&Scenario::category(FILE)];
    let survivors: Vec<_> = files.all().map(|cycle| pages(cycle.survivors.iter())).collect();
    // Four pages of each are the cache, which the next cycle replaces.
    assert_eq!(survivors, [vec![10, 6, 6, 6], vec![10, 6, 6], vec![10, 6], vec![10]]);
    assert_eq!(pages(files.all().map(CycleFigures::surviving)), [6, 6, 6, 10]);
    assert_eq!(levels(files, Measure::Stayed), [6.0, 12.0, 18.0]);
    assert_eq!(files.levels(Measure::Regions), [3.0, 5.0, 7.0, 9.0]);
    assert_eq!(cycles.categories[&Scenario::category(ANONYMOUS)].levels(Measure::Regions), [0.0; 4]);
}

#[test]
fn warm_up_is_left_out() {
    let count = |baseline, warmup| {
        let cycles = Cycles::measure(&recycling(5, baseline).trace, warmup);
        let levels = cycles.total.levels(MAPPED).len();
        (cycles.cycles.len(), cycles.warmup.len(), levels, cycles.unattributed.len())
    };
    assert_eq!(count(true, None), (5, 0, 6, 6));
    assert_eq!(count(false, None), (3, 2, 4, 4));
    assert_eq!(count(false, Some(4)), (1, 4, 2, 2));
    assert_eq!(count(true, Some(9)), (0, 5, 0, 0));
    assert_eq!(Cycles::measure(&Trace::default(), None).total, CycleSeries::default());
}

#[test]
fn the_levels_are_those_of_growth() {
    let trace = recycling(4, true).trace;
    let cycles = Cycles::measure(&trace, None);
    for (nth, cycle) in cycles.cycles.iter().enumerate() {
        let growth = Growth::measure(&trace.recording, cycle.window, Metric::Mapped);
        for row in growth.rows.iter().filter(|row| row.counted) {
            let Some(series) = cycles.categories.get(&row.category) else { continue };
            let figures = &series.cycles[nth];
            assert_eq!((figures.before, figures.after), (row.figures.before, row.figures.after));
            assert_eq!(figures.born.mapped, row.figures.persistent.bytes);
            assert_eq!(figures.born.regions, row.figures.persistent.count);
            assert_eq!(figures.died_of_earlier(), row.figures.died);
        }
    }
}

#[test]
fn the_follower_takes_in_what_is_new() {
    let mut follower = CyclesFollower::new(None);
    for cycles in 0..6 {
        let trace = recycling(cycles, true).trace;
        while !follower.follow(&trace, 3) {}
        assert_eq!(*follower.cycles(), Cycles::measure(&trace, None), "{cycles}");
    }
}

#[test]
fn what_is_found_out_while_marks_change_is_not_lost() {
    let mut scenario = Scenario::new();
    scenario.tick();
    scenario.map(0, 4, ANONYMOUS).ticks(2);
    scenario.mark("closed", MarkRole::Closed(1));
    let mut follower = CyclesFollower::new(None);
    assert!(follower.follow(&scenario.trace, usize::MAX));
    let mut earlier = scenario.trace.annotations.marks()[0].clone();
    earlier.at = scenario.trace.recording.time_of(SnapshotIndex(1));
    scenario.trace.annotations.add_mark(earlier.clone());
    assert!(!follower.follow(&scenario.trace, 0));
    scenario.map(0, 4, RECOGNISED).tick();
    assert!(scenario.trace.annotations.remove_mark(&earlier));
    assert!(follower.follow(&scenario.trace, usize::MAX));
    assert_eq!(*follower.cycles(), Cycles::measure(&scenario.trace, None));
    assert!(follower.cycles().categories.contains_key(&Scenario::category(RECOGNISED)));
}
