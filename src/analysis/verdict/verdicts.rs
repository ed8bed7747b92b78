//! The verdicts on a recording: for all of it, and for each category.

use super::judging::{ALPHA, Judgement, LEAST_CYCLES, Verdict, judge};
use super::sequential::{Plan, Sureness, sure};
use crate::analysis::{CycleSeries, Cycles, Measure, Metric, Quantum, UnattributedKind};
use crate::model::CategoryId;

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// All counted categories.
    Total(Measure),
    /// One category.
    Category(CategoryId, Measure),
    /// What no region explains.
    Unattributed(UnattributedKind),
}

impl Subject {
    /// What is counted of it.
    pub const fn measure(self) -> Measure {
        match self {
            Self::Total(measure) | Self::Category(_, measure) => measure,
            Self::Unattributed(UnattributedKind::Swapped) => Measure::Level(Metric::Swapped),
            Self::Unattributed(_) => Measure::Level(Metric::Resident),
        }
    }
}

/// One subject, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// What is judged.
    pub subject: Subject,
    /// What is said of it, and why.
    pub judgement: Judgement,
    /// The portions in which it grows, where there are such.
    pub quantum: Option<Quantum>,
}

/// The verdicts on the cycles of a recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdicts {
    /// The totals, what is unattributed, and each category and metric that ever changed from one closing mark to another.
    /// The worst come first, then those that grow most.
    pub rows: Vec<Judged>,
    /// How many cycles count.
    pub cycles: usize,
}

impl Verdicts {
    /// Judges the cycles of a recording that is looked at once.
    pub fn of(cycles: &Cycles) -> Self {
        Self::at(cycles, ALPHA)
    }

    /// Judges the cycles where the totals have the chance `alpha` of a false alarm together, and the categories as much.
    pub fn at(cycles: &Cycles, alpha: f64) -> Self {
        let rows = families(cycles).into_iter().flat_map(|family| rows(family, cycles, alpha)).collect();
        let mut verdicts = Self { rows, cycles: cycles.cycles.len() };
        verdicts.sort();
        verdicts
    }

    /// Brings the rows into their order again, where words were changed.
    pub(in crate::analysis) fn sort(&mut self) {
        self.rows.sort_by(|one, other| {
            let rate = |row: &Judged| row.judgement.evidence.slope.median;
            let verdicts = other.judgement.verdict.cmp(&one.judgement.verdict);
            verdicts.then(rate(other).total_cmp(&rate(one)))
        });
    }

    /// Whether a recording that could go on may end with these cycles.
    pub fn sure(cycles: &Cycles, plan: &Plan) -> Sureness {
        let levels = |family: Vec<Series>| family.into_iter().map(|(_, levels)| levels).collect();
        sure(&families(cycles).map(levels), plan)
    }

    /// The worst of all.
    pub fn overall(&self) -> Verdict {
        if self.cycles < LEAST_CYCLES {
            return Verdict::TooFewCycles;
        }
        self.rows.iter().map(|row| row.judgement.verdict).max().unwrap_or(Verdict::Steady)
    }

    /// The row that says most: the worst category, or where none is as bad as the whole, whatever is.
    pub fn leading(&self) -> Option<&Judged> {
        let mut worst = self.rows.iter().filter(|row| row.judgement.verdict == self.overall());
        let is_category = |row: &&Judged| matches!(row.subject, Subject::Category(..));
        worst.clone().find(is_category).or_else(|| worst.next())
    }
}

type Series = (Subject, Vec<f64>);

/// The totals with what is unattributed, and the categories: each family shares one chance of a false alarm.
fn families(cycles: &Cycles) -> [Vec<Series>; 2] {
    let mut wholes = Vec::new();
    add_series(&mut wholes, &cycles.total, Subject::Total);
    let regions = (Subject::Total(Measure::Regions), cycles.total.levels(Measure::Regions));
    wholes.extend(Some(regions).filter(changed));
    for kind in [UnattributedKind::Resident, UnattributedKind::Swapped] {
        let levels = cycles.unattributed.iter().map(|at| Some(at.get(kind)?.get() as f64)).collect();
        wholes.extend(Option::<Vec<f64>>::map(levels, |levels| (Subject::Unattributed(kind), levels)));
    }
    let mut parts = Vec::new();
    for (&id, series) in &cycles.categories {
        add_series(&mut parts, series, |measure| Subject::Category(id, measure));
    }
    parts.retain(changed);
    [wholes, parts]
}

/// Adds what is judged of a series. What stayed is left out where all of it did: it would say again what the level says.
fn add_series(all: &mut Vec<Series>, series: &CycleSeries, subject: impl Fn(Measure) -> Subject) {
    let (mapped, footprint) = (Measure::Level(Metric::Mapped), Measure::Level(Metric::Footprint));
    let (levels, stayed) = (series.levels(mapped), series.levels(Measure::Stayed));
    let some_went = !levels.starts_with(&stayed);
    all.push((subject(mapped), levels));
    all.push((subject(footprint), series.levels(footprint)));
    if some_went {
        all.push((subject(Measure::Stayed), stayed));
    }
}

/// Whether there is anything to judge.
fn changed((_, levels): &Series) -> bool {
    levels.windows(2).any(|pair| pair[0].total_cmp(&pair[1]).is_ne())
}

fn rows(family: Vec<Series>, cycles: &Cycles, alpha: f64) -> Vec<Judged> {
    let (subjects, levels): (Vec<_>, Vec<_>) = family.into_iter().unzip();
    let judged = subjects.into_iter().zip(judge(&levels, alpha));
    let row = |(subject, judgement): (Subject, Judgement)| {
        let grows = judgement.evidence.slope.median > 0.0;
        let quantum = match subject {
            Subject::Category(id, Measure::Level(Metric::Mapped) | Measure::Stayed) if grows => {
                cycles.categories[&id].quantum
            }
            _ => None,
        };
        Judged { subject, judgement, quantum }
    };
    judged.map(row).collect()
}
