//! How far the verdicts can be trusted and what may be behind the growth, in the report for scripts.

use crate::analysis::{Hint, Trust, TrustLimit};
use crate::model::units::{ByteDelta, Bytes};
use crate::report::Summary;
use crate::report::view::Label;
use serde::Serialize;

/// What the figures of the cycles rest on. Marks are those that begin or end the cycles that count; parts are of one; null
/// is what is not known.
#[derive(Clone, Debug, Serialize)]
pub struct TrustFigures {
    pub marks: usize,
    /// How many of them took no look of their own.
    pub marks_without_look: usize,
    /// How old the last complete look at usage is, at the worst mark.
    pub oldest_usage_ns: Option<u64>,
    /// CPU time of the longest look for a mark, in microseconds.
    pub longest_mark_us: f64,
    /// At each mark, what no region explains as a part of the system's resident total; below zero where the regions claim
    /// more.
    pub reconciliation: Vec<Option<f64>>,
    /// The largest of these, without its sign.
    pub reconciliation_error: Option<f64>,
    /// How much more is unexplained at the last mark than at the first.
    pub unexplained_change_bytes: Option<i64>,
    /// The part of the mapped bytes whose identity is certain.
    pub certain_share: Option<f64>,
    /// The part of the mapped bytes whose usage was never read, at the worst mark.
    pub unread_share: Option<f64>,
    /// The part of the footprint that is a share of a larger reading, at the worst mark.
    pub estimated_share: Option<f64>,
    /// The smallest growth of the footprint per cycle that would have been found nineteen times in twenty.
    pub detection_floor_bytes: Option<u64>,
    /// Ticks in the cycles that count.
    pub ticks: usize,
    /// Ticks that were left out there.
    pub skipped_ticks: usize,
    /// CPU time of the ticks there, in percent of one core.
    pub cpu_percent: Option<f64>,
    /// Why no growth is called a leak, where that is so: `replaced`, `unreadable`, `blind_marks`, `unread`, `reattributed`,
    /// `disturbed`.
    pub limits: Vec<&'static str>,
}

/// Something to know about a category that grows.
#[derive(Clone, Debug, Serialize)]
pub struct HintFigures {
    /// The upper level of the category's name.
    pub group: String,
    /// The lower level of it.
    pub name: String,
    /// The rule that gave it.
    pub rule: &'static str,
    /// One sentence or two.
    pub text: String,
    /// What to run, or to write into the program; null where there is no such.
    pub command: Option<String>,
}

impl TrustFigures {
    /// Nothing where no cycle counts.
    pub(super) fn new(trust: &Trust) -> Option<Self> {
        (trust.marks > 0).then(|| Self {
            marks: trust.marks,
            marks_without_look: trust.marks_without_look,
            oldest_usage_ns: trust.oldest_usage.map(|age| u64::try_from(age.as_nanos()).unwrap_or(u64::MAX)),
            longest_mark_us: trust.longest_mark.as_nanos() as f64 / 1e3,
            reconciliation: trust.reconciliation.clone(),
            reconciliation_error: trust.reconciliation_error(),
            unexplained_change_bytes: trust.unexplained_change.map(ByteDelta::get),
            certain_share: trust.certain_share,
            unread_share: trust.unread_share,
            estimated_share: trust.estimated_share,
            detection_floor_bytes: trust.detection_floor.map(Bytes::get),
            ticks: trust.ticks,
            skipped_ticks: trust.skipped_ticks,
            cpu_percent: trust.cost.cpu_percent,
            limits: trust.limits.iter().copied().map(TrustLimit::name).collect(),
        })
    }
}

impl HintFigures {
    pub(super) fn new(summary: &Summary<'_>, hint: &Hint) -> Self {
        let Label { group, name, .. } = Label::of_id(&summary.trace.recording, hint.category);
        Self { group, name, rule: hint.rule, text: hint.text.clone(), command: hint.command.clone() }
    }
}
