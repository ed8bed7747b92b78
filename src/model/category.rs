//! Our two-level grouping of tags.

use std::fmt;

/// Names a category within one recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CategoryId(pub u32);

impl CategoryId {
    /// Its place in [`Recording::categories`](super::Recording::categories).
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A category: `Graphics ▸ IOSurface`. Colours, tracks and verdicts are per category.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Category {
    /// The upper level: "Graphics".
    pub group: String,
    /// The lower level: "`IOSurface`".
    pub name: String,
    /// How it enters the totals.
    pub role: CategoryRole,
}

impl Category {
    /// An ordinary category.
    pub fn counted(group: impl Into<String>, name: impl Into<String>) -> Self {
        Self { group: group.into(), name: name.into(), role: CategoryRole::Counted }
    }

    /// The group of what a source tells that knows nothing but sums.
    pub const TOTALS: &str = "Totals";

    /// Whether it is a sum that the system keeps, of memory of which nothing more is known.
    pub fn is_total(&self) -> bool {
        self.group == Self::TOTALS
    }

    /// Whether its bytes enter the totals.
    pub fn is_counted(&self) -> bool {
        self.role != CategoryRole::Reserved
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} ▸ {}", self.group, self.name))
    }
}

/// How a category enters the totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CategoryRole {
    /// Its bytes are memory.
    #[default]
    Counted,
    /// Address space without access right: guards and reservations. Its mapped bytes and regions are in no total; what it
    /// uses is, since pages that were written before the right was taken away are charged.
    Reserved,
    /// What the system charges to the process and no region explains.
    Unattributed,
}
