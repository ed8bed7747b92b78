//! Lines of `maps`, `smaps`, `smaps_rollup` and pmap.

use super::{Scanner, Section};
use crate::import::capture::{Format, Listed, Process, Row};
use crate::import::figures::Rounded;
use crate::import::foreign;
use crate::import::linux::pmap;
use crate::import::linux::proc_files::{Kind, kind};

impl Scanner {
    pub(super) fn is_of_proc_file(&mut self, line: &str) -> bool {
        match kind(line) {
            Some(Kind::Entry(entry)) => {
                let goes_on = self.open.as_ref().is_some_and(|capture| {
                    let first = capture.regions.first().and_then(|region| region.range);
                    matches!(capture.format, Format::Maps | Format::Smaps)
                        // Files one behind the other: each begins at the lowest address again.
                        && first.is_none_or(|first| first.start < entry.range.start)
                });
                if !goes_on {
                    self.start(Format::Maps);
                }
                self.section = Section::ProcFile;
                self.taken += size_of::<Listed>() + entry.name.len();
                if let Some(capture) = &mut self.open {
                    self.entries.begin(&entry, line, capture);
                }
                true
            }
            Some(Kind::Rollup) => {
                self.start(Format::SmapsRollup);
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
            Some(Kind::Figure(_)) | None => false,
        }
    }

    pub(super) fn is_of_pmap(&mut self, line: &str) -> bool {
        if let Some((pid, command)) = pmap::command(line.trim_start()) {
            let program = command.split(' ').next().unwrap_or_default();
            let name = program.rsplit('/').next().unwrap_or(program).to_owned();
            self.start(Format::Pmap).process = Process { pid: Some(pid), name: Some(name), launched: None };
            self.section = Section::PmapBegins;
            return true;
        }
        if let Some(columns) = pmap::columns(line) {
            if !matches!(self.section, Section::PmapBegins) {
                self.start(Format::Pmap);
            }
            self.section = Section::Pmap(columns);
            return true;
        }
        let row = match &self.section {
            Section::Pmap(columns) => columns.row(line),
            Section::PmapBegins => pmap::Columns::plain().row(line),
            _ => return false,
        };
        if let Some(row) = row {
            if matches!(self.section, Section::PmapBegins) {
                self.section = Section::Pmap(pmap::Columns::plain());
            }
            self.add_region(row);
            return true;
        }
        if matches!(self.section, Section::PmapBegins) {
            self.section = Section::None;
            self.add_foreign(foreign::TRANSLATED);
            return false;
        }
        let total = pmap::total(line);
        if let (Some(size), Some(capture)) = (total, &mut self.open) {
            let mapped = Some(Rounded::exact(size));
            capture.total = Some(Row { label: "TOTAL".to_owned(), mapped, ..Row::default() });
        }
        total.is_some()
    }
}
