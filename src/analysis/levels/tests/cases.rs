//! Small cases with figures that can be checked by hand; levels in pages.

use super::made_up::{Change, deltas};
use super::{followed, pictures};
use crate::analysis::levels::{Columns, Levels, Strata, Survivors};
use crate::analysis::tests::scenario::{ANONYMOUS, RECOGNISED, RESERVED, Scenario};
use crate::model::units::{Bytes, TimeRange, Timestamp};
use crate::model::{Follower, Recording, RecordingStart, SnapshotIndex, SnapshotKind, Usage};

fn pages(sizes: impl IntoIterator<Item = Bytes>) -> Vec<u64> {
    sizes.into_iter().map(|size| size.get() / 4096).collect()
}

/// A tide of eight pages over a leak of two for each of three rounds.
fn tides() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.map(0, 4, ANONYMOUS).touch(0, 4).tick();
    for round in 0..3 {
        scenario.map(100, 8, ANONYMOUS).touch(100, 8).tick();
        scenario.unmap(100, 8).map(10 + round * 3, 2, ANONYMOUS).touch(10 + round * 3, 2).tick();
    }
    scenario
}

fn check(end: Option<u32>, survivors: &[u64]) {
    let scenario = tides();
    let recording = &scenario.trace.recording;
    let end = end.map_or_else(Survivors::present, |end| Survivors::at_end(SnapshotIndex(end)));
    let (levels, actual) = followed(recording, end);
    let category = Scenario::category(ANONYMOUS);
    let each = || super::snapshots(recording);
    assert_eq!(pages(each().map(|at| levels.at(category, at))), [4, 12, 6, 14, 8, 16, 10]);
    assert_eq!(pages(each().map(|at| actual.at(category, at))), survivors);
}

#[test]
fn the_tide_is_transient_and_what_it_leaves_persistent() {
    check(None, &[4, 4, 6, 6, 8, 8, 10]);
    check(Some(6), &[4, 4, 6, 6, 8, 8, 10]);
    check(Some(3), &[4, 12 - 8, 6, 14, 0, 0, 0]);
    check(Some(0), &[4, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn a_spike_of_one_tick_is_seen_from_afar() {
    let mut scenario = Scenario::new();
    scenario.map(0, 1, ANONYMOUS).touch(0, 1).ticks(40);
    scenario.map(50, 9, ANONYMOUS).touch(50, 9).tick();
    scenario.unmap(50, 9).ticks(59);
    let recording = &scenario.trace.recording;
    let (levels, survivors) = followed(recording, Survivors::present());
    let last = recording.last_snapshot();
    let (columns, strata) = pictures(recording, (&levels, &survivors), 4, SnapshotIndex(0), last);
    assert_eq!((columns.len(), columns.snapshots_in_each()), (4, 32));
    let shown: Vec<_> = strata.columns().iter().map(|column| column.shown.0).collect();
    assert_eq!(shown, [0, 40, 64, 96]);
    assert_eq!(pages(strata.bands()[0].level.iter().copied()), [1, 10, 1, 1]);
    assert_eq!(pages(strata.bands()[0].persistent.iter().copied()), [1, 1, 1, 1]);
    let happened: Vec<_> =
        strata.columns().iter().map(|column| (column.born, column.died, column.alive)).collect();
    assert_eq!(happened, [(1, 0, 1), (1, 1, 1), (0, 0, 1), (0, 0, 1)]);
}

#[test]
fn a_column_stands_for_the_same_snapshots_while_the_view_moves() {
    let mut scenario = Scenario::new();
    scenario.ticks(100);
    let recording = &scenario.trace.recording;
    let check = |from: u64, to: u64, most, each, first: u64, count| {
        let at = |tick: u64| Timestamp::from_nanos(tick * 100_000_000 + 1);
        let columns = Columns::finest(recording, TimeRange::new(at(from), at(to)), most);
        let mut strata = Strata::default();
        let (levels, survivors) = followed(recording, Survivors::present());
        strata.fill(recording, &levels, &survivors, columns);
        assert_eq!((columns.snapshots_in_each(), columns.len()), (each, count));
        assert_eq!(strata.columns()[0].span.from, Timestamp::from_nanos(first * 100_000_000));
    };
    check(10, 19, 10, 1, 10, 10);
    check(10, 19, 9, 2, 10, 5);
    check(11, 20, 9, 2, 10, 6);
    check(11, 20, 5, 4, 8, 4);
    check(0, 99, 1, 128, 0, 1);
    check(15, 16, 1, 32, 0, 1);
    check(500, 600, 0, 1, 99, 1);
    assert!(Columns::finest(&Recording::default(), TimeRange::default(), 9).is_empty());
}

#[test]
fn a_piece_that_is_found_to_be_something_else_leaves_the_past_with_its_parent() {
    let mut scenario = Scenario::new();
    scenario.map(0, 8, ANONYMOUS).touch(0, 8).tick();
    scenario.map(0, 3, RECOGNISED).tick();
    scenario.unmap(3, 5).tick();
    let recording = &scenario.trace.recording;
    let (levels, survivors) = followed(recording, Survivors::present());
    let actual = |kind: usize| {
        let category = Scenario::category(kind);
        let both = |at| [levels.at(category, at), survivors.at(category, at)];
        pages(super::snapshots(recording).flat_map(both))
    };
    assert_eq!(actual(ANONYMOUS), [8, 3, 5, 0, 0, 0]);
    assert_eq!(actual(RECOGNISED), [0, 0, 3, 3, 3, 3]);
}

#[test]
fn what_reserved_address_space_uses_is_in_the_total() {
    let mut scenario = Scenario::new();
    scenario.map(0, 9, RESERVED).touch(0, 2).map(20, 1, ANONYMOUS).touch(20, 1).tick();
    let recording = &scenario.trace.recording;
    let (levels, survivors) = followed(recording, Survivors::present());
    let (_, strata) = pictures(recording, (&levels, &survivors), 9, SnapshotIndex(0), SnapshotIndex(0));
    let actual: Vec<_> = strata.bands().iter().map(|band| pages([band.level[0]])).collect();
    assert_eq!(actual, [[1], [2]]);
    assert_eq!((pages([strata.columns()[0].total]), strata.columns()[0].alive), (vec![3], 1));
}

#[test]
fn nothing_is_drawn_of_what_was_not_taken_in() {
    let scenario = tides();
    let recording = &scenario.trace.recording;
    let mut levels = Follower::<Levels>::default();
    let mut strata = Strata::default();
    let whole = TimeRange::new(Timestamp::ZERO, recording.time_of(recording.last_snapshot()));
    let mut draw = |levels: &Levels| {
        strata.fill(recording, levels, &Survivors::present(), Columns::finest(recording, whole, 100));
        strata.columns().len()
    };
    assert_eq!((draw(&levels), levels.is_empty()), (0, true));
    assert!(!levels.follow(recording, 5));
    assert_eq!(draw(&levels), 2);
    assert!(levels.follow(recording, 100));
    assert_eq!(draw(&levels), 7);
    assert!(!Survivors::at_end(SnapshotIndex(7)).follow(recording, 100));
}

#[test]
fn sizes_that_cannot_be_do_no_harm() {
    let born = |category| Change::Born { len: 9, category, without_address: false };
    let mut deltas = deltas(&[born(0), born(0), Change::Snapshots(40, SnapshotKind::Barrier), born(1)]);
    for (nth, dirty) in [(0, u64::MAX), (3, 1 << 63), (20, 5), (40, u64::MAX)] {
        for id in [0, 1].map(crate::model::RegionId) {
            let usage = Usage { resident: Bytes::new(dirty), dirty: Bytes::new(dirty), ..Usage::default() };
            let quality = crate::model::UsageQuality::Exact;
            deltas[nth].usage.push(crate::model::UsageChange { id, usage, quality });
        }
    }
    deltas.last_mut().unwrap().died.push(crate::model::RegionId(0));
    deltas.last_mut().unwrap().usage.clear();
    let mut recording = Recording::new(RecordingStart::synthetic("made up"));
    for delta in &deltas {
        recording.append(delta).unwrap();
    }
    let (levels, survivors) = followed(&recording, Survivors::present());
    let at = |snapshot| levels.at(Scenario::category(ANONYMOUS), SnapshotIndex(snapshot)).get();
    assert_eq!([at(20), at(39), at(40)], [10, 10, 5]);
    let last = recording.last_snapshot();
    let (columns, strata) = pictures(&recording, (&levels, &survivors), 9, SnapshotIndex(0), last);
    assert_eq!(strata.columns().len(), columns.len());
}

#[test]
fn a_picture_that_is_drawn_again_allocates_nothing() {
    let mut scenario = tides();
    scenario.ticks(300);
    let recording = &scenario.trace.recording;
    let (levels, survivors) = followed(recording, Survivors::present());
    let last = recording.last_snapshot();
    for most in [1000, 10] {
        let (columns, mut strata) = pictures(recording, (&levels, &survivors), most, SnapshotIndex(0), last);
        let allocated = allocation_counter::measure(|| strata.fill(recording, &levels, &survivors, columns));
        assert_eq!((allocated.count_total, strata.bands().len()), (0, 1));
    }
}
