//! Tables that were put together from a tool's figures: made of pipes, or of HTML's cells. What a column is, its name tells;
//! columns whose names are not known are left out.

use super::capture::{CapturedRow, Format};
use super::figures::{Rounded, UsageFigures, rounded, vmmap_size};

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Label,
    Virtual,
    Resident,
    Dirty,
    Swapped,
    Clean,
    Reclaimable,
    Footprint,
    Count,
    Other,
}

/// The columns of such a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns(Vec<Column>);

fn column(name: &str) -> Column {
    let name = name.to_ascii_lowercase().replace(['*', '`', '_'], "");
    let name = name.trim().trim_end_matches(" size").trim_end_matches(" memory");
    match name {
        "region type" | "region" | "type" | "category" | "name" | "tag" | "mapping" => Column::Label,
        "virtual" | "vsize" | "vsz" | "mapped" => Column::Virtual,
        "resident" | "rsdnt" | "rss" => Column::Resident,
        "dirty" => Column::Dirty,
        "swapped" | "swap" | "compressed" | "swapped/compressed" => Column::Swapped,
        "clean" => Column::Clean,
        "reclaimable" => Column::Reclaimable,
        "footprint" | "dirty+swapped" | "dirty + swapped" | "dirty+swap" => Column::Footprint,
        "count" | "regions" | "region count" | "#" | "# regions" => Column::Count,
        _ => Column::Other,
    }
}

/// The columns that a row of cells names; nothing where it is no header of such a table.
pub(super) fn columns(cells: &[&str]) -> Option<Columns> {
    let columns: Vec<_> = cells.iter().map(|cell| column(cell)).collect();
    let sizes =
        columns.iter().filter(|column| !matches!(column, Column::Label | Column::Count | Column::Other));
    let is_header = columns.contains(&Column::Label) && sizes.count() >= 2;
    is_header.then_some(Columns(columns))
}

impl Columns {
    /// The tool whose table it is: footprint's dirty has swapped memory in it.
    pub(super) fn format(&self) -> Format {
        let is_of_footprint = self.0.contains(&Column::Clean) || self.0.contains(&Column::Reclaimable);
        if is_of_footprint { Format::Footprint } else { Format::Vmmap }
    }

    /// Reads a row; a figure that is none is not told.
    pub(super) fn row(&self, cells: &[&str]) -> Option<CapturedRow> {
        let cell = |wanted| {
            let place = self.0.iter().position(|&column| column == wanted)?;
            cells.get(place).copied()
        };
        let size = |wanted| cell(wanted).and_then(size_in);
        let label = cell(Column::Label)?.trim_matches(['*', '`', ' ']);
        let mut row = CapturedRow {
            label: label.to_owned(),
            mapped: size(Column::Virtual),
            figures: UsageFigures {
                resident: size(Column::Resident),
                dirty: size(Column::Dirty),
                swapped: size(Column::Swapped),
                lazy_free: size(Column::Reclaimable),
                footprint: size(Column::Footprint),
            },
            count: cell(Column::Count).and_then(|count| count.replace(',', "").parse().ok()),
            ..CapturedRow::default()
        };
        if self.format() == Format::Footprint {
            let parts = [row.figures.dirty.take(), size(Column::Clean), row.figures.lazy_free];
            row.figures.footprint = parts[0];
            row.mapped = parts.into_iter().flatten().reduce(|one, other| one + other);
            row.is_sum_of_usage = true;
        }
        if row.mapped.is_none() {
            row.mapped = row.figures.resident.or_else(|| row.figures.footprint());
            row.is_sum_of_usage = true;
        }
        (!label.is_empty() && row.mapped.is_some()).then_some(row)
    }
}

/// `51.6G`, `1,024 KB`, `0`.
fn size_in(cell: &str) -> Option<Rounded> {
    let cell = cell.trim_matches(['*', '`', ' ', '~']).replace(',', "");
    vmmap_size(&cell).or_else(|| {
        let (number, unit) = cell.split_once(' ')?;
        rounded(number, unit.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_by_their_names() {
        let known = columns(&["Region", "Virtual", "Resident", "Swapped", "Count", "Notes"]).unwrap();
        let row =
            known.row(&["**IOAccelerator**", "**51.6G**", "10.7G", "40.7 GB", "853", "never freed"]).unwrap();
        assert_eq!((row.label.as_str(), row.count), ("IOAccelerator", Some(853)));
        assert_eq!(row.figures.dirty, None);
        assert_eq!(row.figures.swapped, rounded("40.7", "G"));
        assert_eq!(known.row(&["", "1K", "1K", "", "", ""]), None);
        assert_eq!(columns(&["Build", "Footprint"]), None);
        assert_eq!(columns(&["a", "b", "c"]), None);
        let footprint = columns(&["Dirty", "Clean", "Reclaimable", "Regions", "Category"]).unwrap();
        let row = footprint.row(&["2607 MB", "0 B", "10 MB", "662", "IOSurface"]).unwrap();
        assert_eq!(row.figures.footprint(), rounded("2607", "MB"));
        assert_eq!(row.figures.dirty, None);
    }
}
