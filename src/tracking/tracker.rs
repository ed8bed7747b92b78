//! Compares what is observed with what was there before.

use super::interval_map::{IntervalMap, Run};
use crate::model::{
    Access, Birth, Classification, Cut, Identity, Observation, Place, Protection, Reclassification, RegionId,
    SnapshotDelta, Space, Split, Usage, UsageQuality,
};
use crate::units::{Address, AddressRange};

/// Gives observations their identity over time.
#[derive(Debug, Default)]
pub struct Tracker {
    pub(super) map: IntervalMap,
    next_id: u32,
    scratch: Scratch,
    pub(super) moved: Vec<AddressRange>,
}

/// Buffers that are reused from tick to tick.
#[derive(Debug, Default)]
struct Scratch {
    olds: Vec<Run>,
    pieces: Vec<Piece>,
    births: Vec<Newborn>,
    spaces: Vec<Space>,
}

/// A part of an old run that is still there.
#[derive(Clone, Copy, Debug)]
struct Piece {
    old: usize,
    range: AddressRange,
    /// What it is now, where it was observed.
    now: Option<(Identity, Classification)>,
}

/// Bytes that were not there before.
#[derive(Clone, Copy, Debug)]
struct Newborn {
    space: Space,
    range: AddressRange,
    identity: Identity,
    class: Classification,
}

impl Tracker {
    /// A tracker that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
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
    }

    /// Takes in all memory without address. What is not mentioned has died.
    pub fn observe_unmapped(&mut self, unmapped: &[(Observation, Usage)], delta: &mut SnapshotDelta) {
        let mut gone = std::mem::take(&mut self.scratch.spaces);
        gone.clear();
        gone.extend(self.map.iter().map(|(space, _)| space).filter(|&space| space != Space::Address));
        gone.dedup();
        gone.retain(|&space| !unmapped.iter().any(|(observation, _)| observation.place.space() == space));
        for &space in &gone {
            self.replace(space, &[AddressRange::ALL], &[], delta);
        }
        self.scratch.spaces = gone;
        for (observation, _) in unmapped {
            let these = std::slice::from_ref(observation);
            let these = if observation.place.is_empty() { &[] } else { these };
            self.replace(observation.place.space(), &[AddressRange::ALL], these, delta);
        }
        self.deliver(delta);
        for (observation, usage) in unmapped {
            self.spread(observation.place, *usage, delta);
        }
    }

    /// Lets everything die: the target became another program.
    pub fn end_epoch(&mut self, delta: &mut SnapshotDelta) {
        delta.died.extend(self.map.iter().map(|(_, run)| run.id));
        self.map = IntervalMap::default();
    }

    /// Puts `observations` in the place of what lay inside `spans`.
    ///
    /// A run is compared in all spans before any of it is kept: a piece split off in one span may lose bytes in the next,
    /// and a delta cannot cut a region that it creates.
    fn replace(
        &mut self,
        space: Space,
        spans: &[AddressRange],
        observations: &[Observation],
        delta: &mut SnapshotDelta,
    ) {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.olds.clear();
        scratch.pieces.clear();
        let mut rest = observations;
        let mut behind = Address::ZERO;
        for &span in spans {
            let inside = rest.partition_point(|observation| observation.place.range().start < span.end);
            let (these, others) = rest.split_at(inside);
            let first = self.add_olds(space, span, behind, &mut scratch);
            compare(space, span, these, first, &mut scratch);
            (rest, behind) = (others, span.end);
        }
        if let Some(last) = scratch.olds.last() {
            let range = AddressRange::new(behind, last.range.end);
            keep_outside(&mut scratch.pieces, scratch.olds.len() - 1, last, range);
        }
        let mut pieces = scratch.pieces.as_slice();
        for (index, old) in scratch.olds.iter().enumerate() {
            let count = pieces.partition_point(|piece| piece.old == index);
            let (own, others) = pieces.split_at(count);
            self.carry_on(space, old, own, delta);
            pieces = others;
        }
        self.scratch = scratch;
    }

    /// Adds the old runs that `span` touches, and what of them lies between it and the span before, which ends at
    /// `behind`. Answers with the place of the first of them.
    fn add_olds(&self, space: Space, span: AddressRange, behind: Address, scratch: &mut Scratch) -> usize {
        let Scratch { olds, pieces, .. } = scratch;
        let mut touched = self.map.overlapping(space, span).peekable();
        if let Some(last) = olds.last() {
            let index = olds.len() - 1;
            if touched.next_if(|run| run.id == last.id).is_some() {
                keep_outside(pieces, index, last, AddressRange::new(behind, span.start));
                olds.extend(touched);
                return index;
            }
            keep_outside(pieces, index, last, AddressRange::new(behind, last.range.end));
        }
        let first = olds.len();
        olds.extend(touched);
        if let Some(run) = olds.get(first) {
            keep_outside(pieces, first, run, AddressRange::new(run.range.start, span.start));
        }
        first
    }

    /// Keeps of an old run what was seen of it again.
    fn carry_on(&mut self, space: Space, old: &Run, pieces: &[Piece], delta: &mut SnapshotDelta) {
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
    fn keep(&mut self, space: Space, old: &Run, id: RegionId, piece: &Piece, delta: &mut SnapshotDelta) {
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
                usage: if whole { old.usage } else { old.usage.share(piece.range.len(), old.range.len()) },
                quality: if whole { old.quality } else { old.quality.min(UsageQuality::Estimated) },
            },
        );
    }

    /// Numbers the newborn, after all splits of this delta, and puts them into the map.
    fn deliver(&mut self, delta: &mut SnapshotDelta) {
        let births = std::mem::take(&mut self.scratch.births);
        for newborn in &births {
            let id = self.fresh_id();
            let &Newborn { space, range, identity, class } = newborn;
            if space == Space::Address && identity.access == Access::Some {
                self.moved.push(range);
            }
            delta.born.push(Birth { id, place: Place::in_space(space, range), identity, class });
            let (usage, quality) = (Usage::default(), UsageQuality::Unknown);
            self.map.insert(space, Run { id, range, identity, class, usage, quality });
        }
        self.scratch.births = births;
        self.scratch.births.clear();
    }

    fn fresh_id(&mut self) -> RegionId {
        let id = RegionId(self.next_id);
        self.next_id = self.next_id.checked_add(1).expect("fewer than four billion regions in one recording");
        id
    }
}

/// Walks the old runs and the observations side by side: what both have with one identity lives on as a piece, what only
/// the observations have is born. `first` is the place of the first run that the span touches.
fn compare(
    space: Space,
    span: AddressRange,
    observations: &[Observation],
    first: usize,
    scratch: &mut Scratch,
) {
    let Scratch { olds, pieces, births, .. } = scratch;
    let mut old = first;
    for observation in observations {
        let seen = observation.place.range().intersection(span);
        let mut at = seen.start;
        while at < seen.end {
            while olds.get(old).is_some_and(|run| run.range.end <= at) {
                old += 1;
            }
            let (end, survivor) = match olds.get(old) {
                Some(run) if run.range.start <= at => {
                    let same = observation.identity.continues(&run.identity);
                    (run.range.end.min(seen.end), same.then_some(run))
                }
                Some(run) => (run.range.start.min(seen.end), None),
                None => (seen.end, None),
            };
            let range = AddressRange::new(at, end);
            match survivor {
                Some(run) => add_piece(pieces, run, old, range, observation),
                None => add_birth(births, space, range, observation),
            }
            at = end;
        }
    }
}

/// Adds a piece, or lengthens the one before it where nothing parts them.
fn add_piece(pieces: &mut Vec<Piece>, run: &Run, old: usize, range: AddressRange, observation: &Observation) {
    let class = observation.class;
    if let Some(last) = pieces.last_mut()
        && last.old == old
        && last.range.end == range.start
        && same_kind(&last.now.map_or(run.class, |(_, class)| class), &class)
    {
        last.range.end = range.end;
        let before = last.now.map_or(run.class, |(_, class)| class);
        last.now = Some((observation.identity, united(before, class)));
        return;
    }
    pieces.push(Piece { old, range, now: Some((observation.identity, class)) });
}

/// The part of a run outside the spans was not looked at: it goes on as it was.
fn keep_outside(pieces: &mut Vec<Piece>, old: usize, run: &Run, range: AddressRange) {
    if range.is_empty() {
        return;
    }
    if let Some(last) = pieces.last_mut()
        && last.old == old
        && last.range.end == range.start
        && let Some((identity, class)) = last.now
        && same_kind(&class, &run.class)
    {
        last.range.end = range.end;
        last.now = Some((identity, united(run.class, class)));
        return;
    }
    pieces.push(Piece { old, range, now: None });
}

/// Adds a birth, or lengthens the one before it where nothing parts them.
fn add_birth(births: &mut Vec<Newborn>, space: Space, range: AddressRange, observation: &Observation) {
    let &Observation { identity, class, .. } = observation;
    if let Some(last) = births.last_mut()
        && last.space == space
        && last.range.end == range.start
        && last.identity == identity
        && same_kind(&last.class, &class)
    {
        last.range.end = range.end;
        last.class = united(last.class, class);
        return;
    }
    births.push(Newborn { space, range, identity, class });
}

/// Whether two neighbours may be one region. What they may do with their bytes does not matter.
fn same_kind(one: &Classification, other: &Classification) -> bool {
    one.category == other.category && one.label == other.label
}

/// A region of several kernel entries has the rights of all of them, so that a flip of one is no news every tick.
fn united(one: Classification, other: Classification) -> Classification {
    Classification { protection: Protection(one.protection.0 | other.protection.0), ..other }
}
