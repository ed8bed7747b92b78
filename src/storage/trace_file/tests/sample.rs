//! Random recordings that make sense: the tracker itself makes their deltas.

use crate::model::units::{AddressRange, Bytes, Timestamp};
use crate::model::{
    Annotations, Backing, Category, CategoryId, CategoryRole, ClassCount, Classification, Detail, Epoch,
    HeapCount, HeapSums, Identity, LoggedFrame, LoggedStack, LoggedStacks, Mark, MarkRole, ObjectId,
    Observation, Os, PageAccess, Place, Protection, Reading, Readings, Recording, RecordingStart, SizeClass,
    SnapshotDelta, SnapshotKind, Tag, TagId, Target, TickCost, TotalKind, Totals, Trace, Usage, Warning,
};
use crate::record::tracking::Tracker;
use crate::storage::trace_file::{Sink, Writer};
use proptest::prelude::*;
use std::time::{Duration, UNIX_EPOCH};

const PAGE: u64 = 4096;
const BASE: u64 = 0x7f00_0000_0000;
const PAGES: usize = 16;

/// What one tick finds.
#[derive(Clone, Debug)]
pub(super) struct Step {
    after: u64,
    /// What each page is; zero is nothing.
    pages: Vec<u8>,
    object: u64,
    row: u64,
    used: Option<u64>,
    totals: Vec<(usize, u64)>,
    cost: [u64; 4],
    extra: Extra,
    pub(super) flush: bool,
}

/// What is written beside the delta.
#[derive(Clone, Debug)]
pub(super) enum Extra {
    Nothing,
    Epoch,
    Mark(String),
    Warning(String),
    Stacks(Vec<String>),
    /// So many live blocks.
    Heap(u64),
}

pub(super) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    let extra = prop_oneof![
        6 => Just(Extra::Nothing),
        1 => Just(Extra::Epoch),
        1 => any::<String>().prop_map(Extra::Mark),
        1 => any::<String>().prop_map(Extra::Warning),
        1 => prop::collection::vec(any::<String>(), 1..4).prop_map(Extra::Stacks),
        1 => any::<u64>().prop_map(Extra::Heap),
    ];
    let step = (
        any::<u32>(),
        prop::collection::vec(0..6u8, PAGES),
        (0..4u64, 0..4u64),
        prop::option::of(0..PAGE),
        prop::collection::vec((0..TotalKind::ALL.len(), any::<u64>()), 0..4),
        any::<[u64; 4]>(),
        extra,
        any::<bool>(),
    );
    let step = step.prop_map(|(after, pages, (object, row), used, totals, cost, extra, flush)| Step {
        after: after.into(),
        pages,
        object,
        row,
        used,
        totals,
        cost,
        extra,
        flush,
    });
    prop::collection::vec(step, 0..most)
}

/// A handful of steps in which everything occurs once.
pub(super) fn few_steps() -> Vec<Step> {
    let step = |pages: [u8; PAGES], extra, flush| Step {
        after: 100_000_000,
        pages: pages.to_vec(),
        object: u64::from(pages[0]),
        row: u64::from(pages[6]),
        used: (pages[1] > 0).then_some(512),
        totals: vec![(5, u64::from(pages[2]) << 20)],
        cost: [30_000, 20_000, 1_000, 70],
        extra,
        flush,
    };
    vec![
        step([1, 1, 1, 1, 2, 2, 3, 3, 0, 0, 4, 4, 4, 0, 0, 0], Extra::Nothing, true),
        step([1, 0, 1, 1, 2, 2, 3, 0, 0, 0, 4, 4, 1, 0, 0, 0], Extra::Mark("open".to_owned()), false),
        step([2, 0, 5, 1, 2, 2, 3, 0, 0, 0, 4, 4, 1, 0, 0, 0], Extra::Nothing, true),
        step([1, 0, 5, 1, 2, 2, 3, 0, 0, 0, 4, 4, 1, 0, 1, 1], Extra::Warning("odd".to_owned()), false),
        step([1, 0, 5, 1, 2, 2, 3, 0, 0, 0, 4, 4, 1, 0, 1, 1], Extra::Epoch, true),
        step([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], Extra::Nothing, false),
    ]
}

/// The deltas of these steps, as the sampler would make them.
pub(super) fn deltas(steps: &[Step]) -> Vec<SnapshotDelta> {
    let mut tracker = Tracker::in_pages(Bytes::new(PAGE));
    let mut at = 0;
    let mut deltas = Vec::new();
    for (nth, step) in steps.iter().enumerate() {
        at += step.after;
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(at),
            kind: if step.cost[0] % 2 == 0 { SnapshotKind::Tick } else { SnapshotKind::Barrier },
            usage_complete: step.cost[1] % 2 == 0,
            totals: totals(&step.totals),
            cost: cost(step.cost),
            ..SnapshotDelta::default()
        };
        if nth == 0 {
            (delta.new_tags, delta.new_categories) = names();
        }
        if matches!(step.extra, Extra::Epoch) {
            tracker.end_epoch(&mut delta);
        }
        let mapped = observations(&step.pages);
        tracker.observe(&[AddressRange::ALL], &mapped, &mut delta);
        let object = Place::object(ObjectId(77), Bytes::new(step.object * PAGE));
        let object = observation(object, 3);
        let row = observation(Place::aggregate(CategoryId(1), Bytes::new(step.row * PAGE)), 1);
        let unmapped = [(object, usage(step.object * 100)), (row, usage(step.row * 10))];
        tracker.observe_unmapped(&unmapped, &mut delta);
        if let Some(used) = step.used {
            tracker.take_readings(&readings(&mapped, used), &mut delta);
        }
        deltas.push(delta);
    }
    deltas
}

fn totals(known: &[(usize, u64)]) -> Totals {
    let mut totals = Totals::default();
    for &(kind, value) in known {
        totals.set(TotalKind::ALL[kind], Bytes::new(value));
    }
    totals
}

fn cost(nanos: [u64; 4]) -> TickCost {
    TickCost {
        mapping: Duration::from_nanos(nanos[0]),
        usage: Duration::from_nanos(nanos[1]),
        rest: Duration::from_nanos(nanos[2]),
        late: Duration::from_nanos(nanos[3]),
        skipped: u32::try_from(nanos[3] % 1000).unwrap(),
    }
}

fn names() -> (Vec<Tag>, Vec<Category>) {
    let tags = vec![
        Tag::default(),
        Tag::named("/usr/lib/libc.so.6"),
        Tag { name: "VM_MEMORY_IOSURFACE".to_owned(), number: Some(88) },
    ];
    let mut reserved = Category::counted("Reserved", "Guards");
    reserved.role = CategoryRole::Reserved;
    (tags, vec![Category::counted("Memory", "Anonymous"), reserved])
}

fn observations(pages: &[u8]) -> Vec<Observation> {
    let mut observations: Vec<Observation> = Vec::new();
    let mut start = 0;
    for run in pages.chunk_by(|one, next| one == next) {
        let from = BASE + start * PAGE;
        start += run.len() as u64;
        let place = Place::Mapped(AddressRange::from_bounds(from, BASE + start * PAGE));
        if run[0] > 0 {
            observations.push(observation(place, run[0]));
        }
    }
    observations
}

/// Kinds of memory; the first and the last differ only in how they are shown.
fn observation(place: Place, kind: u8) -> Observation {
    let backing = match kind {
        2 => Backing::File { device: 8 << 32, inode: 4711, shift: 0x1000_u64.wrapping_sub(BASE) },
        3 => Backing::Object { object: 9, shift: 0 },
        _ => Backing::Anonymous,
    };
    let tag = TagId(match kind {
        2 => 1,
        3 => 2,
        _ => 0,
    });
    Observation {
        place,
        identity: Identity {
            tag,
            backing,
            access: if kind == 4 { PageAccess::None } else { PageAccess::Some },
        },
        class: Classification {
            category: CategoryId(u32::from(kind >= 4)),
            label: tag,
            protection: Protection(kind % 4),
        },
        mappings: Some(u32::from(kind)),
    }
}

fn readings(mapped: &[Observation], used: u64) -> Readings {
    let readings = mapped.iter().map(|observation| Reading {
        range: observation.place.range(),
        usage: usage(used),
        detail: Detail::Entry,
    });
    Readings { spans: vec![AddressRange::ALL], readings: readings.collect(), ..Readings::default() }
}

fn usage(used: u64) -> Usage {
    Usage {
        resident: Bytes::new(used * 2),
        dirty: Bytes::new(used),
        swapped: Bytes::new(used / 3),
        lazy_free: Bytes::new(used / 7),
    }
}

pub(in crate::storage::trace_file) fn sample_start() -> RecordingStart {
    RecordingStart {
        target: sample_target("gnome \"terminal\""),
        started: UNIX_EPOCH + Duration::new(1_709_210_096, 123_456_789),
        recorder: "strandline 0.1.0".to_owned(),
        ..RecordingStart::synthetic("")
    }
}

fn sample_target(name: &str) -> Target {
    Target {
        start_time: 815,
        command: "/usr/bin/terminal --title 'ä\n▸'".to_owned(),
        os: Os::Linux,
        os_release: "6.12.1".to_owned(),
        ..Target::synthetic(name)
    }
}

/// Writes what the steps bring into `writer`, and gives the trace that they make.
pub(super) fn write_steps<S: Sink>(steps: &[Step], writer: &mut Writer<S>) -> Trace {
    let mut trace = Trace { recording: Recording::new(sample_start()), annotations: Annotations::default() };
    for (step, delta) in steps.iter().zip(deltas(steps)) {
        // The errors of a full disk: what is pushed stays, and the next flush tries again.
        writer.push(&delta).unwrap();
        trace.recording.append(&delta).unwrap();
        match &step.extra {
            Extra::Nothing => {}
            Extra::Epoch => {
                let epoch = Epoch { at: delta.at, target: sample_target("sh") };
                writer.epoch(&epoch).unwrap();
                trace.recording.begin_epoch(epoch);
            }
            Extra::Mark(label) => {
                let mark = Mark {
                    at: delta.at,
                    label: label.clone(),
                    role: role(delta.cost.skipped),
                    cost: delta.cost.late,
                };
                trace.annotations.add_mark(mark.clone());
                if delta.cost.skipped.is_multiple_of(3) {
                    writer.annotations(&trace.annotations).unwrap();
                } else {
                    writer.mark(&mark).unwrap();
                }
            }
            Extra::Stacks(symbols) => {
                let stacks = stacks(symbols, delta.at);
                writer.logged_stacks(&stacks).unwrap();
                trace.recording.add_logged_stacks(stacks);
            }
            Extra::Heap(blocks) => {
                let class = ClassCount { class: SizeClass(7), blocks: *blocks, bytes: Bytes::new(112) };
                let sums = HeapSums { live_blocks: *blocks, ..HeapSums::default() };
                let count = HeapCount { at: delta.at, sums, classes: vec![class], ..HeapCount::default() };
                writer.heap_count("glibc 2.36", &count).unwrap();
                trace.recording.add_heap_count("glibc 2.36", count).unwrap();
            }
            Extra::Warning(text) => {
                let warning = Warning { at: delta.at, text: text.clone() };
                writer.warning(&warning).unwrap();
                trace.recording.warn(warning);
            }
        }
        if step.flush {
            drop(writer.flush());
        }
    }
    trace
}

/// Two stacks, one of all frames and one of the first.
fn stacks(symbols: &[String], at: Timestamp) -> LoggedStacks {
    let frame = |symbol: &String| LoggedFrame { symbol: symbol.clone(), module: "libtide".to_owned() };
    let frames: Vec<_> = (0..).take(symbols.len()).collect();
    let stack = |frames: Vec<u32>, bytes| LoggedStack {
        at,
        tool: "vmmap".to_owned(),
        region: symbols[0].clone(),
        calls: 7,
        bytes,
        frames,
    };
    let stacks = vec![stack(frames, Some(Bytes::new(PAGE))), stack(vec![0], None)];
    LoggedStacks::new(symbols.iter().map(frame).collect(), stacks).unwrap()
}

fn role(number: u32) -> MarkRole {
    match number % 4 {
        0 => MarkRole::Note,
        1 => MarkRole::Baseline,
        2 => MarkRole::Open(number),
        _ => MarkRole::Closed(number),
    }
}
