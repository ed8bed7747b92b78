//! Snapshots: what one brings, what is kept of it, and what it cost.

use super::{
    Category, Classification, Identity, MappingCount, Place, RegionId, Runtimes, Tag, Target, Totals, Usage,
    UsageQuality,
};
use crate::model::units::{AddressRange, Timestamp};
use std::time::Duration;

/// Numbers the snapshots of one recording, from zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotIndex(pub u32);

impl SnapshotIndex {
    /// Its place in [`Recording::snapshots`](super::Recording::snapshots).
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What is kept of a snapshot beside the changes it brought.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Snapshot {
    /// When it was taken.
    pub at: Timestamp,
    /// A plain tick, or the barrier of a mark.
    pub kind: SnapshotKind,
    /// Whether a complete usage walk ended with it.
    pub usage_complete: bool,
    pub cost: TickCost,
}

/// Why a snapshot was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SnapshotKind {
    /// The grid said so.
    #[default]
    Tick,
    /// A mark: mappings and the usage of every region are of this one moment.
    Barrier,
}

/// Cost and lateness of one tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TickCost {
    /// CPU time of the mapping question and of comparing its answer.
    pub mapping: Duration,
    /// CPU time of reading usage.
    pub usage: Duration,
    /// CPU time of everything else since the tick before: totals, objects, writing the trace.
    pub rest: Duration,
    /// How far behind the grid the tick began.
    pub late: Duration,
    /// Ticks of the grid left out before this one.
    pub skipped: u32,
}

impl TickCost {
    /// CPU time in all.
    pub fn cpu(&self) -> Duration {
        self.mapping + self.usage + self.rest
    }
}

/// One snapshot as its difference from the one before; applied in the order of the fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SnapshotDelta {
    /// When it was taken.
    pub at: Timestamp,
    /// A plain tick, or the barrier of a mark.
    pub kind: SnapshotKind,
    /// Tags that were not seen before; they continue the recording's table.
    pub new_tags: Vec<Tag>,
    /// Categories that were not seen before; they continue the recording's table.
    pub new_categories: Vec<Category>,
    /// Regions that died whole.
    pub died: Vec<RegionId>,
    /// Regions that lost bytes and are one run still.
    pub cut: Vec<Cut>,
    /// Pieces of regions that lost bytes in their middle.
    pub split: Vec<Split>,
    /// Bytes that were not there before.
    pub born: Vec<Birth>,
    /// Regions that turned out to be of another category, or changed their protection.
    pub reclassified: Vec<Reclassification>,
    /// New readings of usage that differ from the last.
    pub usage: Vec<UsageChange>,
    /// Which allocators and language runtimes live in the process, where that is known better than before.
    pub runtimes: Option<Runtimes>,
    /// The regions whose mappings changed, the newborn included: all of a region's, by protection, side by side.
    pub mappings: Vec<MappingCount>,
    /// Whether a complete usage walk ended with this snapshot.
    pub usage_complete: bool,
    /// What the system says of the whole process.
    pub totals: Totals,
    /// What the tick cost.
    pub cost: TickCost,
}

impl SnapshotDelta {
    /// Whether no region changed in any way.
    pub fn is_quiet(&self) -> bool {
        self.died.is_empty()
            && self.cut.is_empty()
            && self.split.is_empty()
            && self.born.is_empty()
            && self.reclassified.is_empty()
            && self.usage.is_empty()
            && self.mappings.is_empty()
    }
}

/// A run of bytes that begins to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birth {
    /// Its id: the next one that was never used.
    pub id: RegionId,
    pub place: Place,
    pub identity: Identity,
    /// How it is shown.
    pub class: Classification,
}

/// A region that lost bytes at one or both of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    pub id: RegionId,
    /// What is left of it.
    pub range: AddressRange,
}

/// A piece that was cut off from a region and lives on. No byte of it is born: it keeps the birth of its parent.
///
/// The parent's own remainder comes as a [`Cut`] of the same delta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The region it was part of.
    pub parent: RegionId,
    /// Its id: the next one that was never used.
    pub id: RegionId,
    pub range: AddressRange,
}

/// A region that is now classified otherwise. Its whole life counts for the new category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reclassification {
    pub id: RegionId,
    /// Its classification from now on, and in hindsight.
    pub class: Classification,
}

/// A new reading of what a region uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsageChange {
    pub id: RegionId,
    pub usage: Usage,
    /// How good the reading is.
    pub quality: UsageQuality,
}

/// The target became another program: it called `exec`. All regions of the epoch before have died with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// When it was noticed.
    pub at: Timestamp,
    /// The target as it is now.
    pub target: Target,
}
