//! Differences that may be rounding alone are none.

use crate::import::capture::CapturedRow;
use crate::import::figures::{Rounded, UsageFigures};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Rounding, Untold, Usage};
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;

/// Remembers what was last taken for true of each thing, figure by figure.
///
/// A new figure is held against that, and not against the last one that was printed: what grows by less than the rounding
/// from text to text is seen when it has come far enough.
#[derive(Debug)]
pub(super) struct SettledRounding<K> {
    figures: HashMap<(K, Kind), Rounded>,
    /// The coarsest rounding of a figure that was met.
    pub(super) coarsest: Bytes,
}

/// A figure of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Mapped,
    Resident,
    Dirty,
    Swapped,
    LazyFree,
}

impl<K> Default for SettledRounding<K> {
    fn default() -> Self {
        Self { figures: HashMap::new(), coarsest: Bytes::ZERO }
    }
}

impl<K: Clone + Eq + Hash> SettledRounding<K> {
    /// The figure to take: the one before, where the new one may be the same.
    pub(super) fn settle(&mut self, key: &K, kind: Kind, now: Rounded) -> Bytes {
        self.coarsest = self.coarsest.max(now.quantum);
        let before = self.figures.entry((key.clone(), kind)).or_insert(now);
        if !before.may_equal(now) || now.quantum < before.quantum {
            *before = now;
        }
        before.bytes
    }

    /// The usage to take; nothing where the text tells none.
    pub(super) fn usage(&mut self, key: &K, figures: &UsageFigures) -> Option<Usage> {
        if figures.is_empty() {
            return None;
        }
        let mut settle = |kind, figure: Option<Rounded>| {
            figure.map_or(Bytes::ZERO, |figure| self.settle(key, kind, figure))
        };
        Some(Usage {
            resident: settle(Kind::Resident, figures.resident),
            // Where only the sum of dirty and swapped is told, it stands in the place of dirty.
            dirty: settle(Kind::Dirty, figures.dirty.or(figures.footprint)),
            swapped: settle(Kind::Swapped, figures.swapped),
            lazy_free: settle(Kind::LazyFree, figures.lazy_free),
        })
    }
}

/// Rounded to this, a size is as good as exact: no page is smaller.
const AS_EXACT: Bytes = Bytes::from_kib(1);

/// To which steps the figures of each category are rounded: those of the coarsest text.
#[derive(Debug, Default)]
pub(super) struct Steps {
    rounding: Rounding,
    /// Of the text that is being read.
    now: BTreeMap<CategoryId, Bytes>,
}

impl Steps {
    /// Notes a row: the figures of a category are sums of its rows, and their roundings add up.
    pub(super) fn add_row(&mut self, category: CategoryId, row: &CapturedRow) {
        *self.now.entry(category).or_default() += coarsest(row.mapped, &row.figures);
        if row.mapped.is_some_and(|size| size.bytes > Bytes::ZERO) {
            let mapped = Untold::default().with_if(Untold::MAPPED, row.is_sum_of_usage);
            self.add_untold(category, mapped.with(untold(&row.figures)));
        }
    }

    /// Notes that figures of a category are not told.
    pub(super) fn add_untold(&mut self, category: CategoryId, untold: Untold) {
        if untold != Untold::default() {
            let known = self.rounding.untold.entry(category).or_default();
            *known = known.with(untold);
        }
    }

    /// Notes a region. Each is held against itself, so that differences do not add up.
    pub(super) fn add_region(&mut self, category: CategoryId, size: Option<Rounded>, figures: &UsageFigures) {
        let step = self.now.entry(category).or_default();
        *step = coarsest(size, figures).max(*step);
        self.add_untold(category, untold(figures));
    }

    /// Notes what the system says of the process.
    pub(super) fn add_total(&mut self, size: Rounded) {
        if size.quantum > AS_EXACT {
            self.rounding.totals = self.rounding.totals.max(size.quantum);
        }
    }

    /// Ends a text.
    pub(super) fn end_text(&mut self) {
        for (category, step) in std::mem::take(&mut self.now) {
            if step > AS_EXACT {
                let coarsest = self.rounding.categories.entry(category).or_default();
                *coarsest = step.max(*coarsest);
            }
        }
    }

    /// What came of all texts.
    pub(super) fn rounding(&self) -> &Rounding {
        &self.rounding
    }
}

/// The figures of usage that are not there. Footprint is known where both of its parts are, or their sum is.
fn untold(figures: &UsageFigures) -> Untold {
    let (dirty, swapped) = (figures.dirty.is_some(), figures.swapped.is_some());
    Untold::default()
        .with_if(Untold::RESIDENT, figures.resident.is_none())
        .with_if(Untold::DIRTY, !dirty)
        .with_if(Untold::SWAPPED, !swapped)
        .with_if(Untold::FOOTPRINT, !(dirty && swapped) && figures.footprint.is_none())
}

/// The coarsest rounding; one that is as good as none is none.
fn coarsest(size: Option<Rounded>, figures: &UsageFigures) -> Bytes {
    let step = size.map_or(Bytes::ZERO, |size| size.quantum).max(figures.coarsest());
    if step > AS_EXACT { step } else { Bytes::ZERO }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::figures::vmmap_size;

    #[test]
    fn what_may_be_rounding_is_no_change_until_it_adds_up() {
        let mut settled = SettledRounding::default();
        let mut check = |text, expected| {
            let now = settled.settle(&"x", Kind::Dirty, vmmap_size(text).unwrap());
            assert_eq!(now, vmmap_size(expected).unwrap().bytes, "{text}");
        };
        check("16.0G", "16.0G");
        check("16.1G", "16.0G");
        check("16.2G", "16.2G");
        check("16.1G", "16.2G");
        check("9.8M", "9.8M");
        check("9999K", "9999K");
        check("9.8M", "9999K");
        check("16K", "16K");
        check("32K", "32K");
    }
}
