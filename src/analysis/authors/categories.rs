//! Which category the memory at an address is of, at the end of a window or when it has gone.

use crate::analysis::Window;
use crate::model::units::{AddressRange, Bytes};
use crate::model::{CategoryId, Place, Recording, SnapshotIndex};

/// The regions of a window by their addresses.
pub(super) struct Categories {
    /// Those that are there at its end: they never overlap.
    at_end: Vec<(AddressRange, CategoryId)>,
    /// Those that have gone in it, by their first address, with their births.
    gone: Vec<(AddressRange, SnapshotIndex, CategoryId)>,
}

/// So many regions of one address at most are looked at for memory that has gone.
const MOST_LOOKED_AT: usize = 64;

impl Categories {
    pub(super) fn in_window(recording: &Recording, window: Window) -> Self {
        let mut categories = Self { at_end: Vec::new(), gone: Vec::new() };
        for region in recording.regions() {
            let Place::Mapped(range) = region.place else { continue };
            let category = region.class.category;
            if region.is_alive_at(window.to) {
                categories.at_end.push((range, category));
            } else if region.birth > window.from && region.birth <= window.to {
                categories.gone.push((range, region.birth, category));
            }
        }
        categories.at_end.sort_unstable();
        categories.gone.sort_unstable();
        categories
    }

    /// How much of a range is of which category at the end.
    pub(super) fn at_end(&self, range: AddressRange) -> impl Iterator<Item = (CategoryId, Bytes)> {
        let first = self.at_end.partition_point(|(region, _)| region.end <= range.start);
        let inside = self.at_end[first..].iter().take_while(move |(region, _)| region.start < range.end);
        inside.map(move |&(region, category)| (category, region.intersection(range).len()))
    }

    /// Of which category that was which was mapped behind a snapshot and has gone; nothing where no look has met it.
    pub(super) fn when_gone(&self, range: AddressRange, mapped_behind: SnapshotIndex) -> Option<CategoryId> {
        let behind = self.gone.partition_point(|(region, ..)| region.start <= range.start);
        let candidates = self.gone[..behind].iter().rev().take(MOST_LOOKED_AT);
        let met = candidates.filter(|&&(region, birth, _)| {
            region.contains(range.start)
                && birth > mapped_behind
                && birth.0 <= mapped_behind.0.saturating_add(2)
        });
        met.map(|&(.., category)| category).next()
    }
}
