//! All that one row says of a region.

use crate::analysis::{Metric, Window};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{
    CategoryId, Certainty, Place, Protection, Recording, Region, RegionId, RegionState, TagId, UsageQuality,
};
use std::cmp::Ordering;
use std::time::Duration;

/// What became of a region in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Change {
    /// It has what it had.
    #[default]
    None,
    /// It was born inside and is there at the end.
    New,
    /// It has more than at the start.
    Grew,
    /// It has less than at the start.
    Shrank,
    /// It died by the end of the window.
    Gone,
}

impl Change {
    /// What became of an amount.
    pub(super) fn between(had: Bytes, has: Bytes) -> Self {
        match has.cmp(&had) {
            Ordering::Less => Self::Shrank,
            Ordering::Equal => Self::None,
            Ordering::Greater => Self::Grew,
        }
    }
}

/// A region as of the end of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionFacts {
    pub id: RegionId,
    /// Where it lies as of the recording's end, or lay before it died.
    pub place: Place,
    pub category: CategoryId,
    /// What the system calls it.
    pub tag: TagId,
    /// What to call this one.
    pub label: TagId,
    /// What may be done with its bytes.
    pub protection: Protection,
    /// How sure it is that these are the same bytes throughout.
    pub certainty: Certainty,
    /// When its bytes were first seen.
    pub birth: Timestamp,
    /// Whether they are older than the recording: then `birth` is the first look, and `age` the least they can have.
    pub is_older: bool,
    /// When it was first missing, if it died by the end of the window.
    pub death: Option<Timestamp>,
    /// From its birth to the end of the window, or to its death.
    pub age: Duration,
    /// Where it is older than the recording, the most that can be: the process is no older. Nothing where that is not known.
    pub age_at_most: Option<Duration>,
    /// Its length and usage at the end of the window, or the last before it died.
    pub state: RegionState,
    /// What became of its length in the window. A region never gains bytes: those would be another region.
    pub size_change: Change,
    /// What became of its footprint in the window. To be read for the first time is no change, nor is an estimate.
    pub footprint_change: Change,
}

impl RegionFacts {
    /// What became of it: a region never gains bytes, but it may use more of them.
    pub fn change(&self) -> Change {
        if self.size_change == Change::None { self.footprint_change } else { self.size_change }
    }

    /// Of a region; nothing where it was not there by the end of the window. Reads the region's history back to the start
    /// of the window.
    pub fn read(recording: &Recording, id: RegionId, window: Window) -> Option<Self> {
        let region = &recording.regions().get(id)?;
        let mut history = recording.history(region).skip_while(|state| state.since > window.to);
        let state = history.next()?;
        let death = region.death.filter(|&death| death <= window.to);
        let footprint = |state: &RegionState| Metric::Footprint.measure(state.len, &state.usage);
        let exact = |state: &RegionState| (state.quality == UsageQuality::Exact).then(|| footprint(state));
        let (mut first, mut has, mut had) = (state, exact(&state), exact(&state));
        for earlier in history {
            if first.since <= window.from {
                break;
            }
            first = earlier;
            had = exact(&earlier).or(had);
            has = has.or(had);
        }
        let change = |had, has| match (death, window.contains(region.birth)) {
            (Some(_), _) => Change::Gone,
            (None, true) => Change::New,
            (None, false) => Change::between(had, has),
        };
        let age = age(recording, region, window);
        let is_older = recording.is_older(region);
        let before = recording.start().and_then(|start| start.circumstances.age).filter(|_| is_older);
        Some(Self {
            id,
            place: region.place,
            category: region.class.category,
            tag: region.identity.tag,
            label: region.class.label,
            protection: region.class.protection,
            certainty: region.certainty(),
            birth: recording.time_of(region.birth),
            is_older,
            death: death.map(|death| recording.time_of(death)),
            age,
            age_at_most: before.map(|before| age.saturating_add(before)),
            state,
            size_change: change(first.len, state.len),
            footprint_change: change(had.unwrap_or_default(), has.unwrap_or_default()),
        })
    }
}

/// From a region's birth to the end of the window, or to its death.
pub(super) fn age(recording: &Recording, region: &Region, window: Window) -> Duration {
    let end = region.death.map_or(window.to, |death| death.min(window.to));
    recording.time_of(end).since_start().saturating_sub(recording.time_of(region.birth).since_start())
}
