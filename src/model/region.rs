//! Bytes followed through time.

use super::{Certainty, Classification, Identity, Place, SnapshotIndex, Usage, UsageQuality};
use crate::model::units::{About, Bytes};

/// Identifies a region within one recording. Addresses are reused by the kernel; ids never are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionId(pub u32);

impl RegionId {
    /// Its place in [`Recording::regions`](super::Recording::regions).
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A maximal run of bytes that were born in one tick with one identity. It shrinks or splits as parts of it die.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Where it lies, or lay before it died.
    pub place: Place,
    pub identity: Identity,
    /// How it is shown.
    pub class: Classification,
    /// The snapshot in which its bytes were first seen.
    pub birth: SnapshotIndex,
    /// The snapshot since which it is a region of its own: later than its birth when it was split off.
    pub since: SnapshotIndex,
    /// The region it was split off from.
    pub parent: Option<RegionId>,
    /// The first snapshot without it.
    pub death: Option<SnapshotIndex>,
    /// Bytes it had at `since`.
    pub first_len: Bytes,
    /// Its latest entry in the recording's log of lengths and usage.
    pub(super) last_event: Option<u32>,
}

impl Region {
    /// Whether it was there at `snapshot`.
    pub fn is_alive_at(&self, snapshot: SnapshotIndex) -> bool {
        self.since <= snapshot && self.death.is_none_or(|death| snapshot < death)
    }

    /// Whether it is there at the end of the recording.
    pub const fn is_alive(&self) -> bool {
        self.death.is_none()
    }

    /// Bytes mapped at the end of the recording, or just before it died.
    pub const fn last_len(&self) -> Bytes {
        self.place.len()
    }

    /// How sure its identity is.
    pub const fn certainty(&self) -> Certainty {
        self.identity.certainty()
    }
}

/// A region's length and usage at one snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegionState {
    /// Since which snapshot it is so.
    pub since: SnapshotIndex,
    pub len: Bytes,
    pub usage: Usage,
    /// How good that reading is.
    pub quality: UsageQuality,
    /// How many entries of the system's own list begin in it, where that is known.
    pub mappings: Option<u32>,
    /// Whether it is a row of a summary, or a part of one.
    pub(super) is_row: bool,
}

impl RegionState {
    /// Whether it is a row of a summary that tells how many regions it sums up.
    pub fn is_counted_row(&self) -> bool {
        self.is_row && self.mappings.is_some()
    }

    /// For how many regions it stands: one, but for a row of a summary those that the row counts, where it tells.
    pub fn regions(&self) -> usize {
        self.mappings.filter(|_| self.is_row).unwrap_or(1) as usize
    }

    /// Whether it uses something, and how much is an estimate.
    pub fn is_estimate(&self) -> bool {
        self.quality == UsageQuality::Estimated && self.usage != Usage::default()
    }

    /// One figure of its usage, as it is shown.
    pub fn about(&self, bytes: Bytes) -> About {
        About { bytes, is_estimate: self.is_estimate() && bytes > Bytes::ZERO }
    }
}
