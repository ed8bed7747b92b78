//! The figures of each category against those of the mappings that it consists of.

use super::{CategoryHeld, FinalState, Held, add};
use crate::model::units::{AddressRange, Bytes};
use crate::model::{CategoryId, Region, RegionState};
use crate::source::{Account, AccountEntry, PageRun};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Every category of either side, those that differ first.
pub(super) fn hold(look: &FinalState<'_>, account: &Account) -> Vec<CategoryHeld> {
    let (ours, kernel) = (look.by_category(), of_kernel(look, account));
    let mut ids: Vec<CategoryId> = ours.keys().chain(kernel.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let held = |id: CategoryId| {
        let (ours, kernel) =
            (ours.get(&id).copied().unwrap_or_default(), kernel.get(&id).copied().unwrap_or_default());
        let figures =
            std::array::from_fn(|nth| Held { ours: ours[nth], kernel: kernel[nth], slack: Bytes::ZERO });
        Some(CategoryHeld { category: look.recording.category(id)?.clone(), figures })
    };
    let mut rows: Vec<CategoryHeld> = ids.into_iter().filter_map(held).collect();
    rows.sort_by_cached_key(|row| {
        let agrees = row.figures.iter().all(Held::agrees);
        (agrees, Reverse(row.figures[1].ours), row.category.to_string())
    });
    rows
}

/// What the kernel says of each category: a mapping of one category with its own figures, the parts of one that holds
/// several with their pages.
fn of_kernel(look: &FinalState<'_>, account: &Account) -> BTreeMap<CategoryId, [Bytes; 5]> {
    let mut sums: BTreeMap<CategoryId, [Bytes; 5]> = BTreeMap::new();
    for entry in &account.entries {
        let first = look.regions.partition_point(|(region, _)| region.place.range().end <= entry.range.start);
        let parts = || {
            look.regions[first..]
                .iter()
                .take_while(|(region, _)| region.place.range().start < entry.range.end)
        };
        let Some((head, _)) = parts().next() else { continue };
        let category = head.class.category;
        if parts().all(|(region, _)| region.class.category == category) {
            add(sums.entry(category).or_default(), of_entry(entry));
        } else {
            add_parts(entry, parts(), &account.pages, &mut sums);
        }
    }
    sums
}

/// In the order of the figures: dirty as docs/reports.md defines it.
fn of_entry(entry: &AccountEntry) -> [Bytes; 5] {
    let shared = if entry.is_shared_memory { entry.proportional - entry.anonymous } else { Bytes::ZERO };
    [
        entry.range.len(),
        entry.resident + entry.huge,
        entry.anonymous - entry.lazy_free + shared + entry.huge,
        entry.swapped,
        entry.lazy_free,
    ]
}

/// A mapping of several categories: each has the pages that lie in it. Which pages were freed lazily the kernel does not
/// tell; what we gave to each category stands, and the last takes what is left of the mapping's own figure.
fn add_parts<'a>(
    entry: &AccountEntry,
    parts: impl Iterator<Item = &'a (Region, RegionState)>,
    pages: &[PageRun],
    sums: &mut BTreeMap<CategoryId, [Bytes; 5]>,
) {
    let mut freed = entry.lazy_free;
    let mut parts = parts.peekable();
    while let Some((region, state)) = parts.next() {
        let range = region.place.range().intersection(entry.range);
        let [resident, anonymous, swapped] = of_pages(range, pages);
        let is_last = parts.peek().is_none();
        let lazy_free = if is_last { freed } else { freed.min(state.usage.lazy_free).min(anonymous) };
        freed -= lazy_free;
        let figures = [range.len(), resident, anonymous - lazy_free, swapped, lazy_free];
        add(sums.entry(region.class.category).or_default(), figures);
    }
}

/// Resident, anonymous and swapped bytes of a range.
fn of_pages(range: AddressRange, pages: &[PageRun]) -> [Bytes; 3] {
    let first = pages.partition_point(|run| run.range.end <= range.start);
    let mut sums = [Bytes::ZERO; 3];
    for run in pages[first..].iter().take_while(|run| run.range.start < range.end) {
        let len = run.range.intersection(range).len();
        for (sum, holds) in sums.iter_mut().zip([run.is_resident, run.is_anonymous, run.is_swapped]) {
            *sum += if holds { len } else { Bytes::ZERO };
        }
    }
    sums
}
