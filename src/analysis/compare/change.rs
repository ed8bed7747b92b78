//! What has become of a category: a word for it.

use super::CompareCell;
use crate::analysis::{Slope, Verdict};

/// What has become of what a cycle adds. In order: the worst of many is the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictChange {
    /// No difference that could not be chance, or that is worth a word.
    Unchanged,
    /// It grew, and no longer does.
    Fixed,
    /// It grew, and still does, but less.
    Reduced,
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

    /// What it is where the sides are exchanged.
    #[must_use]
    pub const fn swapped(self) -> Self {
        match self {
            Self::Unchanged => Self::Unchanged,
            Self::Reduced => Self::Worse,
            Self::Fixed => Self::New,
            Self::Worse => Self::Reduced,
            Self::New => Self::Fixed,
        }
    }

    /// The word for two verdicts and the difference between what a cycle adds; nothing where either has too few cycles.
    ///
    /// Two verdicts that differ are no change by themselves: near the border of what can be found one recording of a leak
    /// says *leak* and the next *suspect* or *steady*. So the rates must differ by more than chance, and by more than `least`.
    pub(super) fn of(
        before: &CompareCell,
        after: &CompareCell,
        difference: &Slope,
        least: f64,
    ) -> Option<Self> {
        let alleges = |cell: &CompareCell| cell.verdict >= Verdict::Suspect;
        if [before, after].iter().any(|cell| cell.verdict == Verdict::TooFewCycles) {
            return None;
        }
        let is_worth_it = difference.median.abs() > least;
        let (is_less, is_more) = (is_worth_it && difference.high < 0.0, is_worth_it && difference.low > 0.0);
        Some(match (alleges(before), alleges(after)) {
            (true, false) if is_less => Self::Fixed,
            (true, true) if is_less => Self::Reduced,
            (true, true) if is_more => Self::Worse,
            (false, true) if is_more => Self::New,
            _ => Self::Unchanged,
        })
    }
}
