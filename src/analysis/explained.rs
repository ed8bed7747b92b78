//! How much of the system's totals the regions account for, updated with the recording.

use super::unattributed::{Explanation, Unattributed, unattributed_beside};
use crate::model::units::Bytes;
use crate::model::{Place, Recording, Region, RegionState, SnapshotIndex, SnapshotKind};

/// What all regions use now, and what was left unexplained at each barrier.
#[derive(Clone, Debug, Default)]
pub(in crate::analysis) struct Explained {
    /// Bytes; wider than any sum of a forged trace's sizes.
    resident: i128,
    swapped: i128,
    footprint: i128,
    at_barriers: Vec<(SnapshotIndex, Unattributed)>,
}

impl Explained {
    /// A region has `now` where it had `before`.
    pub(in crate::analysis) fn change(
        &mut self,
        region: &Region,
        before: Option<&RegionState>,
        now: Option<&RegionState>,
    ) {
        let usage = |state: Option<&RegionState>| state.map(|state| state.usage).unwrap_or_default();
        let (before, now) = (usage(before), usage(now));
        let difference = |now: Bytes, before: Bytes| i128::from(now.get()) - i128::from(before.get());
        if matches!(region.place, Place::Mapped(_)) {
            self.resident += difference(now.resident, before.resident);
            self.swapped += difference(now.swapped, before.swapped);
        }
        self.footprint += difference(now.footprint(), before.footprint());
    }

    /// A snapshot is complete.
    pub(in crate::analysis) fn end(&mut self, recording: &Recording, now: SnapshotIndex) {
        let is_barrier = |kind| kind == SnapshotKind::Barrier;
        if recording.snapshots().get(now.index()).is_some_and(|snapshot| is_barrier(snapshot.kind)) {
            self.at_barriers.push((now, self.now(recording, now)));
        }
    }

    /// What no region explains at a snapshot whose log was read to its end.
    pub(in crate::analysis) fn now(&self, recording: &Recording, now: SnapshotIndex) -> Unattributed {
        let bytes = |sum: i128| Bytes::new(u64::try_from(sum.max(0)).unwrap_or(u64::MAX));
        let explanation = Explanation {
            resident: bytes(self.resident),
            swapped: bytes(self.swapped),
            footprint: bytes(self.footprint),
        };
        unattributed_beside(recording, now, || explanation)
    }

    /// What was left unexplained at each barrier so far.
    pub(in crate::analysis) fn at_barriers(&self) -> &[(SnapshotIndex, Unattributed)] {
        &self.at_barriers
    }
}
