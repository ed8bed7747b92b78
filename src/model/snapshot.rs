//! All regions at one time.

use super::TickCost;
use crate::model::units::Timestamp;

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
