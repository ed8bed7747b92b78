//! One category before and after.

use super::names::stripped;
use super::{Peaks, VerdictChange};
use crate::analysis::{Level, Measure, Slope, UnattributedKind, Verdict};
use crate::model::Untold;

/// What is compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowName {
    /// All counted categories.
    Total,
    /// A category, by its two names. Where recordings call it differently it is without what never repeats.
    Category {
        /// The upper level.
        group: String,
        /// The lower level.
        name: String,
    },
    /// What no region explains.
    Unattributed(UnattributedKind),
}

impl RowName {
    /// Whether the row is about the category of this name, which it may have without what never repeats.
    pub fn stands_for(&self, group: &str, name: &str) -> bool {
        matches!(self, Self::Category { group: own_group, name: own_name }
            if (own_group == group && own_name == name)
                || (*own_group == stripped(group) && *own_name == stripped(name)))
    }
}

/// What one side says of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompareCell {
    /// The word; *steady* for what was not there or never changed. *Too few cycles* stands where there is none: aligned by
    /// time, and where the system did not tell what no region explains.
    pub verdict: Verdict,
    /// How much more it is with every cycle, in the row's measure. Aligned by time: how much more at the end than at the
    /// start, all three alike.
    pub per_cycle: Slope,
    /// The levels in the row's measure: at the start, then at each closing mark, those of the warm-up first. Of what stayed
    /// the last is missing, of what no region explains those before the end of the warm-up. Aligned by time: at the start and
    /// at the end.
    pub levels: Vec<f64>,
    /// What is there at the end.
    pub at_end: Level,
    /// Figures of that which an imported text does not tell.
    pub untold: Untold,
    /// The highest level inside the window, in the row's measure: between the marks too, but of what no region explains,
    /// which is known at marks only.
    pub peak: f64,
    /// The most that was mapped, and the largest footprint, inside the window.
    pub peaks: Peaks,
}

impl CompareRow {
    /// Regions at the end of both; nothing where they are not told.
    pub fn regions(&self) -> Option<[usize; 2]> {
        Some([self.before.regions(&self.name)?, self.after.regions(&self.name)?])
    }
}

impl CompareCell {
    /// Regions at the end in the row of this name; nothing where they are not told.
    pub fn regions(&self, name: &RowName) -> Option<usize> {
        let is_counted = !matches!(name, RowName::Unattributed(_));
        (is_counted && !self.untold.has(Untold::REGIONS)).then_some(self.at_end.regions)
    }
}

impl TrendRow {
    /// Regions at the end of the first and of the last; nothing where they are not told.
    pub fn regions(&self) -> Option<[usize; 2]> {
        let (first, last) = (self.cells.first()?, self.cells.last()?);
        Some([first.regions(&self.name)?, last.regions(&self.name)?])
    }
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
    /// How much more a cycle adds after than before. The intervals of all rows in which
    /// something is alleged together miss nothing in 95 of 100 comparisons.
    pub difference: Slope,
    /// What has become of it; nothing where there are too few cycles in either, or where they are aligned by time.
    pub change: Option<VerdictChange>,
}

/// One category in a series of recordings.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendRow {
    /// What is compared.
    pub name: RowName,
    /// In which figure: the one that says most of the first and the last.
    pub measure: Measure,
    /// What each recording says, in their order.
    pub cells: Vec<CompareCell>,
    /// How much more a cycle adds in the last than in the first.
    pub difference: Slope,
    /// What has become of it from the first to the last.
    pub change: Option<VerdictChange>,
}
