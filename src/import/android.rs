//! `dumpsys meminfo` of Android: a table of what a process uses, in KiB; or its summary alone (`-s`).

use super::capture::{CapturedProcess, CapturedRow};
use super::figures::{Rounded, UsageFigures};
use crate::model::Category;
use crate::model::units::Bytes;

/// The places of the figures that matter behind the label of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    dirty: usize,
    swapped: Option<usize>,
    /// Those that add up to what is resident: one of that name, else all four kinds of pages.
    resident: Vec<usize>,
    /// The share of the process in what is resident.
    proportional: Option<usize>,
    count: usize,
}

/// Reads `** MEMINFO in pid 9953 [org.example.app] **`.
pub(super) fn heading(line: &str) -> Option<CapturedProcess> {
    let (pid, rest) = line.trim_matches(['*', ' ']).strip_prefix("MEMINFO in pid ")?.split_once(' ')?;
    let name = rest.trim().strip_prefix('[')?.split(']').next()?;
    Some(CapturedProcess { pid: Some(pid.parse().ok()?), name: Some(name.to_owned()), launched: None })
}

const UPPER: [&str; 8] = ["Pss", "Private", "Shared", "SwapPss", "Swapped", "Swap", "Rss", "Heap"];
const LOWER: [&str; 7] = ["Pss", "Total", "Dirty", "Clean", "Size", "Alloc", "Free"];

/// Whether it is the upper line of the header: `Pss Private Private SwapPss Rss Heap Heap Heap`.
pub(super) fn is_upper_header(line: &str) -> bool {
    let words: Vec<_> = line.split_whitespace().collect();
    words.len() >= 4 && words.iter().all(|word| UPPER.contains(word)) && words.contains(&"Private")
}

/// Reads both lines of the header, whose words stand over each other from the right: that of the oldest form is shorter.
pub(super) fn columns(upper: &str, lower: &str) -> Option<Columns> {
    let lower: Vec<_> = lower.split_whitespace().collect();
    if lower.is_empty() || !lower.iter().all(|word| LOWER.contains(word)) {
        return None;
    }
    let upper: Vec<_> = upper.split_whitespace().collect();
    let missing = lower.len().checked_sub(upper.len())?;
    let name = |place: usize| (place.checked_sub(missing).map_or("", |place| upper[place]), lower[place]);
    let at = |wanted: &[(&str, &str)]| (0..lower.len()).find(|&place| wanted.contains(&name(place)));
    let pages = [("Shared", "Dirty"), ("Private", "Dirty"), ("Shared", "Clean"), ("Private", "Clean")];
    let all_pages: Option<Vec<_>> = pages.iter().map(|pages| at(&[*pages])).collect();
    let resident = at(&[("Rss", "Total")]).map(|place| vec![place]).or(all_pages);
    Some(Columns {
        dirty: at(&[("Private", "Dirty")])?,
        swapped: at(&[("SwapPss", "Dirty"), ("Swapped", "Dirty"), ("Swap", "Dirty")]),
        resident: resident.unwrap_or_default(),
        proportional: at(&[("Pss", "Total"), ("", "Pss")]),
        count: (0..lower.len()).filter(|&place| name(place).0 != "Heap").count(),
    })
}

impl Columns {
    /// Whether it tells the share of the process alone, and not what is resident.
    pub(super) fn is_proportional(&self) -> bool {
        self.resident.is_empty()
    }

    /// Reads a row: a label, then figures, of which those of the heap are often not there.
    pub(super) fn row(&self, line: &str) -> Option<CapturedRow> {
        let (label, figures) = label_and_figures(line)?;
        if figures.len() < self.count.min(4) {
            return None;
        }
        let kib = |place: usize| figures.get(place).copied().map(exact);
        let sum =
            self.resident.iter().map(|&place| kib(place)).reduce(|one, other| Some(one? + other?)).flatten();
        let resident = sum.or_else(|| self.proportional.and_then(kib));
        let (dirty, swapped) = (kib(self.dirty), self.swapped.and_then(kib));
        Some(row(label, UsageFigures { resident, dirty, swapped, ..UsageFigures::default() }))
    }
}

/// Reads a row of the summary, `Native Heap:  18004  20100`: what is resident, or the share of the process in it. Below
/// stand all together, `TOTAL PSS:  126902  TOTAL RSS:  158356  TOTAL SWAP PSS:  80`.
pub(super) fn row_of_summary(line: &str) -> Option<CapturedRow> {
    let (label, figures) = line.trim().split_once(':')?;
    let figures: Vec<u32> = figures.split_whitespace().map_while(|word| word.parse().ok()).collect();
    let resident = figures.get(1).or(figures.first()).copied().map(exact)?;
    let rss =
        line.split_once("TOTAL RSS:").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
    let resident = rss.map_or(resident, exact);
    let label = if label.starts_with("TOTAL") { "TOTAL" } else { label };
    Some(row(label.to_owned(), UsageFigures { resident: Some(resident), ..UsageFigures::default() }))
}

fn label_and_figures(line: &str) -> Option<(String, Vec<u32>)> {
    let words: Vec<_> = line.split_whitespace().collect();
    let is_number = |word: &str| word.bytes().all(|digit| digit.is_ascii_digit());
    let first = words.iter().position(|word| is_number(word)).filter(|&first| first > 0)?;
    let figures: Option<_> = words[first..].iter().map(|word| word.parse().ok()).collect();
    Some((words[..first].join(" "), figures?))
}

fn exact(kib: u32) -> Rounded {
    Rounded::exact(Bytes::from_kib(kib.into()))
}

fn row(label: String, figures: UsageFigures) -> CapturedRow {
    CapturedRow {
        mapped: figures.resident.map(|resident| resident + figures.swapped.unwrap_or_default()),
        figures,
        count: None,
        is_sum_of_usage: true,
        category: Some(Category::counted(group(&label), &label)),
        label,
    }
}

/// The group of a row of dumpsys.
fn group(label: &str) -> &'static str {
    match label {
        "Native" | "Native Heap" => "Malloc",
        "Java Heap" | "Dalvik" => "Java",
        _ if label.contains("Dalvik") || label.contains("art mmap") => "Java",
        "Stack" => "Stacks",
        "Graphics" | "Gfx dev" | "EGL mtrack" | "GL mtrack" => "Graphics",
        "Ashmem" => "Shared memory",
        "Code" => "Files",
        _ if label.ends_with("mmap") => "Files",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: [&str; 2], line: &str, expected: Option<(&str, [Option<u64>; 3])>) {
        let row = columns(header[0], header[1]).unwrap().row(line);
        let kib = |size: Option<Rounded>| size.map(|size| size.bytes.get() >> 10);
        let actual = row.as_ref().map(|row| {
            let figures = [row.figures.resident, row.figures.dirty, row.figures.swapped];
            (row.label.as_str(), figures.map(kib))
        });
        assert_eq!(actual, expected, "{line}");
    }

    #[test]
    fn rows_follow_both_lines_of_the_header() {
        let process = heading("** MEMINFO in pid 9953 [org.example.app] **").unwrap();
        assert_eq!((process.pid, process.name.as_deref()), (Some(9953), Some("org.example.app")));
        let new = [
            "  Pss  Private  Private  SwapPss      Rss     Heap     Heap     Heap",
            "Total    Dirty    Clean    Dirty    Total     Size    Alloc     Free",
        ];
        check(
            new,
            "  Native Heap  108  107  0  7  123  204  144  60",
            Some(("Native Heap", [Some(123), Some(107), Some(7)])),
        );
        check(new, "     .so mmap     2 0 1 0 3", Some((".so mmap", [Some(3), Some(0), Some(0)])));
        let old = ["Pss Private Private Swapped Heap Heap Heap", "Total Dirty Clean Dirty Size Alloc Free"];
        check(old, "TOTAL 956 800 40 5 1 2 3", Some(("TOTAL", [Some(956), Some(800), Some(5)])));
        let all = [
            "Pss Pss Shared Private Shared Private SwapPss Heap Heap Heap",
            "Total Clean Dirty Dirty Clean Clean Dirty Size Alloc Free",
        ];
        check(
            all,
            "Native Heap 50 1 6 40 3 2 9 10 10 10",
            Some(("Native Heap", [Some(51), Some(40), Some(9)])),
        );
        let oldest = ["Shared Private Heap Heap Heap", "Pss Dirty Dirty Size Alloc Free"];
        check(oldest, "Native 16 4 15 20 10 5", Some(("Native", [Some(16), Some(15), None])));
        check(new, "Total    Dirty    Clean", None);
        check(new, "App Summary", None);
        assert!(is_upper_header(new[0]) && !is_upper_header(new[1]) && !is_upper_header("Private data"));
    }

    #[test]
    fn a_summary_alone_has_rows() {
        let check = |line: &str, expected: Option<(&str, u64)>| {
            let row = row_of_summary(line);
            let actual = row.as_ref().map(|row| (row.label.as_str(), row.mapped.unwrap().bytes.get() >> 10));
            assert_eq!(actual, expected, "{line}");
        };
        check("           Java Heap:     9564", Some(("Java Heap", 9564)));
        check("           Java Heap:     9564                          12000", Some(("Java Heap", 12_000)));
        check(
            "   TOTAL PSS:   126902            TOTAL RSS:   158356       TOTAL SWAP PSS:  80",
            Some(("TOTAL", 158_356)),
        );
        check("          TOTAL:   126902       TOTAL SWAP PSS:       80", Some(("TOTAL", 126_902)));
        check("isLargeHeap:    false", None);
    }
}
