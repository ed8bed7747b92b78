//! What a recording has cost so far.

use std::time::Duration;
use strandline::model::{Recording, SnapshotKind};

/// Sums over all snapshots; each is taken in once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// CPU time of the ticks. Marks are outside the budget, and carry their own cost.
    pub cpu: Duration,
    /// Ticks of the grid that were left out.
    pub skipped: usize,
    /// How long the recording lasts.
    pub lasted: Duration,
    taken_in: usize,
}

impl Effort {
    /// Takes in the snapshots that are new.
    pub fn follow(&mut self, recording: &Recording) {
        let snapshots = recording.snapshots();
        for snapshot in snapshots.iter_from(self.taken_in) {
            if snapshot.kind == SnapshotKind::Tick {
                self.cpu += snapshot.cost.cpu();
            }
            self.skipped += snapshot.cost.skipped as usize;
            self.lasted = snapshot.at.since_start();
        }
        self.taken_in = snapshots.len();
    }

    /// In percent of one core; nothing where nothing was recorded yet.
    pub fn percent(&self) -> Option<f64> {
        (self.lasted > Duration::ZERO && self.cpu > Duration::ZERO)
            .then(|| 100.0 * self.cpu.as_secs_f64() / self.lasted.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::model::units::Timestamp;
    use strandline::model::{SnapshotDelta, TickCost};

    #[test]
    fn marks_are_outside_the_budget_and_nothing_counts_twice() {
        let mut recording = Recording::default();
        let mut effort = Effort::default();
        let kinds = [SnapshotKind::Tick, SnapshotKind::Barrier, SnapshotKind::Tick];
        for (second, kind) in (1..).zip(kinds) {
            let cost = TickCost { mapping: Duration::from_millis(15), skipped: 2, ..TickCost::default() };
            let at = Timestamp::after(Duration::from_secs(second));
            recording.append(&SnapshotDelta { at, kind, cost, ..SnapshotDelta::default() }).unwrap();
            effort.follow(&recording);
            effort.follow(&recording);
        }
        assert_eq!((effort.percent(), effort.skipped), (Some(1.0), 6));
        assert_eq!(Effort::default().percent(), None);
    }
}
