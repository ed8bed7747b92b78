//! A map from addresses to the runs of bytes that are there.

use crate::model::units::{Address, AddressRange};
use crate::model::{Classification, Identity, ObjectId, Protection, RegionId, Space, Usage, UsageQuality};
use std::collections::BTreeMap;

/// A region that is alive: what the tracker must know to recognise its bytes, and to tell whether a reading is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub id: RegionId,
    /// Where it lies in its space.
    pub range: AddressRange,
    pub identity: Identity,
    /// How it is shown.
    pub class: Classification,
    /// What it used when it was last read.
    pub usage: Usage,
    /// How good that reading is.
    pub quality: UsageQuality,
    /// The protection of its mappings, as the last delta that names them has it.
    pub(super) known_protection: KnownProtection,
}

/// The protection of a run's mappings, as deltas have it so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum KnownProtection {
    /// Nothing, or what is no longer so.
    #[default]
    Nothing,
    /// They are all of this protection, and this is how many they are.
    OneKind(Protection, Option<u32>),
    /// They are of several kinds.
    SeveralKinds,
}

impl KnownProtection {
    /// What is still so where the run has become smaller: the bytes of several kinds are not what they were.
    pub(super) fn of_part(self, is_whole: bool) -> Self {
        if self == Self::SeveralKinds && !is_whole { Self::Nothing } else { self }
    }
}

/// The runs of every space, which never overlap.
#[derive(Clone, Debug, Default)]
pub struct IntervalMap {
    runs: BTreeMap<(Space, Address), Run>,
}

impl IntervalMap {
    /// How many runs there are.
    pub fn len(&self) -> usize {
        self.runs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// All runs, by space and address.
    pub fn iter(&self) -> impl Iterator<Item = (Space, &Run)> {
        self.runs.iter().map(|(&(space, _), run)| (space, run))
    }

    /// The spaces beside the address space that hold runs, each once for each of its runs. Costs nothing where there are
    /// none, however many addresses are mapped.
    pub fn spaces_without_addresses(&self) -> impl Iterator<Item = Space> {
        let behind_addresses = (Space::Object(ObjectId(0)), Address::ZERO);
        self.runs.range(behind_addresses..).map(|(&(space, _), _)| space)
    }

    /// The runs of a space that share bytes with `range`, in order.
    pub fn overlapping(&self, space: Space, range: AddressRange) -> impl Iterator<Item = &Run> {
        let first = self.first_key(space, range.start);
        self.runs.range(first..(space, range.end.max(first.1))).map(|(_, run)| run)
    }

    /// The same, to be changed. Their ranges must stay.
    pub fn overlapping_mut(&mut self, space: Space, range: AddressRange) -> impl Iterator<Item = &mut Run> {
        let first = self.first_key(space, range.start);
        self.runs.range_mut(first..(space, range.end.max(first.1))).map(|(_, run)| run)
    }

    /// Adds a run where there was none.
    pub fn insert(&mut self, space: Space, run: Run) {
        let before = self.runs.insert((space, run.range.start), run);
        debug_assert!(before.is_none(), "runs do not overlap");
    }

    /// Takes out the run that begins at `start`.
    pub fn remove(&mut self, space: Space, start: Address) -> Option<Run> {
        self.runs.remove(&(space, start))
    }

    /// The key of the first run that ends above `start`.
    fn first_key(&self, space: Space, start: Address) -> (Space, Address) {
        let before = self.runs.range((space, Address::ZERO)..(space, start)).next_back();
        match before {
            Some((&key, run)) if run.range.end > start => key,
            _ => (space, start),
        }
    }
}
