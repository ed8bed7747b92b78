//! The figures of one category in a window, or of all.

use crate::analysis::{Counted, Level, Metric};
use crate::model::units::{About, Bytes};
use std::ops::{AddAssign, SubAssign};

/// What a category, or all of them, did in a window. Byte figures are in the metric that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GrowthFigures {
    /// Born inside and alive at the end. A lower bound: what was unmapped and mapped again between two ticks looks old.
    pub persistent: Counted,
    /// Born and died inside; the bytes also of parts of regions, the count of whole regions only. A lower bound.
    pub transient: Counted,
    /// Born before and alive at the end.
    pub preexisting: Counted,
    /// Born before and died inside. Mapped bytes: also parts of regions; else what the regions that died had at the start.
    pub died: Bytes,
    /// What preexisting regions gained; footprint where the metric is mapped bytes.
    pub grown: Bytes,
    /// What preexisting regions lost, those that died included; footprint where the metric is mapped bytes.
    pub lost: Bytes,
    /// What was there at the start. Regions not yet read by then enter with the usage of their first reading.
    pub before: Level,
    /// What was there at the end.
    pub after: Level,
}

impl GrowthFigures {
    /// All that was born inside, whether it stayed or not. A lower bound, as its parts are.
    pub fn total(&self) -> Counted {
        let mut total = self.persistent;
        total += self.transient;
        total
    }

    /// What preexisting regions gained, as it is shown.
    pub fn grown(&self) -> About {
        let is_estimate = self.before.estimated + self.after.estimated > 0 && self.grown > Bytes::ZERO;
        About { bytes: self.grown, is_estimate }
    }

    /// What of memory without access right counts in the totals, where byte figures are in `metric`.
    pub(in crate::analysis) fn without_access(&self, metric: Metric) -> Self {
        let used = |bytes| if metric == Metric::Mapped { Bytes::ZERO } else { bytes };
        let counted = |part: Counted| Counted { bytes: used(part.bytes), count: 0 };
        Self {
            persistent: counted(self.persistent),
            transient: counted(self.transient),
            preexisting: counted(self.preexisting),
            died: used(self.died),
            grown: self.grown,
            lost: self.lost,
            before: self.before.without_access(),
            after: self.after.without_access(),
        }
    }

    /// Whether there was nothing at the end, and nothing happened.
    pub fn is_empty(&self) -> bool {
        let happened = [self.persistent, self.transient].iter().any(|part| part.count > 0);
        !happened
            && self.transient.bytes == Bytes::ZERO
            && self.grown == Bytes::ZERO
            && self.after.mapped == Bytes::ZERO
    }
}

impl AddAssign for GrowthFigures {
    fn add_assign(&mut self, other: Self) {
        self.persistent += other.persistent;
        self.transient += other.transient;
        self.preexisting += other.preexisting;
        self.died += other.died;
        self.grown += other.grown;
        self.lost += other.lost;
        self.before += other.before;
        self.after += other.after;
    }
}

impl SubAssign for GrowthFigures {
    /// Takes away what was added before.
    fn sub_assign(&mut self, other: Self) {
        self.persistent -= other.persistent;
        self.transient -= other.transient;
        self.preexisting -= other.preexisting;
        self.died -= other.died;
        self.grown -= other.grown;
        self.lost -= other.lost;
        self.before -= other.before;
        self.after -= other.after;
    }
}
