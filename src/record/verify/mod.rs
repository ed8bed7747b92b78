//! Whether a complete look says what the kernel says: figures of one moment, held against the kernel's own account, category
//! by category and as sums. Pure.

mod categories;
mod sums;

#[cfg(test)]
mod tests;

use crate::model::units::{ByteDelta, Bytes};
use crate::model::{Category, CategoryId, Recording, Region, RegionState};
use crate::source::Account;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComparedFigure {
    Mapped,
    Resident,
    /// In memory and not to be dropped without loss.
    Dirty,
    Swapped,
    LazyFree,
}

impl ComparedFigure {
    pub const ALL: [Self; 5] = [Self::Mapped, Self::Resident, Self::Dirty, Self::Swapped, Self::LazyFree];

    /// As reports call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mapped => "mapped",
            Self::Resident => "resident",
            Self::Dirty => "dirty",
            Self::Swapped => "swapped",
            Self::LazyFree => "lazy_free",
        }
    }
}

/// A figure of ours beside the kernel's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub ours: Bytes,
    /// The kernel's.
    pub kernel: Bytes,
    /// By how much they may differ, since the kernel rounds, or counts for each processor apart.
    pub slack: Bytes,
}

impl Held {
    /// How much more ours is.
    pub fn difference(&self) -> ByteDelta {
        self.ours.since(self.kernel)
    }

    /// Whether they say the same.
    pub fn agrees(&self) -> bool {
        self.difference().get().unsigned_abs() <= self.slack.get()
    }
}

/// A category, held against the mappings and pages that it consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryHeld {
    pub category: Category,
    /// By [`ComparedFigure`], in the order of [`ComparedFigure::ALL`].
    pub figures: [Held; 5],
}

/// A sum over the process, held against one figure of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SumHeld {
    /// Ours: over which figure the sum is.
    pub figure: ComparedFigure,
    /// The file of the kernel's figure.
    pub file: &'static str,
    /// The kernel's figure, in the words of that file.
    pub words: &'static str,
    pub held: Held,
}

/// One look, held against one account of the same moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// The categories, those that differ first, then those with the most resident bytes.
    pub categories: Vec<CategoryHeld>,
    pub sums: Vec<SumHeld>,
    /// Resident bytes of objects without address, which no mapping shows: they are in none of the figures above.
    pub objects: Bytes,
    /// How many mappings the kernel has.
    pub mappings: usize,
    /// How many regions we have of them.
    pub regions: usize,
}

impl Verification {
    /// Holds the last snapshot of `recording` against `account`.
    pub fn new(recording: &Recording, account: &Account) -> Self {
        let look = FinalState::new(recording);
        Self {
            categories: categories::hold(&look, account),
            sums: sums::hold(&look, account),
            objects: look.objects,
            mappings: account.entries.len(),
            regions: look.regions.len(),
        }
    }

    /// Whether every figure agrees.
    pub fn agrees(&self) -> bool {
        let of_categories = self.categories.iter().flat_map(|row| row.figures);
        of_categories.chain(self.sums.iter().map(|sum| sum.held)).all(|held| held.agrees())
    }
}

/// What we say is there at the end of a recording.
struct FinalState<'a> {
    recording: &'a Recording,
    /// What has an address, by address.
    regions: Vec<(Region, RegionState)>,
    /// Resident bytes of what has none.
    objects: Bytes,
}

impl<'a> FinalState<'a> {
    fn new(recording: &'a Recording) -> Self {
        let mut look = Self { recording, regions: Vec::new(), objects: Bytes::ZERO };
        for region in recording.regions().iter().filter(Region::is_alive) {
            let state = recording.history(&region).next().unwrap_or_default();
            match region.place {
                crate::model::Place::Mapped(_) => look.regions.push((region, state)),
                _ => look.objects += state.usage.resident,
            }
        }
        look.regions.sort_unstable_by_key(|(region, _)| region.place.range());
        look
    }

    /// The figures of each category.
    fn by_category(&self) -> BTreeMap<CategoryId, [Bytes; 5]> {
        let mut sums: BTreeMap<CategoryId, [Bytes; 5]> = BTreeMap::new();
        for (region, state) in &self.regions {
            let sum = sums.entry(region.class.category).or_default();
            add(sum, figures(state));
        }
        sums
    }

    /// The figures of all.
    fn sum(&self) -> [Bytes; 5] {
        let mut sum = [Bytes::ZERO; 5];
        self.regions.iter().for_each(|(_, state)| add(&mut sum, figures(state)));
        sum
    }
}

/// In the order of [`ComparedFigure::ALL`].
fn figures(state: &RegionState) -> [Bytes; 5] {
    let usage = &state.usage;
    [state.len, usage.resident, usage.dirty, usage.swapped, usage.lazy_free]
}

fn add(sum: &mut [Bytes; 5], figures: [Bytes; 5]) {
    for (sum, figure) in sum.iter_mut().zip(figures) {
        *sum += figure;
    }
}
