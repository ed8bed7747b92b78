//! Regions found, described and told, in small recordings.

use super::{
    Change, ChangeCounts, Changes, Filter, RegionEventKind, RegionFacts, RegionListing, RegionOrder,
    RegionScope, RegionSortKey, region_history, region_series,
};
use crate::analysis::tests::laws::{plans, play_plan};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RESERVED, Scenario};
use crate::analysis::{Growth, GrowthFigures, Metric, Umbrella, Window};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{CategoryId, Follower, Recording, RegionId, SnapshotIndex};
use proptest::prelude::*;

const COUNTED: RegionScope = RegionScope::Umbrella(Umbrella::All);

/// Pages 0, 10, 20 and 60 stay; 40 goes. From 0 to 1.2 s.
fn scenario() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.map(0, 4, ANONYMOUS).touch(0, 2).map(10, 2, HEAP).map(60, 2, RESERVED).tick();
    scenario.map(20, 8, ANONYMOUS).touch(20, 8).map(40, 1, FILE).tick();
    scenario.unmap(40, 1).swap(20, 3).tick();
    scenario.ticks(10);
    scenario
}

fn list(
    recording: &Recording,
    window: Window,
    scope: RegionScope,
    text: &str,
    order: RegionOrder,
) -> Vec<RegionId> {
    let filter = Filter::parse(text).unwrap();
    let mut listing = RegionListing::new(recording, window, scope, filter, order);
    while !listing.advance(recording, 1) {}
    listing.rows().unwrap().iter().map(|row| row.id).collect()
}

fn first_page(recording: &Recording, id: RegionId) -> u64 {
    recording.region(id).place.range().start.get() / 4096
}

#[test]
fn terms_are_anded() {
    let scenario = scenario();
    let recording = &scenario.trace.recording;
    let check_in = |window: Window, text: &str, expected: &[u64]| {
        let order = RegionOrder { key: RegionSortKey::Place, is_descending: false };
        let found = list(recording, window, COUNTED, text, order);
        let found: Vec<u64> = found.into_iter().map(|id| first_page(recording, id)).collect();
        assert_eq!(found, expected, "{text:?}");
    };
    let check = |text: &str, expected: &[u64]| check_in(Window::whole(recording), text, expected);
    check("", &[0, 10, 20]);
    check("alive", &[0, 10, 20]);
    check("gone", &[40]);
    check("gone new", &[40]);
    check("gone alive", &[]);
    check("gone inferred", &[]);
    check("new", &[20]);
    check("inferred", &[0, 10, 20]);
    check("HEAP", &[10]);
    check("memory", &[0, 10, 20]);
    check("tag:heap", &[10]);
    check("tag:memory", &[]);
    check("gone tag:MEMFD", &[40]);
    check("14000", &[20]);
    check("0x14000-1C000", &[20]);
    check("size>16K", &[20]);
    check("size>=16kib", &[0, 20]);
    check("size<=8k", &[10]);
    check("size<8k", &[]);
    check("size=16K", &[0]);
    check("size=16384", &[0]);
    check("size=0.02M", &[0]);
    check("size<0", &[]);
    check("dirty>0", &[0, 20]);
    check("dirty=20K", &[20]);
    check("swapped>=12K", &[20]);
    check("resident=8K", &[0]);
    check("born>50ms", &[20]);
    check("born<0.1s", &[0, 10]);
    check("age>1.15s", &[0, 10]);
    check("age<1m", &[0, 10, 20]);
    check("memory size>=16K new", &[20]);
    let early = Window::new(SnapshotIndex(0), SnapshotIndex(1));
    check_in(early, "", &[0, 10, 20, 40]);
    check_in(early, "dirty=32K", &[20]);
    check_in(early, "gone", &[]);
    check_in(Window::new(SnapshotIndex(3), SnapshotIndex(5)), "gone", &[]);
}

#[test]
fn a_wrong_term_is_named_with_those_there_are() {
    let check = |text: &str, expected: &str| {
        let message = Filter::parse(text).unwrap_err().to_string();
        assert_eq!(message, format!("{expected}; there are {}", Filter::TERMS));
    };
    check("heap sizes>1M", "there is no term \"sizes>1M\"");
    check("new Foo=1", "there is no term \"Foo=1\"");
    check("size>", "\"size>\" does not end with a size like 64K");
    check("size>1x", "\"size>1x\" does not end with a size like 64K");
    check("dirty<-1K", "\"dirty<-1K\" does not end with a size like 64K");
    check("swapped=1e3", "\"swapped=1e3\" does not end with a size like 64K");
    check("age>10", "\"age>10\" does not end with a time like 10s");
    check("tag:", "\"tag:\" does not end with a word");
    assert!(Filter::parse("  ").unwrap().is_empty());
}

#[test]
fn rows_come_in_their_order() {
    let scenario = scenario();
    let recording = &scenario.trace.recording;
    let check = |scope: RegionScope, key: RegionSortKey, is_descending: bool, expected: &[u64]| {
        let found = list(recording, Window::whole(recording), scope, "", RegionOrder { key, is_descending });
        let found: Vec<u64> = found.into_iter().map(|id| first_page(recording, id)).collect();
        assert_eq!(found, expected, "{key:?}");
    };
    check(COUNTED, RegionSortKey::Size, true, &[20, 0, 10]);
    check(COUNTED, RegionSortKey::Size, false, &[10, 0, 20]);
    check(COUNTED, RegionSortKey::Place, true, &[20, 10, 0]);
    check(COUNTED, RegionSortKey::Dirty, true, &[20, 0, 10]);
    check(COUNTED, RegionSortKey::Resident, false, &[10, 0, 20]);
    check(COUNTED, RegionSortKey::Swapped, true, &[20, 0, 10]);
    check(COUNTED, RegionSortKey::Label, false, &[0, 20, 10]);
    check(COUNTED, RegionSortKey::Birth, true, &[20, 0, 10]);
    check(RegionScope::Category(Scenario::category(HEAP)), RegionSortKey::Size, true, &[10]);
    check(RegionScope::Category(Scenario::category(RESERVED)), RegionSortKey::Size, true, &[60]);
}

#[test]
fn a_row_says_what_became_of_its_region() {
    let mut scenario = Scenario::new();
    scenario.map(0, 4, ANONYMOUS).touch(0, 1).map(10, 4, HEAP).touch(10, 4).map(30, 2, FILE).tick();
    scenario.map(20, 1, ANONYMOUS).touch(0, 4).unmap(13, 1).unmap(30, 2).tick();
    scenario.ticks(3);
    let recording = &scenario.trace.recording;
    let check = |page: u64, window: Window, expected: (Change, Change)| {
        let regions = (0..).map(RegionId).take(recording.regions().len());
        let id = regions.into_iter().find(|&id| first_page(recording, id) == page).unwrap();
        let facts = RegionFacts::read(recording, id, window).unwrap();
        assert_eq!((facts.size_change, facts.footprint_change), expected, "page {page}");
        facts
    };
    let whole = Window::whole(recording);
    let grew = check(0, whole, (Change::None, Change::Grew));
    assert_eq!((grew.age.as_millis(), grew.state.usage.dirty), (400, Bytes::from_kib(16)));
    check(10, whole, (Change::Shrank, Change::Shrank));
    let new = check(20, whole, (Change::New, Change::New));
    assert_eq!((new.birth.to_string().as_str(), new.death), ("00:00.1", None));
    let gone = check(30, whole, (Change::Gone, Change::Gone));
    assert_eq!((gone.age.as_millis(), gone.death.map(Timestamp::seconds)), (100, Some(0.1)));
    check(0, Window::new(SnapshotIndex(1), SnapshotIndex(4)), (Change::None, Change::None));
    assert_eq!(
        RegionFacts::read(recording, RegionId(3), Window::new(SnapshotIndex(0), SnapshotIndex(0))),
        None
    );
}

#[test]
fn to_be_read_for_the_first_time_is_no_change() {
    let mut scenario = Scenario::new();
    scenario.map(0, 4, ANONYMOUS).touch(0, 4).without_usage().tick();
    scenario.mark("walked", crate::model::MarkRole::Note);
    let recording = &scenario.trace.recording;
    let facts = RegionFacts::read(recording, RegionId(0), Window::whole(recording)).unwrap();
    assert_eq!((facts.footprint_change, facts.state.usage.dirty), (Change::None, Bytes::from_kib(16)));
}

#[test]
fn a_life_is_told_in_events() {
    let mut scenario = Scenario::new();
    scenario.tick();
    scenario.map(0, 9, ANONYMOUS).touch(0, 2).tick();
    scenario.touch(0, 6).tick();
    scenario.swap(0, 1).tick();
    scenario.unmap(6, 1).tick();
    scenario.unmap(0, 6).tick();
    let recording = &scenario.trace.recording;
    let kib = Bytes::from_kib;
    let actual = |id: u32| -> Vec<(u64, RegionEventKind)> {
        let events = region_history(recording, RegionId(id));
        events.iter().map(|event| (event.at.nanos() / 100_000_000, event.kind)).collect()
    };
    let cut = RegionEventKind::Cut { lost: kib(12), left: kib(24), piece: Some(RegionId(1)) };
    let expected = [
        (1, RegionEventKind::Born(kib(36))),
        (2, RegionEventKind::Grew(kib(0), kib(24))),
        (3, RegionEventKind::Swapped(kib(4))),
        (4, cut),
        (5, RegionEventKind::Died),
    ];
    assert_eq!(actual(0), expected);
    assert_eq!(
        actual(1),
        [(1, RegionEventKind::Born(kib(36))), (4, RegionEventKind::SplitFrom(RegionId(0), kib(8)))]
    );
    assert_eq!(actual(99), []);
    let series = region_series(recording, RegionId(0), 100);
    let dirty: Vec<u64> = series.iter().map(|point| point.dirty.get() / 4096).collect();
    assert_eq!(dirty, [2, 6, 5, 5]);
    assert_eq!(series.last().map(|point| point.swapped), Some(kib(4)));
}

#[test]
fn a_restless_life_is_told_in_its_long_moves() {
    let mut scenario = Scenario::new();
    scenario.map(0, 100, HEAP).tick();
    for round in 0..20 {
        scenario.touch(3 * round, 5).tick();
        scenario.swap(3 * round, 1).unmap(99 - round, 1).tick();
        scenario.map(200, 2, FILE).touch(200, 1).tick();
    }
    scenario.unmap(30, 60).tick();
    let recording = &scenario.trace.recording;
    let events = region_history(recording, RegionId(0));
    let is = |wanted: fn(&RegionEventKind) -> bool| events.iter().filter(|event| wanted(&event.kind)).count();
    assert_eq!(is(|kind| matches!(kind, RegionEventKind::Cut { .. })), 8);
    assert_eq!(is(|kind| matches!(kind, RegionEventKind::Grew(..))), 1);
    let lost: Vec<Bytes> = events
        .iter()
        .filter_map(|event| match event.kind {
            RegionEventKind::Cut { lost, .. } => Some(lost),
            _ => None,
        })
        .collect();
    assert!(lost.contains(&Bytes::from_kib(4 * 50)), "{lost:?}");
    for most in [0, 2, 5, 1000] {
        let series = region_series(recording, RegionId(0), most);
        assert!(series.len() <= most.max(2) && series.is_sorted_by_key(|point| point.at), "{most}");
    }
}

proptest! {
    #[test]
    fn what_the_rows_say_adds_up_to_the_figures(plan in plans(), portion in 1..9_usize) {
        let (scenario, window) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        let growth = Growth::measure(recording, window, Metric::Dirty);
        let mut figures = GrowthFigures::default();
        growth.rows.iter().filter(|row| row.counted).for_each(|row| figures += row.figures);
        let mut alive =
            RegionListing::new(recording, window, COUNTED, Filter::default(), RegionOrder::default());
        while !alive.advance(recording, portion) {}
        let rows = alive.rows().unwrap();
        let facts: Vec<_> =
            rows.iter().map(|row| RegionFacts::read(recording, row.id, window).unwrap()).collect();
        prop_assert_eq!(facts.len(), figures.after.regions);
        prop_assert_eq!(facts.iter().map(|facts| facts.state.len).sum::<Bytes>(), figures.after.mapped);
        prop_assert_eq!(facts.iter().map(|facts| facts.state.usage.dirty).sum::<Bytes>(), figures.after.usage.dirty);
        let new = facts.iter().filter(|facts| facts.size_change == Change::New).count();
        prop_assert_eq!(new, figures.persistent.count);
        prop_assert!(rows.is_sorted_by_key(|row| std::cmp::Reverse(row.key)));
        prop_assert!(rows.iter().zip(&facts).all(|(row, facts)| row.key == facts.state.len.get()));
        let gone = list(recording, window, COUNTED, "gone new", RegionOrder::default());
        prop_assert_eq!(gone.len(), figures.transient.count);
    }

    #[test]
    fn changes_are_counted_as_the_rows_tell_them(plan in plans(), portion in 1..9_usize, is_open in any::<bool>()) {
        let (scenario, window) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        let window = if is_open { Window::new(window.from, recording.last_snapshot()) } else { window };
        let mut counts = Follower::new(ChangeCounts::new(window.from, (!is_open).then_some(window.to)));
        while !counts.follow(recording, portion) {}
        for asked in (0..).map(CategoryId).take(recording.categories().len()) {
            let mut expected = Changes::default();
            for (id, region) in (0..).map(RegionId).zip(recording.regions()) {
                let was_there = region.since <= window.to && region.death.is_none_or(|death| death > window.from);
                if !was_there || region.class.category != asked {
                    continue;
                }
                match RegionFacts::read(recording, id, window).unwrap().change() {
                    Change::None => {}
                    Change::New => expected.new += 1,
                    Change::Grew => expected.grew += 1,
                    Change::Shrank => expected.shrank += 1,
                    Change::Gone => expected.gone += 1,
                }
            }
            prop_assert_eq!(counts.changes(recording, |id, _| id == asked), expected);
        }
    }

    #[test]
    fn every_life_has_a_beginning_and_perhaps_an_end(plan in plans()) {
        let (scenario, _) = play_plan(&plan);
        let recording = &scenario.trace.recording;
        for (id, region) in (0..).map(RegionId).zip(recording.regions()) {
            let events = region_history(recording, id);
            let is_older = matches!(events[0].kind, RegionEventKind::There(_));
            prop_assert!(is_older || matches!(events[0].kind, RegionEventKind::Born(_)));
            prop_assert_eq!(is_older, recording.is_older(&region));
            prop_assert!(events.is_sorted_by_key(|event| event.at));
            let is_told_dead = events.iter().any(|event| event.kind == RegionEventKind::Died);
            prop_assert_eq!(is_told_dead, region.death.is_some());
            // Cuts and moves, birth, split, swap and death.
            prop_assert!(events.len() <= 8 + 8 + 4);
        }
    }
}
