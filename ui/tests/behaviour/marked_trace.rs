//! A trace of which every figure is known: ten seconds, a heap, and two cycles of which each leaves two regions of 4 MiB.

use std::path::{Path, PathBuf};
use std::time::Duration;
use strandline::model::units::{AddressRange, Bytes, Timestamp};
use strandline::model::{
    Annotations, Backing, Birth, Category, CategoryId, Classification, Identity, Mark, MarkRole, PageAccess,
    Place, Protection, RecordingStart, RegionId, SnapshotDelta, SnapshotKind, Tag, TagId, Usage, UsageChange,
    UsageQuality,
};
use strandline::storage::trace_file::{Existing, Writer};

const REGION: u64 = 4 << 20;
const HEAP: CategoryId = CategoryId(0);
const PAGE_LIST: CategoryId = CategoryId(1);

/// Ticks, a tenth of a second each, at which so many regions of a category are born.
const BIRTHS: [(u32, CategoryId, u32); 4] =
    [(0, HEAP, 1), (20, PAGE_LIST, 1), (40, PAGE_LIST, 3), (70, PAGE_LIST, 2)];

/// Ticks at which a region dies.
const DEATHS: [(u32, RegionId); 1] = [(48, RegionId(4))];

const MARKS: [(u32, &str, MarkRole); 6] = [
    (20, "warm", MarkRole::Baseline),
    (40, "open 1", MarkRole::Open(1)),
    (50, "close 1", MarkRole::Closed(1)),
    (70, "open 2", MarkRole::Open(2)),
    (80, "close 2", MarkRole::Closed(2)),
    (90, "look", MarkRole::Note),
];

/// Writes it into a folder.
pub(crate) fn write(folder: &Path) -> PathBuf {
    let path = folder.join("marked.strand");
    let mut writer = Writer::create(&path, Existing::Keep, &start()).expect("there is room for a trace");
    let mut next = 0;
    for tick in 0..=100 {
        writer.push(&delta(tick, &mut next)).expect("there is room for a snapshot");
    }
    let marks: Annotations = MARKS.into_iter().map(mark).collect();
    writer.annotations(&marks).and_then(|()| writer.finish()).expect("there is room for the marks");
    path
}

fn mark((tick, label, role): (u32, &str, MarkRole)) -> Mark {
    Mark { at: moment(tick), label: label.to_owned(), role, cost: Duration::from_millis(3) }
}

fn moment(tick: u32) -> Timestamp {
    Timestamp::from_nanos(u64::from(tick) * 100_000_000)
}

fn delta(tick: u32, next: &mut u32) -> SnapshotDelta {
    let mut delta = SnapshotDelta { at: moment(tick), ..SnapshotDelta::default() };
    if tick == 0 {
        delta.new_tags.push(Tag::named("memory"));
        delta.new_categories =
            vec![Category::counted("Malloc", "heap"), Category::counted("Named", "PageList")];
    }
    if MARKS.iter().any(|&(at, ..)| at == tick) {
        (delta.kind, delta.usage_complete) = (SnapshotKind::Barrier, true);
    }
    for (_, category, count) in BIRTHS.into_iter().filter(|&(at, ..)| at == tick) {
        for _ in 0..count {
            let id = RegionId(*next);
            *next += 1;
            delta.born.push(birth(id, category));
            let usage = Usage { resident: Bytes::new(REGION), dirty: Bytes::new(REGION), ..Usage::default() };
            delta.usage.push(UsageChange { id, usage, quality: UsageQuality::Exact });
        }
    }
    delta.died.extend(DEATHS.iter().filter(|&&(at, _)| at == tick).map(|&(_, id)| id));
    delta
}

pub(crate) fn birth(id: RegionId, category: CategoryId) -> Birth {
    let start = (u64::from(id.0) + 1) << 32;
    Birth {
        id,
        place: Place::Mapped(AddressRange::from_bounds(start, start + REGION)),
        identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
        class: Classification { category, label: TagId(0), protection: Protection::READ },
    }
}

pub(crate) fn start() -> RecordingStart {
    RecordingStart::synthetic("ghostty")
}
