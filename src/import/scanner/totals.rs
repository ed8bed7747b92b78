//! Lines that tell totals of a process, over and over or once: `status`, ps, top; and `dumpsys meminfo`.

use super::{Scanner, Section};
use crate::import::android;
use crate::import::capture::{Capture, Format, Listed, Process, Row};
use crate::import::dates::moment_before;
use crate::import::figures::{Figures, Rounded};
use crate::import::linux::process_list::{self, Line};
use crate::model::TotalKind;
use crate::proc_text::kib;
use std::time::SystemTime;

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
                self.start(Format::Status).process = process;
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
                self.named = Process { name: Some(value.to_owned()), ..Process::default() };
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
        let (taken, line) = moment_before(line).map_or((None, line), |(taken, rest)| (Some(taken), rest));
        if let Some(columns) = process_list::columns(line) {
            self.close();
            self.section = Section::ProcessList(columns);
            return true;
        }
        let Section::ProcessList(columns) = &self.section else { return false };
        if let Some(told) = columns.line(line) {
            self.add_process(told, taken);
            return true;
        }
        ["top - ", "Tasks:", "%Cpu", "MiB ", "KiB ", "Threads:", "Processes:"]
            .iter()
            .any(|word| line.starts_with(word))
    }

    fn add_process(&mut self, line: Line, taken: Option<SystemTime>) {
        let figures = Figures { resident: line.resident, footprint: line.footprint, ..Figures::default() };
        let size = line.mapped.or(line.resident).or(line.footprint);
        let capture = self.start(Format::ProcessList);
        capture.process = line.process;
        capture.taken = taken;
        capture.rows.push(Row {
            label: "the process".to_owned(),
            mapped: size,
            figures,
            is_sum_of_usage: line.mapped.is_none(),
            ..Row::default()
        });
        self.taken += size_of::<Row>() + size_of::<Listed>();
    }

    pub(super) fn is_of_android(&mut self, line: &str) -> bool {
        if let Some(process) = android::heading(line) {
            self.start(Format::AndroidMeminfo).process = process;
            self.section = Section::None;
            return true;
        }
        let is_android = |capture: &Capture| capture.format == Format::AndroidMeminfo;
        if !self.open.as_ref().is_some_and(is_android) {
            return false;
        }
        if let Some(columns) = android::columns(line) {
            self.section = Section::Android(columns);
            return true;
        }
        if line.starts_with("App Summary") {
            self.section = Section::None;
            return true;
        }
        let Section::Android(columns) = &self.section else { return false };
        let Some(row) = columns.row(line) else {
            let words = ["Total", "Dirty", "Clean", "Size", "Alloc", "Free"];
            return line.split_whitespace().all(|word| words.contains(&word));
        };
        self.add_row(row);
        true
    }
}

/// The figure of `status` that a key names.
fn kind_of(key: &str) -> Option<TotalKind> {
    let kinds = &TotalKind::ALL[..=TotalKind::HugeTlb as usize];
    kinds.iter().copied().find(|kind| kind.name() == key)
}
