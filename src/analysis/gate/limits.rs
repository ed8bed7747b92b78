//! The limits of a rule, the measured values, and the outcomes.

use crate::analysis::{Slope, Verdict, VerdictChange};
use crate::model::units::Bytes;

/// One limit of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Bytes that a cycle may add.
    PerCycle(Bytes),
    /// Regions that a cycle may add.
    RegionsPerCycle(u32),
    /// Bytes at the last closing mark.
    TotalAfter(Bytes),
    /// The worst that the report may say.
    Verdict(Verdict),
    /// Bytes that a cycle may add beyond what it added in another recording.
    MorePerCycle(Bytes),
    /// The worst that may have become of it since another recording.
    Change(VerdictChange),
}

/// What was measured of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// Nothing: there is no such thing in the recording.
    Nothing,
    /// What the cycles add, in bytes or regions.
    Rate {
        /// The median with its interval.
        slope: Slope,
        /// The smallest growth per cycle that would have been found nineteen times in twenty.
        floor: f64,
    },
    /// Bytes at the last closing mark.
    Level(Bytes),
    /// What the report says.
    Verdict(Verdict),
    /// What has become of it.
    Change(VerdictChange),
}

/// What a row, or the whole, comes to. In order: the worst of many is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is left out for now.
    Suppressed,
    /// There is no such thing, and the rule says that this may be.
    Skipped,
    /// It keeps to its limit.
    Within,
    /// There is not enough evidence to say so.
    Unknown,
    /// There is no such thing, and the rule does not say that this may be: it may be misspelt.
    NoSuchThing,
    /// It does not keep to its limit.
    Over,
}

impl Outcome {
    /// What it is called in JSON.
    pub const fn json_name(self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::Skipped => "skipped",
            Self::Within => "within",
            Self::Unknown => "not_enough_evidence",
            Self::NoSuchThing => "no_such_thing",
            Self::Over => "over",
        }
    }
}
