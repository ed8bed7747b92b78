//! A table of a report as the window keeps it: made and measured once, drawn in many frames.

use strandline::report::view::Table;

/// A table, and how much room its columns need.
#[derive(Clone, Debug)]
pub struct SizedTable<K> {
    table: Table<K>,
    extents: Vec<Extent>,
}

/// How much room the cells of a column need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Letters of the longest cell; where cells have units, of the longest number.
    pub letters: usize,
    /// Whether any cell ends with a unit: numbers then stand below numbers, and units below units.
    pub has_units: bool,
}

impl<K> SizedTable<K> {
    pub const fn table(&self) -> &Table<K> {
        &self.table
    }

    /// Of a column, by its place.
    pub fn extent(&self, column: usize) -> Extent {
        self.extents.get(column).copied().unwrap_or_default()
    }
}

impl<K> From<Table<K>> for SizedTable<K> {
    fn from(table: Table<K>) -> Self {
        let extent = |nth: usize| {
            let texts =
                || table.rows.iter().filter_map(move |row| row.cells.get(nth)).map(|cell| &*cell.text);
            let has_units = texts().any(|text| unit(text).is_some());
            let number = |text: &str| {
                let unit = unit(text).filter(|_| has_units).map_or(0, |unit| unit.chars().count() + 1);
                text.chars().count() - unit
            };
            Extent { letters: texts().map(number).max().unwrap_or_default(), has_units }
        };
        let extents = (0..table.columns.len()).map(extent).collect();
        Self { table, extents }
    }
}

/// The unit behind a figure: `MiB` of `9.5 MiB`.
fn unit(text: &str) -> Option<&str> {
    let (number, unit) = text.rsplit_once(' ')?;
    let is_figure = number.ends_with(|last: char| last.is_ascii_digit());
    (is_figure && unit.len() <= 3 && !unit.starts_with(|first: char| first.is_ascii_digit())).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strandline::report::view::{Cell, Fields};

    #[test]
    fn columns_are_as_wide_as_their_longest_cell() {
        let check = |texts: &[&str], letters, has_units| {
            let fields = Fields::<&str>::default().cells("Size", "", |text| Cell::text(*text));
            let sized = SizedTable::from(fields.table("Sizes", texts.iter().copied()));
            assert_eq!(sized.extent(0), Extent { letters, has_units }, "{texts:?}");
        };
        check(&["+9.5 MiB", "−1,024.0 KiB", "+2.0"], 8, true);
        check(&["8 of 8", "10 of 10"], 8, false);
        check(&["0.0500", "< 0.0001", "–"], 8, false);
        check(&[], 0, false);
    }
}
