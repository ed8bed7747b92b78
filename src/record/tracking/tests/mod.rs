//! What happens to regions when only parts of the address space are described anew, and when they become better known.

mod laws;
mod reference;
mod usage;
mod world;

use super::Tracker;
use crate::model::units::AddressRange;
use crate::model::{
    Backing, Category, CategoryId, Classification, Identity, Observation, PageAccess, Place, Protection,
    Recording, Region, SnapshotDelta, SnapshotIndex, Tag, TagId,
};

fn anonymous(range: AddressRange) -> Observation {
    Observation {
        place: Place::Mapped(range),
        identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
        class: Classification { category: CategoryId(0), label: TagId(0), protection: Protection::READ },
        mappings: Some(1),
    }
}

/// Maps 0..100, then unmaps `holes` in one tick, each described by a span of its own; answers with what is left.
fn left_after(holes: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut tracker = Tracker::new();
    let mut recording = Recording::default();
    let mut first = SnapshotDelta {
        new_tags: vec![Tag::default()],
        new_categories: vec![Category::counted("Memory", "Anonymous")],
        ..SnapshotDelta::default()
    };
    let whole = AddressRange::from_bounds(0, 100);
    tracker.observe(&[AddressRange::ALL], &[anonymous(whole)], &mut first);
    recording.append(&first).unwrap();
    let mut second = SnapshotDelta::default();
    let spans: Vec<_> = holes.iter().map(|&(start, end)| AddressRange::from_bounds(start, end)).collect();
    tracker.observe(&spans, &[], &mut second);
    recording.append(&second).unwrap();
    let alive = recording.regions().iter().filter(Region::is_alive);
    let mut left: Vec<_> = alive
        .inspect(|region| assert_eq!(region.birth, SnapshotIndex(0)))
        .map(|region| region.place.range())
        .map(|range| (range.start.get(), range.end.get()))
        .collect();
    left.sort_unstable();
    let runs = tracker.runs().iter().map(|(_, run)| run.range);
    let in_map: Vec<_> = runs.map(|range| (range.start.get(), range.end.get())).collect();
    assert_eq!(left, in_map);
    left
}

#[test]
fn one_region_may_lose_bytes_in_several_spans_of_a_tick() {
    assert_eq!(left_after(&[(10, 20), (30, 40)]), [(0, 10), (20, 30), (40, 100)]);
    assert_eq!(left_after(&[(60, 70), (80, 90)]), [(0, 60), (70, 80), (90, 100)]);
    assert_eq!(left_after(&[(60, 70), (70, 100)]), [(0, 60)]);
    assert_eq!(left_after(&[(0, 10), (60, 70), (70, 80), (99, 100)]), [(10, 60), (80, 99)]);
    assert_eq!(left_after(&[(0, 50), (50, 100)]), []);
}

/// An untouched object of macOS gets its number with the first touch, part by part.
fn object(range: AddressRange, object: u64) -> Observation {
    let mut observation = anonymous(range);
    observation.identity.backing = Backing::Object { object, shift: 0 };
    observation
}

#[test]
fn parts_that_become_different_objects_are_parted_and_live_on() {
    let mut tracker = Tracker::new();
    let range = AddressRange::from_bounds;
    let mut first = SnapshotDelta::default();
    tracker.observe(&[AddressRange::ALL], &[object(range(0, 30), 0)], &mut first);
    let touched = [object(range(0, 10), 7), object(range(10, 30), 8)];
    for _ in 0..2 {
        let mut delta = SnapshotDelta::default();
        tracker.observe(&[AddressRange::ALL], &touched, &mut delta);
        assert!(delta.born.is_empty() && delta.died.is_empty(), "{delta:?}");
    }
    assert_eq!(tracker.runs().len(), 2);
    // Where only a part was looked at, the rest is still untouched.
    let mut tracker = Tracker::new();
    tracker.observe(&[AddressRange::ALL], &[object(range(0, 30), 0)], &mut SnapshotDelta::default());
    tracker.observe(&[range(0, 10)], &[object(range(0, 10), 7)], &mut SnapshotDelta::default());
    let mut last = SnapshotDelta::default();
    tracker.observe(&[AddressRange::ALL], &touched, &mut last);
    assert!(last.born.is_empty() && last.died.is_empty(), "{last:?}");
}
