//! How much of some mapped spans is used, as read from pages or counters.

use super::Usage;
use crate::model::units::AddressRange;

/// What a source has read of the usage of some spans.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    /// What the answer covers. Bytes inside that no reading mentions use nothing. Sorted and disjoint.
    pub spans: Vec<AddressRange>,
    /// What was read, sorted by address, without overlaps.
    pub readings: Vec<Reading>,
    /// Whether a look at pages can tell the parts of a private entry apart. Then its figures, which are a sum, are no
    /// reading of a part.
    pub pages_tell_parts: bool,
}

impl Readings {
    /// Empties the answer and keeps its buffers.
    pub fn clear(&mut self) {
        self.spans.clear();
        self.readings.clear();
        self.pages_tell_parts = false;
    }
}

/// The usage of a range at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub range: AddressRange,
    pub usage: Usage,
    pub detail: Detail,
}

/// What a reading was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A run of pages that are all alike: any part of it uses its share, exactly. Does not know of lazily freed pages.
    Pages,
    /// As [`Detail::Pages`], but whether others share the pages is not known: they are taken for unshared.
    SharedPages,
    /// The sum over a kernel entry: exact for the whole, an estimate for a part.
    Entry,
    /// A run of pages that are all alike, of a kernel entry whose lazily freed bytes are known as a sum and are spread over
    /// its runs: exact for whoever holds the first of them, the last and all between, an estimate for a part.
    Spread {
        /// Whether it is the entry's first.
        first: bool,
        /// Whether it is the entry's last.
        last: bool,
    },
}
