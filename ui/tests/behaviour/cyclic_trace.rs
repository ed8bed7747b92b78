//! Traces of cycles, each a second long, of which every figure is known.

use crate::marked_trace::{birth, start};
use std::path::{Path, PathBuf};
use std::time::Duration;
use strandline::model::units::{Bytes, Timestamp};
use strandline::model::{
    Backing, Birth, Category, CategoryId, Identity, Mark, MarkRole, RegionId, SnapshotDelta, SnapshotKind,
    Tag, TotalKind, Usage, UsageChange, UsageQuality,
};
use strandline::storage::trace_file::{Existing, Writer};

const HEAP: CategoryId = CategoryId(0);
const PAGE_LIST: CategoryId = CategoryId(1);

/// How many regions of 4 MiB are there after each cycle, beside two at the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    /// Two more with each cycle.
    Leak,
    /// As many as before: each cycle's are given back.
    Steady,
    /// It fills up within a few cycles.
    Settles,
    /// Each cycle adds less than the one before, and never nothing.
    Slows,
    /// A leak of which the system counts less than its regions hold, and with each cycle a page less.
    Undercounted,
}

impl Course {
    /// Regions that stay of this cycle, the first being 1.
    fn kept(self, cycle: u32) -> u32 {
        match self {
            Self::Leak | Self::Undercounted => 2,
            Self::Steady => 0,
            Self::Settles => 64 >> cycle.min(20),
            Self::Slows => 40_u32.saturating_sub(3 * cycle),
        }
    }
}

/// Writes it into a folder.
pub(crate) fn write(folder: &Path, course: Course, cycles: u32) -> PathBuf {
    let path = folder.join("cycles.strand");
    let mut writer = Writer::create(&path, Existing::Keep, &start()).expect("there is room for a trace");
    let mut next = 0;
    let mut guest = None;
    let mut alive = 0;
    for tick in 0..=10 * cycles {
        let mut delta = SnapshotDelta { at: moment(tick), ..SnapshotDelta::default() };
        let cycle = tick.div_ceil(10);
        if tick == 0 {
            delta.new_tags.push(Tag::named("memory"));
            delta.new_categories =
                vec![Category::counted("Malloc", "heap"), Category::counted("Named", "PageList")];
            bear(&mut delta, &mut next, HEAP, 1);
            bear(&mut delta, &mut next, PAGE_LIST, 2);
        }
        if tick % 10 == 3 {
            guest = Some(RegionId(next));
            bear(&mut delta, &mut next, PAGE_LIST, 1);
        }
        if tick % 10 == 5 {
            bear(&mut delta, &mut next, PAGE_LIST, course.kept(cycle));
        }
        if tick % 10 == 7 {
            delta.died.extend(guest.take());
        }
        if tick % 10 == 0 && tick > 0 {
            (delta.kind, delta.usage_complete) = (SnapshotKind::Barrier, true);
        }
        alive = alive + delta.born.len() as u64 - delta.died.len() as u64;
        if course == Course::Undercounted && tick % 10 == 0 {
            let counted = (alive << 22) - 4096 * u64::from(cycle + 1);
            delta.totals.set(TotalKind::WalkedResident, Bytes::new(counted));
        }
        writer.push(&delta).expect("there is room for a snapshot");
    }
    let marks = (1..=cycles).map(|cycle| Mark {
        at: moment(10 * cycle),
        label: format!("cycle {cycle}"),
        role: MarkRole::Closed(cycle),
        cost: Duration::from_millis(3),
    });
    let marks = marks.collect();
    writer.annotations(&marks).and_then(|()| writer.finish()).expect("there is room for the marks");
    path
}

fn moment(tick: u32) -> Timestamp {
    Timestamp::from_nanos(u64::from(tick) * 100_000_000)
}

fn bear(delta: &mut SnapshotDelta, next: &mut u32, category: CategoryId, count: u32) {
    for _ in 0..count {
        let id = RegionId(*next);
        *next += 1;
        let plain = birth(id, category);
        // Told apart beyond doubt, so that regions can be counted.
        let backing = Backing::Object { object: u64::from(id.0) + 1, shift: 0 };
        let identity = Identity { backing, ..plain.identity };
        let birth = Birth { identity, ..plain };
        let size = Bytes::new(4 << 20);
        let usage = Usage { resident: size, dirty: size, ..Usage::default() };
        delta.born.push(birth);
        delta.usage.push(UsageChange { id, usage, quality: UsageQuality::Exact });
    }
}
