//! Made-up recordings with calls.

use super::*;
use crate::model::units::{AddressRange, Timestamp};
use crate::model::{
    Backing, Birth, Call, CallBatch, Category, CategoryId, Classification, Effect, Frame, Function, Identity,
    Module, PageAccess, Place, Protection, RecordingStart, RegionId, SnapshotDelta, SnapshotIndex, Tag,
    TagId,
};

fn range(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start * 4096, end * 4096)
}

fn call(at: u64, effect: Effect, stack: u32) -> Call {
    Call { at: Timestamp::from_nanos(at), thread: 1, effect, stack }
}

/// Snapshots at 0, 100 and 200; in the last two regions of pages are born.
fn recording(born: &[(u64, u64)], calls: Vec<Call>) -> Recording {
    let mut recording = Recording::new(RecordingStart::synthetic("a"));
    let at = |nanos| SnapshotDelta { at: Timestamp::from_nanos(nanos), ..SnapshotDelta::default() };
    recording
        .append(&SnapshotDelta {
            new_categories: vec![Category::counted("A", "a")],
            new_tags: vec![Tag::named("")],
            ..at(0)
        })
        .unwrap();
    recording.append(&at(100)).unwrap();
    let birth = |(id, &(start, end)): (u32, &(u64, u64))| Birth {
        id: RegionId(id),
        place: Place::Mapped(range(start, end)),
        identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
        class: Classification { category: CategoryId(0), label: TagId(0), protection: Protection(3) },
    };
    recording.append(&SnapshotDelta { born: (0..).zip(born).map(birth).collect(), ..at(200) }).unwrap();
    let stacks = vec![vec![0], vec![1]];
    let frames = vec![Frame { module: Some(0), offset: 1 }, Frame { module: None, offset: 2 }];
    let modules = vec![Module { path: "/a/b".to_owned(), build_id: vec![] }];
    let since = Some(Timestamp::ZERO);
    recording.add_calls(&CallBatch { since, modules, frames, stacks, calls, lost: vec![] }).unwrap();
    recording
}

fn check(born: &[(u64, u64)], calls: Vec<Call>, expected: &[(Option<u32>, u32, [u64; 4])]) {
    let recording = recording(born, calls);
    let found = Authors::find(&recording, Window::new(SnapshotIndex(1), SnapshotIndex(2))).unwrap();
    let pages = |counted: Counted| [counted.bytes.get() / 4096, counted.count as u64];
    let rows = found.authors.iter().map(|author| {
        let ([kept, kept_count], [gone, gone_count]) = (pages(author.kept), pages(author.transient));
        (author.category.map(|id| id.0), author.stack, [kept, kept_count, gone, gone_count])
    });
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

#[test]
fn what_stays_is_given_to_the_stacks_that_mapped_it() {
    let map = |start, end| Effect::Mapped(range(start, end), true);
    let unmap = |start, end| Effect::Unmapped(range(start, end));
    // Two neighbours are one region; what was mapped before the window, and what nobody sees, is nobody's.
    check(
        &[(10, 30)],
        vec![call(50, map(5, 10), 0), call(120, map(10, 20), 0), call(130, map(20, 30), 0)],
        &[(Some(0), 0, [20, 2, 0, 0])],
    );
    check(
        &[(10, 15)],
        vec![call(120, map(10, 20), 0), call(130, unmap(15, 20), 1), call(250, unmap(10, 15), 1)],
        &[(Some(0), 0, [5, 1, 5, 0])],
    );
    // What is gone before anybody has looked has no category, but that of its stack.
    check(&[], vec![call(120, map(10, 20), 1), call(130, unmap(10, 20), 1)], &[(None, 1, [0, 0, 10, 1])]);
    check(
        &[(50, 60)],
        vec![call(120, map(10, 20), 1), call(130, unmap(10, 20), 1), call(140, map(50, 60), 1)],
        &[(Some(0), 1, [10, 1, 10, 1])],
    );
}

#[test]
fn pages_belong_to_the_stack_that_touched_them_first_and_last() {
    let touch = |at, page, faults, stack| call(at, Effect::Touched(range(page, page + 1), faults), stack);
    // What is kept of each stack: pages, their error, and samples.
    let check = |calls: Vec<Call>, expected: &[(u32, u64, u64, usize)]| {
        let recording = recording(&[(10, 30)], calls);
        let found = Authors::find(&recording, Window::new(SnapshotIndex(1), SnapshotIndex(2))).unwrap();
        let touches = found.touches_in(CategoryId(0));
        let rows = touches
            .map(|touch| (touch.stack, touch.bytes.get() / 4096, touch.error.get() / 4096, touch.samples));
        assert_eq!(rows.collect::<Vec<_>>(), expected);
    };
    check(
        vec![touch(120, 10, 1, 0), touch(130, 11, 1, 0), touch(130, 12, 1, 1)],
        &[(0, 2, 0, 2), (1, 1, 0, 1)],
    );
    // Each sample is one of seven: 1.96 √(2 · 7 · 6).
    check(vec![touch(120, 10, 7, 0), touch(130, 11, 7, 0)], &[(0, 14, 17, 2)]);
    // Before the window, outside of all memory, and what is touched again.
    check(
        vec![touch(50, 10, 1, 0), touch(120, 99, 1, 0), touch(130, 11, 1, 0), touch(140, 11, 1, 1)],
        &[(1, 1, 0, 1)],
    );
    let gone = [
        Effect::Unmapped(range(10, 12)),
        Effect::Mapped(range(10, 11), true),
        Effect::GaveBack(range(5, 11)),
        Effect::Moved(range(10, 11), range(50, 51)),
        Effect::Replaced,
    ];
    for effect in gone {
        check(vec![touch(120, 10, 1, 0), call(130, effect, 1)], &[]);
    }
    let move_into_sight = Effect::Moved(range(40, 42), range(20, 22));
    check(vec![touch(120, 41, 1, 0), call(130, move_into_sight, 1)], &[(0, 1, 0, 1)]);
}

#[test]
fn own_code_stands_below_libraries() {
    let mut recording = recording(&[], vec![call(120, Effect::Replaced, 0)]);
    let function = |name: &str| Function { name: name.to_owned(), ..Function::default() };
    let names = vec![vec![function("std::vec::Vec::push"), function("grow"), function("append")], vec![]];
    recording.name_functions(names);
    let places = CodePlace::of_stack(recording.calls(), 0);
    assert!(own_places(&places, 1).iter().map(CodePlace::name).eq(["grow"]));
    assert!(own_places(&places, 9).iter().map(CodePlace::name).eq(["grow", "append"]));
    let unknown = CodePlace::of_stack(recording.calls(), 1);
    assert!(own_places(&unknown, 2).iter().map(CodePlace::name).eq(["0x2"]));
    assert_eq!(CodePlace::of_stack(recording.calls(), 9), []);
}
