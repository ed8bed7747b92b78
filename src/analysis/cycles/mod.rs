//! What each cycle left behind, category by category: the levels at its closing marks, what was born in it and stayed, and
//! how long that stayed.
//!
//! In mapped bytes, what a cycle adds to the level is what was born in it and stayed less what died of all that was there
//! before: a full cache that recycles has births that stay in every cycle, and as many deaths.

mod cycle;

mod sizes;

mod series;

mod survival;

mod tally;

mod follower;

mod retained;

pub use cycle::Cycle;
pub use follower::CyclesFollower;
pub use retained::{Retained, retained};
pub use series::{CycleFigures, CycleSeries};
pub use sizes::Quantum;
pub use survival::Survival;

use super::{Unattributed, Window};
use crate::model::units::Bytes;
use crate::model::{CategoryId, Rounding, Trace};
use std::collections::BTreeMap;

/// The cycles of a recording, and what each of them left behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cycles {
    /// The cycles that are left out at the start, in order of time.
    pub warmup: Vec<Cycle>,
    /// The cycles that count, in order of time.
    pub cycles: Vec<Cycle>,
    /// All categories. Of reserved address space what is used and the mappings are in it, not its length.
    pub total: CycleSeries,
    /// Each category that ever had anything at the start or the end of a cycle; reserved address space only where anything
    /// of it was used, and without its length.
    pub categories: BTreeMap<CategoryId, CycleSeries>,
    /// What no region explains, at the start of the first cycle that counts and at the end of each.
    pub unattributed: Vec<Unattributed>,
    /// The size of the target's pages, below which nothing grows; zero where there are no cycles.
    pub page_size: Bytes,
    /// To which steps the figures were rounded: by less than these nothing grows either.
    pub rounding: Rounding,
}

impl Cycles {
    /// Measures the cycles of a trace in one pass over its log. `warmup` cycles are left out at the start; without it those
    /// that end by the baseline, or two where there is no baseline.
    pub fn measure(trace: &Trace, warmup: Option<usize>) -> Self {
        Self::read(trace, CyclesFollower::new(warmup))
    }

    /// Measures those cycles of a trace that lie inside a window. Which of them are left out at the start is said of all of
    /// the trace, as by [`Cycles::measure`]: a part behind the warm-up has none of its own.
    pub fn within(trace: &Trace, window: Window, warmup: Option<usize>) -> Self {
        Self::read(trace, CyclesFollower::within(window, warmup))
    }

    fn read(trace: &Trace, mut follower: CyclesFollower) -> Self {
        follower.follow(trace, usize::MAX);
        follower.into_cycles()
    }

    /// Every cycle, those left out at the start too.
    pub fn all(&self) -> impl Iterator<Item = &Cycle> {
        self.warmup.iter().chain(&self.cycles)
    }
}

#[cfg(test)]
mod tests;
