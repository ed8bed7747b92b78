//! How large the regions are that were born in a window: "48 × 9.5 MiB".
//!
//! A region belongs to the size that it has in the end: at the end of the window, or just before it died. So a size times
//! the number of regions that stayed is what they map, and what a region lost before is transient with the region it was
//! part of.

use super::GrowthFigures;
use crate::analysis::Counted;
use crate::model::units::Bytes;
use crate::model::{CategoryId, Certainty, Region, RegionState};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What was born in a window in one category and has one length in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeClass {
    /// Length of each region at the end of the window, or just before it died.
    pub len: Bytes,
    /// What stayed, in the metric that was asked for.
    pub persistent: Counted,
    /// What came and went, in the metric that was asked for.
    pub transient: Counted,
    /// Whether each that stayed is known to be a mapping of its own. Where it is not (the kernel merges anonymous memory),
    /// the count is one of runs of bytes: several mappings may be one run.
    pub certain: bool,
}

/// Sums by category and length.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes(HashMap<(CategoryId, Bytes), SizeClass>);

impl Sizes {
    /// Adds a region that was born inside.
    pub(super) fn add(&mut self, region: &Region, state: &RegionState, figures: &GrowthFigures) {
        // Of a row of a summary the mean.
        let len = Bytes::new(state.len.get() / state.regions().max(1) as u64);
        let empty =
            SizeClass { len, persistent: Counted::default(), transient: Counted::default(), certain: true };
        let class = self.0.entry((region.class.category, len)).or_insert(empty);
        class.persistent += figures.persistent;
        class.transient += figures.transient;
        class.certain &= figures.persistent.count == 0
            || region.certainty() == Certainty::Certain
            || state.is_counted_row();
    }

    /// The size classes of each category; those of which most bytes stayed come first, then those of which most went.
    pub(super) fn into_classes(self) -> BTreeMap<CategoryId, Vec<SizeClass>> {
        let mut classes: BTreeMap<CategoryId, Vec<SizeClass>> = BTreeMap::new();
        for ((category, _), class) in self.0 {
            classes.entry(category).or_default().push(class);
        }
        for of_category in classes.values_mut() {
            let rank = |class: &SizeClass| (class.persistent.bytes, class.transient.bytes, class.len);
            of_category.sort_unstable_by_key(|class| Reverse(rank(class)));
        }
        classes
    }
}
