//! The subject of a verdict: all memory, or one category, in one measure.

use crate::analysis::{Measure, Metric, UnattributedKind};
use crate::model::CategoryId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Total(Measure),
    Category(CategoryId, Measure),
    /// What no region explains.
    Unattributed(UnattributedKind),
}

impl Subject {
    /// What is counted of it.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Total(measure) | Self::Category(_, measure) => measure,
            Self::Unattributed(UnattributedKind::Swapped) => Measure::Level(Metric::Swapped),
            Self::Unattributed(UnattributedKind::Footprint) => Measure::Level(Metric::Footprint),
            Self::Unattributed(_) => Measure::Level(Metric::Resident),
        }
    }
}
