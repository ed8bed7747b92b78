//! What a look at pages or counters said.

use super::Usage;
use crate::units::AddressRange;

/// An answer to the dear question.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    /// What the answer covers. Bytes inside that no reading mentions use nothing. Sorted and disjoint.
    pub spans: Vec<AddressRange>,
    /// What was read, sorted by address, without overlaps.
    pub readings: Vec<Reading>,
}

impl Readings {
    /// Empties the answer and keeps its buffers.
    pub fn clear(&mut self) {
        self.spans.clear();
        self.readings.clear();
    }
}

/// The usage of a range at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Where.
    pub range: AddressRange,
    /// How much.
    pub usage: Usage,
    /// What was read.
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
}
