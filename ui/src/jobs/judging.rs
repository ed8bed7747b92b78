//! Judges the cycles of a recording, which goes on meanwhile.

use super::{Link, Panicked, Work};
use crate::state::RunId;
use std::convert::Infallible;
use strandline::analysis::{Assessment, Cycles};
use strandline::model::Trace;

/// Cycles that are to be judged.
pub(crate) struct JudgeCycles {
    /// Which of the window's recordings.
    pub(crate) run: RunId,
    /// How often its cycles had changed by then.
    pub(crate) times_changed: u64,
    /// The recording as it was then: a copy costs next to nothing.
    pub(crate) trace: Trace,
    pub(crate) cycles: Cycles,
}

impl Work for JudgeCycles {
    const THREAD: &'static str = "judge cycles";
    type Message = Infallible;
    type Output = Assessment;
    type Error = Panicked;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<Assessment, Panicked> {
        Ok(Assessment::from_cycles(&self.trace, std::mem::take(&mut self.cycles)))
    }
}
