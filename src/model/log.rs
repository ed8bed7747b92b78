//! Entries of a recording's log.

use super::{CategoryId, RegionId, RegionState, SnapshotIndex};

/// A place in the log: before so many entries of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) snapshot: u32,
    pub(super) death: usize,
    pub(super) event: usize,
    pub(super) moved: usize,
}

/// One entry of the log. Those of one snapshot come in the order of the variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogChange {
    /// A region is gone from this snapshot on.
    Died(RegionId),
    /// A region's length and usage from this snapshot on. With its first entry a region begins: by birth, or as a piece
    /// of its parent, whose own entry comes before.
    State {
        region: RegionId,
        /// What it has now.
        now: RegionState,
        /// What it had before; nothing with its first entry.
        before: Option<RegionState>,
    },
    /// A region was found to belong to another category, as it always did: all of its past goes with it.
    Moved {
        region: RegionId,
        /// Where it was counted until now.
        from: CategoryId,
        to: CategoryId,
    },
    /// Nothing more stands in the log of this snapshot.
    End(SnapshotIndex),
}

/// A region that changed its category.
#[derive(Clone, Copy, Debug)]
pub(super) struct Move {
    pub(super) at: SnapshotIndex,
    pub(super) region: RegionId,
    pub(super) from: CategoryId,
    pub(super) to: CategoryId,
}
