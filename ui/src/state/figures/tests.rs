//! A small recording for tests, and the tables of it.

use super::inspection::counted;
use super::summary::{Rows, arranged};
use super::{Headline, RowKind, Span, Summary, SummaryRow, Wait, table_text};
use crate::state::{Order, Subject, View};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use strandline::analysis::{Composition, Growth, Metric, Window};
use strandline::model::units::{AddressRange, Timestamp};
use strandline::model::{
    Annotations, Backing, Birth, Category, CategoryId, CategoryRole, Classification, Identity, Mark,
    MarkRole, PageAccess, Place, Protection, Recording, RegionId, SnapshotDelta, SnapshotIndex, Tag, TagId,
    Trace,
};

const HEAP: u32 = 0;
const LARGE: u32 = 1;
const PAGE_LIST: u32 = 2;
const GUARD: u32 = 3;

const KIB: u64 = 1024;

fn at(seconds: u64) -> Timestamp {
    Timestamp::after(Duration::from_secs(seconds))
}

fn birth(id: u32, category: u32, kib: u64) -> Birth {
    let start = u64::from(id + 1) << 32;
    let tag = TagId(0);
    let identity = Identity { tag, backing: Backing::Anonymous, access: PageAccess::Some };
    let class = Classification { category: CategoryId(category), label: tag, protection: Protection::READ };
    let place = Place::Mapped(AddressRange::from_bounds(start, start + kib * KIB));
    Birth { id: RegionId(id), place, identity, class }
}

/// An old heap; then in each of two cycles a region of 592 KiB that stays and one of 64 KiB that goes.
fn trace() -> Trace {
    let category = Category::counted;
    let new_categories = vec![
        category("Malloc", "heap"),
        category("Malloc", "large malloc"),
        category("Named", "PageList"),
        Category { role: CategoryRole::Reserved, ..category("Reserved", "guard") },
    ];
    let delta = |seconds, born: Vec<Birth>, died: Vec<u32>| SnapshotDelta {
        at: at(seconds),
        born,
        died: died.into_iter().map(RegionId).collect(),
        ..SnapshotDelta::default()
    };
    let mut recording = Recording::default();
    let deltas = [
        SnapshotDelta {
            new_categories,
            new_tags: vec![Tag::named("x")],
            ..delta(0, vec![birth(0, HEAP, 100), birth(1, LARGE, 300), birth(2, GUARD, 9_000)], vec![])
        },
        delta(1, vec![birth(3, PAGE_LIST, 592), birth(4, PAGE_LIST, 64)], vec![]),
        delta(2, vec![], vec![4]),
        delta(3, vec![birth(5, PAGE_LIST, 592), birth(6, HEAP, 64)], vec![]),
        delta(4, vec![], vec![]),
    ];
    for delta in deltas {
        recording.append(&delta).unwrap();
    }
    let closed = |number, seconds| Mark {
        at: at(seconds),
        label: format!("cycle {number}"),
        role: MarkRole::Closed(number),
        cost: Duration::ZERO,
    };
    let annotations: Annotations = [closed(1, 2), closed(2, 4)].into_iter().collect();
    Trace { recording, annotations }
}

fn rows(order: Order, folded: &[&str]) -> Vec<SummaryRow> {
    all_rows(order, folded).shown
}

fn all_rows(order: Order, folded: &[&str]) -> Rows {
    let folded: BTreeSet<String> = folded.iter().map(|&group| group.to_owned()).collect();
    let trace = trace();
    let window = Window::whole(&trace.recording);
    arranged(&trace.recording, window, order, &folded)
}

fn check(order: Order, folded: &[&str], expected: &[&str]) {
    let rows = rows(order, folded);
    let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
    let umbrellas = ["*All*", "*Dirty*", "*Anonymous*", "*Graphics*"];
    assert_eq!(labels, [&umbrellas[..], expected].concat());
}

#[test]
fn groups_are_sorted_and_fold_and_what_is_no_memory_comes_last() {
    let malloc = "Malloc ▸ heap";
    let large = "Malloc ▸ large malloc";
    let guard = "(Reserved ▸ guard)";
    let by = |column, is_ascending| Order { column, is_ascending };
    check(by(0, false), &[], &["Named ▸ PageList", "Malloc", malloc, large, guard]);
    check(by(0, true), &[], &["Malloc", large, malloc, "Named ▸ PageList", guard]);
    check(by(0, false), &["Malloc"], &["Named ▸ PageList", "Malloc", guard]);
    let mapped = super::SummaryColumn::Mapped.number();
    check(by(mapped, false), &[], &["Named ▸ PageList", "Malloc", large, malloc, guard]);
}

#[test]
fn a_group_adds_up_its_categories() {
    let rows = rows(Order::default(), &[]);
    let group = rows.iter().find(|row| row.subject == Subject::Group("Malloc".to_owned())).unwrap();
    assert_eq!(group.kind, RowKind::Group { is_folded: false });
    assert_eq!(
        (group.figures.persistent.bytes.get(), group.figures.after.mapped.get()),
        (64 * KIB, 464 * KIB)
    );
    assert!(!rows.last().unwrap().is_counted);
}

#[test]
fn what_is_selected_has_a_row_that_stands_for_it() {
    let check = |folded: &[&str], subject: Subject, actual: Option<&str>, marked: Option<&str>| {
        let rows = all_rows(Order::default(), folded);
        assert_eq!(rows.find(&subject).map(|row| row.label.as_str()), actual, "{subject:?}");
        let marked_row = rows.place_of(&subject).map(|place| rows.shown[place].label.as_str());
        assert_eq!(marked_row, marked, "{subject:?}");
    };
    let group = |name: &str| Subject::Group(name.to_owned());
    let category = |id| Subject::Category(CategoryId(id));
    let (heap, only) = (Some("Malloc ▸ heap"), Some("Named ▸ PageList"));
    check(&[], Subject::All, Some("*All*"), Some("*All*"));
    check(&[], category(HEAP), heap, heap);
    check(&["Malloc"], category(HEAP), heap, Some("Malloc"));
    check(&["Malloc"], group("Malloc"), Some("Malloc"), Some("Malloc"));
    check(&[], group("Named"), only, only);
    check(&[], group("Graphics"), None, None);
    check(&[], category(77), None, None);
}

#[test]
fn the_table_is_copied_with_plain_numbers() {
    let text = table_text(&rows(Order::default(), &["Malloc"]));
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Category\tPersistent Bytes\t# Persistent\tTransient Bytes ≥"));
    assert!(lines[5].starts_with("Named ▸ PageList\t1212416\t2\t65536\t1\t1277952\t3\t"), "{}", lines[5]);
}

#[test]
fn what_stayed_is_counted_by_size_and_time_of_birth_in_steps_of_any_size() {
    let trace = trace();
    let window = Window::whole(&trace.recording);
    let subject = Subject::Category(CategoryId(PAGE_LIST));
    let kept = counted(&trace, &subject, window, usize::MAX);
    let classes: Vec<_> =
        kept.classes.iter().map(|class| (class.len.get() / KIB, class.kept.count, class.gone)).collect();
    assert_eq!(classes, [(592, 2, 0), (64, 0, 1)]);
    assert_eq!(kept.main_class().map(|(class, percent)| (class.kept.count, percent)), Some((2, 100)));
    let spans: Vec<_> = kept.spans.iter().map(|span| (span.label.as_str(), span.kept.get() / KIB)).collect();
    assert_eq!(spans, [("1", 592), ("2", 592)]);
    assert_eq!((kept.persistent.count, kept.inferred, kept.oldest), (2, 2, Some(at(1))));
    for step in 1..4 {
        let stepwise = counted(&trace, &subject, window, step);
        assert_eq!((stepwise.classes, stepwise.spans), (kept.classes.clone(), kept.spans.clone()));
    }
}

#[test]
fn a_bar_of_several_cycles_is_as_high_as_their_mean() {
    let mut recording = Recording::default();
    let names = SnapshotDelta {
        at: at(0),
        new_tags: vec![Tag::named("x")],
        new_categories: vec![Category::counted("Malloc", "heap")],
        ..SnapshotDelta::default()
    };
    recording.append(&names).unwrap();
    for cycle in 1..=14 {
        let born = vec![birth(cycle - 1, HEAP, 64)];
        recording.append(&SnapshotDelta { at: at(cycle.into()), born, ..SnapshotDelta::default() }).unwrap();
    }
    let closed = |number: u32| Mark {
        at: at(number.into()),
        label: format!("cycle {number}"),
        role: MarkRole::Closed(number),
        cost: Duration::ZERO,
    };
    let trace = Trace { recording, annotations: (1..=14).map(closed).collect() };
    let window = Window::whole(&trace.recording);
    let kept = counted(&trace, &Subject::Category(CategoryId(HEAP)), window, usize::MAX);
    let first = &kept.spans[0];
    assert_eq!((first.label.as_str(), first.parts, first.kept.get() / KIB), ("to 3", 3, 3 * 64));
    assert!(kept.spans.iter().all(|span| span.kept_of_each().get() == 64 * KIB), "{:?}", kept.spans);
}

#[test]
fn the_headline_tells_of_the_mean_and_not_of_each_cycle() {
    let trace = trace();
    let growth = Growth::measure(&trace.recording, Window::whole(&trace.recording), Metric::Mapped);
    let headline = Headline::new(&trace, &growth, &Composition::at_end(&trace.recording, &growth));
    assert_eq!(headline.sentence, "PageList keeps 1.2 MiB in 2 regions: on average 592 KiB per cycle");
    assert_eq!(headline.brief, "PageList keeps 1.2 MiB: on average 592 KiB per cycle");
    assert_eq!(headline.span, "Born after 00:00.0 and still there at 00:04.0");
}

#[test]
fn the_present_is_as_it_is_after_a_range_was_looked_at() {
    let mut recording = trace().recording;
    let mut summary = Summary::default();
    let mut look = |recording: &Recording, to: Option<u32>| {
        let span = Span { from: SnapshotIndex(0), to: to.map(SnapshotIndex) };
        let wait = summary.refresh(recording, span, &View::default(), Instant::now());
        assert_eq!((wait, summary.is_stale()), (Wait::ForNews, false), "{to:?}");
        summary.growth().unwrap().total.persistent.count
    };
    assert_eq!(look(&recording, None), 3);
    assert_eq!(look(&recording, Some(2)), 1);
    assert_eq!(look(&recording, Some(1)), 2);
    let later = SnapshotDelta { at: at(5), born: vec![birth(7, HEAP, 64)], ..SnapshotDelta::default() };
    recording.append(&later).unwrap();
    assert_eq!(look(&recording, None), 4);
}
