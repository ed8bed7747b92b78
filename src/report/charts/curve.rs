//! The levels at the closing marks, to be drawn.

use crate::analysis::{CycleFigures, CycleSeries, Cycles, Judged, Level, Measure, Subject, Unattributed};

/// Levels over the cycles: 0 is before the first of all, 1 at the first closing mark, and so on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// What does not count.
    pub warmup: Vec<(usize, f64)>,
    /// What the verdict is about.
    pub counted: Vec<(usize, f64)>,
    /// How many cycles were closed.
    pub cycles: usize,
}

/// A straight line through the levels that count, and how steep it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The cycle around which the line turns.
    pub middle: f64,
    pub level: f64,
    /// Levels per cycle: the lowest, the likeliest and the highest.
    pub slopes: [f64; 3],
}

/// More levels than these are no longer told apart by the eye.
const MOST_LEVELS: usize = 1000;

/// Of too many levels each second, third, and so on, and the last.
fn thinned(levels: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    let apart = levels.len().div_ceil(MOST_LEVELS).max(1);
    let last = levels.last().copied().filter(|_| apart > 1 && !(levels.len() - 1).is_multiple_of(apart));
    levels.into_iter().step_by(apart).chain(last).collect()
}

impl Curve {
    /// The levels of what is judged; of too many each second, third, and so on.
    pub fn new(cycles: &Cycles, subject: Subject) -> Self {
        let (warmup, all) = (cycles.warmup.len(), cycles.all().count());
        let curve = Self { cycles: all, ..Self::default() };
        let series = match subject {
            Subject::Total(_) => Some(&cycles.total),
            Subject::Category(id, _) => cycles.categories.get(&id),
            Subject::Unattributed(kind) => {
                let level =
                    |(nth, at): (usize, &Unattributed)| Some((warmup + nth, at.get(kind)?.get() as f64));
                let counted = cycles.unattributed.iter().enumerate().filter_map(level).collect();
                return Self { counted: thinned(counted), ..curve };
            }
        };
        let Some(series) = series else { return curve };
        let measure = subject.measure();
        // What stayed is known behind the first cycle, any other level before it.
        let first = warmup + usize::from(measure == Measure::Stayed);
        let counted = series.levels(measure).into_iter().enumerate();
        let counted: Vec<_> = counted.map(|(nth, level)| (first + nth, level)).collect();
        let end = if counted.is_empty() { warmup + 1 } else { first };
        Self { warmup: thinned(before(series, measure, end)), counted: thinned(counted), ..curve }
    }

    /// The line of the verdict: through the middle of the levels, as medians have it.
    pub fn fit(&self, judged: &Judged) -> Option<Fit> {
        let slope = judged.judgement.evidence.slope;
        let (first, last) = (self.counted.first()?, self.counted.last()?);
        let middle = f64::midpoint(first.0 as f64, last.0 as f64);
        let mut off: Vec<f64> = self
            .counted
            .iter()
            .map(|&(cycle, level)| level - slope.median * (cycle as f64 - middle))
            .collect();
        off.sort_by(f64::total_cmp);
        let level = f64::midpoint(off[(off.len() - 1) / 2], off[off.len() / 2]);
        (self.counted.len() > 1).then_some(Fit {
            middle,
            level,
            slopes: [slope.low, slope.median, slope.high],
        })
    }

    /// The levels that a scale has room for: those that count. As long as none does, those of the warm-up, which is often
    /// so steep that beside it nothing else would be seen.
    pub fn levels(&self) -> impl Iterator<Item = f64> {
        let shown = if self.counted.is_empty() { &self.warmup } else { &self.counted };
        shown.iter().map(|&(_, level)| level)
    }
}

impl Fit {
    /// The line at a cycle, by its lowest, its likeliest or its highest slope.
    pub fn at(&self, cycle: f64, slope: usize) -> f64 {
        self.level + self.slopes[slope] * (cycle - self.middle)
    }
}

/// What is there at its closing mark and was not born in it.
fn stayed(figures: &CycleFigures) -> f64 {
    figures.after.mapped.saturating_sub(figures.born.mapped).get() as f64
}

/// The levels of the warm-up, in front of cycle `end`.
fn before(series: &CycleSeries, measure: Measure, end: usize) -> Vec<(usize, f64)> {
    let level = |level: &Level, certain: usize| match measure {
        Measure::Level(metric) => level.get(metric).get() as f64,
        Measure::Stayed | Measure::Regions => certain as f64,
        Measure::Mappings => level.mappings.get().unwrap_or_default() as f64,
    };
    let after = |figures: &CycleFigures| match measure {
        Measure::Stayed => stayed(figures),
        _ => level(&figures.after, figures.certain_after.count),
    };
    let first = series.warmup.first().filter(|_| measure != Measure::Stayed);
    let first = first.map(|first| (0, level(&first.before, first.certain_before.count)));
    let closings = series.warmup.iter().enumerate().map(|(nth, figures)| (nth + 1, after(figures)));
    first.into_iter().chain(closings).filter(|&(cycle, _)| cycle < end).collect()
}
