//! What is measured of a region, and what is followed from cycle to cycle.

use crate::model::units::{About, Bytes};
use crate::model::{Mappings, RegionState, Untold, Usage};
use std::ops::{AddAssign, SubAssign};

/// What the byte columns of a table mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Address space with access right, used or not.
    #[default]
    Mapped,
    /// In memory, clean or dirty.
    Resident,
    /// In memory and not to be dropped without loss.
    Dirty,
    /// Swapped out or compressed.
    Swapped,
    /// Dirty and swapped.
    Footprint,
}

impl Metric {
    pub const ALL: [Self; 5] = [Self::Mapped, Self::Resident, Self::Dirty, Self::Swapped, Self::Footprint];

    /// What it is called in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mapped => "mapped",
            Self::Resident => "resident",
            Self::Dirty => "dirty",
            Self::Swapped => "swapped",
            Self::Footprint => "footprint",
        }
    }

    /// This figure of `len` mapped bytes that use `usage`.
    pub fn measure(self, len: Bytes, usage: &Usage) -> Bytes {
        match self {
            Self::Mapped => len,
            Self::Resident => usage.resident,
            Self::Dirty => usage.dirty,
            Self::Swapped => usage.swapped,
            Self::Footprint => usage.footprint(),
        }
    }

    /// The mark of figures that are not told in this metric.
    pub const fn as_untold(self) -> Untold {
        match self {
            Self::Mapped => Untold::MAPPED,
            Self::Resident => Untold::RESIDENT,
            Self::Dirty => Untold::DIRTY,
            Self::Swapped => Untold::SWAPPED,
            Self::Footprint => Untold::FOOTPRINT,
        }
    }

    /// The metric in which a region can gain and lose while its length stays: footprint, where lengths are asked for.
    pub(super) const fn of_change(self) -> Self {
        match self {
            Self::Mapped => Self::Footprint,
            other => other,
        }
    }
}

/// Bytes, and in how many regions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counted {
    pub bytes: Bytes,
    pub count: usize,
}

impl AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.bytes += other.bytes;
        self.count += other.count;
    }
}

impl SubAssign for Counted {
    fn sub_assign(&mut self, other: Self) {
        self.bytes -= other.bytes;
        self.count -= other.count;
    }
}

/// What is there at one snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Level {
    pub mapped: Bytes,
    /// What they use, by their last reading.
    pub usage: Usage,
    /// Regions; of a row of a summary as many as it counts.
    pub regions: usize,
    /// Those of them that use something of which only an estimate is known.
    pub estimated: usize,
    /// Entries of the system's own list.
    pub mappings: Mappings,
}

impl Level {
    /// One figure of it, as it is shown.
    pub fn about(&self, metric: Metric) -> About {
        let bytes = self.get(metric);
        About { bytes, is_estimate: metric != Metric::Mapped && self.estimated > 0 && bytes > Bytes::ZERO }
    }

    /// Dirty and swapped bytes.
    pub fn footprint(&self) -> Bytes {
        self.usage.footprint()
    }

    /// What of memory without access right counts in the totals. It is not mapped memory; but pages that were written before
    /// the right was taken away are charged all the same, and the system's limit is on all mappings.
    pub(crate) fn without_access(&self) -> Self {
        Self { mapped: Bytes::ZERO, regions: 0, ..*self }
    }

    /// One figure of it.
    pub fn get(&self, metric: Metric) -> Bytes {
        metric.measure(self.mapped, &self.usage)
    }

    /// Adds one region.
    pub(super) fn add_region(&mut self, state: &RegionState) {
        self.mapped += state.len;
        self.usage += state.usage;
        self.regions += state.regions();
        self.mappings += state.mappings.into();
        self.estimated += usize::from(state.is_estimate());
    }

    /// Takes one region away that was added.
    pub(super) fn remove_region(&mut self, state: &RegionState) {
        self.mapped -= state.len;
        self.usage -= state.usage;
        self.regions -= state.regions();
        self.mappings -= state.mappings.into();
        self.estimated -= usize::from(state.is_estimate());
    }
}

impl AddAssign for Level {
    fn add_assign(&mut self, other: Self) {
        self.mapped += other.mapped;
        self.usage += other.usage;
        self.regions += other.regions;
        self.estimated += other.estimated;
        self.mappings += other.mappings;
    }
}

impl SubAssign for Level {
    fn sub_assign(&mut self, other: Self) {
        self.mapped -= other.mapped;
        self.usage -= other.usage;
        self.regions -= other.regions;
        self.estimated -= other.estimated;
        self.mappings -= other.mappings;
    }
}

/// A figure of a category, or of all, at the closing marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// All that is there.
    Level(Metric),
    /// The mapped bytes that are still there at the next closing mark. What only happens to be there while a mark is set,
    /// and is gone a cycle later, is not in it: so a small leak is seen under much traffic.
    Stayed,
    /// Regions whose identity is certain: files, shared memory, objects. Plain anonymous memory is merged by the kernel and
    /// has no number of regions that means anything.
    Regions,
    /// Entries of the system's own list of what is mapped; in the total those of reserved address space too. Linux allows a
    /// process `vm.max_map_count` of them.
    Mappings,
}

impl Measure {
    /// What it is called in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level(metric) => metric.name(),
            Self::Stayed => "stayed",
            Self::Regions => "regions",
            Self::Mappings => "mappings",
        }
    }

    /// What a rate of it is in: bytes tell themselves.
    pub const fn per_cycle(self) -> &'static str {
        match self {
            Self::Level(_) | Self::Stayed => "per cycle",
            Self::Regions => "regions per cycle",
            Self::Mappings => "mappings per cycle",
        }
    }

    /// Whether it counts bytes.
    pub const fn is_bytes(self) -> bool {
        !matches!(self, Self::Regions | Self::Mappings)
    }
}
