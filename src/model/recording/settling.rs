//! When a program has started up: from when on it maps and unmaps nothing for a while.

use super::Recording;
use crate::model::units::Timestamp;
use crate::model::{SnapshotDelta, SnapshotIndex};
use std::time::Duration;

/// So long nothing moves when a program has started up; two looks at least.
const QUIET: Duration = Duration::from_secs(1);

/// Follows a program until it is quiet for the first time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Settling {
    /// The snapshot with the last birth or death, and when it was.
    moved: (SnapshotIndex, Timestamp),
    /// Quiet looks since.
    quiet: u32,
    settled: Option<SnapshotIndex>,
}

impl Settling {
    pub(super) fn follow(&mut self, now: SnapshotIndex, delta: &SnapshotDelta) {
        if self.settled.is_some() {
            return;
        }
        let (at, since) = self.moved;
        if !(delta.born.is_empty() && delta.died.is_empty()) {
            (self.moved, self.quiet) = ((now, delta.at), 0);
            return;
        }
        self.quiet += 1;
        if self.quiet >= 2 && delta.at.since_start().saturating_sub(since.since_start()) >= QUIET {
            self.settled = Some(at);
        }
    }
}

impl Recording {
    /// The last snapshot of the program's start-up, behind which it mapped and unmapped nothing for a second; nothing where it
    /// never was so quiet. Of the program that the target is since the last epoch.
    pub const fn settled(&self) -> Option<SnapshotIndex> {
        self.settling.settled
    }
}
