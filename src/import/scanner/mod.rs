//! Finds the sections of a text line by line, and gives each line to whoever understands it.
//!
//! Nothing fails as a whole: texts are pasted without their beginning, cut off, shortened, several in one. A line that
//! nobody understands is counted.

mod evidence;
mod footprint;
mod headless;
mod linux;
mod piped;
mod stacks;
mod totals;
mod vmmap;

use crate::import::apple::header::Header;
use crate::import::apple::{footprint as footprint_table, summary};
use crate::import::capture::{Capture, CapturedProcess, CapturedRow, Format, Listed};
use crate::import::foreign::{self, Foreign};
use crate::import::lines::Line;
use crate::import::linux::proc_files::{self, Entries};
use crate::import::linux::{pmap, process_list};
use crate::import::tables::Columns as NamedColumns;
use crate::import::text::Text;
use crate::import::wrapping::{without_line_number, without_log_prefix};
use crate::import::{android, escaped, prompt};
use crate::model::units::{Address, Bytes};
use evidence::Evidence;
use stacks::Stacks;
pub(super) use stacks::stacks_left_out;
use std::collections::HashSet;
use std::time::SystemTime;

/// What is kept of a text may take so much memory. A list of a million regions takes less.
const ROOM: usize = 256 << 20;

/// Where in a text we are.
#[derive(Debug, Default)]
enum Section {
    /// In none that is known.
    #[default]
    None,
    /// In vmmap's list of regions.
    Listing,
    /// In the legend below it.
    Legend,
    /// In a summary with these columns.
    Summary(summary::Columns),
    /// In the table of malloc's zones, which is a part of the one above.
    Zones,
    /// In a table of footprint's.
    Footprint(footprint_table::Columns),
    /// In a table of footprint's that sums up others, or tells what several processes share.
    FootprintSums,
    /// In the report of heap.
    Heap,
    /// In `maps`, `smaps` or `smaps_rollup`.
    ProcFile,
    /// Behind the line with which pmap begins.
    PmapBegins,
    /// In a table of pmap's.
    Pmap(pmap::Columns),
    /// In a table made of pipes, with these columns.
    Piped(NamedColumns),
    /// In `numa_maps`.
    NumaMaps,
    /// In `/proc/PID/status`.
    Status,
    /// Below a header of ps or top.
    ProcessList(process_list::Columns),
    /// Behind the upper line of the header of `dumpsys meminfo`.
    AndroidHeader(String),
    /// In its table, with these columns.
    Android(android::Columns),
    /// In its summary, where no table was.
    AndroidSummary,
    /// In `dumpsys meminfo`, outside of both.
    AndroidBelow,
}

/// Reads a text line by line.
#[derive(Debug)]
pub(super) struct Scanner {
    text: Text,
    header: Header,
    /// The process that the command above the text has named.
    commanded: Option<u32>,
    /// When the table of top that comes next was taken.
    listed_at: Option<SystemTime>,
    /// The process that the head of a `status` has named.
    named: CapturedProcess,
    open: Option<Capture>,
    section: Section,
    /// The upper line of a table's header.
    upper: Option<String>,
    entries: Entries,
    /// Figures before which no entry stood.
    loose: String,
    /// Where the entries of the `maps` or `smaps` under way begin.
    starts: HashSet<Address>,
    /// Whether the rows of the capture under way were read without the header of their table.
    is_headless: bool,
    evidence: Evidence,
    stacks: Stacks,
    is_crash_report: bool,
    /// Memory that was taken, and that may be.
    taken: usize,
    room: usize,
}

impl Default for Scanner {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Scanner {
    /// A scanner that keeps no more than `room` bytes.
    fn with_room(room: usize) -> Self {
        Self {
            text: Text::default(),
            header: Header::default(),
            commanded: None,
            listed_at: None,
            named: CapturedProcess::default(),
            open: None,
            section: Section::None,
            upper: None,
            entries: Entries::default(),
            loose: String::new(),
            starts: HashSet::new(),
            is_headless: false,
            evidence: Evidence::default(),
            stacks: Stacks::default(),
            is_crash_report: false,
            taken: 0,
            room,
        }
    }

    /// A scanner for the summary of regions in a crash report.
    pub(super) fn of_crash_report(process: CapturedProcess, taken: Option<SystemTime>) -> Self {
        let mut scanner = Self { is_crash_report: true, ..Self::default() };
        scanner.start(Format::CrashReport);
        if let Some(capture) = &mut scanner.open {
            (capture.process, capture.taken) = (process, taken);
        }
        scanner
    }

    /// Takes a line; says what it was taken for, which is no word for blank lines and rules; nothing where it was not
    /// understood.
    pub(super) fn take(&mut self, line: Line<'_>) -> Option<&'static str> {
        let Some(pieces) = escaped::lines(line.text) else { return self.take_plain(line) };
        let mut what = None;
        for piece in pieces {
            what = self.take_plain(Line { is_cut: false, ..line.with(&piece) }).or(what);
        }
        what
    }

    fn take_plain(&mut self, line: Line<'_>) -> Option<&'static str> {
        let words = line.text.trim();
        if words.is_empty() || is_rule(words) {
            return Some("");
        }
        if words.starts_with("...") || words.starts_with('…') {
            if let Some(capture) = &mut self.open {
                capture.is_elided = true;
            }
            return Some("left out");
        }
        let has_room = !line.is_cut && self.taken < self.room;
        if has_room {
            // Whoever pasted it may have had line numbers.
            let what = self.what(line.text);
            let what = what.or_else(|| self.what(without_line_number(line.text)?));
            let what = what.or_else(|| self.what(without_log_prefix(line.text)?));
            if what.is_some() {
                return what;
            }
        }
        self.note_foreign(words);
        self.is_crash_report.then_some("crash report")
    }

    /// What a line of a tool is taken for.
    fn what(&mut self, line: &str) -> Option<&'static str> {
        let words = line.trim();
        let has_digit = || words.bytes().any(|letter| letter.is_ascii_digit());
        Some(match words {
            _ if self.is_of_stacks(line) => "call stacks",
            _ if self.is_of_cells(words) => "a table of cells",
            _ if self.is_of_process_list(words) => "ps or top",
            _ if self.is_of_android(words) => "dumpsys meminfo",
            _ if self.header.line(words) => "head of a report",
            _ if self.is_of_status(words) => "status",
            _ if self.is_of_proc_file(words) => "maps or smaps",
            _ if self.is_evidence(words) => "evidence",
            _ if self.is_of_vmmap(words) => "vmmap",
            _ if self.is_of_footprint(words) => "footprint",
            _ if self.is_of_heap(words) => "heap: evidence",
            _ if self.is_of_pmap(line) => "pmap",
            _ if self.is_command(words) => "a command",
            _ if self.is_of_statistics(words) => "statistics",
            _ if has_digit() && self.is_headless_row(line) => "a row without its header",
            _ => return None,
        })
    }

    /// A command behind a prompt, or the prompt alone. What follows is of the process that it names.
    fn is_command(&mut self, line: &str) -> bool {
        let Some(command) = prompt::command(line) else { return matches!(line, "$" | "%") };
        self.close();
        self.section = Section::None;
        self.commanded = command.pid;
        true
    }

    fn is_of_a_tool(&mut self, line: &str) -> bool {
        self.what(line).is_some()
    }

    /// The text has ended.
    pub(super) fn finish(mut self) -> Text {
        if self.header.waits() && self.text.foreign.iter().all(Foreign::is_of_rows) {
            self.start(Format::Vmmap);
        }
        self.close();
        if !self.text.captures.is_empty() {
            let rows = self.text.foreign.iter().filter(|foreign| foreign.is_of_rows()).copied();
            let notes = rows.map(|foreign| format!("{} are left out: {}", foreign.what, foreign.remedy));
            notes.collect::<Vec<_>>().iter().for_each(|note| self.text.note(note));
        }
        self.text.evidence.extend(self.evidence.finish());
        let (stacks, said) = self.stacks.finish();
        self.text.stacks = stacks;
        self.text.evidence.extend(said);
        if self.taken >= self.room {
            self.text.notes.push(format!(
                "it tells more than fits in {}; the rest is left out",
                Bytes::new(self.room as u64)
            ));
        }
        self.text
    }

    /// Begins a capture with what the header says.
    fn start(&mut self, format: Format) -> &mut Capture {
        self.close();
        let mut capture = Capture::new(format);
        if format.is_apple() {
            self.header.fill(&mut capture);
        }
        capture.process.pid = capture.process.pid.or(self.commanded);
        self.taken += size_of::<Capture>();
        self.open.insert(capture)
    }

    fn close(&mut self) {
        let Some(mut capture) = self.open.take() else { return };
        self.entries.end(&mut capture);
        self.starts.clear();
        if std::mem::take(&mut self.entries.has_fallen_back) {
            self.text.note(
                "it does not tell what is anonymous: dirty is what was written (Private_Dirty), of files too",
            );
        }
        if capture.memory_end.is_none() && !capture.format.is_apple() {
            let stack = capture.regions.iter().rfind(|region| region.label == "[stack]");
            capture.memory_end = stack.and_then(|stack| stack.range).map(|range| range.end);
        }
        if capture.format == Format::Status {
            capture.rows = proc_files::rows_of_status(&capture.totals);
        }
        if std::mem::take(&mut self.is_headless) {
            self.text.note(
                "rows without the header of their table: what their columns are is told by their shape",
            );
        }
        let has_sizes_alone = capture.regions.is_empty()
            && !capture.rows.is_empty()
            && capture.rows.iter().all(|row| row.figures.is_empty());
        if capture.format == Format::Vmmap && has_sizes_alone {
            capture.format = Format::CrashReport;
        }
        if !capture.is_empty() {
            self.text.captures.push(capture);
        }
    }

    fn add_row(&mut self, row: CapturedRow) {
        self.taken += size_of::<CapturedRow>() + row.label.len();
        let Some(capture) = &mut self.open else { return };
        match row.label.as_str() {
            "TOTAL" => capture.total = Some(row),
            label if label.starts_with("TOTAL, ") => {}
            _ => capture.rows.push(row),
        }
    }

    fn add_region(&mut self, region: Listed) {
        // With -submap what lies in a shared map is listed again, one by one.
        if region.label.eq_ignore_ascii_case("submap") {
            return;
        }
        self.taken += size_of::<Listed>() + region.label.len() + region.detail.len();
        if let Some(capture) = &mut self.open {
            capture.regions.push(region);
        }
    }

    fn note_foreign(&mut self, line: &str) {
        let Some(found) = foreign::recognise(line) else { return };
        self.add_foreign(found);
    }

    fn add_foreign(&mut self, found: Foreign) {
        if !self.text.foreign.contains(&found) {
            self.text.foreign.push(found);
        }
        if self.open.is_none() {
            self.header.is_used = true;
        }
    }
}

/// A line of dashes or equals signs, the one below the header of a table of pipes, or the fence of a code block.
fn is_rule(line: &str) -> bool {
    line.bytes().all(|letter| matches!(letter, b'=' | b'-' | b' ' | b'|' | b':')) || line.starts_with("```")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Endless lists of what is well-formed, which would fill the memory.
    #[test]
    fn what_is_kept_has_bounds() {
        let check = |first: &str, line: fn(u64) -> String| {
            let mut scanner = Scanner::with_room(20_000);
            scanner.take(Line { number: 1, text: first, is_cut: false });
            let is_unread = |&nth: &u64| {
                scanner.take(Line { number: nth + 2, text: &line(nth), is_cut: false }).is_none()
            };
            let unread = (0..10_000).filter(is_unread).count();
            let text = scanner.finish();
            let items = text.captures.iter().map(|capture| 1 + capture.rows.len() + capture.regions.len());
            assert!((1..400).contains(&items.sum::<usize>()), "{first}");
            assert!(unread > 9_000, "{first}");
            assert_eq!(text.notes, ["it tells more than fits in 20 KiB; the rest is left out"], "{first}");
        };
        check("", |nth| {
            format!("{:x}-{:x} rw-p 00000000 00:00 0 ", 0x10_0000 + nth * 0x2000, 0x10_1000 + nth * 0x2000)
        });
        check("", |nth| format!("A {:x}-{:x} [4K] rw-/rwx SM=PRV", 0x1000 * nth, 0x1000 * (nth + 1)));
        check("Dirty Clean Reclaimable Regions Category", |nth| format!("1 MB 0 B 0 B 1 category {nth}"));
        check("", |nth| format!("a [{nth}]: 64-bit Footprint: 1 MB (4096 bytes per page)"));
        check("1:   a", |nth| format!("{:016x} 4K rw--- [ anon ]", 0x10_0000 + nth * 0x1000));
    }
}
