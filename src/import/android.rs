//! `dumpsys meminfo` of Android: a table of what a process uses, in KiB.

use super::capture::{Process, Row};
use super::figures::{Figures, Rounded};
use crate::model::Category;
use crate::units::Bytes;

/// Columns of figures that matter, by their place behind the label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    dirty: usize,
    swapped: Option<usize>,
    resident: Option<usize>,
    count: usize,
}

/// Reads `** MEMINFO in pid 9953 [org.example.app] **`.
pub(super) fn heading(line: &str) -> Option<Process> {
    let (pid, rest) = line.trim_matches(['*', ' ']).strip_prefix("MEMINFO in pid ")?.split_once(' ')?;
    let name = rest.trim().strip_prefix('[')?.split(']').next()?;
    Some(Process { pid: Some(pid.parse().ok()?), name: Some(name.to_owned()), launched: None })
}

/// Reads the upper line of the header, whose words stand over those of the lower: `Pss Private Private SwapPss Rss Heap …`.
pub(super) fn columns(line: &str) -> Option<Columns> {
    let words: Vec<_> = line.split_whitespace().collect();
    let at = |name: &str| words.iter().position(|word| *word == name);
    let is_header = words.first() == Some(&"Pss") && words.get(1..3) == Some(&["Private", "Private"]);
    is_header.then(|| Columns {
        dirty: 1,
        swapped: at("SwapPss").or_else(|| at("Swapped")).or_else(|| at("Swap")),
        resident: at("Rss"),
        count: words.iter().filter(|word| **word != "Heap").count(),
    })
}

impl Columns {
    /// Reads a row: a label, then figures, of which those of the heap are often not there.
    pub(super) fn row(&self, line: &str) -> Option<Row> {
        let words: Vec<_> = line.split_whitespace().collect();
        let is_number = |word: &str| word.bytes().all(|digit| digit.is_ascii_digit());
        let first = words.iter().position(|word| is_number(word)).filter(|&first| first > 0)?;
        let figures = &words[first..];
        if figures.len() < self.count.min(4) || !figures.iter().all(|word| is_number(word)) {
            return None;
        }
        let kib = |place: usize| {
            let kib = figures.get(place)?.parse::<u32>().ok()?;
            Some(Rounded::exact(Bytes::from_kib(kib.into())))
        };
        let label = words[..first].join(" ");
        let resident = self.resident.and_then(kib).or_else(|| kib(0));
        let (dirty, swapped) = (kib(self.dirty), self.swapped.and_then(kib));
        Some(Row {
            mapped: resident.map(|resident| resident + swapped.unwrap_or_default()),
            figures: Figures { resident, dirty, swapped, ..Figures::default() },
            count: None,
            is_sum_of_usage: true,
            category: Some(Category::counted(group(&label), &label)),
            label,
        })
    }
}

/// The group of a row of dumpsys.
fn group(label: &str) -> &'static str {
    match label {
        "Native Heap" => "Malloc",
        _ if label.contains("Dalvik") || label.contains("art mmap") => "Java",
        "Stack" => "Stacks",
        "Gfx dev" | "EGL mtrack" | "GL mtrack" => "Graphics",
        "Ashmem" => "Shared memory",
        _ if label.ends_with("mmap") => "Files",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_follow_the_header() {
        let process = heading("** MEMINFO in pid 9953 [org.example.app] **").unwrap();
        assert_eq!((process.pid, process.name.as_deref()), (Some(9953), Some("org.example.app")));
        let new = columns("Pss  Private  Private  SwapPss      Rss     Heap     Heap     Heap").unwrap();
        let kib = |size: Option<Rounded>| size.map(|size| size.bytes.get() >> 10);
        let row = new
            .row("  Native Heap    10468    10408        0       7    12345    20480    14462     6017")
            .unwrap();
        assert_eq!(row.category.unwrap().to_string(), "Malloc ▸ Native Heap");
        assert_eq!(
            [row.figures.resident, row.figures.dirty, row.figures.swapped].map(kib),
            [Some(12_345), Some(10_408), Some(7)]
        );
        let row = new.row("     .so mmap     2 0 1 0 3").unwrap();
        assert_eq!((row.label.as_str(), kib(row.figures.resident)), (".so mmap", Some(3)));
        let old = columns("Pss  Private  Private  Swapped     Heap     Heap     Heap").unwrap();
        let row = old.row("TOTAL 95624 80000 4000 0 1 2 3").unwrap();
        assert_eq!([row.figures.resident, row.figures.dirty].map(kib), [Some(95_624), Some(80_000)]);
        assert_eq!(new.row("Total    Dirty    Clean"), None);
        assert_eq!(new.row("App Summary"), None);
    }
}
