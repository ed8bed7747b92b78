//! Deltas that nobody measured: a recording takes them when they fit, and whatever it takes can be told.

use crate::analysis::{
    Assessment, Growth, Levels, Metric, OwnCost, Survivors, Window, WindowGrowth, unattributed,
};
use crate::model::units::{AddressRange, Bytes, Timestamp};
use crate::model::{
    Backing, Birth, Category, CategoryId, Classification, Cut, Identity, LogChange, LogReader, Mark,
    MarkRole, ObjectId, PageAccess, Place, Protection, Reclassification, Recording, RegionId, SnapshotDelta,
    Space, Split, Tag, TagId, Trace, Usage, UsageChange, UsageQuality,
};
use proptest::prelude::*;
use std::time::Duration;

/// Numbers that are likely to fit, and some that no machine has.
fn number() -> impl Strategy<Value = u64> {
    prop_oneof![12 => 0..6u64, 1 => Just(u64::MAX), 1 => any::<u64>()]
}

fn id() -> impl Strategy<Value = RegionId> {
    prop_oneof![20 => 0..8u32, 1 => any::<u32>()].prop_map(RegionId)
}

fn range() -> impl Strategy<Value = AddressRange> {
    (number(), number()).prop_map(|(one, other)| AddressRange::from_bounds(one, other))
}

fn class() -> impl Strategy<Value = Classification> {
    (prop_oneof![20 => 0..2u32, 1 => any::<u32>()], 0..2u32, any::<u8>()).prop_map(
        |(category, label, rights)| Classification {
            category: CategoryId(category),
            label: TagId(label),
            protection: Protection(rights),
        },
    )
}

fn birth() -> impl Strategy<Value = Birth> {
    let space = prop_oneof![
        4 => Just(Space::Address),
        1 => any::<u64>().prop_map(|id| Space::Object(ObjectId(id))),
        1 => (0..3u32).prop_map(|id| Space::Aggregate(CategoryId(id))),
    ];
    let backing = prop_oneof![
        Just(Backing::Anonymous),
        any::<[u64; 3]>().prop_map(|[device, inode, shift]| Backing::File { device, inode, shift }),
    ];
    // Most births are of ranges that go forward: the others are refused.
    let range = prop_oneof![8 => (number(), 0..9u64).prop_map(|(start, len)| {
        AddressRange::from_bounds(start, start.saturating_add(len))
    }), 1 => range()];
    (space, range, backing, class(), any::<bool>()).prop_map(|(space, range, backing, class, access)| Birth {
        id: RegionId(0),
        place: Place::in_space(space, range),
        identity: Identity {
            tag: class.label,
            backing,
            access: if access { PageAccess::Some } else { PageAccess::None },
        },
        class,
    })
}

fn usage() -> impl Strategy<Value = UsageChange> {
    (id(), any::<[u64; 4]>(), number()).prop_map(|(id, large, small)| {
        let figure = |nth: usize| Bytes::new(if small > 3 { large[nth] } else { small });
        let usage = Usage { resident: figure(0), dirty: figure(1), swapped: figure(2), lazy_free: figure(3) };
        UsageChange { id, usage, quality: UsageQuality::Exact }
    })
}

/// A delta whose new ids count from zero.
fn delta() -> impl Strategy<Value = SnapshotDelta> {
    let few = |most| 0..most;
    let cut = (id(), range()).prop_map(|(id, range)| Cut { id, range });
    let split = (id(), range()).prop_map(|(parent, range)| Split { parent, id: RegionId(0), range });
    let moved = (id(), class()).prop_map(|(id, class)| Reclassification { id, class });
    let lists = (
        prop::collection::vec(id(), few(2)),
        prop::collection::vec(cut, few(2)),
        prop::collection::vec(split, few(2)),
        prop::collection::vec(birth(), few(4)),
        prop::collection::vec(moved, few(3)),
        prop::collection::vec(usage(), few(3)),
    );
    (lists, number(), any::<u64>()).prop_map(
        |((died, cut, split, born, reclassified, usage), after, cost)| {
            let mut delta =
                SnapshotDelta { died, cut, split, born, reclassified, usage, ..SnapshotDelta::default() };
            delta.at = Timestamp::from_nanos(after);
            delta.cost.mapping = Duration::from_nanos(cost);
            delta
        },
    )
}

/// Puts times and new ids behind what is there already, as a file would.
fn fitted(recording: &Recording, mut delta: SnapshotDelta) -> SnapshotDelta {
    let last = recording.time_of(recording.last_snapshot()).nanos();
    delta.at = Timestamp::from_nanos(last.saturating_add(delta.at.nanos()));
    let next = u32::try_from(recording.regions().len()).unwrap();
    let new = delta
        .split
        .iter_mut()
        .map(|split| &mut split.id)
        .chain(delta.born.iter_mut().map(|birth| &mut birth.id));
    new.zip(next..).for_each(|(id, next)| *id = RegionId(next));
    if recording.snapshots().is_empty() {
        delta.new_tags = vec![Tag::named("a"), Tag::named("b")];
        delta.new_categories = vec![Category::counted("A", "a"), Category::counted("B", "b")];
    }
    delta
}

/// A recording that took what it would of these deltas, each of the taken ones with a closing mark.
fn forged(deltas: Vec<SnapshotDelta>) -> Trace {
    let mut trace = Trace::default();
    let mut number = 0;
    for delta in deltas {
        let delta = fitted(&trace.recording, delta);
        let before = format!("{:?}", trace.recording);
        if trace.recording.append(&delta).is_err() {
            assert_eq!(format!("{:?}", trace.recording), before, "what is refused leaves nothing");
            continue;
        }
        number += 1;
        let (label, role) = (number.to_string(), MarkRole::Closed(number));
        trace.annotations.add_mark(Mark { at: delta.at, label, role, cost: Duration::MAX });
    }
    trace
}

/// The lives that the log tells are those of the regions.
fn check_log(recording: &Recording) {
    let mut alive = vec![false; recording.regions().len()];
    let mut reader = LogReader::default();
    while let Some(entry) = reader.next(recording) {
        match entry.change {
            LogChange::Died(id) => assert!(std::mem::replace(&mut alive[id.index()], false), "it lived"),
            LogChange::State { region, before, .. } => {
                assert_eq!(std::mem::replace(&mut alive[region.index()], true), before.is_some());
            }
            LogChange::Moved { region, .. } => assert!(alive[region.index()]),
            LogChange::End(snapshot) => {
                let expected = recording.regions().iter().map(|region| region.is_alive_at(snapshot));
                assert_eq!(alive, expected.collect::<Vec<_>>());
            }
        }
    }
}

fn ask_everything(trace: &Trace) {
    let recording = &trace.recording;
    let window = Window::whole(recording);
    for metric in Metric::ALL {
        drop(Growth::measure(recording, window, metric));
        drop(WindowGrowth::measure(recording, window, metric));
    }
    drop(Assessment::assess(trace, None));
    drop(Assessment::assess(trace, Some(0)));
    drop(unattributed(recording, window));
    let _ = OwnCost::measure(recording, window);
    recording.read_log(Levels::default());
    Survivors::default().follow(recording, usize::MAX);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_taken_holds_together(deltas in prop::collection::vec(delta(), 1..14)) {
        let trace = forged(deltas);
        check_log(&trace.recording);
        ask_everything(&trace);
    }
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let range = |from, to| AddressRange::from_bounds(from, to);
    let cut = |from, to| Cut { id: RegionId(0), range: range(from, to) };
    let split = |from, to| Split { parent: RegionId(0), id: RegionId(1), range: range(from, to) };
    let check = |delta: SnapshotDelta, expected: &str| {
        let mut recording = Recording::default();
        let class = Classification { category: CategoryId(0), label: TagId(0), protection: Protection(3) };
        let identity = Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some };
        let place = Place::Mapped(range(10, 20));
        let born = vec![Birth { id: RegionId(0), place, identity, class }];
        let first = fitted(&recording, SnapshotDelta { born, ..SnapshotDelta::default() });
        recording.append(&first).unwrap();
        assert_eq!(recording.append(&delta).unwrap_err().0, expected);
    };
    let nothing = SnapshotDelta::default;
    let dead = vec![RegionId(0)];
    let outside = "a piece of a region lies outside it";
    check(SnapshotDelta { died: vec![RegionId(0); 2], ..nothing() }, "a region dies twice");
    let both = SnapshotDelta { died: dead, cut: vec![cut(10, 15)], ..nothing() };
    check(both, "a change names a region that dies with it");
    check(SnapshotDelta { cut: vec![cut(10, 21)], ..nothing() }, outside);
    check(SnapshotDelta { cut: vec![cut(15, 12)], ..nothing() }, outside);
    check(SnapshotDelta { cut: vec![cut(10, 15); 2], ..nothing() }, "a region is cut twice at once");
    let more = "the pieces of a region are more than it was";
    check(SnapshotDelta { split: vec![split(10, 12)], ..nothing() }, more);
    check(SnapshotDelta { cut: vec![cut(10, 18)], split: vec![split(15, 20)], ..nothing() }, more);
    check(
        SnapshotDelta { cut: vec![Cut { id: RegionId(7), ..cut(10, 11) }], ..nothing() },
        "a change names a region that is not alive",
    );
}
