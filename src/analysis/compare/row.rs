//! One category before and after.

use super::VerdictChange;
use crate::analysis::{Level, Measure, Slope, UnattributedKind, Verdict};

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowName {
    /// All counted categories.
    Total,
    /// A category, by its two names.
    Category {
        /// The upper level.
        group: String,
        /// The lower level.
        name: String,
    },
    /// What no region explains.
    Unattributed(UnattributedKind),
}

/// What one side says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompareCell {
    /// The word; *steady* for what was not there or never changed.
    pub verdict: Verdict,
    /// How much more it is with every cycle, in the row's measure.
    pub per_cycle: Slope,
    /// The levels in the row's measure: at the start, then at each closing mark, those of the warm-up first. Of what stayed
    /// the last is missing.
    pub levels: Vec<f64>,
    /// What is there at the end.
    pub at_end: Level,
    /// The highest level at any mark, in the row's measure.
    pub peak: f64,
}

/// One category before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareRow {
    /// What is compared.
    pub name: RowName,
    /// In which figure: the one that says most.
    pub measure: Measure,
    /// Before.
    pub before: CompareCell,
    /// After.
    pub after: CompareCell,
    /// How much more a cycle adds after than before.
    pub difference: Slope,
    /// What has become of it; nothing where there are too few cycles in either.
    pub change: Option<VerdictChange>,
}
