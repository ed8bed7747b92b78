//! How finely figures are known.

use super::CategoryId;
use crate::model::units::Bytes;
use std::collections::BTreeMap;

/// To which steps the figures of a recording were rounded before they came to us. What is not in it is exact: all that was
/// read from a live process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rounding {
    /// By how much a figure of a category may be off because of it, and so a difference between two of its levels.
    pub categories: BTreeMap<CategoryId, Bytes>,
    /// The same of what the system says of the process as a whole.
    pub totals: Bytes,
    /// Figures that are not told, of the categories where there are such: zero in them means not known.
    pub untold: BTreeMap<CategoryId, Untold>,
}

/// A set of figures that a text does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Untold(pub u8);

impl Untold {
    pub const NOTHING: Self = Self(0);
    pub const MAPPED: Self = Self(1);
    /// Bytes in memory.
    pub const RESIDENT: Self = Self(2);
    /// Of them, those not to be dropped without loss.
    pub const DIRTY: Self = Self(4);
    /// Bytes swapped out or compressed.
    pub const SWAPPED: Self = Self(8);
    /// Dirty and swapped together.
    pub const FOOTPRINT: Self = Self(16);
    /// How many regions there are.
    pub const REGIONS: Self = Self(32);

    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Both sets, where `holds`.
    #[must_use]
    pub const fn with_if(self, other: Self, holds: bool) -> Self {
        if holds { self.with(other) } else { self }
    }

    /// This set without `other`.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all of `other` are in this set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl Rounding {
    /// The step of a category's figures.
    pub fn step_of(&self, category: CategoryId) -> Bytes {
        self.categories.get(&category).copied().unwrap_or_default()
    }

    /// The figures of a category that are not told.
    pub fn untold(&self, category: CategoryId) -> Untold {
        self.untold.get(&category).copied().unwrap_or_default()
    }

    /// Whether all figures are told, and exact.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
