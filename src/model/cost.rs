//! What a tick cost the machine: the profiler shows what it takes itself.

use std::time::Duration;

/// Cost and lateness of one tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TickCost {
    /// CPU time of the mapping question and of comparing its answer.
    pub mapping: Duration,
    /// CPU time of reading usage.
    pub usage: Duration,
    /// CPU time of everything else since the tick before: totals, objects, writing the trace.
    pub rest: Duration,
    /// How far behind the grid the tick began.
    pub late: Duration,
    /// Ticks of the grid left out before this one.
    pub skipped: u32,
}

impl TickCost {
    /// CPU time in all.
    pub fn cpu(&self) -> Duration {
        self.mapping + self.usage + self.rest
    }
}
