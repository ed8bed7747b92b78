//! The verdicts in the report for scripts.

use super::rounded;
use crate::analysis::{Doubt, Judged, Quantum, Slope, Verdict};
use crate::report::Summary;
use crate::report::view::Label;
use serde::Serialize;

/// The word of a verdict, as scripts read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictWord {
    /// Too few cycles to say anything.
    TooFewCycles,
    /// No growth that could not be chance.
    Steady,
    /// It grew and stopped.
    Settles,
    /// It grows, but something speaks against a leak.
    Suspect,
    /// It grows with every cycle.
    Leak,
}

impl From<Verdict> for VerdictWord {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::TooFewCycles => Self::TooFewCycles,
            Verdict::Steady => Self::Steady,
            Verdict::Settles => Self::Settles,
            Verdict::Suspect => Self::Suspect,
            Verdict::Leak => Self::Leak,
        }
    }
}

/// What is said of one category and metric, and the evidence.
#[derive(Clone, Debug, Serialize)]
pub struct VerdictFigures {
    /// The upper level of its name; `*All*` for the total, `Unattributed` for what no region explains.
    pub group: String,
    /// The lower level of its name; empty for the total.
    pub name: String,
    pub metric: &'static str,
    pub verdict: VerdictWord,
    /// Why it is no more than suspect; null with any other word.
    pub reason: Option<&'static str>,
    /// How many more cycles would tell whether what is suspect is a leak; null where that is not known.
    pub more_cycles: Option<usize>,
    /// Bytes per cycle.
    pub per_cycle: RateFigures,
    /// How much more it is at the last closing mark than before the first cycle that counts.
    pub total_bytes: i64,
    /// Which part of the growth of the total a category makes up, in the same metric; null where the total does not grow.
    pub share: Option<f64>,
    /// In how many cycles it grew.
    pub grew_in: usize,
    /// How many cycles count.
    pub of: usize,
    /// How likely a series without trend would rise as clearly.
    pub p_value: f64,
    /// The p-value that it must not exceed, since many are judged at once.
    pub p_threshold: f64,
    /// Rate of the later half ÷ rate of the earlier half; null where it did not rise at first.
    pub decay_ratio: Option<f64>,
    /// By how many bytes a level is off by chance.
    pub noise_bytes: i64,
    /// The smallest growth per cycle that would have been found nineteen times in twenty.
    pub detection_floor_bytes: i64,
    /// The portions in which it grows; null where there are none of one size.
    pub quantum: Option<QuantumFigures>,
}

/// A rate in bytes per cycle.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct RateFigures {
    /// The median of all pairwise rates.
    pub median: i64,
    /// Lower end of the interval that holds it in 95 of 100 recordings.
    pub low: i64,
    /// Upper end of it.
    pub high: i64,
}

/// Portions of one size.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct QuantumFigures {
    /// How many regions each time; null where that differs, or where the kernel merges neighbours.
    pub count: Option<usize>,
    /// The bytes of each region, or of all that a cycle brings where `total` is null too.
    pub bytes: u64,
    /// In how many cycles.
    pub cycles: usize,
    /// How many regions of this size all cycles brought together; null where that cannot be known.
    pub total: Option<usize>,
    /// Whether `bytes` is a mean: what the rows of a summary have more, by the regions that they count more.
    pub is_mean: bool,
    /// Whether the kernel may have merged neighbours: one mapping has `bytes` or a whole part of them, and `count` and `total`
    /// are the fewest.
    pub is_merged: bool,
}

impl VerdictFigures {
    pub(super) fn new(summary: &Summary<'_>, row: &Judged) -> Self {
        let evidence = &row.judgement.evidence;
        let Label { group, name, .. } = Label::of_subject(&summary.trace.recording, row.subject);
        Self {
            group,
            name,
            metric: row.subject.measure().name(),
            verdict: row.judgement.verdict.into(),
            reason: row.judgement.doubt.map(Doubt::reason),
            more_cycles: row.judgement.more_cycles,
            per_cycle: RateFigures::new(evidence.slope),
            total_bytes: rounded(evidence.total_change),
            share: summary.assessment.verdicts.share(row),
            grew_in: evidence.grew_in,
            of: evidence.of,
            p_value: evidence.p_value,
            p_threshold: evidence.threshold,
            decay_ratio: evidence.decay_ratio,
            noise_bytes: rounded(evidence.noise),
            detection_floor_bytes: rounded(evidence.detection_floor),
            quantum: row.quantum.map(QuantumFigures::new),
        }
    }
}

impl RateFigures {
    pub(in crate::report) fn new(slope: Slope) -> Self {
        Self { median: rounded(slope.median), low: rounded(slope.low), high: rounded(slope.high) }
    }
}

impl QuantumFigures {
    fn new(quantum: Quantum) -> Self {
        Self {
            count: quantum.count,
            bytes: quantum.bytes.get(),
            cycles: quantum.cycles,
            total: quantum.total,
            is_mean: quantum.is_mean,
            is_merged: quantum.is_merged,
        }
    }
}
