//! The columns of the regions: what they hold, and by what they sort.

use crate::state::Order;
use strandline::analysis::{self, RegionSortKey};

/// A column by which regions can be sorted. Their order is that of [`Order::column`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionColumn {
    Size,
    Address,
    Dirty,
    Swapped,
    Resident,
    Label,
    Born,
    Age,
}

impl RegionColumn {
    pub const ALL: [Self; 8] = [
        Self::Size,
        Self::Address,
        Self::Dirty,
        Self::Swapped,
        Self::Resident,
        Self::Label,
        Self::Born,
        Self::Age,
    ];

    /// What stands above it.
    pub const fn head(self) -> &'static str {
        match self {
            Self::Size => "Size",
            Self::Address => "Address range",
            Self::Dirty => "Dirty",
            Self::Swapped => "Swapped",
            Self::Resident => "Resident",
            Self::Label => "Label",
            Self::Born => "Born",
            Self::Age => "Age",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Size => "Mapped bytes",
            Self::Address => "Where it lies; memory without an address has the number of its object",
            Self::Dirty => "In memory and not to be dropped without loss; without what is swapped",
            Self::Swapped => "Swapped out or compressed",
            Self::Resident => "In memory, clean or dirty",
            Self::Label => "What the system calls it",
            Self::Born => "When its bytes were seen first; those of the first look are older",
            Self::Age => "From its birth to the end of the range, or to its death",
        }
    }

    /// Its number: that of its place in [`RegionColumn::ALL`].
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The column of this number; the first where there is none.
    pub fn at(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::Size)
    }

    /// The order that a click on its head asks for: amounts begin with the largest, places and names with the first, and
    /// ages with the oldest.
    pub fn order(order: Order) -> analysis::RegionOrder {
        let (key, is_descending) = match Self::at(order.column) {
            Self::Size => (RegionSortKey::Size, true),
            Self::Address => (RegionSortKey::Place, false),
            Self::Dirty => (RegionSortKey::Dirty, true),
            Self::Swapped => (RegionSortKey::Swapped, true),
            Self::Resident => (RegionSortKey::Resident, true),
            Self::Label => (RegionSortKey::Label, false),
            Self::Born | Self::Age => (RegionSortKey::Birth, false),
        };
        analysis::RegionOrder { key, is_descending: is_descending != order.is_ascending }
    }
}
