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
            self.begin_process(heading);
            return true;
        }
        if line.starts_with("Summary Footprint:") || line.starts_with("Shared with ") {
            self.section = Section::FootprintSums;
            return true;
        }
        if let Some(columns) = footprint::columns(line) {
            self.begin_categories(columns);
            return true;
        }
        let is_row = match &self.section {
            Section::Footprint(columns) => {
                let row = columns.row(line);
                row.map(|row| self.add_row(row)).is_some()
            }
            Section::FootprintSums => footprint::Columns::default().row(line).is_some(),
            _ => return line.starts_with("Found process "),
        };
        is_row || self.is_below_categories(line)
    }

    fn begin_process(&mut self, heading: footprint::Heading) {
        let capture = self.start(Format::Footprint);
        capture.process = heading.process;
        capture.page_size = heading.page_size;
        capture.totals = vec![(TotalKind::PhysFootprint, heading.footprint)];
        self.section = Section::Footprint(footprint::Columns::default());
    }

    /// Begins a table; where it sums up others it is none of a process.
    fn begin_categories(&mut self, columns: footprint::Columns) {
        if matches!(self.section, Section::FootprintSums) {
            return;
        }
        if !self.open.as_ref().is_some_and(|capture| capture.format == Format::Footprint) {
            self.start(Format::Footprint);
        }
        self.section = Section::Footprint(columns);
    }

    /// `Auxiliary data:`, `phys_footprint: 848 KB`, `dirty: N`, and what went wrong.
    fn is_below_categories(&mut self, line: &str) -> bool {
        if let (Section::Footprint(_), Some(capture), Some(size)) =
            (&self.section, &mut self.open, footprint::auxiliary(line, "phys_footprint"))
        {
            capture.totals = vec![(TotalKind::PhysFootprint, size)];
            return true;
        }
        if line.starts_with("Warnings/Errors") || line.starts_with("Due to errors") {
            self.text.note("footprint met errors: its figures may be incomplete");
            return true;
        }
        let is_word = |key: &str| key.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
        let key = line.split_once(':').map(|(key, _)| key);
        key.is_some_and(|key| key == "Auxiliary data" || key == "Shared Cache UUID" || is_word(key))
    }

    pub(super) fn is_of_heap(&mut self, line: &str) -> bool {
        let found = heap::heap(line);
        let zones = heap::zones(line);
        if found.is_none() && zones.is_none() {
            if !matches!(self.section, Section::Heap) {
                return false;
            }
            if let Some(class) = heap::class_by_shape(line) {
                self.evidence.add_class(class);
                return true;
            }
            return heap::is_of_heap(line);
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
