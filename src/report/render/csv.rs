//! Tables for programs: a line for each row, with plain numbers.

use crate::report::markup::cell;
use crate::report::view::{Cell, SortKey, Table};
use csv::WriterBuilder;

/// A table with its titles, cells parted by commas.
pub fn table_text<K>(table: &Table<K>) -> String {
    delimited(table, b',')
}

/// The same, cells parted by tabs, as spreadsheets take what is pasted.
pub fn pasted_text<K>(table: &Table<K>) -> String {
    delimited(table, b'\t')
}

fn delimited<K>(table: &Table<K>, delimiter: u8) -> String {
    let titles = table.columns.iter().map(|column| column.title.to_string()).collect();
    let rows = table.rows.iter().map(|row| row.cells.iter().map(plain).collect::<Vec<_>>());
    delimited_records(std::iter::once(titles).chain(rows), delimiter)
}

/// Records of equal length as text, quoted where that is needed.
///
/// # Panics
///
/// If one record has more cells than another.
pub(crate) fn delimited_records(
    records: impl IntoIterator<Item = impl AsRef<[String]>>,
    delimiter: u8,
) -> String {
    let mut writer = WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for record in records {
        let record = record.as_ref();
        writer.write_record(record).expect("memory takes everything, and rows are equally long");
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    String::from_utf8(bytes).expect("cells are text")
}

/// A number as it is; words so that no program takes them for a formula.
fn plain(at: &Cell) -> String {
    match at.sort {
        SortKey::Number(_) => at.plain().into_owned(),
        SortKey::Text | SortKey::Unknown => cell(&at.plain()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::ByteDelta;
    use crate::report::view::{Cell, Fields, Quantity};

    #[test]
    fn numbers_are_plain_and_no_name_is_a_formula() {
        let table = Fields::default()
            .text_column("name", "", |&(name, _): &(&str, i64)| Cell::text(name))
            .figures("change", "", |(_, change)| Some(Quantity::byte_change(ByteDelta::new(*change))))
            .figures("level", "", |_| None)
            .table("Things", [("=1,2", -4096)]);
        assert_eq!(table_text(&table), "name,change,level\n\"'=1,2\",-4096,\n");
        assert_eq!(pasted_text(&table), "name\tchange\tlevel\n'=1,2\t-4096\t\n");
    }
}
