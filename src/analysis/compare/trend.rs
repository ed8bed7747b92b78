//! More than two recordings in a row: how each category did from one to the next.

use super::comparable::{Point, points};
use super::rows::{Categories, SideFollower, rows};
use super::{Alignment, CompareRow, RowName, Side, SideSummary, TrendRow, VerdictChange, possible};

/// A series of recordings, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The recordings.
    pub sides: Vec<SideSummary>,
    /// The total, each category that is in any of them, and what is unattributed; those first that differ most between the
    /// first and the last.
    pub rows: Vec<TrendRow>,
    /// What has become of it from each recording to the next.
    pub steps: Vec<TrendStep>,
    /// In what they differ.
    pub points: Vec<TrendPoint>,
    /// How they were laid beside each other.
    pub alignment: Alignment,
}

/// From one recording of a series to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct TrendStep {
    /// What has become of it; nothing where there are too few cycles in either.
    pub overall: Option<VerdictChange>,
    /// The row that says most, of the two.
    pub leading: Option<CompareRow>,
}

/// A point in which recordings of a series should agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrendPoint {
    /// What it is: "System", "Interval".
    pub what: &'static str,
    /// In each of them.
    pub values: Vec<String>,
    /// What it means that they differ.
    pub note: &'static str,
}

impl Trend {
    /// Compares recordings with each other; nothing where there are fewer than two.
    pub fn of(sides: &[Side<'_>], alignment: Alignment) -> Option<Self> {
        if sides.len() < 2 {
            return None;
        }
        let alignment = possible(sides, alignment);
        let followers: Vec<_> = sides.iter().map(SideFollower::whole).collect();
        let read: Vec<_> = followers.iter().collect();
        let differing = points(sides, &read, alignment).into_iter().filter(|point| !point.is_same());
        Some(Self {
            sides: sides.iter().map(SideSummary::of).collect(),
            rows: rows(sides, &read, &Categories::new(sides, &read), alignment),
            steps: sides
                .windows(2)
                .zip(read.windows(2))
                .map(|(pair, read)| step(pair, read, alignment))
                .collect(),
            points: differing.map(|Point { what, values, note }| TrendPoint { what, values, note }).collect(),
            alignment,
        })
    }

    /// What has become of it altogether, from the first to the last; nothing where there are too few cycles in either.
    pub fn overall(&self) -> Option<VerdictChange> {
        overall(&self.rows)
    }

    /// The row that says most: a category with the worst change, of several the one with the largest difference. Of what got
    /// better that is the largest difference of all.
    pub fn leading(&self) -> Option<&TrendRow> {
        leading(&self.rows)
    }
}

/// Two neighbours by themselves: what lies in the middle of a series may be bad though its ends are not.
fn step(pair: &[Side<'_>], read: &[&SideFollower], alignment: Alignment) -> TrendStep {
    let rows = rows(pair, read, &Categories::new(pair, read), alignment);
    TrendStep { overall: overall(&rows), leading: leading(&rows).cloned().and_then(TrendRow::into_pair) }
}

fn overall(rows: &[TrendRow]) -> Option<VerdictChange> {
    rows.iter().filter_map(|row| row.change).max()
}

fn leading(rows: &[TrendRow]) -> Option<&TrendRow> {
    let overall = overall(rows);
    let is_leading = |row: &&TrendRow| match overall {
        Some(VerdictChange::Fixed | VerdictChange::Reduced) => row.change > Some(VerdictChange::Unchanged),
        _ => row.change == overall,
    };
    let mut worst = rows.iter().filter(is_leading);
    let is_category = |row: &&TrendRow| matches!(row.name, RowName::Category { .. });
    worst.clone().find(is_category).or_else(|| worst.next())
}

impl TrendRow {
    /// The first recording and the last, as a row of two; nothing where there is only one.
    pub fn into_pair(self) -> Option<CompareRow> {
        let Self { name, measure, cells, difference, change } = self;
        let mut cells = cells.into_iter();
        let (before, after) = (cells.next()?, cells.next_back()?);
        Some(CompareRow { name, measure, before, after, difference, change })
    }
}
