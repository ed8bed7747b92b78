//! What can be changed about a comparison.

use super::{Letter, Part};
use crate::state::RunId;
use crate::state::figures::Outcome;
use strandline::analysis::RowName;

/// One change of which two are compared, or of how that is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum CompareChange {
    /// Puts A where B is, and B where A is.
    Swap,
    /// Puts a recording of this window at a letter, all of it.
    Run(Letter, RunId),
    /// Compares another part of what stands there.
    Part(Letter, Part),
    /// Compares the first half of the recording on screen with its second.
    Halves,
    /// Selects a row.
    Row(RowName),
    /// Sorts by a column.
    Sort(usize),
    /// Confines the rows to those of which this has become.
    Only(Option<Outcome>),
    /// Lists the retained regions of a set, or does not: those only in A, in both, only in B.
    ToggleKept(usize),
}

/// By what the rows can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareColumn {
    /// By how large the difference is, to either side.
    Difference,
    /// By name, from A to Z.
    Name,
    /// By what has become of it, the worst first.
    Verdict,
    /// By what a cycle adds in A.
    Before,
    /// By what a cycle adds in B.
    After,
}

impl CompareColumn {
    /// All of them; a row's order names them by their place here.
    pub const ALL: [Self; 5] = [Self::Difference, Self::Name, Self::Verdict, Self::Before, Self::After];

    /// Its place in [`CompareColumn::ALL`].
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|column| *column == self).unwrap_or_default()
    }

    /// The one with this number; the first for a number that no column has.
    pub fn at(number: usize) -> Self {
        Self::ALL.get(number).copied().unwrap_or(Self::Difference)
    }
}
