//! A process that is made up, with 24 categories. Each tick has twenty changes: two births, two deaths, a cut, and readings,
//! most of them of young regions.

use std::time::Duration;
use strandline::model::units::{Address, AddressRange, Bytes, Timestamp};
use strandline::model::{
    Backing, Birth, Category, CategoryId, Classification, Cut, Identity, PageAccess, Place, Protection,
    RegionId, SnapshotDelta, Tag, TagId, TickCost, Usage, UsageChange, UsageQuality,
};
use strandline::source::RandomSequence;

/// Ten snapshots a second.
pub(crate) const HOUR: u32 = 36_000;

/// How many categories there are.
pub(crate) const CATEGORIES: u32 = 24;

const READINGS: usize = 15;
const PAGE: u64 = 4096;

/// The regions of a process, as they come and go.
pub(crate) struct Process {
    dice: RandomSequence,
    /// How many it begins with.
    regions: usize,
    /// The oldest first.
    alive: Vec<(RegionId, AddressRange)>,
    next: u32,
}

impl Process {
    /// One that keeps so many regions.
    pub(crate) const fn new(regions: usize) -> Self {
        Self { dice: RandomSequence(1), regions, alive: Vec::new(), next: 0 }
    }

    fn born(&mut self) -> Birth {
        let id = RegionId(self.next);
        self.next += 1;
        let start = u64::from(id.0) << 21;
        let range = AddressRange::from_bounds(start, start + (2 + self.dice.below(300)) * PAGE);
        self.alive.push((id, range));
        let category = CategoryId(u32::try_from(self.dice.below(u64::from(CATEGORIES))).expect("few"));
        Birth {
            id,
            place: Place::Mapped(range),
            identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
            class: Classification { category, label: TagId(0), protection: Protection::READ },
        }
    }

    /// Somebody who is alive: mostly one of the young, sometimes anybody.
    fn pick(&mut self) -> usize {
        let young = if self.dice.below(4) == 0 { self.alive.len() } else { 2_000.min(self.alive.len()) };
        self.alive.len() - 1 - self.dice.place(young)
    }

    /// What a snapshot finds, a tenth of a second after the one before.
    pub(crate) fn tick(&mut self, nth: u32) -> SnapshotDelta {
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(u64::from(nth) * 100_000_000),
            cost: TickCost { mapping: Duration::from_micros(900), ..TickCost::default() },
            ..SnapshotDelta::default()
        };
        if nth == 0 {
            delta.new_tags.push(Tag::default());
            delta.new_categories =
                (0..CATEGORIES).map(|nth| Category::counted("Memory", nth.to_string())).collect();
            delta.born = (0..self.regions).map(|_| self.born()).collect();
            return delta;
        }
        for _ in 0..2 {
            let place = self.pick();
            delta.died.push(self.alive.remove(place).0);
        }
        let place = self.pick();
        let (id, range) = &mut self.alive[place];
        if range.len() > Bytes::new(PAGE) {
            range.end = Address::new(range.end.get() - PAGE);
            delta.cut.push(Cut { id: *id, range: *range });
        }
        for _ in 0..READINGS {
            let place = self.pick();
            let (id, range) = self.alive[place];
            let dirty = Bytes::new(self.dice.below(range.len().get() / PAGE + 1) * PAGE);
            delta.usage.push(UsageChange {
                id,
                usage: Usage { resident: dirty, dirty, ..Usage::default() },
                quality: UsageQuality::Exact,
            });
        }
        delta.born = (0..2).map(|_| self.born()).collect();
        delta
    }
}
