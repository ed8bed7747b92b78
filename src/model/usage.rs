//! What a region uses of the machine.

use crate::units::Bytes;
use std::ops::{Add, AddAssign, Sub, SubAssign};

/// Bytes of a region by what became of them. How many bytes it maps is its length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Usage {
    /// In memory, clean or dirty.
    pub resident: Bytes,
    /// In memory and not to be dropped without loss.
    /// Linux: anonymous pages, and the proportional share of shared memory. macOS: the dirty pages of `footprint`.
    pub dirty: Bytes,
    /// Swapped out or compressed.
    pub swapped: Bytes,
    /// Freed with `MADV_FREE` and taken only when memory is short; part of `dirty`.
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
        Self {
            resident: self.resident.share(part, whole),
            dirty: self.dirty.share(part, whole),
            swapped: self.swapped.share(part, whole),
            lazy_free: self.lazy_free.share(part, whole),
        }
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
