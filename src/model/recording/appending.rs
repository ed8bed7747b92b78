//! How a recording grows: by the difference that a snapshot makes.

use super::{Inconsistent, Recording, index_from};
use crate::model::log::Move;
use crate::model::units::Bytes;
use crate::model::{
    Birth, Cut, MappingCount, Place, Reclassification, Region, RegionId, RegionState, Snapshot,
    SnapshotDelta, SnapshotIndex, Split, UsageChange, UsageQuality,
};
use std::sync::Arc;

impl Recording {
    /// Adds a snapshot. A delta that does not fit (only a forged or damaged trace has one) is refused whole.
    pub fn append(&mut self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        self.check(delta)?;
        let now = index_from(self.snapshots.len());
        extend(&mut self.tags, &delta.new_tags);
        extend(&mut self.categories, &delta.new_categories);
        self.totals.push(now, &delta.totals);
        self.settling.follow(now, delta);
        delta.runtimes.into_iter().for_each(|runtimes| self.recognise(runtimes));
        self.snapshots.push(Snapshot {
            at: delta.at,
            kind: delta.kind,
            usage_complete: delta.usage_complete,
            cost: delta.cost,
        });
        for &id in &delta.died {
            self.regions.set_death(id, now);
        }
        self.deaths.extend(delta.died.iter().copied());
        delta.cut.iter().for_each(|cut| self.cut(now, cut));
        delta.split.iter().for_each(|split| self.split(now, split));
        delta.born.iter().for_each(|birth| self.give_birth(now, birth));
        delta.reclassified.iter().for_each(|change| self.reclassify(now, change));
        delta.usage.iter().for_each(|change| self.change_usage(now, change));
        let of_one_region = delta.mappings.chunk_by(|one, other| one.id == other.id);
        of_one_region.for_each(|mappings| self.count_mappings(now, mappings));
        let Self { events, regions, .. } = self;
        events.seal(|id, place| regions.set_last_event(id, place));
        Ok(())
    }

    fn cut(&mut self, now: SnapshotIndex, cut: &Cut) {
        let before = self.last_state(cut.id);
        self.regions.change(cut.id, |region| {
            region.place = Place::in_space(region.place.space(), cut.range);
        });
        let len = cut.range.len();
        let usage = before.usage.rest_in_pages(len, before.len, self.page());
        let quality = UsageQuality::Estimated.min(before.quality);
        self.push_event(cut.id, RegionState { since: now, len, usage, quality, ..before });
    }

    /// A piece takes along its share of what the parent had; the next reading corrects it.
    fn split(&mut self, now: SnapshotIndex, split: &Split) {
        let parent = self.region(split.parent);
        let whole = self.history(&parent).find(|state| state.since < now).unwrap_or_default();
        let len = split.range.len();
        self.regions.push(&Region {
            place: Place::in_space(parent.place.space(), split.range),
            since: now,
            parent: Some(split.parent),
            first_len: len,
            last_event: None,
            ..parent
        });
        let usage = whole.usage.share_in_pages(len, whole.len, self.page());
        let quality = UsageQuality::Estimated.min(whole.quality);
        let piece = RegionState { since: now, len, usage, quality, mappings: None, ..whole };
        self.push_event(split.id, piece);
    }

    fn give_birth(&mut self, now: SnapshotIndex, birth: &Birth) {
        self.regions.push(&Region {
            place: birth.place,
            identity: birth.identity,
            class: birth.class,
            birth: now,
            since: now,
            parent: None,
            death: None,
            first_len: birth.place.len(),
            last_event: None,
        });
        let (since, len) = (now, birth.place.len());
        self.push_event(birth.id, RegionState { since, len, ..RegionState::default() });
    }

    fn change_usage(&mut self, now: SnapshotIndex, change: &UsageChange) {
        let before = self.last_state(change.id);
        let &UsageChange { usage, quality, .. } = change;
        self.push_event(change.id, RegionState { since: now, usage, quality, ..before });
    }

    fn count_mappings(&mut self, now: SnapshotIndex, of_one_region: &[MappingCount]) {
        let id = of_one_region[0].id;
        let count = of_one_region.iter().map(|mapping| mapping.count);
        let mappings = count.reduce(|sum, count| Some(sum?.saturating_add(count?))).flatten();
        let before = self.last_state(id);
        if mappings != before.mappings {
            self.push_event(id, RegionState { since: now, mappings, ..before });
        }
        self.list_mappings(now, of_one_region);
    }

    fn reclassify(&mut self, now: SnapshotIndex, change: &Reclassification) {
        let (from, to) = (self.category_of(change.id), change.class.category);
        self.regions.change(change.id, |region| region.class = change.class);
        if from != to {
            self.moves.push(Move { at: now, region: change.id, from, to });
        }
    }

    /// The unit of estimates.
    fn page(&self) -> Bytes {
        let page = self.start.as_ref().map(|start| start.target.page_size);
        page.unwrap_or_default().max(Bytes::new(1))
    }

    fn last_state(&self, id: RegionId) -> RegionState {
        self.states_back_from(self.regions.last_event(id)).next().unwrap_or_default()
    }

    /// One entry for each region and snapshot: a later one of the same snapshot takes the place of the earlier.
    fn push_event(&mut self, id: RegionId, state: RegionState) {
        let is_row = state.mappings.is_some() && self.regions.is_row(id);
        let state = RegionState { is_row, ..state };
        let last = self.regions.last_event(id);
        self.regions.set_last_event(id, self.events.put(id, last, state).or(last));
    }
}

/// Adds what is new, which is rare: a list that is shared with a copy is copied then.
fn extend<T: Clone>(list: &mut Arc<Vec<T>>, new: &[T]) {
    if !new.is_empty() {
        Arc::make_mut(list).extend_from_slice(new);
    }
}
