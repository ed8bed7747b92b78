//! Entries of the system's own list of what is mapped.

use super::{Protection, RegionId};
use crate::model::units::Bytes;
use std::fmt;

/// The part of a region that lies in entries of one protection.
///
/// A region is a run of bytes, and the system may keep it in many entries: Linux parts them by protection, and allows a
/// process `vm.max_map_count` of them. An entry that holds several regions counts for the one that it begins in, so that
/// the counts of all regions add up to the length of the system's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MappingCount {
    pub id: RegionId,
    /// What may be done with these bytes.
    pub protection: Protection,
    /// How many entries begin here: lines of `/proc/PID/maps`, regions of macOS, the count of a row of a summary. Unknown
    /// where the source does not tell.
    pub count: Option<u32>,
    /// Bytes of the region with this protection.
    pub bytes: Bytes,
}

impl fmt::Display for MappingCount {
    /// As `3 × rw-p`; without the number where it is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count {
            Some(count) => write!(f, "{count} × {}", self.protection),
            None => self.protection.fmt(f),
        }
    }
}

/// A sum of counts, some of which may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mappings {
    known: usize,
    unknown: usize,
}

impl Mappings {
    /// How many there are; unknown where a part of the sum is.
    pub const fn get(self) -> Option<usize> {
        if self.unknown == 0 { Some(self.known) } else { None }
    }
}

impl From<Option<u32>> for Mappings {
    fn from(count: Option<u32>) -> Self {
        Self { known: count.unwrap_or_default() as usize, unknown: usize::from(count.is_none()) }
    }
}

impl std::ops::AddAssign for Mappings {
    fn add_assign(&mut self, other: Self) {
        self.known += other.known;
        self.unknown += other.unknown;
    }
}

impl std::ops::SubAssign for Mappings {
    /// Takes away what was added before.
    fn sub_assign(&mut self, other: Self) {
        self.known -= other.known;
        self.unknown -= other.unknown;
    }
}
