//! Lines that tell totals of a process, over and over or once: `status`, ps, top; and `dumpsys meminfo`.

use super::{Scanner, Section};
use crate::import::android;
use crate::import::capture::{Capture, CapturedProcess, CapturedRow, Format, Listed};
use crate::import::dates::{moment, moment_before};
use crate::import::figures::{Rounded, UsageFigures};
use crate::import::linux::process_list::{self, Line};
use crate::model::TotalKind;
use crate::source::proc_text::kib;
use std::time::SystemTime;

/// Lines that top of macOS prints above its table.
const HEAD_OF_TOP: [&str; 9] = [
    "Processes: ",
    "Load Avg: ",
    "CPU usage: ",
    "SharedLibs: ",
    "MemRegions: ",
    "PhysMem: ",
    "VM: ",
    "Networks: packets",
    "Disks: ",
];

impl Scanner {
    /// A line of `status`, of which those of memory may be picked by grep, over and over.
    pub(super) fn is_of_status(&mut self, line: &str) -> bool {
        let Some((key, value)) = line.split_once(':') else { return false };
        let value = value.trim();
        if let Some(kind) = kind_of(key)
            && let Some(size) = kib(value)
        {
            let has_it = |capture: &Capture| capture.totals.iter().any(|&(known, _)| known == kind);
            let goes_on = self
                .open
                .as_ref()
                .is_some_and(|capture| capture.format == Format::Status && !has_it(capture));
            if !goes_on {
                let process = std::mem::take(&mut self.named);
                let capture = self.start(Format::Status);
                capture.process = CapturedProcess { pid: process.pid.or(capture.process.pid), ..process };
            }
            self.section = Section::Status;
            if let Some(capture) = &mut self.open {
                capture.totals.push((kind, Rounded::exact(size)));
            }
            return true;
        }
        match key {
            _ if matches!(self.section, Section::ProcFile) => false,
            "Name" => {
                self.named = CapturedProcess { name: Some(value.to_owned()), ..CapturedProcess::default() };
                self.section = Section::Status;
                true
            }
            "Pid" => {
                self.named.pid = value.parse().ok();
                true
            }
            // Others of its keys: one word, and figures or flags.
            _ => matches!(self.section, Section::Status) && !key.contains(' ') && key != "Process",
        }
    }

    /// A table of ps or top, whose lines may come over and over.
    pub(super) fn is_of_process_list(&mut self, line: &str) -> bool {
        let alone = || Some((moment(line)?, ""));
        let begins = moment_before(line).or_else(alone);
        let (taken, line) = begins.map_or((None, line), |(taken, rest)| (Some(taken), rest));
        if line.is_empty() && taken.is_some() {
            self.listed_at = taken;
            return true;
        }
        let taken = taken.or(self.listed_at);
        if let Some(columns) = process_list::columns(line) {
            self.close();
            self.section = Section::ProcessList(columns);
            return true;
        }
        if HEAD_OF_TOP.iter().any(|begins| line.starts_with(begins))
            && line.bytes().any(|letter| letter.is_ascii_digit())
        {
            return true;
        }
        let Section::ProcessList(columns) = &self.section else { return false };
        if let Some(reported) = columns.line(line) {
            self.add_process(reported, taken);
            return true;
        }
        ["top - ", "Tasks:", "%Cpu", "MiB ", "KiB ", "Threads:"].iter().any(|word| line.starts_with(word))
    }

    fn add_process(&mut self, line: Line, taken: Option<SystemTime>) {
        let figures =
            UsageFigures { resident: line.resident, footprint: line.footprint, ..UsageFigures::default() };
        let size = line.mapped.or(line.resident).or(line.footprint);
        let capture = self.start(Format::ProcessList);
        capture.process = line.process;
        capture.taken = taken;
        capture.rows.push(CapturedRow {
            label: "the process".to_owned(),
            mapped: size,
            figures,
            is_sum_of_usage: line.mapped.is_none(),
            ..CapturedRow::default()
        });
        self.taken += size_of::<CapturedRow>() + size_of::<Listed>();
    }

    pub(super) fn is_of_android(&mut self, line: &str) -> bool {
        if let Some(process) = android::heading(line) {
            self.start(Format::AndroidMeminfo).process = process;
            self.section = Section::AndroidBelow;
            return true;
        }
        if line.starts_with("Applications Memory Usage") {
            return true;
        }
        let is_android = |capture: &Capture| capture.format == Format::AndroidMeminfo;
        if !self.open.as_ref().is_some_and(is_android) {
            return line.starts_with("Uptime: ") && line.contains("Realtime: ");
        }
        if android::is_upper_header(line) {
            self.section = Section::AndroidHeader(line.to_owned());
            return true;
        }
        match &self.section {
            Section::AndroidHeader(upper) => {
                let Some(columns) = android::columns(upper, line) else { return false };
                if columns.is_proportional() {
                    self.note_proportional();
                }
                self.section = Section::Android(columns);
                true
            }
            Section::Android(columns) => {
                let Some(row) = columns.row(line) else { return self.is_below_android(line) };
                // The table ends with it; below stand the same bytes in other words.
                if row.label == "TOTAL" {
                    self.section = Section::AndroidBelow;
                }
                self.add_row(row);
                true
            }
            Section::AndroidSummary => {
                let Some(row) = android::row_of_summary(line) else { return self.is_below_android(line) };
                if row.label == "TOTAL" {
                    self.section = Section::AndroidBelow;
                }
                self.add_row(row);
                true
            }
            Section::AndroidBelow => self.is_below_android(line),
            _ => false,
        }
    }

    /// Titles of what stands below the table, and their figures; the summary tells something where there was no table.
    fn is_below_android(&mut self, line: &str) -> bool {
        if line.starts_with("App Summary") {
            let has_rows = self.open.as_ref().is_some_and(|capture| !capture.rows.is_empty());
            self.section = if has_rows { Section::AndroidBelow } else { Section::AndroidSummary };
            return true;
        }
        if line.starts_with("Pss(KB)") {
            if matches!(self.section, Section::AndroidSummary) && !line.contains("Rss(KB)") {
                self.note_proportional();
            }
            return true;
        }
        let titles = ["Objects", "Dalvik", "Dalvik Details", "SQL", "DATABASES", "Asset Allocations"];
        let is_figure = |word: &str| {
            word.bytes().any(|letter| letter.is_ascii_digit()) || word == "false" || word == "true"
        };
        let is_of_databases =
            line.starts_with("pgsz") || line.contains("/databases/") || line.starts_with("zip:");
        titles.contains(&line)
            || is_of_databases
            || line.split_whitespace().next_back().is_some_and(is_figure)
    }

    fn note_proportional(&mut self) {
        self.text.note(
            "it has no column of what is resident (Rss): the share of the process (Pss) stands in its place",
        );
    }
}

/// The figure of `status` that a key names.
fn kind_of(key: &str) -> Option<TotalKind> {
    let kinds = &TotalKind::ALL[..=TotalKind::HugeTlb as usize];
    kinds.iter().copied().find(|kind| kind.name() == key)
}
