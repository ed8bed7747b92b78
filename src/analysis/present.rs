//! The regions that are there at one snapshot, with what they have.

use crate::model::{Recording, Region, RegionState, SnapshotIndex};

/// Each region that is alive at `snapshot`, found in one pass over the recording.
pub(super) fn present_at(
    recording: &Recording,
    snapshot: SnapshotIndex,
) -> impl Iterator<Item = (&Region, &RegionState)> {
    let mut last = vec![None; recording.regions().len()];
    for (id, state) in recording.states_until(snapshot) {
        last[id.index()] = Some(state);
    }
    recording
        .regions()
        .iter()
        .zip(last)
        .filter(move |(region, _)| region.is_alive_at(snapshot))
        .filter_map(|(region, state)| Some((region, state?)))
}
