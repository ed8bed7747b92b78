//! Tables made of pipes, or of HTML's cells.

use super::{Scanner, Section};
use crate::import::capture::Format;
use crate::import::tables;
use crate::import::wrapping::cells;

impl Scanner {
    /// A row of a table whose header names its columns; else the cells are read as the line that they may be.
    pub(super) fn is_of_cells(&mut self, line: &str) -> bool {
        let Some(cells) = cells(line) else { return false };
        if let Some(columns) = tables::columns(&cells) {
            match columns.format() {
                Format::Footprint => {
                    if !self.open.as_ref().is_some_and(|capture| capture.format == Format::Footprint) {
                        self.start(Format::Footprint);
                    }
                }
                _ => drop(self.vmmap()),
            }
            self.text.note("a table made of cells: what its columns are is told by their names");
            self.section = Section::Piped(columns);
            return true;
        }
        if let Section::Piped(columns) = &self.section
            && let Some(row) = columns.row(&cells)
        {
            self.add_row(row);
            return true;
        }
        self.is_of_a_tool(&cells.join("  "))
    }
}
