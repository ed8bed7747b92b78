//! What has become of a category: a word for it.

use super::CompareCell;
use crate::analysis::{Slope, Verdict};

/// What has become of what a cycle adds. In order: the worst of many is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictChange {
    /// No difference that could not be chance, or that is worth a word.
    Unchanged,
    /// It grew, and still does, but less.
    Reduced,
    /// It grew, and no longer does.
    Fixed,
    /// It grew, and now grows more.
    Worse,
    /// It grows, and did not before.
    New,
}

impl VerdictChange {
    /// What it is called in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::Reduced => "reduced",
            Self::Fixed => "fixed",
            Self::Worse => "worse",
            Self::New => "new",
        }
    }

    /// The word for two verdicts and the difference between what a cycle adds; nothing where either has too few cycles.
    pub(super) fn of(before: &CompareCell, after: &CompareCell, difference: &Slope) -> Option<Self> {
        let alleges = |cell: &CompareCell| cell.verdict >= Verdict::Suspect;
        if [before, after].iter().any(|cell| cell.verdict == Verdict::TooFewCycles) {
            return None;
        }
        Some(match (alleges(before), alleges(after)) {
            (true, false) if difference.high < 0.0 => Self::Fixed,
            (true, true) if difference.high < 0.0 => Self::Reduced,
            (true, true) if difference.low > 0.0 => Self::Worse,
            (false, true) if difference.low > 0.0 => Self::New,
            _ => Self::Unchanged,
        })
    }
}
