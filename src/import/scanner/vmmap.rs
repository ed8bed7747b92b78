//! Lines of vmmap, and of the summary in crash reports.

use super::{Scanner, Section};
use crate::import::apple::{listing, summary};
use crate::import::capture::{Capture, CapturedProcess, Format};
use crate::import::figures::vmmap_size;
use crate::model::units::Bytes;

impl Scanner {
    pub(super) fn is_of_vmmap(&mut self, line: &str) -> bool {
        if let Some(region) = listing::region(line) {
            self.vmmap();
            self.add_region(region);
            return true;
        }
        if summary::is_upper_header(line) {
            self.upper = Some(line.to_owned());
            return true;
        }
        if line.starts_with("REGION TYPE") {
            return self.begin_table(line);
        }
        if line.starts_with("MALLOC ZONE ") {
            self.upper = None;
            self.section = Section::Zones;
            return true;
        }
        self.is_heading_of_vmmap(line) || self.is_in_section_of_vmmap(line)
    }

    /// Begins the list of regions or the summary.
    fn begin_table(&mut self, line: &str) -> bool {
        let upper = self.upper.take();
        if line.contains("START") {
            self.section = Section::Listing;
            return true;
        }
        // The header may stand behind its rows, where they were sorted.
        if self.has_rows() && !self.is_headless {
            self.start(Format::Vmmap);
        }
        let page_size = self.vmmap().page_size;
        let columns = summary::columns(upper.as_deref(), line, page_size);
        self.section = Section::None;
        columns.map(|columns| self.section = Section::Summary(columns)).is_some()
    }

    fn is_heading_of_vmmap(&mut self, line: &str) -> bool {
        if let Some(process) = line.strip_prefix("Virtual Memory Map of process ") {
            self.begin_map(process);
            return true;
        }
        if line == "VM Region Summary:" || line == "vmSummary" {
            self.is_crash_report = true;
            self.start(Format::CrashReport);
            return true;
        }
        if let Some(size) = line.strip_prefix("VM page size:") {
            let bytes = size.split_whitespace().next().and_then(|word| word.parse().ok()).map(Bytes::new);
            self.vmmap().page_size = bytes.filter(|&bytes| bytes > Bytes::ZERO);
            return true;
        }
        if let Some(heading) = line.strip_prefix("==== ") {
            self.section = if heading.starts_with("Legend") { Section::Legend } else { Section::None };
            if heading.contains("regions for process") {
                self.section = Section::Listing;
            }
            return true;
        }
        let of_crash = ["Incident Identifier:", "Exception Type:", "Crashed Thread:", "Triggered by Thread:"];
        self.is_crash_report |= of_crash.iter().any(|beginning| line.starts_with(beginning));
        let silent = [
            "Output report format:",
            "ReadOnly portion of Libraries:",
            "Writable regions:",
            "No malloc zones",
        ];
        silent.iter().any(|beginning| line.starts_with(beginning))
    }

    /// Begins what stands below `Virtual Memory Map of process 912 (barnacle)`.
    fn begin_map(&mut self, process: &str) {
        let (pid, name) = process.split_once(' ').unwrap_or((process, ""));
        let name = name.strip_prefix('(').and_then(|name| name.strip_suffix(')'));
        self.header.name_process(CapturedProcess {
            pid: pid.parse().ok(),
            name: name.map(str::to_owned),
            launched: None,
        });
        let has_regions = self.open.as_ref().is_some_and(|capture| !capture.regions.is_empty());
        if has_regions || self.has_rows() {
            self.start(Format::Vmmap);
        } else {
            self.vmmap();
        }
    }

    fn is_in_section_of_vmmap(&mut self, line: &str) -> bool {
        match &self.section {
            Section::Summary(columns) => {
                let row = columns.row(line);
                row.map(|row| self.add_row(row)).is_some()
            }
            Section::Legend => line.contains('='),
            Section::Zones => line.split_whitespace().filter(|word| vmmap_size(word).is_some()).count() >= 3,
            _ => false,
        }
    }

    /// The capture that vmmap's lines belong to.
    pub(super) fn vmmap(&mut self) -> &mut Capture {
        let fits = |capture: &Capture| matches!(capture.format, Format::Vmmap | Format::CrashReport);
        if !self.header.is_used || !self.open.as_ref().is_some_and(fits) {
            self.start(Format::Vmmap);
        }
        self.open.get_or_insert_with(|| Capture::new(Format::Vmmap))
    }

    fn has_rows(&self) -> bool {
        self.open.as_ref().is_some_and(|capture| !capture.rows.is_empty())
    }
}
