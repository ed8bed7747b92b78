//! Gives what is observed its identity over time: who lives on, who died, who was born.

use super::compare::{Comparison, Newborn, OldPart};
use super::interval_map::{IntervalMap, KnownProtection, Run};
use super::mappings::{Entries, count_unmapped};
use super::usage::UsageReader;
use crate::model::units::{AddressRange, Bytes};
use crate::model::{
    Birth, Cut, Observation, PageAccess, Place, Protection, Readings, Reclassification, RegionId,
    SnapshotDelta, Space, Split, Usage, UsageQuality,
};

/// Gives observations their identity over time.
#[derive(Debug)]
pub struct Tracker {
    map: IntervalMap,
    entries: Entries,
    usage: UsageReader,
    next_id: u32,
    comparison: Comparison,
    /// The spaces that ended in this tick; reused from tick to tick.
    gone: Vec<Space>,
    moved: Vec<AddressRange>,
}

impl Default for Tracker {
    fn default() -> Self {
        Self::new()
    }
}

impl Tracker {
    /// A tracker that has seen nothing yet, of memory in pages of this size: what it must estimate are whole pages.
    pub fn in_pages(page: Bytes) -> Self {
        Self {
            entries: Entries::default(),
            map: IntervalMap::default(),
            usage: UsageReader::in_pages(page),
            next_id: 0,
            comparison: Comparison::default(),
            gone: Vec::new(),
            moved: Vec::new(),
        }
    }

    /// A tracker that has seen nothing yet, of memory without pages.
    pub fn new() -> Self {
        Self::in_pages(Bytes::new(1))
    }

    /// The regions alive now.
    pub fn runs(&self) -> &IntervalMap {
        &self.map
    }

    /// Where in the address space memory was born, changed its shape or its usage since the last call: what is worth
    /// another look.
    pub fn take_moved(&mut self, into: &mut Vec<AddressRange>) {
        into.append(&mut self.moved);
    }

    /// Takes in what is mapped inside `spans`: sorted and without overlaps, as are the observations.
    pub fn observe(&mut self, spans: &[AddressRange], mapped: &[Observation], delta: &mut SnapshotDelta) {
        self.replace(Space::Address, spans, mapped, delta);
        self.deliver(delta);
        self.entries.count(&mut self.map, spans, mapped, delta);
    }

    /// Takes in all memory without address. What is not mentioned has died.
    pub fn observe_unmapped(&mut self, unmapped: &[(Observation, Usage)], delta: &mut SnapshotDelta) {
        let mut gone = std::mem::take(&mut self.gone);
        gone.clear();
        gone.extend(self.map.spaces_without_addresses());
        gone.dedup();
        gone.retain(|&space| !unmapped.iter().any(|(observation, _)| observation.place.space() == space));
        for &space in &gone {
            self.replace(space, &[AddressRange::ALL], &[], delta);
        }
        self.gone = gone;
        for (observation, _) in unmapped {
            let these = std::slice::from_ref(observation);
            let these = if observation.place.is_empty() { &[] } else { these };
            self.replace(observation.place.space(), &[AddressRange::ALL], these, delta);
        }
        self.deliver(delta);
        for (observation, usage) in unmapped {
            count_unmapped(&mut self.map, observation, delta);
            self.usage.spread(&mut self.map, observation.place, *usage, delta);
        }
    }

    /// Takes in what the address space was read to use. What differs from before goes into `delta`.
    ///
    /// A run that several spans touch is refreshed once, by all of them: taken one by one, each would spread what the
    /// others had read over the whole run. For the same reason what a slice of a sweep read of a run waits, if the slice
    /// ends inside it, for the slice that goes on there.
    pub fn take_readings(&mut self, read: &Readings, delta: &mut SnapshotDelta) {
        self.usage.take(&mut self.map, read, &mut self.moved, delta);
    }

    /// Where the last readings were of a kernel entry with several regions, which a look at its pages can tell apart:
    /// sorted and disjoint. Each is told once.
    pub fn take_unsure(&mut self, into: &mut Vec<AddressRange>) {
        self.usage.take_unsure(into);
    }

    /// The parts of the address space whose last reading is no more than an estimate, though their pages could be looked
    /// at: private memory that was cut or split, or shares a kernel entry with other regions. Which pages were freed
    /// lazily no look at them tells.
    pub fn estimated_spans(&self, into: &mut Vec<AddressRange>) {
        let runs = self.map.overlapping(Space::Address, AddressRange::ALL);
        let poor = runs.filter(|run| {
            run.quality == UsageQuality::Estimated
                && run.usage.lazy_free == Bytes::ZERO
                && !run.class.protection.has(Protection::SHARED)
        });
        into.extend(poor.map(|run| run.range));
    }

    /// Lets everything die: the target became another program.
    pub fn end_epoch(&mut self, delta: &mut SnapshotDelta) {
        delta.died.extend(self.map.iter().map(|(_, run)| run.id));
        self.map = IntervalMap::default();
        self.entries = Entries::default();
    }

    /// Puts `observations` in the place of what lay inside `spans`.
    fn replace(
        &mut self,
        space: Space,
        spans: &[AddressRange],
        observations: &[Observation],
        delta: &mut SnapshotDelta,
    ) {
        let mut comparison = std::mem::take(&mut self.comparison);
        comparison.run(&self.map, space, spans, observations);
        let mut pieces = comparison.pieces.as_slice();
        for (index, old) in comparison.olds.iter().enumerate() {
            let count = pieces.partition_point(|piece| piece.old == index);
            let (own, others) = pieces.split_at(count);
            self.carry_on(space, old, own, delta);
            pieces = others;
        }
        self.comparison = comparison;
    }

    /// Keeps of an old run what was seen of it again.
    fn carry_on(&mut self, space: Space, old: &Run, pieces: &[OldPart], delta: &mut SnapshotDelta) {
        let Some(longest) = pieces.iter().max_by_key(|piece| piece.range.len()) else {
            self.map.remove(space, old.range.start);
            delta.died.push(old.id);
            return;
        };
        if pieces.len() == 1 && longest.range == old.range {
            if longest.now.is_some_and(|now| now != (old.identity, old.class)) {
                self.map.remove(space, old.range.start);
                self.keep(space, old, old.id, longest, delta);
            }
            return;
        }
        self.map.remove(space, old.range.start);
        delta.cut.push(Cut { id: old.id, range: longest.range });
        let main = longest.range;
        for piece in pieces {
            let id = if piece.range == main { old.id } else { self.fresh_id() };
            if id != old.id {
                delta.split.push(Split { parent: old.id, id, range: piece.range });
            }
            self.keep(space, old, id, piece, delta);
        }
    }

    /// Puts a piece of an old run back into the map.
    fn keep(&mut self, space: Space, old: &Run, id: RegionId, piece: &OldPart, delta: &mut SnapshotDelta) {
        let (identity, class) = piece.now.unwrap_or((old.identity, old.class));
        if class != old.class {
            delta.reclassified.push(Reclassification { id, class });
        }
        let whole = piece.range == old.range;
        if space == Space::Address && !whole {
            self.moved.push(piece.range);
        }
        self.map.insert(
            space,
            Run {
                id,
                range: piece.range,
                identity,
                class,
                usage: self.usage_of_piece(old, id, piece.range),
                quality: if whole { old.quality } else { old.quality.min(UsageQuality::Estimated) },
                known_protection: if id == old.id {
                    old.known_protection.of_part(whole)
                } else {
                    KnownProtection::Nothing
                },
            },
        );
    }

    /// An estimate: the main piece, which keeps the id, has what the others leave.
    fn usage_of_piece(&self, old: &Run, id: RegionId, range: AddressRange) -> Usage {
        let (len, whole) = (range.len(), old.range.len());
        match (len == whole, id == old.id) {
            (true, _) => old.usage,
            (false, true) => old.usage.rest_in_pages(len, whole, self.usage.page),
            (false, false) => old.usage.share_in_pages(len, whole, self.usage.page),
        }
    }

    /// Numbers the newborn, after all splits of this delta, and puts them into the map.
    fn deliver(&mut self, delta: &mut SnapshotDelta) {
        let births = std::mem::take(&mut self.comparison.births);
        for newborn in &births {
            let id = self.fresh_id();
            let &Newborn { space, range, identity, class } = newborn;
            if space == Space::Address && identity.access == PageAccess::Some {
                self.moved.push(range);
            }
            delta.born.push(Birth { id, place: Place::in_space(space, range), identity, class });
            let (usage, quality, known_protection) =
                (Usage::default(), UsageQuality::Unknown, KnownProtection::Nothing);
            self.map.insert(space, Run { id, range, identity, class, usage, quality, known_protection });
        }
        self.comparison.births = births;
        self.comparison.births.clear();
    }

    fn fresh_id(&mut self) -> RegionId {
        let id = RegionId(self.next_id);
        self.next_id = self.next_id.checked_add(1).expect("fewer than four billion regions in one recording");
        id
    }
}
