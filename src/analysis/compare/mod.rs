//! Recordings side by side: two of them, before a change and after it, or several in a row. They are aligned by cycles; by
//! time only on request, or where one of them has no cycles.
//!
//! [`SideFollower`] reads each side, `names` matches their categories (ids are each recording's own), `metrics` measures one
//! row in one recording, and `rows` tests what a cycle adds: with an interval for the difference between the first and the
//! last, so that recordings of different length can be compared.

mod side;

mod names;

mod metrics;

mod rows;

mod retained;

mod comparable;

#[cfg(test)]
mod tests;

pub use comparable::Comparable;
pub use names::stripped;
pub use retained::{RetainedClass, RetainedSets};
pub use rows::{CompareCell, CompareRow, RowName, VerdictChange, difference};
pub use side::{Alignment, Peaks, Side, SideFollower, SideSummary};

use super::{LevelChange, Verdict};
use names::MatchedCategories;

/// What has changed over two or more recordings, or parts of recordings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The recordings, in the order given.
    pub sides: Vec<SideSummary>,
    /// The total, each category that any side has, and unattributed memory. The largest differences between the first side
    /// and the last come first.
    pub rows: Vec<CompareRow>,
    /// What has changed from each side to the next.
    pub steps: Vec<CompareStep>,
    /// What the counted cycles retained in the first side only, in the last only, and in both.
    pub retained: RetainedSets,
    /// Whether the sides can be compared, point by point.
    pub comparable: Vec<Comparable>,
    /// How the sides are aligned.
    pub alignment: Alignment,
    /// The differences between the first and the last where each side is one snapshot: then there is nothing else to compare.
    pub levels: Option<LevelChange>,
}

/// What has changed from one side to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct CompareStep {
    /// The worst change of the two sides; nothing where either has too few cycles.
    pub overall: Option<VerdictChange>,
    /// The row of the two sides that changed most.
    pub leading: Option<CompareRow>,
}

impl Comparison {
    /// Reads the sides and compares them: by cycles where that is asked for and each side has some, else by time.
    pub fn between(sides: &[Side<'_>], alignment: Alignment) -> Self {
        let followers: Vec<_> = sides.iter().map(SideFollower::whole).collect();
        Self::followed(sides, &followers.iter().collect::<Vec<_>>(), alignment)
    }

    /// The same of sides that their followers have read to the end.
    pub fn followed(sides: &[Side<'_>], followers: &[&SideFollower], alignment: Alignment) -> Self {
        let (Some(first), Some(last)) = (sides.first(), sides.last()) else { return Self::default() };
        let alignment = if sides.iter().all(Side::has_cycles) { alignment } else { Alignment::Time };
        let categories = MatchedCategories::new(sides, followers);
        let rows = rows::rows(sides, followers, &categories, alignment);
        let steps = match sides.len() {
            2 => vec![CompareStep::from_rows(&rows)],
            _ => sides
                .windows(2)
                .zip(followers.windows(2))
                .map(|(pair, followers)| {
                    let categories = MatchedCategories::new(pair, followers);
                    CompareStep::from_rows(&rows::rows(pair, followers, &categories, alignment))
                })
                .collect(),
        };
        Self {
            sides: sides.iter().map(SideSummary::new).collect(),
            rows,
            steps,
            retained: RetainedSets::between(first, last, &categories),
            comparable: comparable::points(sides, followers, alignment),
            alignment,
            levels: sides.iter().all(Side::is_one_snapshot).then(|| {
                let end = |side: &Side<'_>| side.window.to;
                LevelChange::between((&first.trace.recording, end(first)), (&last.trace.recording, end(last)))
            }),
        }
    }

    /// The worst change of all rows, from the first side to the last; nothing where either has too few cycles.
    pub fn overall(&self) -> Option<VerdictChange> {
        overall(&self.rows)
    }

    /// The row to put first: the one that changed most, or where none has changed, the one that grows most.
    pub fn leading(&self) -> Option<&CompareRow> {
        if self.overall() > Some(VerdictChange::Unchanged) {
            return changed_most(&self.rows);
        }
        // Of equals the first, which differs most.
        self.rows.iter().rev().max_by(|one, other| {
            growth_rank(one)
                .cmp(&growth_rank(other))
                .then(one.last().per_cycle.median.total_cmp(&other.last().per_cycle.median))
        })
    }

    /// The row with this name.
    pub fn row(&self, name: &RowName) -> Option<&CompareRow> {
        self.rows.iter().find(|row| row.name == *name)
    }

    /// The first side and the last.
    pub fn ends(&self) -> Option<[&SideSummary; 2]> {
        Some([self.sides.first()?, self.sides.last()?])
    }

    /// Whether it tells what was retained in only one side: two sides, cycle by cycle.
    pub fn has_retained_sets(&self) -> bool {
        self.sides.len() == 2 && self.levels.is_none()
    }
}

impl CompareStep {
    fn from_rows(rows: &[CompareRow]) -> Self {
        Self { overall: overall(rows), leading: changed_most(rows).cloned() }
    }
}

fn overall(rows: &[CompareRow]) -> Option<VerdictChange> {
    rows.iter().filter_map(|row| row.change).max()
}

/// A category with the worst change; of several, and of all that got better, the one with the largest difference.
fn changed_most(rows: &[CompareRow]) -> Option<&CompareRow> {
    let overall = overall(rows);
    let is_leading = |row: &&CompareRow| match overall {
        Some(VerdictChange::Fixed | VerdictChange::Reduced) => row.change > Some(VerdictChange::Unchanged),
        _ => row.change == overall,
    };
    let mut leading = rows.iter().filter(is_leading);
    let is_category = |row: &&CompareRow| row.name.is_category();
    leading.clone().find(is_category).or_else(|| leading.next())
}

/// How bad the growth of a row is: by its verdict in the last side, then in the first; a category before the total.
fn growth_rank(row: &CompareRow) -> (Verdict, Verdict, bool) {
    let [first, last] = row.ends();
    (last.verdict, first.verdict, row.name.is_category())
}
