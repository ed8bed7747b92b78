//! Bytes followed through time.

use super::{Certainty, Classification, Identity, Place, SnapshotIndex};
use crate::model::units::Bytes;

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
    /// What it is.
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
