//! The verdicts on a recording: for all of it, and for each category.

use super::families::FamilyJudgements;
use super::judgement::{Judgement, Verdict};
use super::sequential::{SequentialPlan, Sureness, sure_despite};
use super::subject::Subject;
use super::tested_series::TestedSeries;
use super::{ALPHA, LEAST_CYCLES};
use crate::analysis::{Cycles, Doubt, Measure, Metric, Quantum, TrustLimit};

/// One subject, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
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
    pub fn judge(cycles: &Cycles) -> Self {
        Self::at(cycles, ALPHA)
    }

    /// Judges the cycles where the totals have the chance `alpha` of a false alarm together, and the categories as much.
    pub fn at(cycles: &Cycles, alpha: f64) -> Self {
        let asked = TestedSeries::collect(cycles);
        let FamilyJudgements { wholes, parts } = asked.families.judge(alpha);
        let subjects = asked.wholes.into_iter().chain(asked.parts);
        let judged = subjects.zip(wholes.into_iter().chain(parts));
        let rows = judged.map(|(subject, judgement)| Judged::new(subject, judgement, cycles)).collect();
        let mut verdicts = Self { rows, cycles: cycles.cycles.len() };
        verdicts.sort();
        verdicts
    }

    /// Lets the words be changed by what the levels do not tell.
    pub(in crate::analysis) fn doubt(&mut self, doubt: impl FnOnce(&mut [(Subject, &mut Judgement)])) {
        let mut judged: Vec<_> = self.rows.iter_mut().map(|row| (row.subject, &mut row.judgement)).collect();
        doubt(&mut judged);
        self.sort();
    }

    /// Brings the rows into their order again, where words were changed.
    pub(in crate::analysis) fn sort(&mut self) {
        self.rows.sort_by(|one, other| {
            let rate = |row: &Judged| row.judgement.evidence.slope.median;
            let verdicts = other.judgement.verdict.cmp(&one.judgement.verdict);
            verdicts.then(rate(other).total_cmp(&rate(one)))
        });
    }

    /// Takes the word *leak* away where the recording does not bear it.
    pub(in crate::analysis) fn degrade(&mut self, limits: &[TrustLimit]) {
        for row in self.rows.iter_mut().filter(|row| row.judgement.verdict == Verdict::Leak) {
            if let Some(&limit) = limits.iter().find(|limit| limit.concerns(row.subject)) {
                row.judgement.verdict = Verdict::Suspect;
                row.judgement.doubt = Some(Doubt::Untrusted(limit));
                row.judgement.more_cycles = None;
            }
        }
        self.sort();
    }

    /// Whether a recording that could go on may end with these cycles, where what the levels do not tell changes words.
    pub(in crate::analysis) fn sure(
        cycles: &Cycles,
        plan: &SequentialPlan,
        doubt: impl Fn(&mut [(Subject, &mut Judgement)]),
    ) -> Sureness {
        let asked = TestedSeries::collect(cycles);
        let subjects = || asked.wholes.iter().chain(&asked.parts).copied();
        sure_despite(&asked.families, plan, |FamilyJudgements { wholes, parts }| {
            let judgements = wholes.iter_mut().chain(parts);
            doubt(&mut subjects().zip(judgements).collect::<Vec<_>>());
        })
    }

    /// The worst of all.
    pub fn overall(&self) -> Verdict {
        if self.cycles < LEAST_CYCLES {
            return Verdict::TooFewCycles;
        }
        self.rows.iter().map(|row| row.judgement.verdict).max().unwrap_or(Verdict::Steady)
    }

    /// The row that says most: of the worst the category that grows most, unless that is less than half of what the total
    /// grows by and the total is as bad.
    pub fn leading(&self) -> Option<&Judged> {
        let mut worst = self.rows.iter().filter(|row| row.judgement.verdict == self.overall());
        let is_category = |row: &&Judged| matches!(row.subject, Subject::Category(..));
        let category = worst.clone().find(is_category);
        let total = category.filter(|row| self.share(row).is_some_and(|share| share < MOST_OF_IT));
        let is_its_total = |row: &&Judged| {
            total.is_some_and(|category| row.subject == Subject::Total(category.subject.measure()))
        };
        worst.clone().find(is_its_total).or(category).or_else(|| worst.next())
    }

    /// Which part of the growth of the total a category makes up, by their rates in the same measure; nothing where the
    /// total does not grow, by its rate and from the first mark to the last. Above one where other categories shrink.
    pub fn share(&self, row: &Judged) -> Option<f64> {
        let Subject::Category(_, measure) = row.subject else { return None };
        let total = self.rows.iter().find(|total| total.subject == Subject::Total(measure))?;
        growth_share(&row.judgement, &total.judgement)
    }
}

/// Which part of the growth of a total a part of it makes up; nothing where either does not grow.
pub(in crate::analysis) fn growth_share(part: &Judgement, total: &Judgement) -> Option<f64> {
    let rate = |judgement: &Judgement| judgement.evidence.slope.median;
    let grew = |judgement: &Judgement| rate(judgement) > 0.0 && judgement.evidence.total_change > 0.0;
    (grew(total) && grew(part)).then(|| rate(part) / rate(total))
}

/// A category that makes up so much of the growth stands for it.
pub(in crate::analysis) const MOST_OF_IT: f64 = 0.5;

/// Portions that are born and balanced by what dies say nothing of the growth: they may be so many times as much as it.
const PORTIONS: f64 = 1.25;

impl Judged {
    fn new(subject: Subject, judgement: Judgement, cycles: &Cycles) -> Self {
        let grows = judgement.evidence.slope.median > 0.0;
        let quantum = match subject {
            Subject::Category(id, measure) if grows => {
                let series = &cycles.categories[&id];
                let all = series.grown(Metric::Mapped).get() as f64;
                let fits = |quantum: &Quantum| match measure {
                    Measure::Level(Metric::Mapped | Metric::Footprint) | Measure::Stayed => true,
                    Measure::Regions => quantum.is_mean,
                    Measure::Level(_) | Measure::Mappings => false,
                };
                let quantum = series.quantum.filter(fits);
                quantum.filter(|quantum| quantum.all_bytes().get() as f64 <= PORTIONS * all)
            }
            _ => None,
        };
        Self { subject, judgement, quantum }
    }
}
