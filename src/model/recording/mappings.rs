//! Which mappings a region had by protection.
//!
//! Most regions are one entry, or several alike, which their states tell already. The log has the others, and what became
//! of them: the entries of one region and snapshot lie side by side, and each points to the one before it.

use super::{Recording, SnapshotIndex};
use crate::model::{MappingCount, RegionId};

/// An entry of the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    since: SnapshotIndex,
    mapping: MappingCount,
    previous: Option<u32>,
}

impl Recording {
    /// The mappings of a region at `snapshot`, by protection, most bytes first. Nothing where it was not there; with one
    /// protection alone, that is as it was last seen.
    pub fn mappings_at(&self, id: RegionId, snapshot: SnapshotIndex) -> Vec<MappingCount> {
        let Some(region) = self.regions.get(id) else { return Vec::new() };
        let Some(state) = self.state_at(&region, snapshot) else { return Vec::new() };
        let mut listed = self.listed_until(id, snapshot).peekable();
        let since = listed.peek().map(|entry| entry.since);
        let of_one_look = listed.take_while(|entry| Some(entry.since) == since);
        let mut mappings: Vec<_> = of_one_look.map(|entry| entry.mapping).collect();
        if mappings.len() < 2 {
            let protection = mappings.first().map_or(region.class.protection, |sole| sole.protection);
            return vec![MappingCount { id, protection, count: state.mappings, bytes: state.len }];
        }
        mappings.sort_by_key(|mapping| (std::cmp::Reverse(mapping.bytes), mapping.protection.0));
        mappings
    }

    /// What is listed of a region by `snapshot`, the latest first.
    fn listed_until(&self, id: RegionId, snapshot: SnapshotIndex) -> impl Iterator<Item = &Entry> {
        let mut next = self.regions.last_mapping(id);
        let listed = std::iter::from_fn(move || {
            let entry = self.mappings.get(next? as usize)?;
            next = entry.previous;
            Some(entry)
        });
        listed.skip_while(move |entry| entry.since > snapshot)
    }

    /// Notes all mappings of a region. Those that are all of one kind need no entry unless there is one that says otherwise.
    pub(super) fn list_mappings(&mut self, since: SnapshotIndex, of_one_region: &[MappingCount]) {
        let id = of_one_region[0].id;
        let protection = self.regions.class(id).map(|class| class.protection);
        let is_plain = of_one_region.len() == 1 && protection == Some(of_one_region[0].protection);
        let mut last = self.regions.last_mapping(id);
        if is_plain && last.is_none() {
            return;
        }
        for &mapping in of_one_region {
            let Ok(place) = u32::try_from(self.mappings.len()) else { return };
            self.mappings.push(Entry { since, mapping, previous: last.replace(place) });
            self.regions.set_last_mapping(id, place);
        }
    }
}
