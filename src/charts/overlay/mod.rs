//! The levels of two recordings over their cycles, one over the other.

mod draw;

pub(super) use draw::drawn;

use super::Hue;
use super::words::{amount, change};
use crate::analysis::{CompareCell, CompareRow, Measure, RowName, Verdict};

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
    /// At the start, then at each closing mark.
    pub levels: Vec<f64>,
    /// How much more it is with every cycle.
    pub per_cycle: f64,
    /// Whether it leaks.
    pub is_leak: bool,
}

impl Overlay {
    /// One row of a comparison.
    pub fn of(row: &CompareRow) -> Self {
        let hue = match &row.name {
            RowName::Category { group, name } => Hue::named(group, name),
            RowName::Total | RowName::Unattributed(_) => Hue::All,
        };
        let [mut before, mut after] = [OverlaySide::of(&row.before), OverlaySide::of(&row.after)];
        if matches!(row.name, RowName::Category { .. }) {
            // A category that one of them does not know had nothing there at any mark.
            let marks = before.levels.len().max(after.levels.len());
            for side in [&mut before, &mut after].into_iter().filter(|side| side.levels.is_empty()) {
                side.levels.resize(marks, 0.0);
            }
        }
        Self {
            name: row_name(&row.name),
            hue,
            measure: row.measure,
            change: row.change.map(crate::analysis::VerdictChange::name),
            before,
            after,
        }
    }

    fn description(&self) -> String {
        let told = |side: &OverlaySide| match (side.levels.first(), side.levels.last()) {
            (Some(&first), Some(&last)) => format!(
                "from {} to {} over {} cycles, {} per cycle",
                amount(self.measure, first),
                amount(self.measure, last),
                side.levels.len() - 1,
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
    fn of(cell: &CompareCell) -> Self {
        Self {
            levels: cell.levels.clone(),
            per_cycle: cell.per_cycle.median,
            is_leak: cell.verdict == Verdict::Leak,
        }
    }
}

/// What a row is called.
pub(crate) fn row_name(name: &RowName) -> String {
    match name {
        RowName::Total => "All".to_owned(),
        RowName::Category { group, name } => format!("{group} ▸ {name}"),
        RowName::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    }
}
