//! How finely figures are known.

use super::CategoryId;
use crate::units::Bytes;
use std::collections::BTreeMap;

/// To which steps the figures of a recording were rounded before they came to us. What is not in it is exact: all that was
/// read from a live process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rounding {
    /// By how much a figure of a category may be off because of it, and so a difference between two of its levels.
    pub categories: BTreeMap<CategoryId, Bytes>,
    /// The same of what the system says of the process as a whole.
    pub totals: Bytes,
}

impl Rounding {
    /// The step of a category's figures.
    pub fn of(&self, category: CategoryId) -> Bytes {
        self.categories.get(&category).copied().unwrap_or_default()
    }

    /// Whether all figures are exact.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
