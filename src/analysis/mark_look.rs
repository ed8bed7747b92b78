//! How complete the readings at a mark are.

use crate::model::{Mark, Recording, SnapshotKind};
use std::fmt;
use std::time::Duration;

/// What the figures at a mark rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkLook {
    /// A complete look of that moment, which cost so much CPU time.
    Complete(Duration),
    /// A tick: the mark was moved away from its complete look.
    Moved,
    /// A tick: the mark was set when the moment was over.
    Afterwards,
}

impl MarkLook {
    /// Of one mark.
    pub fn new(recording: &Recording, mark: &Mark) -> Self {
        let snapshot = recording.snapshots().get(recording.snapshot_at(mark.at).index());
        let is_complete =
            snapshot.is_some_and(|taken| taken.at == mark.at && taken.kind == SnapshotKind::Barrier);
        match (is_complete, mark.cost.is_zero()) {
            (true, _) => Self::Complete(mark.cost),
            (false, false) => Self::Moved,
            (false, true) => Self::Afterwards,
        }
    }
}

impl fmt::Display for MarkLook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Complete(cost) => write!(f, "took {:.2} ms", cost.as_secs_f64() * 1e3),
            Self::Moved => f.write_str("moved: figures are of the tick, not of a complete look"),
            Self::Afterwards => {
                f.write_str("set afterwards: figures are of the tick, not of a complete look")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::Scenario;
    use crate::model::MarkRole;
    use crate::model::units::Timestamp;

    #[test]
    fn a_mark_that_was_moved_does_not_claim_its_look() {
        let mut scenario = Scenario::new();
        scenario.cost.usage = Duration::from_millis(3);
        scenario.tick().mark("here", MarkRole::Note);
        scenario.tick();
        let recording = &scenario.trace.recording;
        let mark = scenario.trace.annotations.marks()[0].clone();
        assert_eq!(MarkLook::new(recording, &mark), MarkLook::Complete(Duration::from_millis(3)));
        for nanos in [0, mark.at.nanos() - 1, mark.at.nanos() + 1, 1 << 60] {
            let moved = Mark { at: Timestamp::from_nanos(nanos), ..mark.clone() };
            assert_eq!(MarkLook::new(recording, &moved), MarkLook::Moved, "{nanos}");
            let later = Mark { cost: Duration::ZERO, ..moved };
            assert_eq!(MarkLook::new(recording, &later), MarkLook::Afterwards, "{nanos}");
        }
        assert_eq!(MarkLook::new(&Recording::default(), &mark), MarkLook::Moved);
    }
}
