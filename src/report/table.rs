//! Columns of text: the first to the left, numbers to the right.

use super::markdown::escaped;
use crate::model::Mappings;
use std::iter::once;

/// In the place of a figure that nobody knows.
pub(super) const UNKNOWN: &str = "–";

/// Rows of cells under a header. All rows have as many cells as the header.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// Whether the last column stands to the left too.
    ends_in_text: bool,
}

impl Table {
    pub(super) fn new<T: Into<String>>(header: impl IntoIterator<Item = T>) -> Self {
        Self { rows: vec![header.into_iter().map(Into::into).collect()], ends_in_text: false }
    }

    /// The last column is text, not numbers.
    pub(super) fn ending_in_text(self) -> Self {
        Self { ends_in_text: true, ..self }
    }

    pub(super) fn add(&mut self, first: String, others: impl IntoIterator<Item = String>) {
        self.rows.push(once(first).chain(others).collect());
    }

    /// Without columns of figures in which no row has anything.
    pub(super) fn without_empty_columns(mut self) -> Self {
        let is_nothing = |cell: &String| ["", "0", "0 B", UNKNOWN].contains(&cell.as_str());
        let is_filled =
            |column: usize| column == 0 || self.rows[1..].iter().any(|row| !is_nothing(&row[column]));
        let filled: Vec<bool> = (0..self.rows[0].len()).map(is_filled).collect();
        for row in &mut self.rows {
            let mut kept = filled.iter();
            row.retain(|_| kept.next().is_some_and(|&kept| kept));
        }
        self
    }

    /// The lines of the table.
    pub(super) fn lines(&self) -> Vec<String> {
        let widths = self.widths();
        self.rows.iter().map(|row| self.line(row, &widths)).collect()
    }

    fn is_text(&self, column: usize) -> bool {
        column == 0 || self.ends_in_text && column + 1 == self.rows[0].len()
    }

    fn line(&self, row: &[String], widths: &[usize]) -> String {
        let cells = row.iter().zip(widths).enumerate();
        let padded =
            cells.map(
                |(nth, (cell, &width))| {
                    if self.is_text(nth) { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            );
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    }

    /// The table in Markdown; whatever stands in a cell is text there.
    pub(super) fn markdown(&self) -> Vec<String> {
        let line = |cells: &mut dyn Iterator<Item = String>| {
            cells.fold("|".to_owned(), |line, cell| line + " " + &cell + " |")
        };
        let mut rows = self.rows.iter().map(|row| line(&mut row.iter().map(|cell| escaped(cell))));
        let alignment = |nth| if self.is_text(nth) { "---" } else { "---:" };
        let rule = line(&mut (0..self.rows[0].len()).map(|nth| alignment(nth).to_owned()));
        let header = rows.next();
        header.into_iter().chain(once(rule)).chain(rows).collect()
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![0; self.rows[0].len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        widths
    }
}

/// A number of mappings, where it is known.
pub(super) fn count(mappings: Mappings) -> String {
    mappings.get().map_or_else(|| UNKNOWN.to_owned(), |count| count.to_string())
}

/// So many lines of a list that grows with the recording are shown to people.
pub(super) const MOST_LISTED: usize = 100;

/// How many more there are than are listed, as a line; nothing where all are.
pub(super) fn left_out(count: usize, what: &str) -> Option<String> {
    count.checked_sub(MOST_LISTED).filter(|&more| more > 0).map(|more| format!("and {more} more {what}"))
}

/// A name from outside as it may be shown on a terminal: a process can call itself by an escape sequence.
pub(super) fn printable(name: &str) -> String {
    let is_odd = |letter: char| {
        letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(name.len());
    for letter in name.chars() {
        if is_odd(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(printable("a ▸ b"), "a ▸ b");
        assert_eq!(printable("a\u{1b}[2J\n\u{202e}"), "a\\u{1b}[2J\\n\\u{202e}");
    }

    #[test]
    fn cells_in_markdown_are_text() {
        let mut table = Table::new(["name", "n"]);
        table.add("a|b".to_owned(), ["1".to_owned()]);
        assert_eq!(table.markdown(), ["| name | n |", "| --- | ---: |", "| a\\|b | 1 |"]);
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let mut table = Table::new(["name", "n"]);
        table.add("▸".to_owned(), ["≥ 1".to_owned()]);
        assert_eq!(table.lines(), ["name    n", "▸     ≥ 1"]);
        assert_eq!(table.ending_in_text().lines(), ["name  n", "▸     ≥ 1"]);
    }
}
