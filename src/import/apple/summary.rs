//! The table of region types: vmmap's summary, and the one in crash reports.

use super::labels;
use crate::import::capture::CapturedRow;
use crate::import::figures::{Rounded, UsageFigures, vmmap_size};
use crate::model::units::Bytes;

/// What stands behind a row's figures.
const TRAILERS: [&str; 4] = ["see ", "reserved ", "not counted ", "<"];

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Virtual,
    Resident,
    Dirty,
    Swapped,
    Volatile,
    /// A size that is not taken over: it is in others already.
    Other,
    Count,
}

/// The columns of a table, as its header names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    columns: Vec<Column>,
    /// What a bare number counts: bytes, or with `-pages` pages, of which the size may be unknown.
    unit: Option<Bytes>,
}

/// Whether a line is the upper one of a table's header: `VIRTUAL RESIDENT …`.
pub(crate) fn is_upper_header(line: &str) -> bool {
    line.starts_with("VIRTUAL") && column(line.split_whitespace().next().unwrap_or_default()).is_some()
}

/// The columns of a table by the two lines of its header, of which the upper may be missing. Nothing where the lower is
/// none.
pub(crate) fn columns(upper: Option<&str>, lower: &str, page_size: Option<Bytes>) -> Option<Columns> {
    let kinds = lower.strip_prefix("REGION TYPE")?.split_whitespace();
    let kinds: Vec<_> = kinds.filter(|&word| !word.starts_with('(') && !word.ends_with(')')).collect();
    let in_one_line = kinds.first() == Some(&"VIRTUAL");
    let counts_pages = kinds.contains(&"PAGES");
    let columns: Vec<_> = match upper {
        _ if in_one_line => kinds.iter().map(|word| column(word)).collect::<Option<_>>()?,
        Some(upper) => upper.split_whitespace().map(column).collect::<Option<_>>()?,
        None => STANDARD.to_vec(),
    };
    let fits = in_one_line || columns.len() == kinds.len();
    let unit = if counts_pages { page_size } else { Some(Bytes::new(1)) };
    (fits && columns.first() == Some(&Column::Virtual)).then_some(Columns { columns, unit })
}

/// The columns since OS X 10.11.
const STANDARD: [Column; 8] = [
    Column::Virtual,
    Column::Resident,
    Column::Dirty,
    Column::Swapped,
    Column::Volatile,
    Column::Other,
    Column::Other,
    Column::Count,
];

fn column(word: &str) -> Option<Column> {
    Some(match word {
        "VIRTUAL" => Column::Virtual,
        "RESIDENT" => Column::Resident,
        "DIRTY" => Column::Dirty,
        "SWAPPED" => Column::Swapped,
        "VOLATILE" => Column::Volatile,
        "NONVOL" | "EMPTY" => Column::Other,
        "REGION" | "COUNT" => Column::Count,
        _ => return None,
    })
}

/// A row whose header is not there: seven sizes and a count are those of [`STANDARD`], one size and a count those of a crash
/// report, where the label is one of macOS's.
pub(crate) fn row_by_shape(line: &str) -> Option<CapturedRow> {
    let has_unit = line
        .split_whitespace()
        .any(|word| word.ends_with(['K', 'M', 'G', 'T']) && vmmap_size(word).is_some());
    if !has_unit || !line.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
        return None;
    }
    let with =
        |columns: &[Column]| Columns { columns: columns.to_vec(), unit: Some(Bytes::new(1)) }.row(line);
    with(&STANDARD).filter(|row| figures_in(line) == STANDARD.len() || labels::is_known(&row.label)).or_else(
        || {
            let row = with(&[Column::Virtual, Column::Count])?;
            (figures_in(line) == 2 && labels::is_known(&row.label)).then_some(row)
        },
    )
}

/// Whether a line is a row of a summary with neither the usual columns nor those of a crash report.
pub(crate) fn is_row_of_unknown_columns(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().collect();
    let label =
        words.iter().position(|word| vmmap_size(word).is_some()).map(|first| words[..first].join(" "));
    (2..=9).contains(&figures_in(line)) && label.is_some_and(|label| labels::is_known(&label))
}

/// How many words of a line are figures, one behind the other.
fn figures_in(line: &str) -> usize {
    let is_figure = |word: &&str| vmmap_size(word).is_some();
    line.split_whitespace().skip_while(|word| !is_figure(word)).take_while(is_figure).count()
}

impl Columns {
    /// Reads a row. The name may hold blanks and end in a number, so the figures are looked for from the right.
    pub(crate) fn row(&self, line: &str) -> Option<CapturedRow> {
        let unit = self.unit?;
        let words: Vec<_> = line.split_whitespace().collect();
        let width = self.columns.len();
        let first = (1..=words.len().checked_sub(width)?).rev().find(|&first| {
            let rest = words[first + width..].join(" ");
            let is_trailer = rest.is_empty() || TRAILERS.iter().any(|trailer| rest.starts_with(trailer));
            is_trailer && words[first..first + width].iter().all(|word| vmmap_size(word).is_some())
        })?;
        // What begins otherwise is no label, but perhaps a line number.
        if !words[0].starts_with(|letter: char| letter.is_alphabetic() || letter == '_') {
            return None;
        }
        let mut row = CapturedRow { label: words[..first].join(" "), ..CapturedRow::default() };
        for (column, word) in self.columns.iter().zip(&words[first..]) {
            let size = || vmmap_size(word).map(|size: Rounded| size.times(unit));
            let figures: &mut UsageFigures = &mut row.figures;
            match column {
                Column::Virtual => row.mapped = size(),
                Column::Resident => figures.resident = size(),
                Column::Dirty => figures.dirty = size(),
                Column::Swapped => figures.swapped = size(),
                Column::Volatile => figures.lazy_free = size(),
                Column::Other => {}
                Column::Count => row.count = Some(word.parse().ok()?),
            }
        }
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UPPER: &str = "VIRTUAL RESIDENT    DIRTY  SWAPPED VOLATILE   NONVOL    EMPTY   REGION";
    const LOWER: &str = "REGION TYPE        SIZE     SIZE     SIZE     SIZE     SIZE     SIZE     SIZE    COUNT (non-coalesced)";

    /// Label, address space, dirty and count.
    fn check(columns: &Columns, line: &str, expected: Option<(&str, u64, Option<u64>, Option<u64>)>) {
        let row = columns.row(line);
        let actual = row.as_ref().map(|row| {
            let dirty = row.figures.dirty.map(|size| size.bytes.get());
            (row.label.as_str(), row.mapped.unwrap().bytes.get(), dirty, row.count)
        });
        assert_eq!(actual, expected, "{line}");
    }

    #[test]
    fn rows_are_read_from_the_right() {
        let standard = columns(Some(UPPER), LOWER, None).unwrap();
        assert_eq!(columns(None, LOWER, None), Some(standard.clone()));
        let check = |line, expected| check(&standard, line, expected);
        check(
            "Memory Tag 241  320K 0K 16K 80K 0K 0K 0K 4",
            Some(("Memory Tag 241", 320 << 10, Some(16 << 10), Some(4))),
        );
        check(
            "IOKit (reserved) 8K 0K 0K 0K 0K 0K 0K 1   reserved VM address space (unallocated)",
            Some(("IOKit (reserved)", 8192, Some(0), Some(1))),
        );
        check("VM_ALLOCATE 1 1 1 0 0 0 0 1   <<<--- here", Some(("VM_ALLOCATE", 1, Some(1), Some(1))));
        check("__CTF 824 824 0K 0K 0K 0K 0K 1", Some(("__CTF", 824, Some(0), Some(1))));
        check("Stack 8K 0K 0K 0K 0K 0K 0K 1 and more", None);
        check("Stack 8K 0K 0K 0K 0K 0K 0K", None);
        check("Stack 8K 0K 0K -4K 0K 0K 0K 1", None);
        check("Stack 8K 0K 0K 0K 0K 0K 0K 1K", None);
        check("Stack 8K 0K 0K 0K 0K 0K 0K 99999999999999999999", None);
    }

    #[test]
    fn older_tables_have_fewer_columns() {
        let old = columns(None, "REGION TYPE                      VIRTUAL", None).unwrap();
        check(&old, "Memory Tag 240                        4K", Some(("Memory Tag 240", 4096, None, None)));
        let crash =
            columns(Some("VIRTUAL   REGION"), "REGION TYPE    SIZE    COUNT (non-coalesced)", None).unwrap();
        check(&crash, "STACK GUARD   56.1M   8", Some(("STACK GUARD", 58_825_113, None, Some(8))));
    }

    #[test]
    fn pages_need_their_size() {
        let lower = LOWER.replace("SIZE", "PAGES");
        let pages = columns(Some(UPPER), &lower, Some(Bytes::from_kib(4))).unwrap();
        check(&pages, "Stack 2048 4 4 0 0 0 0 1", Some(("Stack", 8 << 20, Some(16 << 10), Some(1))));
        check(&columns(Some(UPPER), &lower, None).unwrap(), "Stack 2048 4 4 0 0 0 0 1", None);
    }
}
