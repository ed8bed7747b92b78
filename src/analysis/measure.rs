//! What is followed from cycle to cycle.

use super::Metric;

/// A figure of a category, or of all, at the closing marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// All that is there.
    Level(Metric),
    /// The mapped bytes that are still there at the next closing mark. What only happens to be there while a mark is set,
    /// and is gone a cycle later, is not in it: so a small leak is seen under much traffic.
    Stayed,
    /// Regions whose identity is certain: files, shared memory, objects. Plain anonymous memory is merged by the kernel and
    /// has no number of regions that means anything.
    Regions,
    /// Entries of the system's own list of what is mapped; in the total those of reserved address space too. Linux allows a
    /// process `vm.max_map_count` of them.
    Mappings,
}

impl Measure {
    /// What it is called in tables and files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Level(metric) => metric.name(),
            Self::Stayed => "stayed",
            Self::Regions => "regions",
            Self::Mappings => "mappings",
        }
    }

    /// What a rate of it is in: bytes tell themselves.
    pub const fn per_cycle(self) -> &'static str {
        match self {
            Self::Level(_) | Self::Stayed => "per cycle",
            Self::Regions => "regions per cycle",
            Self::Mappings => "mappings per cycle",
        }
    }

    /// Whether it counts bytes.
    pub const fn is_bytes(self) -> bool {
        !matches!(self, Self::Regions | Self::Mappings)
    }
}
