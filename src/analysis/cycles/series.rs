//! One category, or all, over the cycles.

use super::{Quantum, Survival};
use crate::analysis::{Counted, Level, Measure, Metric};
use crate::model::Usage;
use crate::model::units::{ByteDelta, Bytes};

/// What each cycle did to one category, or to all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CycleSeries {
    /// The cycles that are left out at the start.
    pub warmup: Vec<CycleFigures>,
    /// The cycles that count.
    pub cycles: Vec<CycleFigures>,
    /// What comes in portions of one size, where there is such.
    pub quantum: Option<Quantum>,
}

/// What one cycle did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CycleFigures {
    /// What was there at its start.
    pub before: Level,
    /// What is there at its closing mark.
    pub after: Level,
    /// How much of what was there at its start belongs to regions whose identity is certain, and how many these are.
    pub certain_before: Counted,
    /// The same of what is there at its closing mark.
    pub certain_after: Counted,
    /// What was born in it and is alive at its closing mark, as of then.
    pub born: Level,
    /// The mapped bytes of what was born in it that are alive at its closing mark, at the next, and so on to the last.
    pub survivors: Survival,
}

impl CycleFigures {
    /// Mapped bytes that it added to the level; below zero where more died than stayed.
    pub fn net_retained(&self) -> ByteDelta {
        self.after.mapped.since(self.before.mapped)
    }

    /// Mapped bytes of earlier cohorts that died in it.
    pub fn died_of_earlier(&self) -> Bytes {
        (self.before.mapped + self.born.mapped).saturating_sub(self.after.mapped)
    }

    /// What is still alive, at the last closing mark, of what was born in it and alive at its own.
    pub fn surviving(&self) -> Bytes {
        self.survivors.last().unwrap_or_default()
    }

    fn without_access(&self) -> Self {
        Self {
            before: self.before.without_access(),
            after: self.after.without_access(),
            born: self.born.without_access(),
            survivors: Survival::none(self.survivors.marks()),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.before += other.before;
        self.after += other.after;
        self.certain_before += other.certain_before;
        self.certain_after += other.certain_after;
        self.born += other.born;
        self.survivors.add(&other.survivors);
    }
}

impl CycleSeries {
    /// So many cycles in which nothing ever was there, of which so many warm up.
    pub(super) fn empty(cycles: usize, warmup: usize) -> Self {
        let nothing =
            |nth| CycleFigures { survivors: Survival::none(cycles - nth), ..CycleFigures::default() };
        let mut warming: Vec<_> = (0..cycles).map(nothing).collect();
        let counted = warming.split_off(warmup.min(cycles));
        Self { warmup: warming, cycles: counted, quantum: None }
    }

    /// All cycles, those left out at the start too.
    pub fn all(&self) -> impl Iterator<Item = &CycleFigures> {
        self.warmup.iter().chain(&self.cycles)
    }

    /// A figure over the cycles that count, for a test of its trend: first before the first cycle, then at each closing
    /// mark. Of what stayed the last is missing: it is not yet known. Nothing where a figure is not known.
    pub fn levels(&self, measure: Measure) -> Vec<f64> {
        let first = self.cycles.first();
        match measure {
            Measure::Level(metric) => {
                let levels = first.map(|first| first.before).into_iter();
                let levels = levels.chain(self.cycles.iter().map(|cycle| cycle.after));
                levels.map(|level| level.get(metric).get() as f64).collect()
            }
            Measure::Stayed => {
                let stayed = |cycle: &CycleFigures| cycle.after.mapped.saturating_sub(cycle.born.mapped);
                self.cycles.iter().map(|cycle| stayed(cycle).get() as f64).collect()
            }
            Measure::Regions => {
                let counts = first.map(|first| first.certain_before).into_iter();
                let counts = counts.chain(self.cycles.iter().map(|cycle| cycle.certain_after));
                counts.map(|counted| counted.count as f64).collect()
            }
            Measure::Mappings => {
                let levels = first.map(|first| first.before).into_iter();
                let levels = levels.chain(self.cycles.iter().map(|cycle| cycle.after));
                let counts = levels.map(|level| Some(level.mappings.get()? as f64));
                counts.collect::<Option<_>>().unwrap_or_default()
            }
        }
    }

    /// The same of memory without access right: what of it counts in the totals.
    pub(super) fn without_access(&self) -> Self {
        let counted = |cycles: &[CycleFigures]| cycles.iter().map(CycleFigures::without_access).collect();
        Self { warmup: counted(&self.warmup), cycles: counted(&self.cycles), quantum: self.quantum }
    }

    /// Whether anything was used at the start or the end of a cycle.
    pub(super) fn is_used(&self) -> bool {
        self.all()
            .flat_map(|cycle| [&cycle.before, &cycle.after])
            .any(|level| level.usage != Usage::default())
    }

    /// How much more there is at the last closing mark than before the first cycle that counts.
    pub fn grown(&self, metric: Metric) -> ByteDelta {
        let grown = self.cycles.first().zip(self.cycles.last());
        grown.map(|(first, last)| last.after.get(metric).since(first.before.get(metric))).unwrap_or_default()
    }

    /// Adds the figures of a category to those of all, cycle by cycle.
    pub(super) fn add(&mut self, other: &Self) {
        let sums = self.warmup.iter_mut().chain(&mut self.cycles);
        sums.zip(other.all()).for_each(|(sum, other)| sum.add(other));
    }
}
