//! What each cycle left behind, category by category: the levels at its closing marks, and what came and went between.
//!
//! In mapped bytes, what a cycle adds to the level is what was born in it and stayed less what died of all that was there
//! before: a full cache that recycles has births that stay in every cycle, and as many deaths.

mod sizes;

mod measuring;

pub use sizes::Quantum;

use super::{Cycle, Unattributed, unattributed_at};
use crate::model::{CategoryId, MarkRole, Recording, Trace};
use crate::units::{ByteDelta, Bytes};
use std::collections::BTreeMap;

/// So many cycles are left out at the start where nobody marked a baseline: programs fill their caches then.
const WARMUP: usize = 2;

/// The cycles that count, and what each of them left behind.
#[derive(Clone, Debug, Default)]
pub struct Cycles {
    /// The cycles that count, in order of time.
    pub cycles: Vec<Cycle>,
    /// How many cycles were left out before them.
    pub warmup: usize,
    /// All counted categories.
    pub total: CycleSeries,
    /// Each counted category that ever had anything in them.
    pub categories: BTreeMap<CategoryId, CycleSeries>,
    /// What no region explains, at the start of the first cycle and at the end of each.
    pub unattributed: Vec<Unattributed>,
}

/// One category, or all, over the cycles. Levels have one entry more than there are cycles: the first is before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CycleSeries {
    /// Mapped bytes at the closing marks.
    pub mapped: Vec<Bytes>,
    /// Footprint at the closing marks.
    pub footprint: Vec<Bytes>,
    /// Mapped bytes born in each cycle and alive at its end.
    pub born: Vec<Bytes>,
    /// In how many regions these are.
    pub born_regions: Vec<usize>,
    /// What comes in portions of one size, where there is such.
    pub quantum: Option<Quantum>,
}

impl CycleSeries {
    /// Mapped bytes that each cycle added to the level; below zero where more died than stayed.
    pub fn net_retained(&self) -> Vec<ByteDelta> {
        self.mapped.windows(2).map(|levels| levels[1].since(levels[0])).collect()
    }

    /// Mapped bytes of earlier cohorts that died in each cycle.
    pub fn died_of_earlier(&self) -> Vec<Bytes> {
        let levels = self.mapped.windows(2).zip(&self.born);
        levels.map(|(levels, &born)| (levels[0] + born).saturating_sub(levels[1])).collect()
    }
}

impl Cycles {
    /// Measures the cycles of a trace in one pass over its log. `warmup` cycles are left out at the start; without it
    /// those before the baseline, or two where there is no baseline.
    pub fn of(trace: &Trace, warmup: Option<usize>) -> Self {
        let mut cycles = Cycle::closed(trace);
        let has_baseline = trace.annotations.mark_with_role(MarkRole::Baseline).is_some();
        let unmarked =
            if has_baseline { cycles.iter().filter(|cycle| cycle.is_warmup).count() } else { WARMUP };
        let warmup = warmup.unwrap_or(unmarked).min(cycles.len());
        cycles.drain(..warmup);
        Self { warmup, ..Self::measured(&trace.recording, cycles) }
    }

    fn measured(recording: &Recording, cycles: Vec<Cycle>) -> Self {
        let closings = cycles.iter().map(|cycle| cycle.window.to);
        let bounds: Vec<_> =
            cycles.first().map(|cycle| cycle.window.from).into_iter().chain(closings).collect();
        let (total, categories) = measuring::series(recording, &bounds);
        let unattributed = bounds.iter().map(|&bound| unattributed_at(recording, bound)).collect();
        Self { cycles, warmup: 0, total, categories, unattributed }
    }
}

#[cfg(test)]
mod tests;
