//! What is counted of one category while the log is read.

use super::Quantum;
use super::series::{CycleFigures, CycleSeries};
use super::sizes::{BirthSizes, quantum};
use super::survival::Survival;
use crate::analysis::{Counted, Level};
use crate::model::units::Bytes;
use crate::model::{Certainty, Region, RegionState};
use std::collections::{BTreeMap, BTreeSet};

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
        let is_certain = region.certainty() == Certainty::Certain || state.is_counted_row();
        Self { state, cohort, is_certain }
    }

    fn counted(&self) -> Counted {
        Counted { bytes: self.state.len, count: self.state.regions() }
    }

    fn join(&self, sizes: &mut BirthSizes) {
        if self.state.is_counted_row() {
            sizes.add_row(self.counted());
        } else {
            sizes.add(self.state.len, self.is_certain);
        }
    }

    fn part_from(&self, sizes: &mut BirthSizes) {
        if self.state.is_counted_row() {
            sizes.remove_row(self.counted());
        } else {
            sizes.remove(self.state.len, self.is_certain);
        }
    }
}

/// What is there at one moment.
#[derive(Clone, Copy, Debug, Default)]
struct TallyLevels {
    level: Level,
    certain: Counted,
}

impl TallyLevels {
    fn add(&mut self, region: &Standing) {
        self.level.add_region(&region.state);
        if region.is_certain {
            self.certain += region.counted();
        }
    }
}

/// What came and what went from one moment to the next.
#[derive(Clone, Copy, Debug, Default)]
struct Change<T> {
    came: T,
    went: T,
}

impl Change<TallyLevels> {
    fn apply(&self, to: &mut TallyLevels) {
        to.level += self.came.level;
        to.certain += self.came.certain;
        to.level -= self.went.level;
        to.certain -= self.went.certain;
    }
}

/// From when to when a region is as it is: the first bound, and the first closing mark, at which it is so, and the first at
/// which it is so no more. Places at the end of what was passed stand for what comes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lasting {
    pub(super) bounds: (usize, Option<usize>),
    pub(super) closings: (usize, Option<usize>),
}

/// What one cycle left.
#[derive(Clone, Debug, Default)]
struct Cohort {
    born: Level,
    sizes: BirthSizes,
    /// What became of its bytes since the closing mark before, and at each closing mark at which anything had.
    pending: Change<Bytes>,
    changes: BTreeMap<usize, Change<Bytes>>,
}

impl Cohort {
    fn change_at(&mut self, closing: usize, closed: usize) -> &mut Change<Bytes> {
        if closing < closed { self.changes.entry(closing).or_default() } else { &mut self.pending }
    }

    /// What is alive of cycle `own` at each of `cycles` closing marks from its own on.
    fn survival(&self, own: usize, cycles: usize) -> Survival {
        let mut survival = Survival::none(cycles - own);
        let mut alive = Bytes::ZERO;
        for (&closing, Change { came, went }) in &self.changes {
            alive += *came;
            alive -= *went;
            survival.push(closing.saturating_sub(own), alive);
        }
        survival
    }
}

/// The counts of one category, as what changed from bound to bound: what stands still takes no room.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Since the bound that was passed last.
    pending: Change<TallyLevels>,
    /// Up to each bound at which anything had changed.
    changes: BTreeMap<usize, Change<TallyLevels>>,
    /// Those of the cycles in which anything was born.
    cohorts: BTreeMap<usize, Cohort>,
    /// The cohorts of which something changed since the closing mark before.
    touched: BTreeSet<usize>,
    has_changed: bool,
}

impl Tally {
    /// A region is there from now on, as it is.
    pub(super) fn enter(&mut self, region: &Standing) {
        self.pending.came.add(region);
        self.has_changed = true;
        if let Some(cohort) = region.cohort {
            self.cohorts.entry(cohort).or_default().pending.came += region.state.len;
            self.touched.insert(cohort);
        }
    }

    /// A region is no longer there as it was.
    pub(super) fn leave(&mut self, region: &Standing) {
        self.pending.went.add(region);
        self.has_changed = true;
        if let Some(cohort) = region.cohort {
            self.cohorts.entry(cohort).or_default().pending.went += region.state.len;
            self.touched.insert(cohort);
        }
    }

    /// Writes down what changed up to the next bound.
    pub(super) fn pass(&mut self, bound: usize) {
        if std::mem::take(&mut self.has_changed) {
            self.changes.insert(bound, std::mem::take(&mut self.pending));
        }
    }

    /// A cycle is closed: what changed of it, and of those before.
    pub(super) fn close(&mut self, cycle: usize) {
        for nth in std::mem::take(&mut self.touched) {
            if let Some(cohort) = self.cohorts.get_mut(&nth) {
                cohort.changes.insert(cycle, std::mem::take(&mut cohort.pending));
            }
        }
    }

    /// At the closing mark of the cycle in which it was born, a region is alive.
    pub(super) fn bear(&mut self, cycle: usize, region: &Standing) {
        let cohort = self.cohorts.entry(cycle).or_default();
        cohort.born.add_region(&region.state);
        region.join(&mut cohort.sizes);
    }

    /// A region turns out to belong here, or not to, for as long as it was as it is told. So many bounds were passed, and so
    /// many cycles closed.
    pub(super) fn amend(
        &mut self,
        region: &Standing,
        lasting: Lasting,
        (passed, closed): (usize, usize),
        belongs: bool,
    ) {
        let mut turn = |place: usize, comes: bool| {
            let change = if place < passed {
                self.changes.entry(place).or_default()
            } else {
                self.has_changed = true;
                &mut self.pending
            };
            if comes { change.came.add(region) } else { change.went.add(region) }
        };
        let (from, to) = lasting.bounds;
        turn(from, belongs);
        if let Some(to) = to {
            turn(to, !belongs);
        }
        let Some(own) = region.cohort else { return };
        let cohort = self.cohorts.entry(own).or_default();
        let mut turn = |closing: usize, comes: bool| {
            if closing >= closed {
                self.touched.insert(own);
            }
            let change = cohort.change_at(closing, closed);
            if comes { change.came += region.state.len } else { change.went += region.state.len }
        };
        let (from, to) = lasting.closings;
        turn(from, belongs);
        if let Some(to) = to {
            turn(to, !belongs);
        }
        if own < closed && from <= own && to.is_none_or(|to| own < to) {
            if belongs {
                cohort.born.add_region(&region.state);
                region.join(&mut cohort.sizes);
            } else {
                cohort.born.remove_region(&region.state);
                region.part_from(&mut cohort.sizes);
            }
        }
    }

    /// What was there at each of so many bounds; nothing where there never was anything.
    fn stands(&self, bounds: usize) -> Option<Vec<TallyLevels>> {
        let (mut now, mut changes) = (TallyLevels::default(), self.changes.iter().peekable());
        let mut stand_at = |bound: usize| {
            if let Some((_, change)) = changes.next_if(|&(&at, _)| at == bound) {
                change.apply(&mut now);
            }
            now
        };
        let stands: Vec<_> = (0..bounds).map(&mut stand_at).collect();
        stands.iter().any(|stand| stand.level.regions > 0).then_some(stands)
    }

    /// The series of so many cycles, each told by its first and its last bound; so many of them warm up. Nothing where there
    /// never was anything at a bound.
    pub(super) fn series(
        &self,
        bounds: usize,
        cycles: &[(usize, usize)],
        warmup: usize,
        page: Bytes,
    ) -> Option<CycleSeries> {
        let stands = self.stands(bounds)?;
        let figures = |(nth, &(from, to)): (usize, &(usize, usize))| {
            let cohort = self.cohorts.get(&nth);
            let survivors = cohort.map(|cohort| cohort.survival(nth, cycles.len()));
            CycleFigures {
                before: stands[from].level,
                after: stands[to].level,
                certain_before: stands[from].certain,
                certain_after: stands[to].certain,
                born: cohort.map(|cohort| cohort.born).unwrap_or_default(),
                survivors: survivors.unwrap_or_else(|| Survival::none(cycles.len() - nth)),
            }
        };
        let mut warming: Vec<_> = cycles.iter().enumerate().map(figures).collect();
        let counted = warming.split_off(warmup.min(warming.len()));
        let quantum = self.quantum(warmup, cycles.len(), page);
        Some(CycleSeries { warmup: warming, cycles: counted, quantum })
    }

    fn quantum(&self, warmup: usize, cycles: usize, page: Bytes) -> Option<Quantum> {
        let birth_sizes = self.cohorts.range(warmup..cycles.max(warmup)).map(|(_, cohort)| &cohort.sizes);
        quantum(&birth_sizes.collect::<Vec<_>>(), cycles - warmup, page)
    }
}
