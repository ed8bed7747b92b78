//! Two recordings side by side: before a change and after it. They are aligned by cycles, never by seconds.
//!
//! What a cycle adds is compared, with an interval for the difference; so recordings of different length can be compared
//! too. Categories are matched by name, since ids are each recording's own.

mod change;

mod difference;

mod side;

mod comparable;

mod row;

mod rows;

mod retained_sets;

pub use change::VerdictChange;
pub use comparable::Comparable;
pub use difference::difference;
pub use retained_sets::{RetainedClass, RetainedSets};
pub use row::{CompareCell, CompareRow, RowName};
pub use side::Side;

use rows::rows;

/// What has changed from one recording to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The total, each category that is in either of them, and what is unattributed; the largest differences first.
    pub rows: Vec<CompareRow>,
    /// What the cycles that count retained in only one of them, and in both.
    pub retained: RetainedSets,
    /// Whether the two can be compared, point by point.
    pub comparable: Vec<Comparable>,
}

impl Comparison {
    /// Compares two recordings, or two parts of one.
    pub fn of(before: &Side<'_>, after: &Side<'_>) -> Self {
        Self {
            rows: rows(before, after),
            retained: RetainedSets::of(before, after),
            comparable: Comparable::points(before, after),
        }
    }

    /// What has become of it altogether: the worst of all categories, the total and what is unattributed. Nothing where
    /// there are too few cycles in either.
    pub fn overall(&self) -> Option<VerdictChange> {
        self.rows.iter().filter_map(|row| row.change).max()
    }

    /// The row that says most: a category with the worst change, of several the one with the largest difference.
    pub fn leading(&self) -> Option<&CompareRow> {
        let overall = self.overall();
        let mut worst = self.rows.iter().filter(|row| row.change == overall);
        let is_category = |row: &&CompareRow| matches!(row.name, RowName::Category { .. });
        worst.clone().find(is_category).or_else(|| worst.next())
    }
}
