//! One thing as the source reports it at one instant.

use super::{CategoryId, Identity, Place, TagId};
use std::fmt;

/// One mapping, object or summary row at one instant. It has no history: the tracker gives it one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observation {
    pub place: Place,
    pub identity: Identity,
    /// How it is shown.
    pub class: Classification,
    /// How many entries of the system's own list begin with it: one for a mapping, none for a further part of it and for an
    /// object without address, the stated count for a summary row. Unknown where the source does not tell.
    pub mappings: Option<u32>,
}

/// How a region is shown; it may become better known while the region lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Classification {
    pub category: CategoryId,
    /// What to call this one: the tag, or more than that ("thread 4711 worker").
    pub label: TagId,
    /// What may be done with its bytes.
    pub protection: Protection,
}

/// Access rights as of the last look. A flip between them is no event in a region's life, except to and from none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Protection(pub u8);

impl Protection {
    /// Bytes may be read.
    pub const READ: Self = Self(1);
    /// Bytes may be written.
    pub const WRITE: Self = Self(2);
    /// Bytes may be executed.
    pub const EXECUTE: Self = Self(4);
    /// Writes are seen by others who map the same.
    pub const SHARED: Self = Self(8);

    /// Both sets of rights.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all rights of `other` are in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether there is no access right at all.
    pub const fn is_none(self) -> bool {
        !(self.has(Self::READ) || self.has(Self::WRITE) || self.has(Self::EXECUTE))
    }
}

impl fmt::Display for Protection {
    /// As `/proc/PID/maps` has it: `rw-p`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |right, letter| if self.has(right) { letter } else { '-' };
        write!(
            f,
            "{}{}{}{}",
            letter(Self::READ, 'r'),
            letter(Self::WRITE, 'w'),
            letter(Self::EXECUTE, 'x'),
            if self.has(Self::SHARED) { 's' } else { 'p' }
        )
    }
}
