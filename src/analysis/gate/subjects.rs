//! What the rules of a budget are about, in a recording: categories, sums of them, and what no region explains.

use super::{BudgetRule, RuleScope, Suppression};
use crate::analysis::{
    Assessment, CompareRow, Comparison, Measure, RowName, Subject, Unattributed, UnattributedKind, Verdict,
};
use crate::model::{Category, CategoryId, Recording};
use jiff::civil::Date;

/// A row for each of these is in every report.
const UNATTRIBUTED: [UnattributedKind; 3] =
    [UnattributedKind::Resident, UnattributedKind::Swapped, UnattributedKind::Footprint];

/// The group of what no region explains.
const UNATTRIBUTED_GROUP: &str = "Unattributed";

/// A part of memory that has a name, as the reports tell it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Part<'a> {
    pub(super) group: &'a str,
    pub(super) name: &'a str,
    kind: PartKind,
    suppression: Option<&'a Suppression>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum PartKind {
    Category(CategoryId),
    Unattributed(UnattributedKind),
}

impl Part<'_> {
    fn label(&self) -> String {
        format!("{} ▸ {}", self.group, self.name)
    }
}

/// One part, or several together, that a rule holds to its limits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Held<'a> {
    pub(super) name: String,
    /// Those that are suppressed are left out.
    parts: Vec<Part<'a>>,
    /// Why nothing is left of it.
    pub(super) suppression: Option<&'a Suppression>,
    /// Whether the recording knows it.
    pub(super) is_known: bool,
    is_total: bool,
}

impl Held<'_> {
    /// What a rule names that is not there.
    pub(super) fn nothing(of: &RuleScope) -> Self {
        let name = match of {
            RuleScope::Each(pattern) => pattern.to_string().replace('/', " ▸ "),
            other => other.to_string(),
        };
        Self { name, parts: Vec::new(), suppression: None, is_known: false, is_total: false }
    }
}

/// A recording as the rules see it.
pub(super) struct BudgetSubjects<'a> {
    assessment: &'a Assessment,
    parts: Vec<Part<'a>>,
}

impl<'a> BudgetSubjects<'a> {
    /// The parts of a recording, and which of them are suppressed today.
    pub(super) fn new(
        recording: &'a Recording,
        assessment: &'a Assessment,
        suppressions: &'a [Suppression],
        today: Date,
    ) -> Self {
        let categories = (0..).map(CategoryId).zip(recording.categories());
        let is_judged = |id: &CategoryId| assessment.cycles.categories.contains_key(id);
        let categories = categories.filter(|(id, category)| category.is_counted() || is_judged(id));
        let categories = categories.map(|(id, category)| {
            let Category { group, name, .. } = category;
            (group.as_str(), name.as_str(), PartKind::Category(id))
        });
        let others = UNATTRIBUTED.map(|kind| (UNATTRIBUTED_GROUP, kind.name(), PartKind::Unattributed(kind)));
        let part = |(group, name, kind)| {
            let mut held = suppressions.iter().filter(|suppression| !suppression.is_expired(today));
            Part { group, name, kind, suppression: held.find(|held| held.of.fits(group, name)) }
        };
        Self { assessment, parts: categories.chain(others).map(part).collect() }
    }

    /// Whether a suppression fits anything.
    pub(super) fn knows(&self, suppression: &Suppression) -> bool {
        self.parts.iter().any(|part| suppression.of.fits(part.group, part.name))
    }

    /// The names of all parts that were known at any mark, in order.
    pub(super) fn known_names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            self.parts.iter().filter(|part| self.was_there(part)).map(Part::label).collect();
        names.sort();
        names
    }

    fn was_there(&self, part: &Part<'_>) -> bool {
        match part.kind {
            PartKind::Category(id) => self.assessment.cycles.categories.contains_key(&id),
            PartKind::Unattributed(kind) => {
                self.assessment.cycles.unattributed.iter().all(|at| at.get(kind).is_some())
            }
        }
    }

    /// What a rule is about.
    pub(super) fn held(&self, rule: &BudgetRule) -> Vec<Held<'a>> {
        match &rule.of {
            RuleScope::Total => {
                let all = self.sum("*All*".to_owned(), |part| matches!(part.kind, PartKind::Category(_)));
                vec![Held { is_total: true, is_known: true, ..all }]
            }
            RuleScope::Group(group) => vec![self.sum(format!("{group} ▸ *"), |part| part.group == group)],
            RuleScope::Category(group, name) => {
                let is_it = |part: &Part<'_>| part.group == group && part.name == name;
                vec![self.sum(format!("{group} ▸ {name}"), is_it)]
            }
            RuleScope::Each(pattern) => {
                let fitting = self.parts.iter().filter(|part| pattern.fits(part.group, part.name));
                let present = fitting.filter(|part| self.was_there(part));
                present.map(|&part| self.sum(part.label(), |other| *other == part)).collect()
            }
        }
    }

    /// The same part of memory in this recording, which is another than it was found in; nothing where it is not there. A
    /// number of a process in its name is another one here, so that a row of the comparison says what is the same.
    pub(super) fn counterpart(
        &self,
        held: &Held<'_>,
        rule: &BudgetRule,
        comparison: &Comparison,
    ) -> Option<Held<'a>> {
        if let Some(own) = self.held(rule).into_iter().find(|own| own.name == held.name) {
            return Some(own);
        }
        let is_about = |name: &RowName, part: &Part<'_>| name.stands_for(part.group, part.name);
        let row = self.rows(held, comparison).into_iter().next()?;
        let there = self.sum(held.name.clone(), |part| is_about(&row.name, part));
        there.is_known.then_some(there)
    }

    /// The rows of a comparison that are about it.
    pub(super) fn rows<'b>(&self, held: &Held<'_>, comparison: &'b Comparison) -> Vec<&'b CompareRow> {
        // The total holds what is suppressed too.
        let is_whole = held.is_total && self.parts.iter().all(|part| part.suppression.is_none());
        let is_about = |row: &&CompareRow| match &row.name {
            RowName::Total => is_whole,
            RowName::Unattributed(kind) => {
                held.parts.iter().any(|part| part.kind == PartKind::Unattributed(*kind))
            }
            name @ RowName::Category { .. } => {
                held.parts.iter().any(|part| name.stands_for(part.group, part.name))
            }
        };
        comparison.rows.iter().filter(is_about).collect()
    }

    /// Whether a rule's pattern fits nothing at all.
    pub(super) fn is_idle(&self, rule: &BudgetRule) -> bool {
        match &rule.of {
            RuleScope::Each(pattern) => !self.parts.iter().any(|part| pattern.fits(part.group, part.name)),
            _ => self.held(rule).iter().any(|held| !held.is_known),
        }
    }

    fn sum(&self, name: String, belongs: impl Fn(&Part<'_>) -> bool) -> Held<'a> {
        let all: Vec<_> = self.parts.iter().filter(|part| belongs(part)).copied().collect();
        let parts: Vec<_> = all.iter().filter(|part| part.suppression.is_none()).copied().collect();
        let suppression = all.iter().find_map(|part| part.suppression).filter(|_| parts.is_empty());
        Held { name, is_known: !all.is_empty(), parts, suppression, is_total: false }
    }

    /// Why the recording does not bear a word on this, where it does not.
    pub(super) fn distrust(&self, measure: Measure) -> Option<&'static str> {
        let limits = self.assessment.trust.limits.iter();
        let mut concerned = limits.filter(|limit| limit.concerns(Subject::Total(measure)));
        concerned.next().map(|limit| limit.reason())
    }

    /// How many cycles count.
    pub(super) fn cycles(&self) -> usize {
        self.assessment.cycles.cycles.len()
    }

    /// A figure over the cycles that count, before the first and at each closing mark; nothing where the system did not tell
    /// it at every mark.
    pub(super) fn levels(&self, held: &Held<'_>, measure: Measure) -> Option<Vec<f64>> {
        let cycles = &self.assessment.cycles;
        let mut sums = vec![0.0; cycles.total.levels(measure).len()];
        for part in &held.parts {
            let levels = match part.kind {
                PartKind::Category(id) => cycles.categories.get(&id).map(|series| series.levels(measure)),
                PartKind::Unattributed(kind) => {
                    let level = |at: &Unattributed| Some(at.get(kind)?.get() as f64);
                    Some(cycles.unattributed.iter().map(level).collect::<Option<Vec<_>>>()?)
                }
            };
            sums.iter_mut().zip(levels.into_iter().flatten()).for_each(|(sum, level)| *sum += level);
        }
        Some(sums)
    }

    /// What is counted of it in place of `measure`, and how that is called: of what no region explains one thing is known.
    pub(super) fn measure_name(held: &Held<'_>, measure: Measure) -> &'static str {
        match held.parts.as_slice() {
            [Part { kind: PartKind::Unattributed(kind), .. }] => kind.name(),
            _ => measure.name(),
        }
    }

    /// The worst that the report says of it, and of all that is in it.
    pub(super) fn verdict(&self, held: &Held<'_>) -> Verdict {
        let verdicts = &self.assessment.verdicts;
        // The totals hold what is suppressed too.
        let is_whole = held.is_total && self.parts.iter().all(|part| part.suppression.is_none());
        let is_in = |kind: PartKind| held.parts.iter().any(|part| part.kind == kind);
        let rows = verdicts.rows.iter().filter(|row| match row.subject {
            Subject::Total(_) => is_whole,
            Subject::Category(id, _) => is_in(PartKind::Category(id)),
            Subject::Unattributed(kind) => is_in(PartKind::Unattributed(kind)),
        });
        rows.map(|row| row.judgement.verdict).max().unwrap_or(Verdict::Steady)
    }
}
