//! Rows whose table has lost its header: picked by grep, sorted, or pasted without it. Their shape tells which table it
//! is; rows that may be of several are refused by name.

use super::{Scanner, Section};
use crate::import::apple::{footprint, heap, summary};
use crate::import::capture::Format;
use crate::import::foreign;
use crate::import::linux::pmap;

impl Scanner {
    pub(super) fn is_headless_row(&mut self, line: &str) -> bool {
        let words = line.trim();
        self.is_headless_pmap(line)
            || self.is_headless_summary(words)
            || self.is_headless_footprint(words)
            || self.is_headless_heap(words)
    }

    fn is_headless_pmap(&mut self, line: &str) -> bool {
        let Some(columns) = pmap::columns_by_shape(line) else {
            if pmap::is_row_of_kernel_columns(line) {
                self.add_foreign(foreign::HEADLESS_PMAP);
            }
            return false;
        };
        let Some(row) = columns.row(line) else { return false };
        let goes_on = matches!(&self.section, Section::Pmap(known) if known.has_same_names(&columns));
        if !goes_on {
            self.start(Format::Pmap);
            self.is_headless = true;
            self.section = Section::Pmap(columns);
        }
        self.add_region(row);
        true
    }

    fn is_headless_summary(&mut self, line: &str) -> bool {
        let Some(row) = summary::row_by_shape(line) else {
            if summary::is_row_of_unknown_columns(line) {
                self.add_foreign(foreign::HEADLESS_SUMMARY);
            }
            return false;
        };
        let is_repeated = self.open.as_ref().is_some_and(|capture| {
            let is_vmmap = matches!(capture.format, Format::Vmmap | Format::CrashReport);
            is_vmmap && capture.rows.iter().any(|known| known.label == row.label)
        });
        if is_repeated {
            self.start(Format::Vmmap);
        } else {
            self.vmmap();
        }
        self.is_headless = true;
        self.add_row(row);
        true
    }

    fn is_headless_footprint(&mut self, line: &str) -> bool {
        let columns = footprint::Columns::default();
        let Some(row) = columns.row(line) else {
            if footprint::is_wider_row(line) {
                self.add_foreign(foreign::HEADLESS_FOOTPRINT);
            }
            return false;
        };
        if !self.open.as_ref().is_some_and(|capture| capture.format == Format::Footprint) {
            self.start(Format::Footprint);
        }
        self.is_headless = true;
        self.section = Section::Footprint(columns);
        self.add_row(row);
        true
    }

    fn is_headless_heap(&mut self, line: &str) -> bool {
        let Some(class) = heap::class_by_shape(line) else { return false };
        self.header.is_used = true;
        self.evidence.add_class(class);
        true
    }
}
