//! The verdicts on a recording: for all of it, and for each category.

use super::judging::{ALPHA, Judgement, LEAST_CYCLES, Verdict, judge};
use crate::analysis::{CycleSeries, Cycles, Metric, Quantum, UnattributedKind};
use crate::model::CategoryId;
use crate::units::Bytes;

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// All counted categories.
    Total(Metric),
    /// One category.
    Category(CategoryId, Metric),
    /// What no region explains.
    Unattributed(UnattributedKind),
}

impl Subject {
    /// What is counted of it.
    pub const fn metric(self) -> Metric {
        match self {
            Self::Total(metric) | Self::Category(_, metric) => metric,
            Self::Unattributed(UnattributedKind::Swapped) => Metric::Swapped,
            Self::Unattributed(_) => Metric::Resident,
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
    /// Judges the cycles.
    pub fn of(cycles: &Cycles) -> Self {
        let mut wholes = Vec::new();
        add_series(&mut wholes, &cycles.total, Subject::Total);
        for kind in [UnattributedKind::Resident, UnattributedKind::Swapped] {
            let levels = cycles.unattributed.iter().map(|at| Some(at.get(kind)?.get() as f64)).collect();
            wholes.extend(Option::<Vec<f64>>::map(levels, |levels| (Subject::Unattributed(kind), levels)));
        }
        let mut parts = Vec::new();
        for (&id, series) in &cycles.categories {
            add_series(&mut parts, series, |metric| Subject::Category(id, metric));
        }
        let mut rows = rows(wholes, cycles);
        rows.extend(rows_that_changed(parts, cycles));
        rows.sort_by(|one, other| {
            let rate = |row: &Judged| row.judgement.evidence.slope.median;
            let verdicts = other.judgement.verdict.cmp(&one.judgement.verdict);
            verdicts.then(rate(other).total_cmp(&rate(one)))
        });
        Self { rows, cycles: cycles.cycles.len() }
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

fn add_series(all: &mut Vec<Series>, series: &CycleSeries, subject: impl Fn(Metric) -> Subject) {
    let levels = |bytes: &[Bytes]| bytes.iter().map(|bytes| bytes.get() as f64).collect();
    all.push((subject(Metric::Mapped), levels(&series.mapped)));
    all.push((subject(Metric::Footprint), levels(&series.footprint)));
}

fn rows_that_changed(mut family: Vec<Series>, cycles: &Cycles) -> Vec<Judged> {
    family.retain(|(_, levels)| levels.windows(2).any(|pair| pair[0].total_cmp(&pair[1]).is_ne()));
    rows(family, cycles)
}

fn rows(family: Vec<Series>, cycles: &Cycles) -> Vec<Judged> {
    let (subjects, levels): (Vec<_>, Vec<_>) = family.into_iter().unzip();
    let judged = subjects.into_iter().zip(judge(&levels, ALPHA));
    let row = |(subject, judgement): (Subject, Judgement)| {
        let grows = judgement.evidence.slope.median > 0.0;
        let quantum = match subject {
            Subject::Category(id, Metric::Mapped) if grows => cycles.categories[&id].quantum,
            _ => None,
        };
        Judged { subject, judgement, quantum }
    };
    judged.map(row).collect()
}
