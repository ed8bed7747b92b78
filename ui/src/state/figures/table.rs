//! The rows of the table, as text.

use std::cmp::Reverse;
use strandline::analysis::{CategoryGrowth, Counted, Figures, Growth};
use strandline::model::{Category, Recording};
use strandline::units::Bytes;

/// What every category did in the window, the largest persistent bytes first.
#[derive(Debug, Default)]
pub struct Table {
    /// From when the figures count, as a clause.
    pub since: String,
    /// All counted categories together; nothing before the first measuring.
    pub total: Option<Row>,
    /// One row for each category that has anything to show.
    pub rows: Vec<Row>,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The upper level of the category.
    pub group: String,
    /// The lower level.
    pub name: String,
    /// Whether its bytes are memory; reserved address space is not.
    pub is_counted: bool,
    /// The figures, in the order of [`Table::COLUMNS`].
    pub cells: [Cell; Table::COLUMNS.len()],
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// As it is shown.
    pub text: String,
    /// Whether it is nothing.
    pub is_zero: bool,
}

impl Table {
    /// What each column holds, and what that means.
    pub const COLUMNS: [(&'static str, &'static str); 8] = [
        (
            "Persistent",
            "Mapped bytes born in the window and alive at its end. A lower bound where memory has no name: \
             what is unmapped and mapped again between two ticks looks old",
        ),
        ("# Persistent", "Regions born in the window and alive at its end"),
        (
            "Transient",
            "Mapped bytes born in the window and gone since. ≥: what lives shorter than a tick is not seen",
        ),
        (
            "# Transient",
            "Regions born in the window and gone since. ≥: what lives shorter than a tick is not seen",
        ),
        ("Footprint", "Dirty and swapped bytes there now"),
        ("Resident", "Bytes in memory now, clean or dirty"),
        ("Mapped", "Address space there now"),
        ("Grown", "Footprint that regions older than the window have gained in it"),
    ];

    pub(super) fn of(recording: &Recording, growth: &Growth, since: String) -> Self {
        let mut rows: Vec<(&Category, &CategoryGrowth)> = growth
            .rows
            .iter()
            .filter(|row| !row.figures.is_empty())
            .filter_map(|row| Some((recording.category(row.category)?, row)))
            .collect();
        rows.sort_by_key(|(category, row)| {
            let Figures { persistent, after, .. } = &row.figures;
            let by_size = Reverse((persistent.bytes, after.footprint(), after.mapped));
            (!row.counted, by_size, &category.group, &category.name)
        });
        Self {
            since,
            total: Some(Row::of("", "All", true, &growth.total)),
            rows: rows
                .into_iter()
                .map(|(category, row)| Row::of(&category.group, &category.name, row.counted, &row.figures))
                .collect(),
        }
    }
}

impl Row {
    fn of(group: &str, name: &str, is_counted: bool, figures: &Figures) -> Self {
        let Figures { persistent, transient, after, grown, .. } = figures;
        let at_least = if *transient == Counted::default() { "" } else { "≥ " };
        Self {
            group: group.to_owned(),
            name: name.to_owned(),
            is_counted,
            cells: [
                Cell::bytes("", persistent.bytes),
                Cell::count("", persistent.count),
                Cell::bytes(at_least, transient.bytes),
                Cell::count(at_least, transient.count),
                Cell::bytes("", after.footprint()),
                Cell::bytes("", after.usage.resident),
                Cell::bytes("", after.mapped),
                Cell::bytes("", *grown),
            ],
        }
    }
}

impl Cell {
    fn bytes(prefix: &str, bytes: Bytes) -> Self {
        match bytes {
            Bytes::ZERO => Self { text: format!("{prefix}0"), is_zero: true },
            bytes => Self { text: format!("{prefix}{bytes}"), is_zero: false },
        }
    }

    fn count(prefix: &str, count: usize) -> Self {
        Self { text: format!("{prefix}{count}"), is_zero: count == 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_have_been_missed_is_said() {
        let counted = |mib: u64, count| Counted { bytes: Bytes::from_kib(mib * 1024), count };
        let figures = Figures { persistent: counted(9, 2), transient: counted(3, 0), ..Figures::default() };
        let row = Row::of("Named", "PageList", true, &figures);
        let texts = row.cells.map(|cell| cell.text);
        assert_eq!(texts[..5], ["9.0 MiB", "2", "≥ 3.0 MiB", "≥ 0", "0"]);
    }
}
