//! When a target has settled: it has mapped and unmapped nothing for a while.

use crate::model::units::{Bytes, Timestamp};
use crate::model::{SnapshotDelta, TotalKind};
use std::time::Duration;

/// A target that comes and goes all the time is waited for so many times as long as it would have to be quiet.
const PATIENCE: u32 = 10;

/// One snapshot, as far as it tells whether the target is quiet.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::cli) struct QuietSample {
    at: Timestamp,
    /// When something was last mapped or unmapped.
    moved_at: Timestamp,
    mapped: Option<Bytes>,
}

impl QuietSample {
    /// The look behind this one.
    pub(in crate::cli) fn then(self, delta: &SnapshotDelta) -> Self {
        let regions_moved = !delta.born.is_empty()
            || !delta.died.is_empty()
            || !delta.cut.is_empty()
            || !delta.split.is_empty();
        // Where regions may not be read, the sum tells.
        let mapped = delta.totals.get(TotalKind::Virtual).or(self.mapped);
        let moved = regions_moved || mapped != self.mapped;
        Self { at: delta.at, moved_at: if moved { delta.at } else { self.moved_at }, mapped }
    }
}

/// What came of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QuietOutcome {
    /// The target is quiet.
    Quiet,
    /// It never was for long enough.
    Restless,
}

/// A wait under way.
#[derive(Debug)]
pub(super) struct Wait {
    settle: Duration,
    patience: Duration,
    /// The first look: what happened before it is not known to be over.
    since: Option<Timestamp>,
}

impl Wait {
    /// Begins to wait until nothing moves for `settle`, with a look each `interval`.
    pub(super) fn new(settle: Duration, interval: Duration) -> Self {
        Self { settle, patience: patience(settle, interval), since: None }
    }

    /// Takes in the next look; says how it ended, if it has.
    pub(super) fn take_in(&mut self, look: QuietSample) -> Option<QuietOutcome> {
        let since = *self.since.get_or_insert(look.at);
        let lasted = |from: Timestamp| look.at.since_start().saturating_sub(from.since_start());
        if lasted(since.max(look.moved_at)) >= self.settle {
            Some(QuietOutcome::Quiet)
        } else if lasted(since) >= self.patience {
            Some(QuietOutcome::Restless)
        } else {
            None
        }
    }
}

/// For how long a target is waited for at most. What looks seldom needs some looks all the same.
pub(super) fn patience(settle: Duration, interval: Duration) -> Duration {
    settle.max(interval) * PATIENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Waits for 500 ms of quiet; each look is at so many milliseconds, and says how many bytes are mapped then.
    fn check(
        interval: u64,
        looks: impl IntoIterator<Item = (u64, u64)>,
        expected: Option<(u64, QuietOutcome)>,
    ) {
        let mut wait = Wait::new(Duration::from_millis(500), Duration::from_millis(interval));
        let mut look = QuietSample::default();
        let settled = looks.into_iter().find_map(|(millis, mapped)| {
            let at = Timestamp::after(Duration::from_millis(millis));
            let mut delta = SnapshotDelta { at, ..SnapshotDelta::default() };
            delta.totals.set(TotalKind::Virtual, Bytes::new(mapped));
            look = look.then(&delta);
            Some((millis, wait.take_in(look)?))
        });
        assert_eq!(settled, expected);
    }

    fn grid(interval: u64) -> impl Iterator<Item = u64> {
        (1..1000).map(move |tick| tick * interval)
    }

    #[test]
    fn a_target_is_quiet_when_nothing_has_moved_for_long_enough() {
        check(100, grid(100).map(|at| (at, 4096)), Some((600, QuietOutcome::Quiet)));
        check(100, grid(100).map(|at| (at, at.min(800))), Some((1300, QuietOutcome::Quiet)));
        check(100, [(100, 1), (200, 1), (500, 1)], None);
    }

    #[test]
    fn a_restless_target_is_not_waited_for_for_ever() {
        check(100, grid(100).map(|at| (at, at)), Some((5100, QuietOutcome::Restless)));
    }

    #[test]
    fn one_look_is_enough_where_looks_are_seldom() {
        check(5000, grid(5000).map(|at| (at, 4096)), Some((10_000, QuietOutcome::Quiet)));
        check(5000, grid(5000).map(|at| (at, at.min(20_000))), Some((25_000, QuietOutcome::Quiet)));
        check(5000, grid(5000).map(|at| (at, at)), Some((55_000, QuietOutcome::Restless)));
    }

    #[test]
    fn whatever_begins_to_live_or_dies_is_a_move() {
        let seen = QuietSample::default().then(&SnapshotDelta::default());
        let at = Timestamp::from_nanos(7);
        let moved = |delta: SnapshotDelta| seen.then(&SnapshotDelta { at, ..delta }).moved_at == at;
        assert!(!moved(SnapshotDelta::default()));
        assert!(moved(SnapshotDelta { died: vec![crate::model::RegionId(0)], ..SnapshotDelta::default() }));
    }
}
