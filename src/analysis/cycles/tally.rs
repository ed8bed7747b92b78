//! What is counted of one category while the log is read.

use super::Quantum;
use super::series::{CycleFigures, CycleSeries};
use super::sizes::{Litter, quantum};
use crate::analysis::{Counted, Level};
use crate::model::{Certainty, Region, RegionState};
use crate::units::Bytes;

/// One region as it is at some moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) state: RegionState,
    /// The cycle in which its bytes were born, if any.
    pub(super) cohort: Option<usize>,
    pub(super) is_certain: bool,
}

impl Standing {
    pub(super) fn new(region: &Region, state: RegionState, cohort: Option<usize>) -> Self {
        Self { state, cohort, is_certain: region.certainty() == Certainty::Certain }
    }
}

/// What is there at one moment.
#[derive(Clone, Copy, Debug, Default)]
struct Stand {
    level: Level,
    certain: Counted,
}

impl Stand {
    fn add(&mut self, region: &Standing) {
        self.level.add_region(&region.state);
        if region.is_certain {
            self.certain += Counted { bytes: region.state.len, count: 1 };
        }
    }

    fn remove(&mut self, region: &Standing) {
        self.level.remove_region(&region.state);
        if region.is_certain {
            self.certain -= Counted { bytes: region.state.len, count: 1 };
        }
    }
}

/// What one cycle left, as of its closing mark and after it.
#[derive(Clone, Debug, Default)]
struct Cohort {
    /// Bytes that are alive now.
    alive: Bytes,
    born: Level,
    litter: Litter,
    survivors: Vec<Bytes>,
}

/// The counts of one category.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    now: Stand,
    /// What was there at each bound that was passed.
    bounds: Vec<Stand>,
    /// One for each cycle in which anything was born.
    cohorts: Vec<Cohort>,
}

impl Tally {
    /// A region is there from now on, as it is.
    pub(super) fn enter(&mut self, region: &Standing) {
        self.now.add(region);
        if let Some(cohort) = region.cohort {
            self.cohort(cohort).alive += region.state.len;
        }
    }

    /// A region is no longer there as it was.
    pub(super) fn leave(&mut self, region: &Standing) {
        self.now.remove(region);
        if let Some(cohort) = region.cohort {
            self.cohort(cohort).alive -= region.state.len;
        }
    }

    /// Writes down what is there at the next bound.
    pub(super) fn pass(&mut self, bounds: usize) {
        self.bounds.resize_with(bounds, Stand::default);
        self.bounds.push(self.now);
    }

    /// A cycle is closed: how much is left of it, and of those before.
    pub(super) fn close(&mut self, cycle: usize) {
        for (nth, cohort) in self.cohorts.iter_mut().enumerate().take(cycle + 1) {
            cohort.survivors.resize(cycle - nth + 1, Bytes::ZERO);
            cohort.survivors[cycle - nth] = cohort.alive;
        }
    }

    /// At the closing mark of the cycle in which it was born, a region is alive.
    pub(super) fn bear(&mut self, cycle: usize, region: &Standing) {
        let cohort = self.cohort(cycle);
        cohort.born.add_region(&region.state);
        cohort.litter.add(region.state.len, region.is_certain);
    }

    /// A region turns out to belong here, or not to: so it did at a bound that was passed.
    pub(super) fn amend(&mut self, bound: usize, region: &Standing, belongs: bool) {
        self.bounds.resize_with(self.bounds.len().max(bound + 1), Stand::default);
        let stand = &mut self.bounds[bound];
        if belongs { stand.add(region) } else { stand.remove(region) }
    }

    /// The same at the closing mark of a cycle.
    pub(super) fn amend_cycle(&mut self, cycle: usize, region: &Standing, belongs: bool) {
        let Some(nth) = region.cohort.filter(|&nth| nth <= cycle) else { return };
        let (cohort, later) = (self.cohort(nth), cycle - nth);
        cohort.survivors.resize(cohort.survivors.len().max(later + 1), Bytes::ZERO);
        let (survivors, len) = (&mut cohort.survivors[later], region.state.len);
        if belongs {
            *survivors += len;
        } else {
            *survivors -= len;
        }
        if later > 0 {
            return;
        }
        if belongs {
            cohort.born.add_region(&region.state);
            cohort.litter.add(len, region.is_certain);
        } else {
            cohort.born.remove_region(&region.state);
            cohort.litter.remove(len, region.is_certain);
        }
    }

    /// Whether there ever was anything at a bound.
    pub(super) fn is_empty(&self) -> bool {
        self.bounds.iter().all(|stand| stand.level.regions == 0)
    }

    /// The series of so many cycles, each told by its first and its last bound; so many of them warm up.
    pub(super) fn series(&self, cycles: &[(usize, usize)], warmup: usize) -> CycleSeries {
        let stand = |bound: usize| self.bounds.get(bound).copied().unwrap_or_default();
        let figures = |(nth, &(from, to)): (usize, &(usize, usize))| {
            let cohort = self.cohorts.get(nth).cloned().unwrap_or_default();
            let mut survivors = cohort.survivors;
            survivors.resize(cycles.len() - nth, Bytes::ZERO);
            CycleFigures {
                before: stand(from).level,
                after: stand(to).level,
                certain_before: stand(from).certain,
                certain_after: stand(to).certain,
                born: cohort.born,
                survivors,
            }
        };
        let mut all: Vec<_> = cycles.iter().enumerate().map(figures).collect();
        let counted = all.split_off(warmup.min(all.len()));
        CycleSeries { warmup: all, cycles: counted, quantum: self.quantum(warmup, cycles.len()) }
    }

    fn quantum(&self, warmup: usize, cycles: usize) -> Option<Quantum> {
        let litter = |nth: usize| self.cohorts.get(nth).map(|cohort| cohort.litter.clone());
        let litters: Vec<_> = (warmup..cycles).map(|nth| litter(nth).unwrap_or_default()).collect();
        quantum(&litters)
    }

    fn cohort(&mut self, nth: usize) -> &mut Cohort {
        if self.cohorts.len() <= nth {
            self.cohorts.resize_with(nth + 1, Cohort::default);
        }
        &mut self.cohorts[nth]
    }
}
