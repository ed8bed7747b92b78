//! Finds the regions behind a row and sorts them, in bounded steps: millions may have lived, and a frame must not wait.

use super::filter::{Filter, Names};
use crate::analysis::{Umbrella, Window};
use crate::model::{Category, CategoryId, Recording, Region, RegionId, RegionState, TagId};
use std::collections::BinaryHeap;

/// Which categories are looked through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RegionScope {
    /// One, counted or not.
    Category(CategoryId),
    /// All in the group of this one, counted or not; see [`RegionScope::group`].
    GroupOf(CategoryId),
    /// All that an umbrella holds.
    Umbrella(Umbrella),
}

impl RegionScope {
    /// The categories of a group. One that the recording does not have is the scope of a category that is not there.
    pub fn group(recording: &Recording, name: &str) -> Self {
        let is_in = |(_, category): &(CategoryId, &Category)| category.group == name;
        let member = (0..).map(CategoryId).zip(recording.categories()).find(is_in);
        Self::GroupOf(member.map_or(CategoryId(u32::MAX), |(id, _)| id))
    }

    fn holds(self, recording: &Recording, id: CategoryId) -> bool {
        match self {
            Self::Category(asked) => id == asked,
            Self::GroupOf(member) => {
                let group = |id| recording.category(id).map(|category| category.group.as_str());
                group(member).is_some_and(|of_member| group(id) == Some(of_member))
            }
            Self::Umbrella(umbrella) => {
                recording.category(id).is_some_and(|category| umbrella.holds(category))
            }
        }
    }
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RegionSortKey {
    Place,
    #[default]
    Size,
    Dirty,
    Swapped,
    Resident,
    /// Its label, by the alphabet.
    Label,
    /// When it was born; its age is the reverse.
    Birth,
}

/// By what rows are sorted, and in which direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RegionOrder {
    pub key: RegionSortKey,
    /// Whether the highest comes first.
    pub is_descending: bool,
}

impl Default for RegionOrder {
    fn default() -> Self {
        Self { key: RegionSortKey::default(), is_descending: true }
    }
}

/// One row: which region, and what it was sorted by. All else is in [`RegionFacts`](super::RegionFacts).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionRow {
    pub id: RegionId,
    /// Bytes, nanoseconds, an address or a place in the alphabet, as the sort key has it.
    pub key: u64,
}

/// The regions behind a row, found step by step.
#[derive(Clone, Debug)]
pub struct RegionListing {
    window: Window,
    scope: RegionScope,
    /// When its bytes were born, where that is asked for; in order of time.
    births: Option<Vec<Window>>,
    filter: Filter,
    order: RegionOrder,
    names: Names,
    /// For each tag its place in the alphabet, where that is what rows are sorted by.
    alphabet: Vec<u64>,
    most_rows: usize,
    /// The first region that was not looked at.
    next: u32,
    /// The best so far, the worst of them on top; keys are inverted where the highest come first.
    best: BinaryHeap<(u64, RegionId)>,
    found: usize,
    rows: Option<Vec<RegionRow>>,
}

impl RegionListing {
    /// How many rows are kept: more than anybody scrolls through.
    pub const MOST_ROWS: usize = 100_000;

    /// Prepares to look through a recording.
    pub fn new(
        recording: &Recording,
        window: Window,
        scope: RegionScope,
        filter: Filter,
        order: RegionOrder,
    ) -> Self {
        Self {
            window,
            scope,
            births: None,
            names: filter.names(recording),
            filter,
            order,
            alphabet: if order.key == RegionSortKey::Label { alphabet(recording) } else { Vec::new() },
            most_rows: Self::MOST_ROWS,
            next: 0,
            best: BinaryHeap::new(),
            found: 0,
            rows: None,
        }
    }

    /// Only regions whose bytes were born in one of these windows, which come in order of time and do not overlap. With the
    /// openings of cycles ([`Cycle::opening`](crate::analysis::Cycle::opening)) and a window that ends at a closing mark
    /// these are the retained set.
    #[must_use]
    pub fn born_in(self, births: impl IntoIterator<Item = Window>) -> Self {
        Self { births: Some(births.into_iter().collect()), ..self }
    }

    /// Looks at so many more regions; says whether all was seen. An entry of a region's history behind the window's end,
    /// which must be passed over, counts as a region. The last step also sorts what was found.
    pub fn advance(&mut self, recording: &Recording, most_regions: usize) -> bool {
        if self.rows.is_some() {
            return true;
        }
        let mut left = most_regions;
        while left > 0 {
            let id = RegionId(self.next);
            // Ids are given in order of time.
            let region = recording.regions().get(id);
            let Some(region) = region.filter(|region| region.since <= self.window.to) else {
                self.finish();
                return true;
            };
            self.next += 1;
            left -= 1;
            if !self.is_asked_for(recording, &region) {
                continue;
            }
            let end = self.window.to;
            let passed_over = |state: &RegionState| usize::from(state.since > end);
            let mut history =
                recording.history(&region).inspect(|state| left = left.saturating_sub(passed_over(state)));
            let state = history.find(|state| state.since <= end);
            drop(history);
            if let Some(state) = state
                && self.filter.fits(recording, &region, &state, self.window)
            {
                self.add(id, self.key(&region, &state));
            }
        }
        false
    }

    /// The rows in their order; nothing as long as not all was seen.
    pub fn rows(&self) -> Option<&[RegionRow]> {
        self.rows.as_deref()
    }

    /// How many regions were looked at so far.
    pub const fn looked_at(&self) -> usize {
        self.next as usize
    }

    /// How many regions were found so far, those left out included.
    pub const fn found(&self) -> usize {
        self.found
    }

    /// How many regions were left out because the list is capped: the last of them in its order.
    pub const fn left_out(&self) -> usize {
        self.found.saturating_sub(self.most_rows)
    }

    fn is_asked_for(&self, recording: &Recording, region: &Region) -> bool {
        let is_born_then = |births: &Vec<Window>| {
            let nth = births.partition_point(|window| window.to < region.birth);
            births.get(nth).is_some_and(|window| window.contains(region.birth))
        };
        self.births.as_ref().is_none_or(is_born_then)
            && self.scope.holds(recording, region.class.category)
            && self.filter.admits(region, self.window)
            && self.names.admit(region)
    }

    fn key(&self, region: &Region, state: &RegionState) -> u64 {
        match self.order.key {
            RegionSortKey::Place => region.place.range().start.get(),
            RegionSortKey::Size => state.len.get(),
            RegionSortKey::Dirty => state.usage.dirty.get(),
            RegionSortKey::Swapped => state.usage.swapped.get(),
            RegionSortKey::Resident => state.usage.resident.get(),
            RegionSortKey::Label => {
                self.alphabet.get(region.class.label.index()).copied().unwrap_or(u64::MAX)
            }
            RegionSortKey::Birth => region.birth.0.into(),
        }
    }

    fn add(&mut self, id: RegionId, key: u64) {
        self.found += 1;
        let key = if self.order.is_descending { !key } else { key };
        self.best.push((key, id));
        if self.best.len() > self.most_rows {
            self.best.pop();
        }
    }

    fn finish(&mut self) {
        let mut best = std::mem::take(&mut self.best).into_vec();
        best.sort_unstable();
        let is_descending = self.order.is_descending;
        let row = |(key, id): (u64, _)| RegionRow { id, key: if is_descending { !key } else { key } };
        self.rows = Some(best.into_iter().map(row).collect());
    }
}

/// For each tag its place in the alphabet.
fn alphabet(recording: &Recording) -> Vec<u64> {
    let tags = recording.tags();
    let mut sorted: Vec<(String, TagId)> =
        tags.iter().zip(0..).map(|(tag, id)| (tag.to_string().to_lowercase(), TagId(id))).collect();
    sorted.sort_unstable();
    let mut places = vec![0; tags.len()];
    for (place, (_, tag)) in (0..).zip(sorted) {
        places[tag.index()] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};

    #[test]
    fn a_capped_list_keeps_the_first_of_its_order_and_counts_the_rest() {
        let mut scenario = Scenario::new();
        scenario.tick();
        for len in [3, 1, 5, 2, 4] {
            scenario.map(10 * len, len, ANONYMOUS);
        }
        scenario.tick();
        let recording = &scenario.trace.recording;
        let check = |is_descending, expected: [u64; 2]| {
            let order = RegionOrder { key: RegionSortKey::Size, is_descending };
            let scope = RegionScope::Umbrella(Umbrella::All);
            let mut listing =
                RegionListing::new(recording, Window::whole(recording), scope, Filter::default(), order);
            listing.most_rows = 2;
            assert!(!listing.advance(recording, 2));
            assert_eq!((listing.rows(), listing.looked_at()), (None, 2));
            assert!(listing.advance(recording, usize::MAX));
            let keys: Vec<u64> = listing.rows().unwrap().iter().map(|row| row.key / 4096).collect();
            assert_eq!((&keys[..], listing.found(), listing.left_out()), (&expected[..], 5, 3));
        };
        check(true, [5, 4]);
        check(false, [1, 2]);
    }

    #[test]
    fn a_group_is_all_of_its_categories_and_of_a_group_that_is_not_there_there_is_nothing() {
        const HEAP: usize = 3;
        let mut scenario = Scenario::new();
        scenario.tick();
        scenario.map(0, 1, ANONYMOUS).map(10, 2, FILE).map(20, 3, HEAP).tick();
        let recording = &scenario.trace.recording;
        let check = |group, expected: &[u64]| {
            let scope = RegionScope::group(recording, group);
            let window = Window::whole(recording);
            let mut listing =
                RegionListing::new(recording, window, scope, Filter::default(), RegionOrder::default());
            assert!(listing.advance(recording, usize::MAX));
            let pages: Vec<u64> = listing.rows().unwrap().iter().map(|row| row.key / 4096).collect();
            assert_eq!(pages, expected, "{group}");
        };
        check("Memory", &[3, 1]);
        check("Files", &[2]);
        check("Nowhere", &[]);
    }
}
