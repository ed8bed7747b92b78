//! `maps`, `smaps` and `smaps_rollup`, line by line.

use crate::import::capture::{Capture, CapturedRow, FileBehind, Format, Listed};
use crate::import::figures::{Rounded, UsageFigures};
use crate::model::units::{Address, Bytes};
use crate::model::{TotalKind, Usage};
use crate::source::proc_text::{
    MapsEntry, SmapsParser, SmapsRecord, fields, is_named_shared_memory, kib, maps_line,
};

/// What a line of the three files is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// The first line of an entry; of `maps` there is no other.
    Entry(MapsEntry<'a>),
    /// The first line of `smaps_rollup`, and where the address space ends.
    Rollup(Address),
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
    Some(if entry.name == b"[rollup]" { Kind::Rollup(entry.range.end) } else { Kind::Entry(entry) })
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

/// A region without access right that is longer than this and has pages is no region: it stands for the whole process.
const LONGEST_REGION: Bytes = Bytes::new(1 << 40);

/// Reads entries with their figures.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    parser: SmapsParser,
    /// Keys that the entry under way has.
    reported: EntryKeys,
    /// The figures of the first entry, as lines: it may be that of `smaps_rollup` without its name.
    first: String,
    /// Of `smaps_rollup`: its lines.
    rollup: Option<String>,
    /// Whether dirty memory was taken from `Private_Dirty`, for want of `Anonymous`.
    pub(crate) has_fallen_back: bool,
}

/// What the entry under way tells.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own")]
struct EntryKeys {
    anything: bool,
    resident: bool,
    anonymous: bool,
    swapped: bool,
    private_dirty: Option<Bytes>,
}

impl EntryKeys {
    fn note(&mut self, line: &str) {
        self.anything = true;
        match line.split_once(':') {
            Some(("Rss", _)) => self.resident = true,
            Some(("Anonymous", _)) => self.anonymous = true,
            Some(("Swap", _)) => self.swapped = true,
            Some(("Private_Dirty", value)) => self.private_dirty = kib(value.trim()),
            _ => {}
        }
    }
}

impl Entries {
    /// Begins an entry. `line` is its text.
    pub(crate) fn begin(&mut self, entry: &MapsEntry<'_>, line: &str, capture: &mut Capture) {
        self.end_entry(capture);
        capture.regions.push(listed(entry));
        self.feed(line);
    }

    /// Begins `smaps_rollup`.
    pub(crate) fn begin_rollup(&mut self, capture: &mut Capture) {
        self.end_entry(capture);
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
        if capture.format == Format::SmapsRollup || capture.regions.is_empty() {
            return false;
        }
        if capture.regions.len() == 1 {
            self.first.push_str(line);
            self.first.push('\n');
        }
        capture.format = Format::Smaps;
        self.reported.note(line);
        self.feed(line);
        true
    }

    /// Ends the entry, and the file, under way.
    pub(crate) fn end(&mut self, capture: &mut Capture) {
        self.end_entry(capture);
        let first = std::mem::take(&mut self.first);
        if is_rollup(&capture.regions, &first) {
            capture.memory_end =
                capture.regions.first().and_then(|region| region.range).map(|range| range.end);
            capture.regions.clear();
            capture.format = Format::SmapsRollup;
            self.rollup = Some(first);
        }
        if let Some(rollup) = self.rollup.take() {
            capture.rows.extend(rows_of_rollup(&rollup));
        }
    }

    fn end_entry(&mut self, capture: &mut Capture) {
        let reported = std::mem::take(&mut self.reported);
        let mut fell_back = false;
        self.parser.finish(|record| fell_back = note(&record, reported, capture));
        self.has_fallen_back |= fell_back;
    }

    fn feed(&mut self, line: &str) {
        // Entries are ended one by one: none comes out here.
        self.parser.feed(line.as_bytes(), |_| {});
        self.parser.feed(b"\n", |_| {});
    }
}

/// Whether the only entry is that of `smaps_rollup`, whose name is not there.
fn is_rollup(regions: &[Listed], figures: &str) -> bool {
    let [only] = regions else { return false };
    let has = |key: &str| fields(figures).any(|(name, _)| name == key);
    only.protection.is_none()
        && only.file == FileBehind::None
        && (has("Pss_Anon") || only.len() > LONGEST_REGION && has("Rss") && !has("Size"))
}

/// Gives the last region its figures; says whether one was taken in the place of another.
fn note(record: &SmapsRecord, reported: EntryKeys, capture: &mut Capture) -> bool {
    let Some(region) = capture.regions.last_mut().filter(|_| reported.anything) else { return false };
    let is_shared_memory = record.named_shared_memory || is_named_shared_memory(region.label.as_bytes());
    let usage = record.usage(is_shared_memory);
    let exact = exact(usage);
    let by_private = reported.private_dirty.map(Rounded::exact);
    region.figures = UsageFigures {
        resident: exact.resident.filter(|_| reported.resident),
        dirty: if reported.anonymous { exact.dirty } else { by_private },
        swapped: exact.swapped.filter(|_| reported.swapped),
        ..exact
    };
    region.flags = record.flags;
    !reported.anonymous && by_private.is_some()
}

/// Figures that the kernel tells to the page.
pub(crate) fn exact(usage: Usage) -> UsageFigures {
    UsageFigures {
        resident: Some(Rounded::exact(usage.resident)),
        dirty: Some(Rounded::exact(usage.dirty)),
        swapped: Some(Rounded::exact(usage.swapped)),
        lazy_free: Some(Rounded::exact(usage.lazy_free)),
        footprint: None,
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
fn rows_of_rollup(text: &str) -> Vec<CapturedRow> {
    let figure = |key| fields(text).find(|&(name, _)| name == key).and_then(|(_, value)| kib(value));
    let (anonymous, shared) = (figure("Anonymous"), figure("Pss_Shmem"));
    let lazy_free = figure("LazyFree").unwrap_or_default();
    let huge: Bytes = ["Private_Hugetlb", "Shared_Hugetlb"].into_iter().filter_map(figure).sum();
    let rest =
        figure("Rss").map(|resident| resident - anonymous.unwrap_or_default() - shared.unwrap_or_default());
    // Without `Anonymous` nothing tells what is dirty, but the pages that were written.
    let rest_dirty = if anonymous.is_some() { Some(Bytes::ZERO) } else { figure("Private_Dirty") };
    let mut rows: Vec<CapturedRow> = [
        anonymous.map(|all| row("anonymous", all, Some(all - lazy_free), lazy_free)),
        shared.map(|all| row("shared memory", all, Some(all), Bytes::ZERO)),
        rest.map(|all| {
            let files = if shared.is_some() { "files" } else { "files and shared memory" };
            row(if anonymous.is_some() { files } else { "resident" }, all, rest_dirty, Bytes::ZERO)
        }),
        (huge > Bytes::ZERO).then(|| row("huge pages", huge, Some(huge), Bytes::ZERO)),
    ]
    .into_iter()
    .flatten()
    .collect();
    rows.extend(figure("Swap").map(swapped_row));
    rows
}

/// The rows of `status`: what it says is resident, and what is swapped.
pub(crate) fn rows_of_status(totals: &[(TotalKind, Rounded)]) -> Vec<CapturedRow> {
    let figure = |wanted| totals.iter().find(|&&(kind, _)| kind == wanted).map(|&(_, size)| size.bytes);
    let parts = [
        figure(TotalKind::ResidentAnonymous).map(|all| row("anonymous", all, Some(all), Bytes::ZERO)),
        figure(TotalKind::ResidentShared).map(|all| row("shared memory", all, Some(all), Bytes::ZERO)),
        figure(TotalKind::ResidentFile).map(|all| row("files", all, Some(Bytes::ZERO), Bytes::ZERO)),
    ];
    let mut rows: Vec<CapturedRow> = parts.into_iter().flatten().collect();
    if rows.is_empty() {
        rows.extend(figure(TotalKind::Resident).map(|all| row("resident", all, None, Bytes::ZERO)));
    }
    rows.extend(
        figure(TotalKind::HugeTlb)
            .filter(|&all| all > Bytes::ZERO)
            .map(|all| row("huge pages", all, Some(all), Bytes::ZERO)),
    );
    rows.extend(figure(TotalKind::Swapped).map(swapped_row));
    rows
}

/// A row of what is resident.
fn row(label: &str, resident: Bytes, dirty: Option<Bytes>, lazy_free: Bytes) -> CapturedRow {
    let figures = exact(Usage { resident, dirty: dirty.unwrap_or_default(), lazy_free, ..Usage::default() });
    let figures = UsageFigures { dirty: figures.dirty.filter(|_| dirty.is_some()), ..figures };
    sum(label, resident, figures)
}

fn swapped_row(swapped: Bytes) -> CapturedRow {
    sum("swapped", swapped, exact(Usage { swapped, ..Usage::default() }))
}

fn sum(label: &str, size: Bytes, figures: UsageFigures) -> CapturedRow {
    CapturedRow {
        label: label.to_owned(),
        mapped: Some(Rounded::exact(size)),
        figures,
        is_sum_of_usage: true,
        ..CapturedRow::default()
    }
}
