//! The past of a region as steps: its own states, and before it was a region of its own, those of its parent.

use crate::model::units::Bytes;
use crate::model::{Recording, Region, RegionState, SnapshotIndex};

/// The steps of a figure of a region's own states since before `until`; the latest first.
pub(super) fn steps_before<'a>(
    recording: &'a Recording,
    region: &Region,
    until: SnapshotIndex,
    figure: impl Fn(&RegionState) -> i64 + 'a,
) -> impl Iterator<Item = (SnapshotIndex, i64)> + 'a {
    let states = recording.history(region).skip_while(move |state| state.since >= until);
    let mut figures = states.map(move |state| (state.since, figure(&state))).peekable();
    std::iter::from_fn(move || {
        let (since, figure) = figures.next()?;
        let earlier = figures.peek().map_or(0, |&(_, earlier)| earlier);
        Some((since, figure.wrapping_sub(earlier)))
    })
}

/// The footprint of a state.
pub(super) fn footprint(state: &RegionState) -> i64 {
    state.usage.footprint().get().cast_signed()
}

/// The footprint of those bytes of a state of which `left` remain: an even share. Nothing, if none do.
pub(super) fn kept(state: &RegionState, left: Option<Bytes>) -> i64 {
    match left {
        None => 0,
        Some(left) if left >= state.len => footprint(state),
        Some(left) => state.usage.footprint().share(left, state.len).get().cast_signed(),
    }
}

/// The snapshot behind another.
pub(super) fn behind(snapshot: SnapshotIndex) -> SnapshotIndex {
    SnapshotIndex(snapshot.0.saturating_add(1))
}
