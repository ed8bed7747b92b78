//! Tables that can be sorted by each of their columns.

use crate::analysis::Verdict;
use crate::report::markup::Element;
use crate::report::render::page::note;

/// One cell.
#[derive(Debug)]
pub(super) struct Cell {
    element: Element,
}

impl Cell {
    /// A figure, and what it is sorted by.
    pub(super) fn figure(text: impl Into<String>, key: f64) -> Self {
        let text = text.into();
        let cell = Element::new("td").with("data-key", key);
        let cell = if key == 0.0 { cell.class("zero") } else { cell };
        Self { element: cell.text(text) }
    }

    /// Where there is no figure.
    pub(super) fn none() -> Self {
        // Sorted below every figure. The least number there is would take three hundred digits.
        Self { element: Element::new("td").with("data-key", "-1e300").text("–") }
    }

    /// Words.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { element: Element::new("td").class("text").text(text) }
    }

    /// A figure as words, by which no table is sorted.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { element: Element::new("td").text(text) }
    }

    /// Words that may take several lines.
    pub(super) fn wrapped_text(text: impl Into<String>) -> Self {
        Self { element: Element::new("td").class("text words").text(text) }
    }

    /// What heads its row and is sorted by a number.
    pub(super) fn numbered(text: impl Into<String>, key: f64) -> Self {
        Self { element: Element::new("th").with("scope", "row").with("data-key", key).text(text) }
    }

    /// A name that heads its row.
    pub(super) fn name(inside: impl IntoIterator<Item = Element>) -> Self {
        Self { element: Element::new("th").with("scope", "row").children(inside) }
    }

    /// A verdict, sorted by how bad it is.
    pub(super) fn verdict(verdict: Verdict) -> Self {
        let cell = Element::new("td").with("data-key", f64::from(verdict as u8));
        let class = if verdict == Verdict::Leak { "text leak" } else { "text" };
        Self {
            element: cell
                .class(class)
                .child(crate::report::render::sign::sign(verdict))
                .text(format!(" {}", verdict.name())),
        }
    }

    /// Anything.
    pub(super) fn from_element(element: Element) -> Self {
        Self { element }
    }
}

/// A table under construction.
#[derive(Debug)]
pub(super) struct Grid {
    columns: Vec<(String, bool)>,
    whole: Option<Element>,
    rows: Vec<Element>,
    most: usize,
    left_out: usize,
}

impl Grid {
    /// A table with these columns; those of words are marked. Of its rows `most` are shown.
    pub(super) fn new<T: Into<String>>(columns: impl IntoIterator<Item = (T, bool)>, most: usize) -> Self {
        let columns = columns.into_iter().map(|(title, is_text)| (title.into(), is_text)).collect();
        Self { columns, whole: None, rows: Vec::new(), most, left_out: 0 }
    }

    /// The row above all others, which stays there.
    pub(super) fn whole(&mut self, cells: Vec<Cell>) {
        self.whole = Some(row(cells));
    }

    pub(super) fn add(&mut self, cells: Vec<Cell>) {
        self.push(row(cells));
    }

    /// A row with a class of its own.
    pub(super) fn add_as(&mut self, class: &'static str, cells: Vec<Cell>) {
        self.push(row(cells).class(class));
    }

    /// So many more rows are left out, which need not be made.
    pub(super) const fn leave_out(&mut self, rows: usize) {
        self.left_out += rows;
    }

    fn push(&mut self, row: Element) {
        if self.rows.len() < self.most {
            self.rows.push(row);
        } else {
            self.left_out += 1;
        }
    }

    /// The table, and a remark on what was left out; nothing where there are no rows.
    pub(super) fn done(self, label: &str) -> Vec<Element> {
        if self.rows.is_empty() && self.whole.is_none() {
            return Vec::new();
        }
        let head = |(title, is_text): (String, bool)| {
            let head = Element::new("th").with("scope", "col").text(title);
            if is_text { head.class("text") } else { head }
        };
        let head = Element::new("tr").children(self.columns.into_iter().map(head));
        let whole = self.whole.map(|row| Element::new("tbody").class("whole").child(row));
        let table = Element::new("table")
            .class("sortable")
            .child(Element::new("thead").child(head))
            .children(whole)
            .child(Element::new("tbody").children(self.rows));
        let frame = Element::new("div").class("scroll").with("tabindex", 0).with("role", "region");
        let mut inside = vec![frame.with("aria-label", label).child(table)];
        if self.left_out > 0 {
            let text = format!(
                "{} more rows are left out here; all of them are in strandline report --format csv and json.",
                self.left_out
            );
            inside.push(note(text));
        }
        inside
    }
}

fn row(cells: Vec<Cell>) -> Element {
    Element::new("tr").children(cells.into_iter().map(|cell| cell.element))
}
