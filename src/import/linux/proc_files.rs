//! `maps`, `smaps` and `smaps_rollup`, line by line.

use crate::import::capture::{Capture, FileBehind, Format, Listed, Row};
use crate::import::figures::{Figures, Rounded};
use crate::model::Usage;
use crate::proc_text::{MapsEntry, SmapsParser, SmapsRecord, fields, is_named_shared_memory, kib, maps_line};
use crate::units::Bytes;

/// What a line of the three files is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// The first line of an entry; of `maps` there is no other.
    Entry(MapsEntry<'a>),
    /// The first line of `smaps_rollup`.
    Rollup,
    /// A key and its value.
    Figure(&'a str),
}

/// What a line is; nothing where it is none.
pub(crate) fn kind(line: &str) -> Option<Kind<'_>> {
    if line.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return is_figure(line).then_some(Kind::Figure(line));
    }
    // Addresses have at least five digits: no process maps its first page.
    let entry = maps_line(line.as_bytes()).filter(|_| line.find('-').is_some_and(|dash| dash >= 5))?;
    Some(if entry.name == b"[rollup]" { Kind::Rollup } else { Kind::Entry(entry) })
}

/// `Rss:  4 kB`, `VmFlags: rd wr`, `Name: [anon:x]`: keys are open, values are not.
fn is_figure(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let is_key = key.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    let number = value.trim().trim_end_matches("kB").trim_end();
    // Sixteen digits of KiB are more than any machine has.
    let is_number = (1..16).contains(&number.len()) && number.bytes().all(|digit| digit.is_ascii_digit());
    is_key && (is_number || key == "Name" || key == "VmFlags")
}

/// Reads entries with their figures.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    parser: SmapsParser,
    /// Whether the entry under way has figures.
    has_figures: bool,
    /// Of `smaps_rollup`: its lines.
    rollup: Option<String>,
}

impl Entries {
    /// Begins an entry. `line` is its text.
    pub(crate) fn begin(&mut self, entry: &MapsEntry<'_>, line: &str, capture: &mut Capture) {
        self.end(capture);
        capture.regions.push(listed(entry));
        self.feed(line, capture);
    }

    /// Begins `smaps_rollup`.
    pub(crate) fn begin_rollup(&mut self, capture: &mut Capture) {
        self.end(capture);
        self.rollup = Some(String::new());
        capture.format = Format::SmapsRollup;
    }

    /// Takes a figure; says whether there is an entry for it.
    pub(crate) fn figure(&mut self, line: &str, capture: &mut Capture) -> bool {
        if let Some(rollup) = &mut self.rollup {
            rollup.push_str(line);
            rollup.push('\n');
            return true;
        }
        if capture.format != Format::SmapsRollup && !capture.regions.is_empty() {
            capture.format = Format::Smaps;
            self.has_figures = true;
            self.feed(line, capture);
            return true;
        }
        false
    }

    /// Ends the entry, and the file, under way.
    pub(crate) fn end(&mut self, capture: &mut Capture) {
        if let Some(rollup) = self.rollup.take() {
            capture.rows.extend(rows_of_rollup(&rollup));
        }
        let has_figures = std::mem::take(&mut self.has_figures);
        self.parser.finish(|record| note(&record, has_figures, capture));
    }

    fn feed(&mut self, line: &str, capture: &mut Capture) {
        let has_figures = self.has_figures;
        self.parser.feed(line.as_bytes(), |record| note(&record, has_figures, capture));
        self.parser.feed(b"\n", |record| note(&record, has_figures, capture));
    }
}

/// Gives the last region its figures.
fn note(record: &SmapsRecord, has_figures: bool, capture: &mut Capture) {
    let Some(region) = capture.regions.last_mut().filter(|_| has_figures) else { return };
    let is_shared_memory = record.named_shared_memory || is_named_shared_memory(region.label.as_bytes());
    region.figures = exact(record.usage(is_shared_memory));
    region.flags = record.flags;
}

/// Figures that the kernel tells to the page.
pub(super) fn exact(usage: Usage) -> Figures {
    Figures {
        resident: Some(Rounded::exact(usage.resident)),
        dirty: Some(Rounded::exact(usage.dirty)),
        swapped: Some(Rounded::exact(usage.swapped)),
        lazy_free: Some(Rounded::exact(usage.lazy_free)),
    }
}

fn listed(entry: &MapsEntry<'_>) -> Listed {
    let &MapsEntry { device, inode, offset, .. } = entry;
    let is_file = inode != 0;
    Listed {
        range: Some(entry.range),
        label: String::from_utf8_lossy(entry.name).into_owned(),
        protection: entry.protection,
        file: if is_file { FileBehind::Known { device, inode, offset } } else { FileBehind::None },
        ..Listed::default()
    }
}

/// The rows of `smaps_rollup`, as far as its keys tell them apart; since Linux 5.4 they tell shared memory from files.
fn rows_of_rollup(text: &str) -> Vec<Row> {
    let figure = |key| fields(text).find(|&(name, _)| name == key).and_then(|(_, value)| kib(value));
    let anonymous = figure("Anonymous");
    let shared = figure("Pss_Shmem");
    let rest =
        figure("Rss").map(|resident| resident - anonymous.unwrap_or_default() - shared.unwrap_or_default());
    let lazy_free = figure("LazyFree").unwrap_or_default();
    let huge = figure("Private_Hugetlb").unwrap_or_default() + figure("Shared_Hugetlb").unwrap_or_default();
    let resident = |name: &str, bytes: Option<Bytes>, dirty: Bytes| {
        let usage = Usage { resident: bytes?, dirty, ..Usage::default() };
        Some(row(name, usage.resident, usage))
    };
    let anonymous_row = anonymous.map(|resident| {
        let usage = Usage { resident, dirty: resident - lazy_free, lazy_free, ..Usage::default() };
        row("anonymous", resident, usage)
    });
    let swapped =
        figure("Swap").map(|swapped| row("swapped", swapped, Usage { swapped, ..Usage::default() }));
    let files = if shared.is_some() { "files" } else { "files and shared memory" };
    let rows = [
        anonymous_row,
        resident("shared memory", shared, shared.unwrap_or_default()),
        resident(files, rest, Bytes::ZERO),
        resident("huge pages", (huge > Bytes::ZERO).then_some(huge), huge),
        swapped,
    ];
    rows.into_iter().flatten().collect()
}

fn row(label: &str, size: Bytes, usage: Usage) -> Row {
    Row { label: label.to_owned(), mapped: Some(Rounded::exact(size)), figures: exact(usage), count: None }
}
