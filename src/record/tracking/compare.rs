//! The comparison of a tick: old runs and observations side by side, byte by byte.
//!
//! It finds out what of every run is still there and what was not there before. What follows from that (who keeps the id,
//! what the delta says) is the tracker's.

use super::interval_map::{IntervalMap, Run};
use crate::model::units::{Address, AddressRange};
use crate::model::{Classification, Identity, Observation, Protection, Space};

/// What a comparison found. Its buffers are reused from tick to tick.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// The old runs that were looked at, in order.
    pub(super) olds: Vec<Run>,
    /// What is left of them, in order.
    pub(super) pieces: Vec<OldPart>,
    /// What was not there before; gathered over all comparisons until the tracker takes it.
    pub(super) births: Vec<Newborn>,
}

/// A part of an old run that is still there.
#[derive(Clone, Copy, Debug)]
pub(super) struct OldPart {
    /// The place of the run among the olds.
    pub(super) old: usize,
    pub(super) range: AddressRange,
    /// What it is now, where it was observed.
    pub(super) now: Option<(Identity, Classification)>,
}

/// Bytes that were not there before.
#[derive(Clone, Copy, Debug)]
pub(super) struct Newborn {
    pub(super) space: Space,
    pub(super) range: AddressRange,
    pub(super) identity: Identity,
    pub(super) class: Classification,
}

impl Comparison {
    /// Compares what lay inside `spans` with `observations`.
    ///
    /// A run is compared in all spans before any of it is kept: a piece split off in one span may lose bytes in the next,
    /// and a delta cannot cut a region that it creates.
    pub(super) fn run(
        &mut self,
        map: &IntervalMap,
        space: Space,
        spans: &[AddressRange],
        observations: &[Observation],
    ) {
        self.olds.clear();
        self.pieces.clear();
        let mut rest = observations;
        let mut behind = Address::ZERO;
        for &span in spans {
            let inside = rest.partition_point(|observation| observation.place.range().start < span.end);
            let (these, others) = rest.split_at(inside);
            let first = self.add_olds(map, space, span, behind);
            self.compare(space, span, these, first);
            (rest, behind) = (others, span.end);
        }
        if let Some(last) = self.olds.last() {
            self.keep_outside(self.olds.len() - 1, AddressRange::new(behind, last.range.end));
        }
    }

    /// Adds the old runs that `span` touches, and what of them lies between it and the span before, which ends at
    /// `behind`. Answers with the place of the first of them.
    fn add_olds(&mut self, map: &IntervalMap, space: Space, span: AddressRange, behind: Address) -> usize {
        let mut touched = map.overlapping(space, span).peekable();
        if let Some(&last) = self.olds.last() {
            let index = self.olds.len() - 1;
            if touched.next_if(|run| run.id == last.id).is_some() {
                self.keep_outside(index, AddressRange::new(behind, span.start));
                self.olds.extend(touched);
                return index;
            }
            self.keep_outside(index, AddressRange::new(behind, last.range.end));
        }
        let first = self.olds.len();
        self.olds.extend(touched);
        if let Some(&run) = self.olds.get(first) {
            self.keep_outside(first, AddressRange::new(run.range.start, span.start));
        }
        first
    }

    /// Walks the old runs and the observations side by side: what both have with one identity lives on as a piece, what
    /// only the observations have is born. `first` is the place of the first run that the span touches.
    fn compare(&mut self, space: Space, span: AddressRange, observations: &[Observation], first: usize) {
        let mut old = first;
        for observation in observations {
            let seen = observation.place.range().intersection(span);
            let mut at = seen.start;
            while at < seen.end {
                while self.olds.get(old).is_some_and(|run| run.range.end <= at) {
                    old += 1;
                }
                let (end, survives) = match self.olds.get(old) {
                    Some(run) if run.range.start <= at => {
                        (run.range.end.min(seen.end), observation.identity.continues(&run.identity))
                    }
                    Some(run) => (run.range.start.min(seen.end), false),
                    None => (seen.end, false),
                };
                let range = AddressRange::new(at, end);
                if survives {
                    self.add_piece(old, range, observation);
                } else {
                    self.add_birth(space, range, observation);
                }
                at = end;
            }
        }
    }

    /// Adds a piece, or lengthens the one before it where nothing parts them.
    fn add_piece(&mut self, old: usize, range: AddressRange, observation: &Observation) {
        let &Observation { identity, class, .. } = observation;
        let run = &self.olds[old];
        if let Some(last) = self.pieces.last_mut()
            && last.old == old
            && last.range.end == range.start
        {
            let (of_last, before) = last.now.unwrap_or((run.identity, run.class));
            if of_last == identity && same_kind(&before, &class) {
                last.range.end = range.end;
                last.now = Some((identity, united(before, class)));
                return;
            }
        }
        self.pieces.push(OldPart { old, range, now: Some((identity, class)) });
    }

    /// The part of a run outside the spans was not looked at: it goes on as it was.
    fn keep_outside(&mut self, old: usize, range: AddressRange) {
        if range.is_empty() {
            return;
        }
        let run = &self.olds[old];
        if let Some(last) = self.pieces.last_mut()
            && last.old == old
            && last.range.end == range.start
            && let Some((identity, class)) = last.now
            && identity == run.identity
            && same_kind(&class, &run.class)
        {
            last.range.end = range.end;
            last.now = Some((identity, united(run.class, class)));
            return;
        }
        self.pieces.push(OldPart { old, range, now: None });
    }

    /// Adds a birth, or lengthens the one before it where nothing parts them.
    fn add_birth(&mut self, space: Space, range: AddressRange, observation: &Observation) {
        let &Observation { identity, class, .. } = observation;
        if let Some(last) = self.births.last_mut()
            && last.space == space
            && last.range.end == range.start
            && last.identity == identity
            && same_kind(&last.class, &class)
        {
            last.range.end = range.end;
            last.class = united(last.class, class);
            return;
        }
        self.births.push(Newborn { space, range, identity, class });
    }
}

/// Whether two neighbours may be one region. What they may do with their bytes does not matter.
fn same_kind(one: &Classification, other: &Classification) -> bool {
    one.category == other.category && one.label == other.label
}

/// A region of several kernel entries has the rights of all of them, so that a flip of one is no news every tick.
fn united(one: Classification, other: Classification) -> Classification {
    Classification { protection: Protection(one.protection.0 | other.protection.0), ..other }
}
