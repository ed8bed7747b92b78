//! Two recordings side by side: before a change and after it. They are aligned by cycles, and by time only on request or
//! where one has none.
//!
//! What a cycle adds is compared, with an interval for the difference; so recordings of different length can be compared
//! too. Categories are matched by name, since ids are each recording's own.

mod side;

mod row;

mod names;

mod difference;

mod change;

mod rows;

mod retained_sets;

mod comparable;

mod trend;

#[cfg(test)]
mod tests;

pub use change::VerdictChange;
pub use comparable::Comparable;
pub use difference::difference;
pub use names::stripped;
pub use retained_sets::{RetainedClass, RetainedSets};
pub use row::{CompareCell, CompareRow, RowName, TrendRow};
pub use rows::{Peaks, SideFollower};
pub use side::{Alignment, Measured, Side, SideSummary};
pub use trend::{Trend, TrendPoint, TrendStep};

use super::LevelChange;
use rows::{Categories, rows};

/// What has changed from one recording to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The total, each category that is in either of them, and what is unattributed; the largest differences first.
    pub rows: Vec<CompareRow>,
    /// What the cycles that count retained in only one of them, and in both.
    pub retained: RetainedSets,
    /// Whether the two can be compared, point by point.
    pub comparable: Vec<Comparable>,
    /// How they were laid beside each other.
    pub alignment: Alignment,
    /// The first.
    pub before: SideSummary,
    /// The second.
    pub after: SideSummary,
    /// In what their ends differ, where each is a single snapshot: then there is nothing else to compare.
    pub levels: Option<LevelChange>,
}

impl Comparison {
    /// Compares two recordings, or two parts of one: by cycles, or by time where either has none that counts.
    pub fn of(before: &Side<'_>, after: &Side<'_>) -> Self {
        Self::aligned(before, after, Alignment::Cycles)
    }

    /// Compares them in the way that is asked for, as far as it is possible.
    pub fn aligned(before: &Side<'_>, after: &Side<'_>, alignment: Alignment) -> Self {
        let sides = [*before, *after];
        let followers = sides.each_ref().map(SideFollower::whole);
        Self::followed(&sides, followers.each_ref(), alignment)
    }

    /// The same of sides whose parts were read to their ends.
    pub fn followed(sides: &[Side<'_>; 2], followers: [&SideFollower; 2], alignment: Alignment) -> Self {
        let alignment = possible(sides, alignment);
        let categories = Categories::new(sides, &followers);
        let [before, after] = sides;
        Self {
            rows: rows(sides, &followers, &categories, alignment)
                .into_iter()
                .filter_map(TrendRow::into_pair)
                .collect(),
            retained: RetainedSets::of(before, after, &categories),
            comparable: Comparable::points(sides, followers, alignment),
            alignment,
            before: SideSummary::of(before),
            after: SideSummary::of(after),
            levels: is_of_single_snapshots(sides).then(|| {
                let end = |side: &Side<'_>| side.window.to;
                LevelChange::between(
                    (&before.trace.recording, end(before)),
                    (&after.trace.recording, end(after)),
                )
            }),
        }
    }

    /// What has become of it altogether: the worst of all categories, the total and what is unattributed. Nothing where
    /// there are too few cycles in either.
    pub fn overall(&self) -> Option<VerdictChange> {
        self.rows.iter().filter_map(|row| row.change).max()
    }

    /// The row that says most: a category with the worst change, of several the one with the largest difference. Of what got
    /// better that is the largest difference of all.
    pub fn leading(&self) -> Option<&CompareRow> {
        let overall = self.overall();
        let is_leading = |row: &&CompareRow| match overall {
            Some(VerdictChange::Fixed | VerdictChange::Reduced) => {
                row.change > Some(VerdictChange::Unchanged)
            }
            _ => row.change == overall,
        };
        let mut worst = self.rows.iter().filter(is_leading);
        let is_category = |row: &&CompareRow| matches!(row.name, RowName::Category { .. });
        worst.clone().find(is_category).or_else(|| worst.next())
    }
}

/// Whether each is a moment, not a span.
fn is_of_single_snapshots(sides: &[Side<'_>; 2]) -> bool {
    sides
        .iter()
        .all(|side| side.window.from == side.window.to && !side.trace.recording.snapshots().is_empty())
}

/// By time where any side has no cycle that counts.
fn possible(sides: &[Side<'_>], asked: Alignment) -> Alignment {
    if sides.iter().all(Side::has_cycles) { asked } else { Alignment::Time }
}
