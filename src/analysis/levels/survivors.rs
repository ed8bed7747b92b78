//! Which part of the levels is still there at some end: the persistent part. The rest of a level is transient.
//!
//! A region that is alive at the end `e` with `L` bytes counts, as of each of its states since `e` or earlier, with the
//! share of that state's footprint that falls on `L` of its bytes. Before it was a region of its own it was part of its
//! parent: the parent's states until then count for it in the same way, in the parent's category, and so on backwards.
//!
//! So at each snapshot `t` and for each category, `survivors(t) ≤ level(t)`, and `survivors(e) = level(e)`.

use super::lineage::{behind, footprint, kept, steps_before};
use super::over_time::bytes;
use super::room::Room;
use super::steps::Steps;
use crate::analysis::membership::Membership;
use crate::model::units::Bytes;
use crate::model::{
    Accumulator, CategoryId, LogChange, LogEntry, LogReader, Recording, RegionId, RegionState, SnapshotIndex,
};
use std::collections::BTreeMap;

/// The footprint, at each snapshot, of the bytes that are still alive at an end; by category. It follows a recording as
/// that grows.
#[derive(Clone, Debug, Default)]
pub struct Survivors {
    /// Nothing stands for the present.
    end: Option<SnapshotIndex>,
    /// Where the count began; nothing before the first step.
    beginning: Option<Beginning>,
    reader: LogReader,
    room: Room,
    membership: Membership,
    /// The pieces that were split off from a region.
    pieces: BTreeMap<RegionId, Vec<RegionId>>,
    categories: Vec<Steps>,
}

impl Survivors {
    /// What is alive now: with each death its past becomes transient.
    pub fn present() -> Self {
        Self::default()
    }

    /// What was alive at a snapshot.
    pub fn at_end(end: SnapshotIndex) -> Self {
        Self { end: Some(end), ..Self::default() }
    }

    /// The snapshot at which they are alive; nothing stands for the present.
    pub fn end(&self) -> Option<SnapshotIndex> {
        self.end
    }

    /// Takes in what is new, in at most so many steps, and says whether that was all; until then the figures say nothing. The
    /// states that a death or a cut makes it walk through are steps too; one such walk is one piece.
    pub fn follow(&mut self, recording: &Recording, steps: usize) -> bool {
        let mut left = steps;
        if !self.begin(recording, &mut left) {
            return false;
        }
        let mut reader = self.reader;
        let is_done = reader.advance(recording, self, left);
        self.reader = reader;
        is_done
    }

    /// The persistent part of a category's footprint at a snapshot. Behind a fixed end there is none.
    pub fn at(&self, category: CategoryId, snapshot: SnapshotIndex) -> Bytes {
        let is_behind = self.end.is_some_and(|end| snapshot > end);
        match (self.last_of(snapshot), self.categories.get(category.index())) {
            (Some(at), Some(steps)) if !is_behind => bytes(steps.at(at)),
            _ => Bytes::ZERO,
        }
    }

    /// Bytes of our own memory that this takes.
    pub fn footprint(&self) -> Bytes {
        let series: usize = self.categories.iter().map(Steps::footprint).sum();
        let pieces = self.pieces.values().map(|pieces| (pieces.len() + 8) * size_of::<RegionId>());
        Bytes::new((series + self.membership.footprint() + pieces.sum::<usize>()) as u64)
    }

    pub(super) fn categories(&self) -> &[Steps] {
        &self.categories
    }

    /// How many snapshots have figures.
    pub(super) fn len(&self) -> usize {
        self.end.map_or(self.reader.next_snapshot().index(), |end| end.index() + 1)
    }

    /// The place of a snapshot, or of the last that has figures where it lies behind.
    fn last_of(&self, snapshot: SnapshotIndex) -> Option<usize> {
        Some(snapshot.index().min(self.len().checked_sub(1)?))
    }

    /// Makes room for figures up to a snapshot.
    fn reach(&mut self, recording: &Recording, now: SnapshotIndex) {
        if let Some(room) = self.room.needed(recording, now) {
            self.categories.resize_with(room.categories, Steps::default);
            self.categories.iter_mut().for_each(|steps| steps.extend_to(room.snapshots));
        }
    }

    /// Counts what was alive at the end, or where the present was at the first step: of what died before then nothing is
    /// left. Goes as far as `left` does, and says whether that is done; from there on the log tells.
    fn begin(&mut self, recording: &Recording, left: &mut usize) -> bool {
        let at = self.end.unwrap_or_else(|| recording.last_snapshot());
        if at.index() >= recording.snapshots().len() {
            return self.end.is_none();
        }
        if self.beginning.is_none() {
            self.reader = LogReader::at_end(recording);
        }
        let Beginning { at, mut next } = self.beginning.unwrap_or(Beginning { at, next: RegionId(0) });
        self.reach(recording, at);
        let region_at = |id: RegionId| recording.regions().get(id).filter(|region| region.since <= at);
        while *left > 0
            && let Some(region) = region_at(next)
        {
            self.enter(recording, next);
            let bytes = recording.state_at(&region, at).map(|state| state.len);
            let change = Change { until: behind(at), had: None, left: bytes };
            let work = bytes.map_or(0, |_| self.spread(recording, next, change));
            *left = left.saturating_sub(work.max(1));
            next.0 += 1;
        }
        self.beginning = Some(Beginning { at, next });
        region_at(next).is_none()
    }

    fn enter(&mut self, recording: &Recording, id: RegionId) {
        self.membership.enter(recording, id);
        if let Some(parent) = recording.region(id).parent {
            self.pieces.entry(parent).or_default().push(id);
        }
    }

    fn change(
        &mut self,
        recording: &Recording,
        id: RegionId,
        now: &RegionState,
        before: Option<&RegionState>,
    ) -> usize {
        if before.is_none() {
            self.enter(recording, id);
        }
        let (had, left) = (before.map(|before| before.len), Some(now.len));
        let work = match had {
            had if had == left => 0,
            had => self.spread(recording, id, Change { until: now.since, had, left }),
        };
        let earlier = before.map_or(0, |before| kept(before, left));
        self.add_to(self.membership.category_of(id), now.since, footprint(now).wrapping_sub(earlier));
        work
    }

    /// Changes what a region's past counts: its own, and that of those it was a part of. Its last state before the change
    /// goes on counting until a later one is added; those of its parents count only until it was a region of its own.
    fn spread(&mut self, recording: &Recording, id: RegionId, change: Change) -> usize {
        let (mut work, _) = self.spread_own(recording, id, change);
        let mut child = recording.region(id);
        while let Some(parent) = child.parent {
            work += self.spread_until_piece(recording, parent, Change { until: child.since, ..change });
            child = recording.region(parent);
        }
        work
    }

    /// Changes what a region's past counts for a piece that was split off from it at `change.until`.
    fn spread_until_piece(&mut self, recording: &Recording, id: RegionId, change: Change) -> usize {
        let (work, last) = self.spread_own(recording, id, change);
        self.add_to(self.membership.category_of(id), change.until, last.wrapping_neg());
        work
    }

    /// Changes what a region's own states count. Says how many they are, and by how much the last of them changes.
    fn spread_own(&mut self, recording: &Recording, id: RegionId, change: Change) -> (usize, i64) {
        let region = &recording.region(id);
        let category = self.membership.category_of(id);
        let difference =
            move |state: &RegionState| kept(state, change.left).wrapping_sub(kept(state, change.had));
        let (mut work, mut last) = (0, 0_i64);
        for (at, by) in steps_before(recording, region, change.until, difference) {
            self.add_to(category, at, by);
            last = last.wrapping_add(by);
            work += 1;
        }
        (work, last)
    }

    /// A region moves to another category, and takes along its past: also what counts there for pieces of it.
    fn take_along(&mut self, recording: &Recording, id: RegionId, as_of: SnapshotIndex) -> usize {
        if !self.membership.is_outdated(recording, id) {
            return 0;
        }
        let left = recording.state_at(&recording.region(id), as_of).map(|state| state.len);
        let own = Change { until: behind(as_of), had: None, left };
        let pieces = self.alive_pieces(recording, id, as_of);
        let mut work = self.spread_own(recording, id, own.undone()).0;
        for &piece in &pieces {
            work += self.spread_until_piece(recording, id, piece.undone());
        }
        self.membership.enter(recording, id);
        self.spread_own(recording, id, own);
        for &piece in &pieces {
            self.spread_until_piece(recording, id, piece);
        }
        work * 2
    }

    /// What is alive of the pieces of a region, and of their pieces: each as what it counts in the region's past.
    fn alive_pieces(&self, recording: &Recording, id: RegionId, as_of: SnapshotIndex) -> Vec<Change> {
        let pieces_of = |id: &RegionId| self.pieces.get(id).map_or(&[][..], Vec::as_slice);
        let mut alive = Vec::new();
        for &piece in pieces_of(&id) {
            let until = recording.region(piece).since;
            let mut below = vec![piece];
            while let Some(piece) = below.pop() {
                below.extend_from_slice(pieces_of(&piece));
                let state = recording.state_at(&recording.region(piece), as_of);
                alive.extend(state.map(|state| Change { until, had: None, left: Some(state.len) }));
            }
        }
        alive
    }

    fn add_to(&mut self, category: CategoryId, at: SnapshotIndex, by: i64) {
        if let Some(steps) = self.categories.get_mut(category.index()) {
            steps.add(at.index(), by);
        }
    }
}

impl Accumulator for Survivors {
    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, at: now, change } = entry;
        self.reach(recording, self.end.unwrap_or(now));
        match change {
            LogChange::Moved { region, .. } => self.take_along(recording, region, self.end.unwrap_or(now)),
            LogChange::Died(region) => {
                let had = recording.region(region).last_len();
                self.spread(recording, region, Change { until: now, had: Some(had), left: None })
            }
            LogChange::State { region, now, before } => self.change(recording, region, &now, before.as_ref()),
            LogChange::End(_) => 0,
        }
    }

    /// What happens behind a fixed end changes nothing but categories.
    fn is_complete(&self, _next: SnapshotIndex) -> bool {
        self.end.is_some()
    }
}

/// A count of all that was alive at one snapshot.
#[derive(Clone, Copy, Debug)]
struct Beginning {
    at: SnapshotIndex,
    /// Regions before this one were counted.
    next: RegionId,
}

/// How many bytes of a region count in a past, and until when: before some snapshot.
#[derive(Clone, Copy, Debug)]
struct Change {
    until: SnapshotIndex,
    /// Bytes that count so far.
    had: Option<Bytes>,
    /// Bytes that count from now on.
    left: Option<Bytes>,
}

impl Change {
    /// The change that takes this one back.
    fn undone(self) -> Self {
        Self { had: self.left, left: self.had, ..self }
    }
}
