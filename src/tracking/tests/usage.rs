//! What readings of usage make of the regions they fall on.

use super::anonymous;
use crate::model::{Detail, Observation, Protection, Reading, Readings, SnapshotDelta, Usage, UsageQuality};
use crate::tracking::Tracker;
use crate::units::{AddressRange, Bytes};

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

/// What the only run uses after these readings.
fn told(tracker: &mut Tracker, spans: &[AddressRange], readings: &[Reading]) -> (Usage, UsageQuality) {
    let read = Readings { spans: spans.to_vec(), readings: readings.to_vec() };
    tracker.take_readings(&read, &mut SnapshotDelta::default());
    let (_, run) = tracker.runs().iter().next().unwrap();
    (run.usage, run.quality)
}

#[test]
fn several_spans_of_one_region_are_one_reading() {
    let mut tracker = tracker_of(anonymous(range(0, 100)));
    let (usage, quality) = told(&mut tracker, &[range(0, 50), range(50, 100)], &[resident(0, 40)]);
    assert_eq!((usage.resident, quality), (Bytes::new(40), UsageQuality::Exact));
    // Two of four quarters are read: half of what it was stays for the others.
    let (usage, quality) = told(&mut tracker, &[range(0, 25), range(75, 100)], &[resident(0, 25)]);
    assert_eq!((usage.resident, quality), (Bytes::new(25 + 20), UsageQuality::Estimated));
}

#[test]
fn page_readings_carry_on_what_they_cannot_see() {
    let mut shared = anonymous(range(0, 100));
    shared.class.protection = Protection::READ.with(Protection::SHARED);
    let swapped = Usage { resident: Bytes::new(40), swapped: Bytes::new(60), ..Usage::default() };
    let entry = Reading { range: range(0, 100), usage: swapped, detail: Detail::Entry };
    let mut tracker = tracker_of(shared);
    assert_eq!(told(&mut tracker, &[range(0, 100)], &[entry]), (swapped, UsageQuality::Exact));
    let pages = Reading { detail: Detail::SharedPages, ..resident(0, 30) };
    let (usage, quality) = told(&mut tracker, &[range(0, 100)], &[pages]);
    assert_eq!((usage.resident, usage.swapped), (Bytes::new(30), Bytes::new(60)));
    assert_eq!(quality, UsageQuality::Estimated);
    let (usage, _) = told(&mut tracker, &[range(0, 100)], &[]);
    assert_eq!((usage.resident, usage.swapped), (Bytes::ZERO, Bytes::new(60)), "all of it was swapped out");
    let gone = Reading { usage: Usage::default(), ..entry };
    assert_eq!(told(&mut tracker, &[range(0, 100)], &[gone]), (Usage::default(), UsageQuality::Exact));
    // Private pages are told by the page tables alone.
    let mut tracker = tracker_of(anonymous(range(0, 100)));
    told(&mut tracker, &[range(0, 100)], &[entry]);
    let (usage, quality) = told(&mut tracker, &[range(0, 100)], &[resident(0, 30)]);
    assert_eq!((usage.swapped, quality), (Bytes::ZERO, UsageQuality::Exact));
}

#[test]
fn a_partial_look_keeps_its_share_of_lazily_freed_memory() {
    let mut tracker = tracker_of(anonymous(range(0, 100)));
    let all = Bytes::new(100);
    let freed = Usage { resident: all, dirty: all, lazy_free: Bytes::new(40), ..Usage::default() };
    told(
        &mut tracker,
        &[range(0, 100)],
        &[Reading { range: range(0, 100), usage: freed, detail: Detail::Entry }],
    );
    let dirty = Usage { resident: Bytes::new(50), dirty: Bytes::new(50), ..Usage::default() };
    let half = Reading { range: range(0, 50), usage: dirty, detail: Detail::Pages };
    assert_eq!(told(&mut tracker, &[range(0, 50)], &[half]).0.lazy_free, Bytes::new(40));
}
