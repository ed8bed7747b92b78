//! footprint's text: a header for each process, and a table of categories.

use super::header;
use crate::import::capture::{CapturedProcess, CapturedRow};
use crate::import::figures::{Rounded, UsageFigures, rounded};
use crate::model::units::Bytes;

/// The header of one process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heading {
    pub(crate) process: CapturedProcess,
    pub(crate) footprint: Rounded,
    pub(crate) page_size: Option<Bytes>,
}

/// Reads `NAME [PID]: 64-bit    Footprint: 832 KB (16384 bytes per page)`.
pub(crate) fn heading(line: &str) -> Option<Heading> {
    let (left, right) = line.split_once("Footprint:")?;
    let (process, kind) = left.rsplit_once(':')?;
    if !kind.trim().ends_with("-bit") && !kind.contains("-bit ") {
        return None;
    }
    let (size, rest) = right.split_once('(')?;
    let mut words = size.split_whitespace();
    let footprint = rounded(words.next()?, words.next()?)?;
    let page_size = rest.split_whitespace().next().and_then(|word| word.parse().ok()).map(Bytes::new);
    let is_whole = words.next().is_none() && rest.contains("bytes per page");
    is_whole.then_some(Heading { process: header::process(process)?, footprint, page_size })
}

/// A column of sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// Dirty, and what is swapped.
    Dirty,
    /// Of the dirty, what is swapped.
    Swapped,
    Clean,
    Reclaimable,
    Other,
}

/// The columns of sizes, before the count of regions and the category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Columns(Vec<Column>);

impl Default for Columns {
    /// As they are unless more was asked for.
    fn default() -> Self {
        Self(vec![Column::Dirty, Column::Clean, Column::Reclaimable])
    }
}

/// Reads `Dirty (Swapped) Clean Reclaimable (Wired) Regions Category`.
pub(crate) fn columns(line: &str) -> Option<Columns> {
    let sizes = line.strip_suffix("Category")?.trim_end().strip_suffix("Regions")?;
    let columns = sizes.split_whitespace().map(|word| match word.trim_matches(['(', ')']) {
        "Dirty" => Some(Column::Dirty),
        "Swapped" => Some(Column::Swapped),
        "Clean" => Some(Column::Clean),
        "Reclaimable" => Some(Column::Reclaimable),
        "Wired" => Some(Column::Other),
        _ => None,
    });
    let columns = columns.collect::<Option<Vec<_>>>()?;
    (columns.first() == Some(&Column::Dirty)).then_some(Columns(columns))
}

/// Whether a line is a row with more sizes than a table without options has. Without a header it cannot be known which.
pub(crate) fn is_wider_row(line: &str) -> bool {
    let wider = [4, 5].map(|width| Columns(vec![Column::Other; width]));
    wider.iter().any(|columns| columns.row(line).is_some())
}

impl Columns {
    /// Reads a row: sizes with their units, a count, and the category to the end of the line.
    pub(crate) fn row(&self, line: &str) -> Option<CapturedRow> {
        let mut rest = line;
        let mut sizes = Vec::with_capacity(self.0.len());
        for _ in &self.0 {
            let (number, behind) = split_word(rest)?;
            let (unit, behind) = split_word(behind)?;
            sizes.push(rounded(number, unit).filter(|_| !unit.is_empty())?);
            rest = behind;
        }
        let (count, label) = split_word(rest)?;
        let count = count.parse().ok()?;
        // What somebody has noted at its end.
        let label = label.split(['←', '<']).next().unwrap_or_default().trim();
        let label = if label == "TOTAL phys_footprint" { "TOTAL" } else { label };
        // One more size, of a column that is not there.
        let is_size =
            label.split_whitespace().next().is_some_and(|first| ["B", "KB", "MB", "GB"].contains(&first));
        (!label.is_empty() && !is_size).then(|| self.put_together(&sizes, count, label))
    }

    fn put_together(&self, sizes: &[Rounded], count: u64, label: &str) -> CapturedRow {
        let size =
            |wanted| self.0.iter().zip(sizes).find(|&(&column, _)| column == wanted).map(|(_, &size)| size);
        let parts = Parts {
            dirty: size(Column::Dirty),
            swapped: size(Column::Swapped),
            clean: size(Column::Clean),
            reclaimable: size(Column::Reclaimable),
        };
        parts.row(label, Some(count))
    }
}

/// The figures of a category as footprint has them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    /// With what is swapped.
    pub(super) dirty: Option<Rounded>,
    pub(super) swapped: Option<Rounded>,
    pub(super) clean: Option<Rounded>,
    pub(super) reclaimable: Option<Rounded>,
}

impl Parts {
    /// As a row in our words. Address space is not told: the sum of what is stands for it. Where the swapped part of dirty
    /// memory is not told, neither is what is resident.
    pub(super) fn row(self, label: &str, count: Option<u64>) -> CapturedRow {
        let dirty = self.swapped.and_then(|swapped| Some(self.dirty?.without(swapped)));
        let sum =
            |parts: &[Option<Rounded>]| parts.iter().copied().flatten().reduce(|one, other| one + other);
        let resident = dirty.and_then(|dirty| sum(&[Some(dirty), self.clean, self.reclaimable]));
        CapturedRow {
            label: label.to_owned(),
            mapped: sum(&[self.dirty, self.clean, self.reclaimable]),
            figures: UsageFigures {
                resident,
                dirty,
                swapped: self.swapped,
                lazy_free: self.reclaimable,
                footprint: self.dirty.filter(|_| dirty.is_none()),
            },
            count,
            is_sum_of_usage: true,
            ..CapturedRow::default()
        }
    }
}

/// The size of an auxiliary line with this key: `phys_footprint: 848 KB`.
pub(crate) fn auxiliary(line: &str, key: &str) -> Option<Rounded> {
    let mut words = line.strip_prefix(key)?.strip_prefix(':')?.split_whitespace();
    let size = rounded(words.next()?, words.next()?)?;
    words.next().is_none().then_some(size)
}

/// The first word, and what is behind it.
fn split_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_from_what_was_typed_by_hand() {
        let check = |line, expected: Option<(&str, u32, u64)>| {
            let heading = heading(line);
            let actual = heading.as_ref().map(|heading| {
                let process = &heading.process;
                (process.name.as_deref().unwrap(), process.pid.unwrap(), heading.footprint.bytes.get())
            });
            assert_eq!(actual, expected, "{line}");
        };
        check(
            "sleep [39461]: 64-bit    Footprint: 832 KB (16384 bytes per page)",
            Some(("sleep", 39461, 832 << 10)),
        );
        check("a: b [c] [7]: 64-bit Footprint: 5 B (4096 bytes per page)", Some(("a: b [c]", 7, 5)));
        check("cmux [1100]: Footprint: 1720 MB   (phys_footprint_peak: 2490 MB)", None);
        check("Summary Footprint: 5 MB", None);
        check("a [1]: 64-bit Footprint: -5 MB (4096 bytes per page)", None);
        check("a [1]: 64-bit Footprint: 5 MB b [2]: 64-bit Footprint: 6 MB (4096 bytes per page)", None);
    }

    #[test]
    fn rows_follow_the_columns() {
        let plain = Columns::default();
        assert_eq!(columns("Dirty      Clean  Reclaimable    Regions    Category"), Some(plain.clone()));
        let row = plain.row("1143 MB        0 B        93 MB        416    IOSurface").unwrap();
        assert_eq!((row.label.as_str(), row.count), ("IOSurface", Some(416)));
        let noted = plain.row("61 MB 0 B 0 B 48 CG image   <- the icons").unwrap();
        assert_eq!(noted.label, "CG image");
        let short = columns("Dirty   Regions   Category").unwrap();
        assert_eq!(short.row("278 MB   8755    TOTAL phys_footprint").unwrap().label, "TOTAL");
        assert_eq!(
            (row.figures.dirty, row.figures.resident),
            (None, None),
            "dirty and swapped are told as one"
        );
        assert_eq!(row.figures.footprint().unwrap().bytes, Bytes::new(1143 << 20));
        assert_eq!(row.mapped.unwrap().bytes, Bytes::new(1236 << 20));
        let wide = columns("Dirty (Swapped) Clean Reclaimable (Wired) Regions Category").unwrap();
        let row = wide.row("10 MB 4 MB 1 MB 0 B 0 B 3 untagged (\"VM_ALLOCATE\")").unwrap();
        assert_eq!(row.label, "untagged (\"VM_ALLOCATE\")");
        assert_eq!(row.figures.dirty.unwrap().bytes, Bytes::new(6 << 20));
        assert_eq!(row.figures.swapped.unwrap().bytes, Bytes::new(4 << 20));
        assert_eq!(row.figures.resident.unwrap().bytes, Bytes::new(7 << 20));
        for wrong in [
            "1176 MB   835 regions   MALLOC_SMALL",
            "1 MB 1 MB 1 MB 3",
            "1 MB 1 MB 1 MB x y",
            "---  ---  ---  ---  ---",
        ] {
            assert_eq!(plain.row(wrong), None, "{wrong}");
        }
    }
}
