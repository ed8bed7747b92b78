//! What happened at each snapshot: births and deaths of regions, and what the looking cost.

use super::steps::Steps;
use crate::model::{Recording, RegionState, SnapshotIndex, SnapshotKind};
use std::time::Duration;

/// Nothing was seen for this many times as long as usual: a gap.
const GAP: u32 = 4;

/// Distances that tell what is usual; a mark adds two short ones.
const USUAL: usize = 4;

/// What happened, by snapshot. Regions are those of counted categories.
#[derive(Clone, Debug, Default)]
pub(super) struct Activity {
    /// Regions born so far. A piece that was split off is none of them.
    pub(super) born: Steps,
    /// Regions that died so far, pieces too.
    pub(super) died: Steps,
    /// Regions that are there.
    pub(super) alive: Steps,
    /// Entries of the system's list of what is mapped, those of reserved address space too.
    pub(super) mappings: Steps,
    /// Regions of which it is not known how many such entries they are.
    pub(super) unknown_mappings: Steps,
    /// CPU time that ticks took so far, in nanoseconds. Marks are outside the budget.
    pub(super) cpu: Steps,
    /// Ticks that were left out so far.
    pub(super) skipped: Steps,
    /// Gaps so far.
    pub(super) gaps: Steps,
}

impl Activity {
    /// Makes room for so many snapshots.
    pub(super) fn extend_to(&mut self, snapshots: usize) {
        let all =
            [&mut self.born, &mut self.died, &mut self.alive, &mut self.mappings, &mut self.unknown_mappings];
        let cost = [&mut self.cpu, &mut self.skipped, &mut self.gaps];
        all.into_iter().chain(cost).for_each(|steps| steps.extend_to(snapshots));
    }

    /// So many more regions of a counted category are there, or less. They count (by 1), or turn out not to (by −1). A piece
    /// that was split off is not born.
    pub(super) fn count(&mut self, at: SnapshotIndex, more: i64, by: i64, is_piece: bool) {
        self.alive.add(at.index(), more * by);
        if more < 0 {
            self.died.add(at.index(), -more * by);
        } else if !is_piece {
            self.born.add(at.index(), more * by);
        }
    }

    /// A region of any category has other mappings than before.
    pub(super) fn count_mappings(
        &mut self,
        at: SnapshotIndex,
        before: Option<&RegionState>,
        now: Option<&RegionState>,
    ) {
        for (state, sign) in [(before, -1), (now, 1)] {
            match state.map(|state| state.mappings) {
                Some(Some(known)) => self.mappings.add(at.index(), sign * i64::from(known)),
                Some(None) => self.unknown_mappings.add(at.index(), sign),
                None => {}
            }
        }
    }

    /// A snapshot is complete.
    pub(super) fn end(&mut self, recording: &Recording, now: SnapshotIndex) {
        let Some(snapshot) = recording.snapshots().get(now.index()) else { return };
        if snapshot.kind == SnapshotKind::Tick {
            let nanos = i64::try_from(snapshot.cost.cpu().as_nanos()).unwrap_or(i64::MAX);
            self.cpu.add(now.index(), nanos);
        }
        self.skipped.add(now.index(), i64::from(snapshot.cost.skipped));
        self.gaps.add(now.index(), i64::from(is_behind_gap(recording, now)));
    }

    /// Bytes it takes.
    pub(super) fn footprint(&self) -> usize {
        let counts = [&self.born, &self.died, &self.alive, &self.mappings, &self.unknown_mappings];
        let cost = [&self.cpu, &self.skipped, &self.gaps];
        counts.into_iter().chain(cost).map(Steps::footprint).sum()
    }
}

/// Whether much more time than usual went by since the snapshot before: the recording was paused, or the sampler was kept
/// from running. A grid whose period doubles leaves no gap.
fn is_behind_gap(recording: &Recording, now: SnapshotIndex) -> bool {
    let since_before = |at: usize| {
        let snapshots = recording.snapshots();
        let (one, next) = (snapshots.get(at.checked_sub(1)?)?, snapshots.get(at)?);
        Some(next.at.since_start().saturating_sub(one.at.since_start()))
    };
    let now = now.index();
    let Some(distance) = since_before(now) else { return false };
    let asked = recording.start().map_or(Duration::ZERO, |start| start.interval);
    let usual = (now.saturating_sub(USUAL)..now).filter_map(since_before).fold(asked, Duration::max);
    distance > usual.saturating_mul(GAP)
}
