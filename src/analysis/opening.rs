//! What each region begins a window with.
//!
//! A region that is split inside a window takes bytes along from its parent: they are neither born nor dead. So that
//! every byte is counted once and with the region in which it ends, the parent's opening balance is divided: what its
//! children took along is theirs from the beginning, with an even share of its usage.

use super::Window;
use crate::model::{Recording, Region, RegionId, RegionState, SnapshotIndex, Usage, UsageQuality};
use crate::units::Bytes;
use std::collections::BTreeMap;

/// What a region had in a window, as one walk through the recording finds it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen<'a> {
    /// The last it had by the start of the window.
    start: Option<&'a RegionState>,
    /// What it had when its usage was known first since the start.
    known: Option<&'a RegionState>,
    /// The last it had in the window.
    last: Option<&'a RegionState>,
}

impl<'a> Seen<'a> {
    /// Walks through the recording up to the end of the window; one for each region.
    pub(super) fn all(recording: &'a Recording, window: Window) -> Vec<Self> {
        let mut all = vec![Self::default(); recording.regions().len()];
        for (id, state) in recording.states_until(window.to) {
            let seen = &mut all[id.index()];
            if state.since <= window.from {
                (seen.start, seen.known) = (Some(state), None);
            }
            if seen.known.is_none() && state.quality != UsageQuality::Unknown {
                seen.known = Some(state);
            }
            seen.last = Some(state);
        }
        all
    }

    /// Whether it was there at the start of the window. Not to be asked of a region that had died by then.
    pub(super) fn is_old(&self) -> bool {
        self.start.is_some()
    }

    /// The last it had in the window.
    pub(super) fn last(&self) -> RegionState {
        self.last.copied().unwrap_or_default()
    }

    /// What its usage is first known from: to be read for the first time is not to grow. If it never was read in the
    /// window, the last is as good as any.
    fn known(&self) -> RegionState {
        self.known.copied().unwrap_or_else(|| self.last())
    }
}

/// What a region begins a window with: its own bytes only.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Opening {
    /// Bytes it had at the start, was born with or brought along, without those its children took away.
    pub(super) len: Bytes,
    /// The usage of these bytes at the start; none if they were born inside.
    pub(super) usage: Usage,
    /// Over how many bytes the usage is spread.
    spread: Bytes,
    /// The snapshot of that usage.
    read: SnapshotIndex,
}

impl Opening {
    /// What a region has that is no piece of another one inside the window.
    fn of_whole(region: &Region, seen: &Seen<'_>) -> Self {
        match seen.start {
            Some(start) => Self {
                len: start.len,
                usage: seen.known().usage,
                spread: seen.known().len,
                read: seen.known().since,
            },
            None => Self { len: region.first_len, ..Self::default() },
        }
    }

    /// Takes away what a piece took along.
    fn give(&mut self, piece: Bytes) -> Self {
        let given = Self {
            len: piece.min(self.len),
            usage: self.usage.share(piece.min(self.spread), self.spread),
            spread: piece.min(self.spread),
            read: self.read,
        };
        self.len -= given.len;
        self.spread -= given.spread;
        self.usage.resident -= given.usage.resident;
        self.usage.dirty -= given.usage.dirty;
        self.usage.swapped -= given.usage.swapped;
        self.usage.lazy_free -= given.usage.lazy_free;
        given
    }
}

/// The openings of all regions in one window.
#[derive(Debug)]
pub(super) struct Openings<'a> {
    recording: &'a Recording,
    /// What each region had in the window.
    seen: Vec<Seen<'a>>,
    /// The openings of regions that were split inside the window, and of their pieces.
    divided: BTreeMap<RegionId, Opening>,
    /// When pieces of which length were split off inside the window, by parent.
    pieces: BTreeMap<RegionId, Vec<(SnapshotIndex, Bytes)>>,
}

impl<'a> Openings<'a> {
    /// Follows the splits inside the window. A parent's id is always lower than its children's, hence one pass.
    pub(super) fn of(recording: &'a Recording, window: Window) -> Self {
        let mut openings = Self {
            recording,
            seen: Seen::all(recording, window),
            divided: BTreeMap::new(),
            pieces: BTreeMap::new(),
        };
        for (id, piece) in (0..).map(RegionId).zip(recording.regions()) {
            if let Some(parent) = piece.parent
                && window.contains(piece.since)
            {
                openings.divide(parent, id, piece);
            }
        }
        openings
    }

    fn divide(&mut self, parent: RegionId, id: RegionId, piece: &Region) {
        let mut rest = self.get(parent);
        let undivided = rest;
        let mut opening = rest.give(piece.first_len);
        if undivided.read >= piece.since {
            // The parent was first read without this piece: that usage is all its own, and the piece has its own reading.
            rest = Opening { len: rest.len, ..undivided };
            let known = self.seen(id).known();
            opening.usage = known.usage;
            opening.spread = known.len;
            opening.read = known.since;
        }
        self.divided.insert(parent, rest);
        self.divided.insert(id, opening);
        self.pieces.entry(parent).or_default().push((piece.since, piece.first_len));
    }

    /// What a region had in the window.
    pub(super) fn seen(&self, id: RegionId) -> &Seen<'a> {
        &self.seen[id.index()]
    }

    /// What a region begins the window with.
    pub(super) fn get(&self, id: RegionId) -> Opening {
        let divided = self.divided.get(&id).copied();
        divided.unwrap_or_else(|| Opening::of_whole(&self.recording.regions()[id.index()], self.seen(id)))
    }

    /// How many of a region's bytes at `snapshot` its pieces took along later.
    pub(super) fn taken_after(&self, id: RegionId, snapshot: SnapshotIndex) -> Bytes {
        let pieces = self.pieces.get(&id).map_or(&[][..], Vec::as_slice);
        let later = pieces.iter().filter(|(since, _)| *since > snapshot);
        later.map(|&(_, len)| len).sum()
    }
}
