//! Checks after each cycle whether `--until-sure` is fulfilled.
//!
//! The recording belongs to the thread that records, the cycles are driven by another: so the one judges at each closing
//! mark, and tells the other, which waits for the answer.

use crate::analysis::{ALPHA, Assessment, CyclesFollower, SequentialPlan, Sureness};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{Mark, MarkRole, Trace};
use crate::report::{Summary, verdict_line};
use crossbeam_channel::{Receiver, Sender, bounded};

/// Answers that may wait: each is fetched before the next cycle begins.
const WAITING: usize = 4;

/// What is settled before the recording begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) struct Aim {
    /// So many cycles that count at most.
    pub(super) most_cycles: u32,
    /// Growth per cycle that does not matter.
    pub(super) least_leak: Bytes,
}

impl Aim {
    /// The sequential test looks from this cycle on.
    pub(super) const FIRST_LOOK: u32 = 8;

    /// So many cycles at most, where nobody says how many.
    pub(super) const MOST_CYCLES: u32 = 20;

    fn plan(self) -> SequentialPlan {
        SequentialPlan { most_cycles: self.most_cycles as usize, least_leak: self.least_leak.get() as f64 }
    }

    /// What came of it, in one line: how sure it is, what that took, and what is behind it.
    pub(in crate::cli) fn line(self, sureness: Sureness, summary: &Summary<'_>, end: Timestamp) -> String {
        let verdicts = &summary.assessment.verdicts;
        let word = match sureness {
            Sureness::Leak => verdicts.overall().name().to_owned(),
            Sureness::NoLeak => format!("no leak of {} per cycle or more", self.least_leak),
            Sureness::Undecided | Sureness::GoOn => "undecided".to_owned(),
        };
        let (cycles, seconds) = (verdicts.cycles, end.seconds());
        let (first, last, alpha) = (Self::FIRST_LOOK, self.most_cycles, 100.0 * ALPHA);
        let line = verdict_line(summary);
        let behind = line.split_once(": ").map_or("", |(_, behind)| behind);
        let looks = if first == last {
            format!("one look after cycle {first}")
        } else {
            format!("looks after cycles {first} to {last}")
        };
        format!("{word}, {cycles} cycles, {seconds:.0} s: {behind} (α = {alpha} %, shared by {looks})")
    }
}

/// The cycle that was judged, and what is said.
type Answer = (u32, Sureness);

/// Judges the cycles so far, where the recording is.
pub(in crate::cli) struct Judge {
    follower: CyclesFollower,
    plan: SequentialPlan,
    /// A cycle that was closed, and whose last snapshot may not be here yet.
    closed: Option<u32>,
    answers: Sender<Answer>,
}

impl Judge {
    /// One who judges, and who hears it.
    pub(in crate::cli) fn new(aim: Aim) -> (Self, Answers) {
        let (answers, heard) = bounded(WAITING);
        let judge = Self { follower: CyclesFollower::new(None), plan: aim.plan(), closed: None, answers };
        (judge, Answers(heard))
    }

    /// A mark was set.
    pub(in crate::cli) fn note(&mut self, mark: &Mark) {
        if let MarkRole::Closed(cycle) = mark.role {
            self.closed = Some(cycle);
        }
    }

    /// Judges, if there is something new to judge.
    pub(in crate::cli) fn look(&mut self, trace: &Trace) {
        if let Some(cycle) = self.closed
            && self.follower.follow(trace, usize::MAX)
        {
            self.closed = None;
            let sureness = Assessment::sure(&trace.recording, self.follower.cycles(), &self.plan);
            // Nobody waits for cycles that others close.
            let _nobody_hears = self.answers.try_send((cycle, sureness));
        }
    }
}

/// Where the answers come.
pub(in crate::cli) struct Answers(Receiver<Answer>);

impl Answers {
    /// Waits for what is said of a cycle; nothing where the recording ends before.
    pub(super) fn wait_for(&self, cycle: u32) -> Option<Sureness> {
        self.0.iter().find(|&(of, _)| of == cycle).map(|(_, sureness)| sureness)
    }
}
