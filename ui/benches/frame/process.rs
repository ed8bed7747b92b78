//! A process that is made up: 50,000 regions in 24 categories, and at each tick two births, two deaths and fifteen readings.

use std::path::{Path, PathBuf};
use std::time::Duration;
use strandline::model::units::{AddressRange, Bytes, Timestamp};
use strandline::model::{
    Backing, Birth, Category, CategoryId, Classification, Identity, Mark, MarkRole, PageAccess, Place,
    Protection, RecordingStart, RegionId, SnapshotDelta, Tag, TagId, TickCost, Usage, UsageChange,
    UsageQuality,
};
use strandline::source::RandomSequence;
use strandline::storage::trace_file::{Existing, Writer};

/// Ten a second.
pub(crate) const TICKS_OF_AN_HOUR: u32 = 36_000;

/// Cycles that are closed while it is recorded.
pub(crate) const CYCLES: u32 = 12;

const CATEGORIES: u32 = 24;
const REGIONS: usize = 50_000;
const PAGE: u64 = 4096;

/// The regions of a process, as they come and go.
pub(crate) struct Process {
    dice: RandomSequence,
    alive: Vec<RegionId>,
    next: u32,
}

impl Process {
    pub(crate) const fn new() -> Self {
        Self { dice: RandomSequence(1), alive: Vec::new(), next: 0 }
    }

    /// Writes a trace of so many ticks.
    pub(crate) fn record(&mut self, folder: &Path, ticks: u32) -> PathBuf {
        let path = folder.join(format!("{ticks}.strand"));
        let mut writer = Writer::create(&path, Existing::Replace, &RecordingStart::synthetic("bench"))
            .expect("room for a trace");
        for nth in 0..ticks {
            writer.push(&self.tick(nth)).expect("room for a snapshot");
        }
        let marks = (1..=CYCLES).map(|cycle| closing(cycle, ticks / CYCLES * cycle - 1)).collect();
        writer.annotations(&marks).and_then(|()| writer.finish()).expect("room for the end");
        path
    }

    pub(crate) fn tick(&mut self, nth: u32) -> SnapshotDelta {
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(u64::from(nth) * 100_000_000),
            cost: TickCost { mapping: Duration::from_micros(900), ..TickCost::default() },
            ..SnapshotDelta::default()
        };
        let mut births = 2;
        if nth == 0 {
            births = REGIONS;
            delta.new_tags.push(Tag::default());
            let group = |nth: u32| ["Named", "Malloc", "Files"][nth as usize % 3];
            delta.new_categories =
                (0..CATEGORIES).map(|nth| Category::counted(group(nth), nth.to_string())).collect();
        } else {
            delta.died = (0..2).map(|_| self.pick_out()).collect();
            delta.usage = (0..15).map(|_| self.reading()).collect();
        }
        delta.born = (0..births).map(|_| self.born()).collect();
        delta
    }

    fn place(&mut self) -> usize {
        self.dice.place(self.alive.len())
    }

    fn pick_out(&mut self) -> RegionId {
        let place = self.place();
        self.alive.swap_remove(place)
    }

    fn reading(&mut self) -> UsageChange {
        let place = self.place();
        let dirty = Bytes::new(self.dice.below(300) * PAGE);
        let usage = Usage { resident: dirty, dirty, ..Usage::default() };
        UsageChange { id: self.alive[place], usage, quality: UsageQuality::Exact }
    }

    fn born(&mut self) -> Birth {
        let id = RegionId(self.next);
        self.next += 1;
        self.alive.push(id);
        let start = u64::from(id.0) << 21;
        let category = CategoryId(u32::try_from(self.dice.below(u64::from(CATEGORIES))).expect("few"));
        Birth {
            id,
            place: Place::Mapped(AddressRange::from_bounds(start, start + 300 * PAGE)),
            identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
            class: Classification { category, label: TagId(0), protection: Protection::READ },
        }
    }
}

/// The mark that closes a cycle at a tick.
pub(crate) fn closing(cycle: u32, tick: u32) -> Mark {
    let at = Timestamp::from_nanos(u64::from(tick) * 100_000_000);
    Mark { at, label: format!("cycle {cycle}"), role: MarkRole::Closed(cycle), cost: Duration::ZERO }
}
