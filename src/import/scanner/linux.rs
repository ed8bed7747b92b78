//! Lines of `maps`, `smaps`, `smaps_rollup` and pmap.

use super::{Scanner, Section};
use crate::import::capture::{Capture, CapturedProcess, CapturedRow, Format, Listed};
use crate::import::figures::{Rounded, UsageFigures};
use crate::import::foreign;
use crate::import::linux::proc_files::{Kind, kind};
use crate::import::linux::{numa_maps, pmap};
use crate::model::units::Address;

impl Scanner {
    pub(super) fn is_of_proc_file(&mut self, line: &str) -> bool {
        if let Some((start, row)) = numa_maps::row(line) {
            let is_open = self.open.as_ref().is_some_and(|capture| capture.format == Format::NumaMaps);
            if !is_open || self.starts.contains(&start) {
                self.start(Format::NumaMaps);
            }
            self.starts.insert(start);
            self.section = Section::NumaMaps;
            self.add_row(row);
            return true;
        }
        match kind(line) {
            Some(Kind::Entry(entry)) => {
                let is_of_files = |capture: &Capture| matches!(capture.format, Format::Maps | Format::Smaps);
                // Rows stand in any order; where one begins at an address for the second time, another file begins.
                let goes_on =
                    self.open.as_ref().is_some_and(is_of_files) && !self.starts.contains(&entry.range.start);
                if !goes_on {
                    self.start(Format::Maps);
                }
                self.section = Section::ProcFile;
                self.starts.insert(entry.range.start);
                self.taken += size_of::<Listed>() + 2 * size_of::<Address>() + entry.name.len();
                if let Some(capture) = &mut self.open {
                    self.entries.begin(&entry, line, capture);
                }
                true
            }
            Some(Kind::Rollup(end)) => {
                self.start(Format::SmapsRollup).memory_end = Some(end);
                self.section = Section::ProcFile;
                if let Some(capture) = &mut self.open {
                    self.entries.begin_rollup(capture);
                }
                true
            }
            Some(Kind::Figure(figure)) if matches!(self.section, Section::ProcFile) => {
                self.taken += figure.len();
                let capture = self.open.as_mut();
                capture.is_some_and(|capture| self.entries.figure(figure, capture))
            }
            Some(Kind::Figure(figure)) => self.is_of_loose_rollup(figure),
            None => false,
        }
    }

    /// Figures without the line that says what they are of. Some keys are in `smaps_rollup` alone.
    fn is_of_loose_rollup(&mut self, figure: &str) -> bool {
        let key = figure.split(':').next().unwrap_or_default();
        if ["Pss_Anon", "Pss_File", "Pss_Shmem"].contains(&key) && !self.loose.is_empty() {
            let loose = std::mem::take(&mut self.loose);
            self.start(Format::SmapsRollup);
            self.section = Section::ProcFile;
            let Some(capture) = &mut self.open else { return false };
            self.entries.begin_rollup(capture);
            return loose.lines().chain([figure]).all(|line| self.entries.figure(line, capture));
        }
        if key == "Rss" {
            self.loose.clear();
        }
        let begins = key == "Rss" || ["Pss", "Pss_Dirty"].contains(&key) && !self.loose.is_empty();
        if begins && !figure.is_empty() {
            self.loose.push_str(figure);
            self.loose.push('\n');
            self.add_foreign(foreign::HEADLESS);
        } else {
            self.loose.clear();
        }
        begins
    }

    pub(super) fn is_of_pmap(&mut self, line: &str) -> bool {
        if let Some((pid, command)) = pmap::command(line.trim_start()) {
            let program = command.split(' ').next().unwrap_or_default();
            let name = program.rsplit('/').next().unwrap_or(program).to_owned();
            self.start(Format::Pmap).process =
                CapturedProcess { pid: Some(pid), name: Some(name), launched: None };
            self.section = Section::PmapBegins;
            return true;
        }
        if let Some(columns) = pmap::columns(line) {
            // The header may stand behind its rows, where they were sorted.
            let is_theirs = self.is_headless
                && matches!(&self.section, Section::Pmap(known) if known.has_same_names(&columns));
            if !matches!(self.section, Section::PmapBegins) && !is_theirs {
                self.start(Format::Pmap);
            }
            self.section = Section::Pmap(columns);
            return true;
        }
        if matches!(self.section, Section::PmapBegins)
            && let Some(columns) = pmap::columns_by_shape(line)
        {
            self.is_headless |= !columns.is_plain();
            self.section = Section::Pmap(columns);
        }
        let row = match &self.section {
            Section::Pmap(columns) => columns.row(line),
            Section::PmapBegins => None,
            _ => return false,
        };
        if let Some(row) = row {
            self.add_region(row);
            return true;
        }
        if matches!(self.section, Section::PmapBegins) {
            self.add_foreign(foreign::TRANSLATED);
            return false;
        }
        let total = pmap::total(line);
        if let (Some(size), Some(capture)) = (total, &mut self.open) {
            let mapped = Some(Rounded::exact(size));
            let resident = pmap::resident_total(line).map(Rounded::exact);
            let figures = UsageFigures { resident, ..UsageFigures::default() };
            capture.total =
                Some(CapturedRow { label: "TOTAL".to_owned(), mapped, figures, ..CapturedRow::default() });
        }
        total.is_some()
    }
}
