//! The outcome of a budget, for scripts: schema 1. Keys are stable; new ones may be added, none is renamed or removed.

use crate::analysis::gate::{Check, CheckRow, Limit, Measured};
use crate::report::VerdictWord;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct CheckFigures {
    /// Version of this form: 1.
    pub schema: u32,
    /// `within`, `over`, `not_enough_evidence` or `no_such_thing`.
    pub outcome: &'static str,
    /// How many cycles count.
    pub cycles: usize,
    /// Each limit of each rule, in the order of the budget.
    pub rows: Vec<RowFigures>,
    pub warnings: Vec<String>,
}

/// One limit, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct RowFigures {
    /// What is held to it, as the reports call it.
    pub name: String,
    pub metric: &'static str,
    /// `max_per_cycle`, `max_regions_per_cycle`, `max_total_after`, `worst_verdict`, `max_more_per_cycle` or `worst_change`.
    pub limit: &'static str,
    /// The budget: bytes, regions, or a word.
    pub budget: Amount,
    /// What was measured, likewise; of a rate the median. Null where it was not measured.
    pub measured: Option<Amount>,
    /// Lower end of the interval of a rate.
    pub low: Option<f64>,
    /// Upper end of it.
    pub high: Option<f64>,
    /// The smallest growth per cycle that would have been found nineteen times in twenty.
    pub detection_floor: Option<f64>,
    /// `within`, `over`, `not_enough_evidence`, `no_such_thing`, `skipped` or `suppressed`.
    pub outcome: &'static str,
    /// Why, where the figures do not say it.
    pub why: Option<String>,
}

/// A number of bytes or regions, or the word of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Amount {
    /// Bytes or regions.
    Number(f64),
    /// A verdict.
    Word(VerdictWord),
    /// What has become of it: `fixed`, `reduced`, `unchanged`, `worse` or `new`.
    Change(&'static str),
}

impl CheckFigures {
    /// Puts a check into its form.
    pub fn new(check: &Check) -> Self {
        Self {
            schema: 1,
            outcome: check.outcome().json_name(),
            cycles: check.cycles,
            rows: check.rows.iter().map(RowFigures::new).collect(),
            warnings: check.warnings.clone(),
        }
    }

    /// The check as indented JSON, with a line end behind it.
    ///
    /// # Panics
    ///
    /// Never: strings and numbers always have a JSON form.
    pub fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self).expect("strings and numbers always have a JSON form");
        text + "\n"
    }
}

impl RowFigures {
    fn new(row: &CheckRow) -> Self {
        let (limit, budget) = match row.limit {
            Limit::PerCycle(bytes) => ("max_per_cycle", Amount::Number(bytes.get() as f64)),
            Limit::RegionsPerCycle(count) => ("max_regions_per_cycle", Amount::Number(f64::from(count))),
            Limit::TotalAfter(bytes) => ("max_total_after", Amount::Number(bytes.get() as f64)),
            Limit::Verdict(verdict) => ("worst_verdict", Amount::Word(verdict.into())),
            Limit::MorePerCycle(bytes) => ("max_more_per_cycle", Amount::Number(bytes.get() as f64)),
            Limit::Change(change) => ("worst_change", Amount::Change(change.name())),
        };
        let (measured, slope, floor) = match row.measured {
            Measured::Nothing => (None, None, None),
            Measured::Level(bytes) => (Some(Amount::Number(bytes.get() as f64)), None, None),
            Measured::Verdict(verdict) => (Some(Amount::Word(verdict.into())), None, None),
            Measured::Change(change) => (Some(Amount::Change(change.name())), None, None),
            Measured::Rate { slope, floor } => (Some(Amount::Number(slope.median)), Some(slope), Some(floor)),
        };
        Self {
            name: row.name.clone(),
            metric: row.metric,
            limit,
            budget,
            measured,
            low: slope.map(|slope| slope.low),
            high: slope.map(|slope| slope.high),
            detection_floor: floor,
            outcome: row.outcome.json_name(),
            why: row.why.clone(),
        }
    }
}
