//! What has become of a row, also where that cannot be told.

use strandline::analysis::{CompareRow, VerdictChange};

/// What has become of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There are enough cycles in both to tell.
    Changed(VerdictChange),
    /// There are not.
    TooFewCycles,
}

impl Outcome {
    /// Every outcome: what was gained, what was lost, and what is nothing.
    pub const ALL: [Self; 6] = [
        Self::Changed(VerdictChange::Fixed),
        Self::Changed(VerdictChange::Reduced),
        Self::Changed(VerdictChange::New),
        Self::Changed(VerdictChange::Worse),
        Self::Changed(VerdictChange::Unchanged),
        Self::TooFewCycles,
    ];

    /// What has become of a row.
    pub fn new(row: &CompareRow) -> Self {
        row.change.map_or(Self::TooFewCycles, Self::Changed)
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Changed(change) => change.name(),
            Self::TooFewCycles => "not enough cycles",
        }
    }

    /// Whether something is other than it was.
    pub const fn is_change(self) -> bool {
        !matches!(self, Self::Changed(VerdictChange::Unchanged) | Self::TooFewCycles)
    }
}
