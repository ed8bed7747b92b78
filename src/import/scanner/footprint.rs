//! Lines of footprint, heap and leaks.

use super::{Scanner, Section};
use crate::import::apple::{footprint, heap};
use crate::import::capture::Format;
use crate::model::TotalKind;

/// Reports of heap or leaks in one text; more tell nothing new.
const MOST_HEAPS: usize = 64;

impl Scanner {
    pub(super) fn is_of_footprint(&mut self, line: &str) -> bool {
        if let Some(heading) = footprint::heading(line) {
            self.start(Format::Footprint);
            if let Some(capture) = &mut self.open {
                capture.process = heading.process;
                capture.page_size = heading.page_size;
                capture.totals = vec![(TotalKind::PhysFootprint, heading.footprint)];
            }
            self.section = Section::Footprint(footprint::Columns::default());
            return true;
        }
        if line.starts_with("Summary Footprint:") || line.starts_with("Shared with ") {
            self.section = Section::FootprintSums;
            return true;
        }
        if let Some(columns) = footprint::columns(line) {
            if !matches!(self.section, Section::FootprintSums) {
                if !self.open.as_ref().is_some_and(|capture| capture.format == Format::Footprint) {
                    self.start(Format::Footprint);
                }
                self.section = Section::Footprint(columns);
            }
            return true;
        }
        let (row, is_sum) = match &self.section {
            Section::Footprint(columns) => (columns.row(line), false),
            Section::FootprintSums => (footprint::Columns::default().row(line), true),
            _ => return line.starts_with("Found process "),
        };
        if let Some(row) = row {
            if !is_sum {
                self.add_row(row);
            }
            return true;
        }
        if let Some(capture) = &mut self.open
            && let Some(size) = footprint::auxiliary(line, "phys_footprint")
        {
            capture.totals = vec![(TotalKind::PhysFootprint, size)];
            return true;
        }
        if line.starts_with("Warnings/Errors") || line.starts_with("Due to errors") {
            self.text.notes.push("footprint met errors: its figures may be incomplete".to_owned());
            return true;
        }
        // `phys_footprint_peak: 864 KB`, `dirty: N`, `Auxiliary data:`.
        let key = line.split_once(':').map(|(key, _)| key);
        key.is_some_and(|key| key == "Auxiliary data" || key == "Shared Cache UUID" || !key.contains(' '))
    }

    pub(super) fn is_of_heap(&mut self, line: &str) -> bool {
        let found = heap::heap(line);
        let zones = heap::zones(line);
        if found.is_none() && zones.is_none() {
            return matches!(self.section, Section::Heap) && heap::is_of_heap(line);
        }
        self.close();
        let pid = zones.or(self.header.process().pid);
        if found.is_none() || !matches!(self.section, Section::Heap) {
            self.section = Section::Heap;
            if self.text.heaps.len() < MOST_HEAPS {
                self.text.heaps.push(heap::Heap { pid, ..heap::Heap::default() });
            }
        }
        if let (Some(found), Some(last)) = (found, self.text.heaps.last_mut()) {
            *last = heap::Heap { pid: found.pid.or(last.pid), ..found };
        }
        self.header.is_used = true;
        true
    }
}
