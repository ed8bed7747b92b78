//! The levels of two recordings over their cycles, one over the other: aligned where those begin that count.

mod draw;

pub(super) use draw::drawn;

use super::Hue;
use super::words::{amount, change};
use crate::analysis::{CompareCell, CompareRow, Measure, RowName, SideSummary, Verdict, VerdictChange};

/// The levels of two recordings.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlay {
    /// What they are of.
    pub name: String,
    /// The colour of its category.
    pub hue: Hue,
    /// The figure.
    pub measure: Measure,
    /// What has become of it; nothing where there are too few cycles.
    pub change: Option<&'static str>,
    /// The first, with round points.
    pub before: OverlaySide,
    /// The second, with square points.
    pub after: OverlaySide,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlaySide {
    /// Levels by cycle: 0 is the mark behind which cycles count, 1 the end of the first that does; what lies below 0 is
    /// warm-up.
    pub levels: Vec<(i32, f64)>,
    /// How much more it is with every cycle.
    pub per_cycle: f64,
    /// Whether it leaks.
    pub is_leak: bool,
}

impl Overlay {
    /// One row of a comparison by cycles, and what is known of its sides.
    pub fn new(row: &CompareRow, sides: [&SideSummary; 2]) -> Self {
        let hue = match &row.name {
            RowName::Category { group, name } => Hue::named(group, name),
            RowName::Total | RowName::Unattributed(_) => Hue::All,
        };
        Self {
            name: row_name(&row.name),
            hue,
            measure: row.measure,
            change: row.change.map(VerdictChange::name),
            before: OverlaySide::new(row, row.first(), sides[0]),
            after: OverlaySide::new(row, row.last(), sides[1]),
        }
    }

    /// The two.
    fn sides(&self) -> [&OverlaySide; 2] {
        [&self.before, &self.after]
    }

    /// The first cycle and the last that either has.
    fn ends(&self) -> [i32; 2] {
        let cycles = || self.sides().into_iter().flat_map(|side| &side.levels).map(|&(cycle, _)| cycle);
        [cycles().min().unwrap_or_default().min(0), cycles().max().unwrap_or_default()]
    }

    fn description(&self) -> String {
        let told = |side: &OverlaySide| match (side.levels.first(), side.levels.last()) {
            (Some(&(from, first)), Some(&(to, last))) => format!(
                "from {} to {} over {} cycles, {} per cycle",
                amount(self.measure, first),
                amount(self.measure, last),
                to - from,
                change(self.measure, side.per_cycle)
            ),
            _ => "nothing there".to_owned(),
        };
        format!(
            "{} at each closing mark. A: {}. B: {}.",
            self.measure.name(),
            told(&self.before),
            told(&self.after)
        )
    }
}

impl OverlaySide {
    fn new(row: &CompareRow, cell: &CompareCell, side: &SideSummary) -> Self {
        Self {
            levels: levels(row, cell, side),
            per_cycle: cell.per_cycle.median,
            is_leak: cell.verdict == Verdict::Leak,
        }
    }
}

/// What stayed is known behind the first cycle, and what no region explains not during the warm-up. A category that never
/// was there at a mark is nothing at all of them.
fn levels(row: &CompareRow, cell: &CompareCell, side: &SideSummary) -> Vec<(i32, f64)> {
    let count = |cycles: usize| i32::try_from(cycles).unwrap_or(i32::MAX);
    let first = match (&row.name, row.measure) {
        (RowName::Unattributed(_), _) => 0,
        (_, Measure::Stayed) => 1 - count(side.warmup),
        (_, Measure::Level(_) | Measure::Regions | Measure::Mappings) => -count(side.warmup),
    };
    if cell.levels.is_empty() && matches!(row.name, RowName::Category { .. }) {
        return (first..=count(side.counted.len())).map(|cycle| (cycle, 0.0)).collect();
    }
    (first..).zip(cell.levels.iter().copied()).collect()
}

/// What a row is called.
fn row_name(name: &RowName) -> String {
    match name {
        RowName::Total => "All".to_owned(),
        RowName::Category { group, name } => format!("{group} ▸ {name}"),
        RowName::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    }
}
