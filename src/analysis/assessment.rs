//! The cycles of a recording with their verdicts, the trust in them, and hints at the cause.

use super::hints::{hints, near_limit};
use super::uncollected::Uncollected;
use super::{Cycles, Hint, SequentialPlan, Sureness, Trust, Verdicts, Window};
use crate::model::{Recording, Trace};

/// All that is concluded from the cycles of a recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    /// What each cycle left behind.
    pub cycles: Cycles,
    /// What is said of it, and the evidence. Where the recording does not bear the word *leak*, it says *suspect*.
    pub verdicts: Verdicts,
    /// How far that can be trusted.
    pub trust: Trust,
    /// What may be behind the growth, and where to look next; about what leads first.
    pub hints: Vec<Hint>,
}

impl Assessment {
    /// Measures and judges the cycles of a trace. `warmup` cycles are left out at the start; without it those that end by
    /// the baseline, or two where there is no baseline.
    pub fn assess(trace: &Trace, warmup: Option<usize>) -> Self {
        Self::from_cycles(trace, Cycles::measure(trace, warmup))
    }

    /// Measures and judges the cycles inside a part of a trace; what is warm-up is said of all of it.
    pub fn within(trace: &Trace, window: Window) -> Self {
        Self::from_cycles(trace, Cycles::within(trace, window, None))
    }

    /// Judges cycles that were measured.
    pub fn from_cycles(trace: &Trace, cycles: Cycles) -> Self {
        let mut verdicts = Verdicts::judge(&cycles);
        let uncollected = Uncollected::find(&trace.recording, &cycles);
        verdicts.doubt(|judged| uncollected.doubt(judged));
        let trust = Trust::assess(trace, &cycles, &verdicts);
        verdicts.degrade(&trust.limits);
        let mut hints = hints(trace, &cycles, &verdicts);
        hints.extend(near_limit(&trace.recording));
        Self { cycles, verdicts, trust, hints }
    }

    /// Whether a recording that could go on may end with these cycles. It does not end with a leak that may be garbage.
    pub fn sure(recording: &Recording, cycles: &Cycles, plan: &SequentialPlan) -> Sureness {
        let uncollected = Uncollected::find(recording, cycles);
        Verdicts::sure(cycles, plan, |judged| uncollected.doubt(judged))
    }
}
