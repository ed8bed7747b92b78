//! What must hold whatever happens: the tracker says byte by byte what a plain map says page by page.

use super::reference::Twin;
use super::world::{Described, PAGE, PAGES, World, pages_range, steps};
use crate::analysis::{Growth, Metric, Window};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{Detail, Protection, Reading, Readings, SnapshotIndex, Space, Usage, UsageQuality};
use proptest::prelude::*;
use proptest::sample::Index;

/// How usage is read at a look.
#[derive(Clone, Copy, Debug)]
struct UsageLook {
    detail: Detail,
    /// Which pages: all of them, or two stretches.
    part: Option<(u64, u64)>,
}

fn any_usage_look() -> impl Strategy<Value = UsageLook> {
    let detail =
        prop_oneof![3 => Just(Detail::Pages), 1 => Just(Detail::SharedPages), 2 => Just(Detail::Entry)];
    let part = proptest::option::of((0..PAGES, 0..PAGES));
    (detail, part).prop_map(|(detail, part)| UsageLook { detail, part })
}

fn spans(asked: UsageLook) -> Vec<AddressRange> {
    let Some((one, other)) = asked.part else { return vec![AddressRange::ALL] };
    let (low, high) = (one.min(other), one.max(other));
    let spans = [pages_range(low / 2, low), pages_range(low + (high - low) / 2, high)];
    spans.into_iter().filter(|span| !span.is_empty()).collect()
}

/// What a source answers.
fn readings(world: &World, asked: UsageLook) -> Readings {
    let spans = spans(asked);
    let mut readings = Vec::new();
    for &span in &spans {
        if asked.detail == Detail::Entry {
            // Entries are read whole; what of them lies outside the spans does not count.
            let entries = world.entries(pages_range(0, PAGES)).into_iter().map(|entry| entry.place.range());
            let inside = entries.filter(|range| range.overlaps(span));
            readings.extend(inside.map(|range| reading(world, range, Detail::Entry)));
        } else {
            let used = world.used.iter().filter(|(_, usage)| **usage != Usage::default());
            let pages = used.map(|(&place, _)| pages_range(place, place + 1));
            let inside = pages.filter(|page| page.overlaps(span));
            readings.extend(inside.map(|page| reading(world, page, asked.detail)));
        }
    }
    readings.dedup();
    Readings { spans, readings, ..Readings::default() }
}

fn reading(world: &World, range: AddressRange, detail: Detail) -> Reading {
    Reading { range, usage: truth(world, range), detail }
}

fn truth(world: &World, range: AddressRange) -> Usage {
    let pages = world.used.range(range.start.get() / PAGE..range.end.get() / PAGE);
    pages.fold(Usage::default(), |sum, (_, &usage)| sum + usage)
}

/// The regions' usage against what the pages really use.
fn check_usage(twin: &Twin, read: &Readings, detail: Detail) {
    let runs = || twin.tracker.runs().iter().filter(|(space, _)| *space == Space::Address);
    for (_, run) in runs() {
        let covered: Bytes = read.spans.iter().map(|span| span.intersection(run.range).len()).sum();
        let is_whole = covered == run.range.len();
        if is_whole && detail == Detail::Pages && !run.class.protection.has(Protection::SHARED) {
            assert_eq!(run.quality, UsageQuality::Exact);
            assert_eq!(run.usage, truth(&twin.world, run.range), "{run:?}");
        }
        // A slice of a sweep that ends inside waits for the next.
        if !is_whole && covered > Bytes::ZERO && detail != Detail::Entry {
            assert_ne!(run.quality, UsageQuality::Exact, "{run:?}");
        }
    }
    if detail == Detail::Entry && read.spans == [AddressRange::ALL] {
        let actual: Bytes = runs().map(|(_, run)| run.usage.resident).sum();
        let resident = truth(&twin.world, pages_range(0, PAGES)).resident;
        // A share is rounded down: a byte for each part of an entry.
        assert!(actual <= resident && actual + Bytes::new(PAGES) >= resident, "{actual:?} of {resident:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_byte_is_followed_as_in_a_plain_map(steps in steps()) {
        Twin::play(&steps);
    }

    #[test]
    fn every_window_balances_as_in_a_plain_map(steps in steps(), one in any::<Index>(), other in any::<Index>()) {
        let twin = Twin::play(&steps);
        let count = twin.recording.snapshots().len();
        let index = |index: &Index| SnapshotIndex(u32::try_from(index.index(count)).unwrap());
        let (one, other) = (index(&one), index(&other));
        let window = Window::new(one.min(other), one.max(other));
        let growth = Growth::measure(&twin.recording, window, Metric::Mapped);
        let actual = |figures: &crate::analysis::GrowthFigures| {
            [figures.persistent.bytes, figures.transient.bytes, figures.preexisting.bytes, figures.died]
        };
        prop_assert_eq!(actual(&growth.total), twin.count(window.from.0, window.to.0, None));
        prop_assert_eq!(growth.total.total().bytes, growth.total.persistent.bytes + growth.total.transient.bytes);
        for row in &growth.rows {
            let figures = &row.figures;
            let (before, after) = (figures.before.mapped, figures.after.mapped);
            prop_assert_eq!(after + figures.died + figures.transient.bytes, before + figures.total().bytes);
            if !twin.is_reclassified {
                let counted = twin.count(window.from.0, window.to.0, Some(row.category));
                prop_assert_eq!(actual(figures), counted);
            }
        }
    }

    #[test]
    fn readings_are_neither_lost_nor_told_twice(
        rounds in proptest::collection::vec((steps(), any_usage_look()), 1..6),
    ) {
        let mut twin = Twin::play(&[]);
        for (steps, asked) in rounds {
            for &step in &steps {
                twin.world.happen(step);
            }
            let read = readings(&twin.world, asked);
            twin.look(Described::Wider, Some(&read));
            check_usage(&twin, &read, asked.detail);
        }
    }

    #[test]
    fn a_sweep_in_slices_tells_what_a_sweep_at_once_tells(steps in steps(), slices in 1..9_usize) {
        let (mut at_once, mut in_slices) = (Twin::play(&steps), Twin::play(&steps));
        let world = at_once.world.clone();
        let whole = readings(&world, UsageLook { detail: Detail::Entry, part: None });
        at_once.look(Described::Whole, Some(&whole));
        // Two sweeps: what the second reads is no news.
        for slice in whole.readings.chunks(slices).chain(whole.readings.chunks(slices)) {
            let mut spans: Vec<AddressRange> = Vec::new();
            for reading in slice {
                match spans.last_mut() {
                    Some(last) if last.end == reading.range.start => last.end = reading.range.end,
                    _ => spans.push(reading.range),
                }
            }
            in_slices.look(Described::Changes, Some(&Readings { spans, readings: slice.to_vec(), ..Readings::default() }));
        }
        let runs = |twin: &Twin| twin.tracker.runs().iter().map(|(_, run)| *run).collect::<Vec<_>>();
        prop_assert_eq!(runs(&at_once), runs(&in_slices));
    }

    /// A kernel may say anything: entries that do not fit the regions, figures larger than what they are of.
    #[test]
    fn odd_readings_do_no_harm(
        steps in steps(),
        odd in proptest::collection::btree_map(0..PAGES, (1..9_u64, any::<u64>(), any::<u64>(), 0..3_u8), 0..9),
    ) {
        let mut tracker = Twin::play(&steps).tracker;
        let mut end = 0;
        let mut readings = Vec::new();
        for (place, (len, resident, dirty, detail)) in odd {
            let range = pages_range(place.max(end), (place + len).max(end + 1));
            end = range.end.get() / PAGE;
            let usage = Usage { resident: Bytes::new(resident), dirty: Bytes::new(dirty), ..Usage::default() };
            let detail = [Detail::Pages, Detail::SharedPages, Detail::Entry][usize::from(detail)];
            readings.push(Reading { range, usage, detail });
        }
        let spans = readings.iter().map(|reading| reading.range).collect();
        tracker.take_readings(&Readings { spans, readings, ..Readings::default() }, &mut crate::model::SnapshotDelta::default());
    }
}
