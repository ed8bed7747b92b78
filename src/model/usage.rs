//! How much of a region is used, and the readings of the system from which that is known.

use crate::model::units::{AddressRange, Bytes};
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// Bytes of a region by what became of them. How many bytes it maps is its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usage {
    /// In memory, clean or dirty.
    pub resident: Bytes,
    /// In memory and not to be dropped without loss.
    /// Linux: anonymous pages, huge pages, and the proportional share of shared memory, without what was freed lazily.
    /// macOS: the dirty pages of `footprint`.
    pub dirty: Bytes,
    /// Swapped out or compressed.
    pub swapped: Bytes,
    /// Reclaimable: still resident, but the process has given it back, and the kernel takes it when memory is short. In no
    /// other figure but `resident`.
    /// Linux: freed with `MADV_FREE`. macOS: freed for reuse (`MADV_FREE_REUSABLE`), and volatile purgeable memory.
    pub lazy_free: Bytes,
}

impl Usage {
    /// What the process costs the machine: dirty and swapped.
    pub fn footprint(&self) -> Bytes {
        self.dirty + self.swapped
    }

    /// The part of this usage that falls on `part` of `whole` bytes, if it is spread evenly.
    #[must_use]
    pub fn share(&self, part: Bytes, whole: Bytes) -> Self {
        self.share_in_pages(part, whole, Bytes::new(1))
    }

    /// The same in whole pages, rounded down.
    #[must_use]
    pub fn share_in_pages(&self, part: Bytes, whole: Bytes, page: Bytes) -> Self {
        let share = |figure: Bytes| figure.share(part, whole).whole(page.get());
        Self {
            resident: share(self.resident),
            dirty: share(self.dirty),
            swapped: share(self.swapped),
            lazy_free: share(self.lazy_free),
        }
    }

    /// Each figure, or that of `most` where it is less.
    #[must_use]
    pub fn at_most(&self, most: Self) -> Self {
        Self {
            resident: self.resident.min(most.resident),
            dirty: self.dirty.min(most.dirty),
            swapped: self.swapped.min(most.swapped),
            lazy_free: self.lazy_free.min(most.lazy_free),
        }
    }

    /// What is left to `part` of `whole` bytes when the others took their share in whole pages: so that of two parts no
    /// byte is lost.
    #[must_use]
    pub fn rest_in_pages(&self, part: Bytes, whole: Bytes, page: Bytes) -> Self {
        let rest = *self - self.share_in_pages(whole - part, whole, page);
        let most_dirty = rest.resident - rest.lazy_free;
        let is_sound = self.dirty + self.lazy_free <= self.resident;
        Self { dirty: if is_sound { rest.dirty.min(most_dirty) } else { rest.dirty }, ..rest }
    }
}

impl Add for Usage {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            resident: self.resident + other.resident,
            dirty: self.dirty + other.dirty,
            swapped: self.swapped + other.swapped,
            lazy_free: self.lazy_free + other.lazy_free,
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Usage {
    type Output = Self;
    /// Each figure stops at zero.
    fn sub(self, other: Self) -> Self {
        Self {
            resident: self.resident - other.resident,
            dirty: self.dirty - other.dirty,
            swapped: self.swapped - other.swapped,
            lazy_free: self.lazy_free - other.lazy_free,
        }
    }
}

impl SubAssign for Usage {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

/// How good a reading of usage is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UsageQuality {
    /// Not read yet.
    #[default]
    Unknown,
    /// The figures of a larger kernel entry, divided by length; or a share of shared memory that was carried forward.
    Estimated,
    /// Read for exactly these bytes.
    Exact,
}

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
