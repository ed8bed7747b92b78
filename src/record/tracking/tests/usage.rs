//! What readings of usage make of the regions they fall on.

use super::anonymous;
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Detail, Observation, Protection, Reading, Readings, SnapshotDelta, Usage, UsageQuality};
use crate::record::tracking::Tracker;

fn range(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start, end)
}

fn tracker_of(observation: Observation) -> Tracker {
    let mut tracker = Tracker::new();
    tracker.observe(&[AddressRange::ALL], &[observation], &mut SnapshotDelta::default());
    tracker
}

fn resident(start: u64, end: u64) -> Reading {
    let usage = Usage { resident: range(start, end).len(), ..Usage::default() };
    Reading { range: range(start, end), usage, detail: Detail::Pages }
}

fn read(spans: &[AddressRange], readings: &[Reading], pages_tell_parts: bool) -> Readings {
    Readings { spans: spans.to_vec(), readings: readings.to_vec(), pages_tell_parts }
}

/// What the only run uses after these readings.
fn usage_after(tracker: &mut Tracker, spans: &[AddressRange], readings: &[Reading]) -> (Usage, UsageQuality) {
    tracker.take_readings(&read(spans, readings, false), &mut SnapshotDelta::default());
    let (_, run) = tracker.runs().iter().next().unwrap();
    (run.usage, run.quality)
}

#[test]
fn several_spans_of_one_region_are_one_reading() {
    let mut tracker = tracker_of(anonymous(range(0, 100)));
    let (usage, quality) = usage_after(&mut tracker, &[range(0, 50), range(50, 100)], &[resident(0, 40)]);
    assert_eq!((usage.resident, quality), (Bytes::new(40), UsageQuality::Exact));
    // Two of four quarters are read: half of what it was stays for the others.
    let (usage, quality) = usage_after(&mut tracker, &[range(0, 25), range(75, 100)], &[resident(0, 25)]);
    assert_eq!((usage.resident, quality), (Bytes::new(25 + 20), UsageQuality::Estimated));
}

#[test]
fn page_readings_carry_on_what_they_cannot_see() {
    let mut shared = anonymous(range(0, 100));
    shared.class.protection = Protection::READ.with(Protection::SHARED);
    let swapped = Usage { resident: Bytes::new(40), swapped: Bytes::new(60), ..Usage::default() };
    let entry = Reading { range: range(0, 100), usage: swapped, detail: Detail::Entry };
    let mut tracker = tracker_of(shared);
    assert_eq!(usage_after(&mut tracker, &[range(0, 100)], &[entry]), (swapped, UsageQuality::Exact));
    let pages = Reading { detail: Detail::SharedPages, ..resident(0, 30) };
    let (usage, quality) = usage_after(&mut tracker, &[range(0, 100)], &[pages]);
    assert_eq!((usage.resident, usage.swapped), (Bytes::new(30), Bytes::new(60)));
    assert_eq!(quality, UsageQuality::Estimated);
    let (usage, _) = usage_after(&mut tracker, &[range(0, 100)], &[]);
    assert_eq!((usage.resident, usage.swapped), (Bytes::ZERO, Bytes::new(60)), "all of it was swapped out");
    let gone = Reading { usage: Usage::default(), ..entry };
    assert_eq!(usage_after(&mut tracker, &[range(0, 100)], &[gone]), (Usage::default(), UsageQuality::Exact));
    // Private pages are told by the page tables alone.
    let mut tracker = tracker_of(anonymous(range(0, 100)));
    usage_after(&mut tracker, &[range(0, 100)], &[entry]);
    let (usage, quality) = usage_after(&mut tracker, &[range(0, 100)], &[resident(0, 30)]);
    assert_eq!((usage.swapped, quality), (Bytes::ZERO, UsageQuality::Exact));
}

#[test]
fn a_partial_look_keeps_its_share_of_lazily_freed_memory() {
    let mut tracker = tracker_of(anonymous(range(0, 100)));
    let all = Bytes::new(100);
    let freed = Usage { resident: all, dirty: Bytes::new(60), lazy_free: Bytes::new(40), ..Usage::default() };
    usage_after(
        &mut tracker,
        &[range(0, 100)],
        &[Reading { range: range(0, 100), usage: freed, detail: Detail::Entry }],
    );
    let dirty = Usage { resident: Bytes::new(50), dirty: Bytes::new(50), ..Usage::default() };
    let half = Reading { range: range(0, 50), usage: dirty, detail: Detail::Pages };
    let (usage, quality) = usage_after(&mut tracker, &[range(0, 50)], &[half]);
    assert_eq!((usage.dirty, usage.lazy_free), (Bytes::new(60), Bytes::new(40)));
    assert_eq!(quality, UsageQuality::Estimated, "a look at pages cannot see it");
    // Fewer pages than were freed are left: none of them can be told to be dirty.
    let rest = Usage { resident: Bytes::new(30), dirty: Bytes::new(30), ..Usage::default() };
    let rest = Reading { range: range(0, 30), usage: rest, detail: Detail::Pages };
    let (usage, _) = usage_after(&mut tracker, &[range(0, 100)], &[rest]);
    assert_eq!((usage.dirty, usage.lazy_free), (Bytes::ZERO, Bytes::new(30)));
}

/// Two regions in one kernel entry.
fn two_in_one() -> Tracker {
    let mut named = anonymous(range(50, 100));
    named.class.category = crate::model::CategoryId(1);
    let mut tracker = Tracker::new();
    let both = [anonymous(range(0, 50)), named];
    tracker.observe(&[AddressRange::ALL], &both, &mut SnapshotDelta::default());
    tracker
}

fn both(tracker: &Tracker) -> [(Usage, UsageQuality); 2] {
    let runs: Vec<_> = tracker.runs().iter().map(|(_, run)| (run.usage, run.quality)).collect();
    runs.try_into().unwrap()
}

#[test]
fn what_was_freed_lazily_is_exact_for_who_has_all_of_an_entry() {
    let run = |start, end, lazy_free, first, last| {
        let resident = range(start, end).len();
        let lazy_free = Bytes::new(lazy_free);
        let usage = Usage { resident, dirty: resident - lazy_free, lazy_free, ..Usage::default() };
        Reading { range: range(start, end), usage, detail: Detail::Spread { first, last } }
    };
    let whole = [run(10, 20, 5, true, false), run(30, 40, 5, false, true)];
    let mut tracker = tracker_of(anonymous(range(0, 50)));
    let (usage, quality) = usage_after(&mut tracker, &[range(0, 50)], &whole);
    assert_eq!(
        (usage.dirty, usage.lazy_free, quality),
        (Bytes::new(10), Bytes::new(10), UsageQuality::Exact)
    );
    let mut tracker = two_in_one();
    let parts = [run(10, 20, 5, true, false), run(60, 70, 5, false, true)];
    tracker.take_readings(&read(&[range(0, 100)], &parts, true), &mut SnapshotDelta::default());
    for (usage, quality) in both(&tracker) {
        assert_eq!((usage.lazy_free, quality), (Bytes::new(5), UsageQuality::Estimated));
    }
    // All pages of the entry lie in the second region: there is nothing to guess.
    let mut tracker = two_in_one();
    let second = [run(60, 70, 10, true, true)];
    tracker.take_readings(&read(&[range(0, 100)], &second, true), &mut SnapshotDelta::default());
    assert_eq!(both(&tracker).map(|(_, quality)| quality), [UsageQuality::Exact; 2]);
}

#[test]
fn a_share_of_an_entry_is_no_reading_where_pages_tell_more() {
    let usage = Usage { resident: Bytes::new(60), dirty: Bytes::new(60), ..Usage::default() };
    let entry = [Reading { range: range(0, 100), usage, detail: Detail::Entry }];
    let mut tracker = two_in_one();
    let mut delta = SnapshotDelta::default();
    tracker.take_readings(&read(&[range(0, 100)], &entry, true), &mut delta);
    assert!(
        both(&tracker).iter().all(|(_, quality)| *quality == UsageQuality::Estimated),
        "nothing was known"
    );
    let mut spans = Vec::new();
    tracker.take_unsure(&mut spans);
    assert_eq!(spans, [range(0, 100)]);
    let pages = [Reading { range: range(0, 50), usage: resident(0, 50).usage, detail: Detail::Pages }];
    tracker.take_readings(&read(&spans, &pages, false), &mut delta);
    let exact = both(&tracker);
    assert_eq!(exact.map(|(usage, _)| usage.resident), [Bytes::new(50), Bytes::ZERO]);
    // From now on the pages stand until they are looked at again.
    let mut delta = SnapshotDelta::default();
    tracker.take_readings(&read(&[range(0, 100)], &entry, true), &mut delta);
    assert_eq!((both(&tracker), delta.usage), (exact, vec![]));
    // Where nobody can look at pages, the share is all there is.
    tracker.take_readings(&read(&[range(0, 100)], &entry, false), &mut SnapshotDelta::default());
    assert_eq!(both(&tracker).map(|(usage, _)| usage.resident), [Bytes::new(30); 2]);
}
