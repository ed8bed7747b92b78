//! How far the figures can be trusted, and what may be behind them, in the report for scripts.

use crate::analysis::{Hint, Limit, Trust};
use crate::report::Summary;
use crate::units::{ByteDelta, Bytes};
use serde::Serialize;
use std::time::Duration;

/// How far the figures of the cycles that count can be trusted; null where something is not known.
#[derive(Clone, Debug, Serialize)]
pub struct TrustFigures {
    /// The marks that begin or end these cycles.
    pub marks: usize,
    /// How many of them took no look of their own.
    pub marks_without_look: usize,
    /// How old usage is at the worst of them, in seconds.
    pub oldest_usage_s: Option<f64>,
    /// The longest that looking for one of them took, in CPU time.
    pub longest_mark_ms: f64,
    /// By how much the regions and the system's own total of resident bytes differ at most, as a part of the latter.
    pub reconciliation_error: Option<f64>,
    /// How much more no region explains at the last mark than at the first.
    pub unexplained_change_bytes: Option<i64>,
    /// What the regions gained in footprint between these marks.
    pub footprint_gained_bytes: i64,
    /// The part of the mapped bytes at the end whose identity is certain.
    pub certain_share: Option<f64>,
    /// The part of the mapped bytes that was never looked into, at the worst mark.
    pub unread_share: Option<f64>,
    /// The part of the footprint that is estimated, at the worst mark.
    pub estimated_share: Option<f64>,
    /// The smallest growth of the footprint per cycle that would have been found nineteen times in twenty.
    pub detection_floor_bytes: Option<u64>,
    /// Ticks in these cycles.
    pub ticks: usize,
    /// Ticks that were left out there.
    pub skipped_ticks: usize,
    /// What the ticks cost, in percent of one core.
    pub cpu_percent: Option<f64>,
    /// Why nothing is called a leak, where the recording does not bear that.
    pub limits: Vec<LimitFigures>,
}

/// A limit that the recording goes beyond.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LimitFigures {
    /// A word for it.
    pub name: &'static str,
    /// A clause that says it.
    pub reason: &'static str,
}

/// Something to know about a category that grows.
#[derive(Clone, Debug, Serialize)]
pub struct HintFigures {
    /// The upper level of its name.
    pub group: String,
    /// The lower level of its name.
    pub name: String,
    /// The rule that gave it.
    pub rule: &'static str,
    /// A sentence or two.
    pub text: String,
    /// What to run, or to write into the program; null where there is no such thing.
    pub command: Option<String>,
}

impl TrustFigures {
    pub(super) fn of(trust: &Trust) -> Self {
        Self {
            marks: trust.marks,
            marks_without_look: trust.marks_without_look,
            oldest_usage_s: trust.oldest_usage.as_ref().map(Duration::as_secs_f64),
            longest_mark_ms: trust.longest_mark.as_secs_f64() * 1e3,
            reconciliation_error: trust.reconciliation_error(),
            unexplained_change_bytes: trust.unexplained_change.map(ByteDelta::get),
            footprint_gained_bytes: trust.footprint_gained.get(),
            certain_share: trust.certain_share,
            unread_share: trust.unread_share,
            estimated_share: trust.estimated_share,
            detection_floor_bytes: trust.detection_floor.map(Bytes::get),
            ticks: trust.ticks,
            skipped_ticks: trust.skipped_ticks,
            cpu_percent: trust.cost.cpu_percent,
            limits: trust.limits.iter().map(|&limit| LimitFigures::of(limit)).collect(),
        }
    }
}

impl LimitFigures {
    const fn of(limit: Limit) -> Self {
        Self { name: limit.name(), reason: limit.reason() }
    }
}

impl HintFigures {
    pub(super) fn all(summary: &Summary<'_>) -> Vec<Self> {
        let figures = |hint: &Hint| {
            let category = summary.trace.recording.category(hint.category)?;
            Some(Self {
                group: category.group.clone(),
                name: category.name.clone(),
                rule: hint.rule,
                text: hint.text.clone(),
                command: hint.command.clone(),
            })
        };
        summary.assessment.hints.iter().filter_map(figures).collect()
    }
}
