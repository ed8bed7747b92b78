//! Regions, and where their bytes are.

use super::{CategoryId, Certainty, Classification, Identity, SnapshotIndex, Usage, UsageQuality};
use crate::model::units::{About, Address, AddressRange, Bytes};

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

/// Names memory that a process owns without an address, in the system's own numbers: `IOSurface` and Metal objects,
/// DRM buffers, open memfds. The source makes it unique within the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u64);

/// Where observed bytes live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the target's address space.
    Mapped(AddressRange),
    /// In an object without address, of this size.
    Object(ObjectId, AddressRange),
    /// In a row of a summary: only the size is known. Growth is taken at its end, and so are losses.
    Aggregate(CategoryId, AddressRange),
}

/// One line of bytes: the target's addresses, or the offsets in one object or row. Runs of one space never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Space {
    /// The target's address space.
    Address,
    /// The bytes of one object.
    Object(ObjectId),
    /// The bytes of one row.
    Aggregate(CategoryId),
}

impl Place {
    /// A whole object.
    pub fn object(id: ObjectId, size: Bytes) -> Self {
        Self::Object(id, from_zero(size))
    }

    /// A whole row.
    pub fn aggregate(category: CategoryId, size: Bytes) -> Self {
        Self::Aggregate(category, from_zero(size))
    }

    /// The piece of `space` at `range`.
    pub const fn in_space(space: Space, range: AddressRange) -> Self {
        match space {
            Space::Address => Self::Mapped(range),
            Space::Object(id) => Self::Object(id, range),
            Space::Aggregate(category) => Self::Aggregate(category, range),
        }
    }

    /// The line of bytes it lies on.
    pub const fn space(&self) -> Space {
        match *self {
            Self::Mapped(_) => Space::Address,
            Self::Object(id, _) => Space::Object(id),
            Self::Aggregate(category, _) => Space::Aggregate(category),
        }
    }

    /// Where on that line.
    pub const fn range(&self) -> AddressRange {
        match *self {
            Self::Mapped(range) | Self::Object(_, range) | Self::Aggregate(_, range) => range,
        }
    }

    pub const fn len(&self) -> Bytes {
        self.range().len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.range().is_empty()
    }
}

fn from_zero(size: Bytes) -> AddressRange {
    AddressRange::new(Address::ZERO, Address::new(size.get()))
}
