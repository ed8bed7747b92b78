//! Tables as values: every form of a report, and the window, draws the same ones.

use super::{Label, Quantity, UNKNOWN};
use crate::analysis::{Verdict, VerdictChange};
use std::borrow::Cow;

/// A table. Each row has a cell for each column, and a key by which whoever shows it finds what the row is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<K = ()> {
    /// What it shows, for who does not see it.
    pub title: String,
    /// The columns, the name of the row first.
    pub columns: Vec<Column>,
    /// The rows, in their order.
    pub rows: Vec<Row<K>>,
    /// What is said below it.
    pub notes: Vec<String>,
}

/// What a column is called, and how it is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands above it.
    pub title: Cow<'static, str>,
    /// What it means, in a sentence; may be empty.
    pub hint: &'static str,
    /// The same at more length, for who points at it; may be empty.
    pub meaning: &'static str,
    /// Words stand to the left, figures to the right.
    pub align: Align,
    /// Whether it is left out where lines neither scroll nor sort: on a terminal, and in Markdown.
    pub is_wide: bool,
    /// How soon it gives way in a window that has no room for all: those with the highest rank first, rank 0 never.
    pub rank: u8,
}

/// The side at which the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row<K = ()> {
    /// What it is about.
    pub key: K,
    /// How it stands among the others.
    pub kind: RowKind,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// How a row stands among the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowKind {
    /// One of many.
    #[default]
    Plain,
    /// The sum of the others: it stays on top, however they are sorted.
    Total,
    /// Beside the others: no memory, or a cycle that does not count.
    Aside,
    /// The first that counts, below a line.
    First,
}

/// What stands where a row and a column meet.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// As it is read.
    pub text: String,
    /// By what it is sorted, and what it is in a table for programs.
    pub sort: SortKey,
    /// How loud it is.
    pub tone: Tone,
    /// What is drawn beside the text.
    pub mark: CellMark,
}

/// By what a cell is sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SortKey {
    /// By its text.
    Text,
    /// By a number.
    Number(f64),
    /// Below every number: it is not known.
    Unknown,
}

/// How loud a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As most are.
    #[default]
    Plain,
    /// It stands out.
    Strong,
    /// It is of little weight.
    Weak,
    /// A figure of nothing, or one that is not known.
    Faint,
    /// A leak.
    Alarm,
}

/// What is drawn beside the text of a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CellMark {
    #[default]
    None,
    /// The name of a row: a dot in the colour of its category.
    Name(Label),
    /// The sign of a verdict.
    Verdict(Verdict),
    /// The sign of what has become of something.
    Change(VerdictChange),
    /// A bar of this part of the longest, from 0 to 1, in the colour of the row's category.
    Bar(f64),
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), sort: SortKey::Text, tone: Tone::Plain, mark: CellMark::None }
    }

    /// The name of a row.
    pub fn name(label: &Label) -> Self {
        Self { mark: CellMark::Name(label.clone()), ..Self::text(label.to_string()) }
    }

    /// A figure, if it is known.
    pub fn figure(figure: Option<Quantity>) -> Self {
        let Some(figure) = figure else { return Self::unknown() };
        let tone = if figure.is_zero() { Tone::Faint } else { Tone::Plain };
        Self { tone, ..Self::sorted(figure.to_string(), figure.value) }
    }

    /// A figure that is not known.
    pub fn unknown() -> Self {
        Self { sort: SortKey::Unknown, tone: Tone::Faint, ..Self::text(UNKNOWN) }
    }

    /// Nothing at all.
    pub fn empty() -> Self {
        Self { sort: SortKey::Unknown, ..Self::text("") }
    }

    /// Words that are sorted by a number.
    pub fn sorted(text: impl Into<String>, key: f64) -> Self {
        Self { sort: SortKey::Number(key), ..Self::text(text) }
    }

    /// A verdict, sorted by how bad it is.
    pub fn verdict(verdict: Verdict) -> Self {
        let tone = match verdict {
            Verdict::Leak => Tone::Alarm,
            Verdict::Suspect => Tone::Strong,
            Verdict::Settles | Verdict::Steady | Verdict::TooFewCycles => Tone::Weak,
        };
        let cell = Self::sorted(verdict.name(), f64::from(verdict as u8));
        Self { tone, mark: CellMark::Verdict(verdict), ..cell }
    }

    /// What has become of something, sorted by how bad it is.
    pub fn change(change: Option<VerdictChange>) -> Self {
        let Some(word) = change else { return Self::unknown() };
        let tone = if word == VerdictChange::Unchanged { Tone::Weak } else { Tone::Strong };
        Self { tone, mark: CellMark::Change(word), ..Self::sorted(word.name(), f64::from(word as u8)) }
    }

    /// A bar of this part of the longest.
    pub fn bar(part: f64) -> Self {
        Self { mark: CellMark::Bar(part.clamp(0.0, 1.0)), ..Self::sorted("", part) }
    }

    /// The same cell, as loud as this.
    #[must_use]
    pub fn toned(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// As it stands in a table for programs: a plain number, or nothing where it is not known.
    pub fn plain(&self) -> Cow<'_, str> {
        match self.sort {
            SortKey::Text => Cow::Borrowed(&self.text),
            SortKey::Number(_) if self.mark != CellMark::None && !self.text.is_empty() => {
                Cow::Borrowed(&self.text)
            }
            SortKey::Number(number) => Cow::Owned(number.to_string()),
            SortKey::Unknown => Cow::Borrowed(""),
        }
    }
}

/// The columns of a table, and how the cells below them are made of a `T`: a table gets a column by one line here.
pub struct Fields<'a, T>(Vec<Field<'a, T>>);

struct Field<'a, T> {
    column: Column,
    cell: Box<dyn Fn(&T) -> Cell + 'a>,
}

impl<T> Default for Fields<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T> Fields<'a, T> {
    /// With a column of words.
    #[must_use]
    pub fn text_column(
        self,
        title: impl Into<Cow<'static, str>>,
        hint: &'static str,
        cell: impl Fn(&T) -> Cell + 'a,
    ) -> Self {
        self.with(title.into(), hint, Align::Left, cell)
    }

    /// With a column of figures.
    #[must_use]
    pub fn figures(
        self,
        title: impl Into<Cow<'static, str>>,
        hint: &'static str,
        figure: impl Fn(&T) -> Option<Quantity> + 'a,
    ) -> Self {
        self.cells(title, hint, move |of| Cell::figure(figure(of)))
    }

    /// With a column at the right whose cells are no single figure: a limit, what was measured.
    #[must_use]
    pub fn cells(
        self,
        title: impl Into<Cow<'static, str>>,
        hint: &'static str,
        cell: impl Fn(&T) -> Cell + 'a,
    ) -> Self {
        self.with(title.into(), hint, Align::Right, cell)
    }

    /// With this rank of the column that was added last.
    #[must_use]
    pub fn rank(mut self, rank: u8) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.column.rank = rank;
        }
        self
    }

    /// With the column that was added last only where lines scroll or sort.
    #[must_use]
    pub fn wide(self) -> Self {
        self.wide_if(true)
    }

    /// The same where a condition holds.
    #[must_use]
    pub fn wide_if(mut self, is_wide: bool) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.column.is_wide = is_wide;
        }
        self
    }

    /// With this meaning of the column that was added last.
    #[must_use]
    pub fn meaning(mut self, meaning: &'static str) -> Self {
        if let Some(last) = self.0.last_mut() {
            last.column.meaning = meaning;
        }
        self
    }

    fn with(
        mut self,
        title: Cow<'static, str>,
        hint: &'static str,
        align: Align,
        cell: impl Fn(&T) -> Cell + 'a,
    ) -> Self {
        let column = Column { title, hint, meaning: "", align, is_wide: false, rank: 0 };
        self.0.push(Field { column, cell: Box::new(cell) });
        self
    }

    pub fn columns(&self) -> Vec<Column> {
        self.0.iter().map(|field| field.column.clone()).collect()
    }

    /// The row of one thing.
    pub fn row<K>(&self, key: K, kind: RowKind, of: &T) -> Row<K> {
        Row { key, kind, cells: self.0.iter().map(|field| (field.cell)(of)).collect() }
    }

    /// A table with a row for each of these things.
    pub fn table(&self, title: impl Into<String>, things: impl IntoIterator<Item = T>) -> Table {
        self.keyed(title, things.into_iter().map(|thing| ((), RowKind::Plain, thing)))
    }

    /// The same of things with keys, which know how they stand among the others.
    pub fn keyed<K>(
        &self,
        title: impl Into<String>,
        things: impl IntoIterator<Item = (K, RowKind, T)>,
    ) -> Table<K> {
        let rows = things.into_iter().map(|(key, kind, thing)| self.row(key, kind, &thing)).collect();
        Table { title: title.into(), columns: self.columns(), rows, notes: Vec::new() }
    }
}

impl Column {
    /// What it means, for who points at it; may be empty.
    pub const fn tooltip(&self) -> &'static str {
        if self.meaning.is_empty() { self.hint } else { self.meaning }
    }
}

impl<K> Table<K> {
    /// With something said below it.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// What the columns mean, in one line; empty where no column has a hint.
    pub fn explanation(&self) -> String {
        let hinted = self.columns.iter().filter(|column| !column.hint.is_empty());
        let hints: Vec<_> = hinted.map(|column| format!("{}: {}.", column.title, column.hint)).collect();
        hints.join(" ")
    }

    /// With so many rows at most; how many of what are left out is said below it.
    #[must_use]
    pub fn limited(mut self, most: usize, what: &str) -> Self {
        let left_out = self.rows.len().saturating_sub(most);
        self.rows.truncate(most);
        if left_out > 0 { self.with_note(format!("and {left_out} more {what}")) } else { self }
    }

    /// The same table, of whose rows nobody asks what they are about.
    pub fn without_keys(self) -> Table {
        let Self { title, columns, rows, notes } = self;
        let rows = rows.into_iter().map(|Row { kind, cells, .. }| Row { key: (), kind, cells }).collect();
        Table { title, columns, rows, notes }
    }

    /// The same table with the columns that pass.
    #[must_use]
    pub fn with_columns(mut self, is_kept: impl Fn(usize, &Column) -> bool) -> Self {
        let kept: Vec<bool> = (0..).zip(&self.columns).map(|(nth, column)| is_kept(nth, column)).collect();
        let mut flags = kept.iter();
        self.columns.retain(|_| flags.next().is_some_and(|&kept| kept));
        for row in &mut self.rows {
            let mut flags = kept.iter();
            row.cells.retain(|_| flags.next().is_some_and(|&kept| kept));
        }
        self
    }

    /// Without columns of figures in which no row has anything: what texts of other tools do not say is no zero.
    #[must_use]
    pub fn without_empty_columns(self) -> Self {
        let is_filled = |nth: usize| self.rows.iter().any(|row| row.cells[nth].tone != Tone::Faint);
        let filled: Vec<bool> = (0..self.columns.len()).map(is_filled).collect();
        self.with_columns(|nth, column| column.align == Align::Left || filled[nth])
    }

    /// The cell of a row below a title.
    pub fn cell<'a>(&self, row: &'a Row<K>, title: &str) -> Option<&'a Cell> {
        row.cells.get(self.columns.iter().position(|column| column.title == title)?)
    }

    /// What a row is called, for who does not see it: all its words.
    pub fn label(&self, row: &Row<K>) -> String {
        let is_said =
            |(column, cell): &(&Column, &Cell)| column.align == Align::Left && !cell.text.is_empty();
        let words = self.columns.iter().zip(&row.cells).filter(is_said);
        words.map(|(_, cell)| cell.text.as_str()).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&'static str, Option<usize>)]) -> Table {
        let fields = Fields::default()
            .text_column("Name", "", |&(name, _): &(&str, Option<usize>)| Cell::text(name))
            .figures("#", "", |(_, count)| count.map(Quantity::count))
            .figures("Twice", "", |(_, count)| count.map(|count| Quantity::count(2 * count)));
        fields.wide().table("Things", rows.iter().copied())
    }

    #[test]
    fn a_row_has_a_cell_for_each_column() {
        let table = table(&[("one", Some(1)), ("two", None)]);
        let actual: Vec<_> =
            table.rows.iter().map(|row| table.cell(row, "Twice").unwrap().text.as_str()).collect();
        assert_eq!(actual, ["2", "–"]);
        assert_eq!(table.label(&table.rows[1]), "two");
    }

    #[test]
    fn columns_without_figures_can_be_left_out() {
        let empty = table(&[("one", Some(0)), ("two", None)]).without_empty_columns();
        assert_eq!(empty.columns.iter().map(|column| &*column.title).collect::<Vec<_>>(), ["Name"]);
        assert!(empty.rows.iter().all(|row| row.cells.len() == 1));
        assert_eq!(table(&[("one", Some(1))]).without_empty_columns().columns.len(), 3);
    }

    #[test]
    fn programs_read_plain_numbers() {
        let check = |cell: Cell, expected: &str| assert_eq!(cell.plain(), expected);
        check(Cell::figure(Some(Quantity::bytes(crate::model::units::Bytes::from_kib(4)))), "4096");
        check(Cell::figure(None), "");
        check(Cell::verdict(Verdict::Leak), "leak");
        check(Cell::text("tide"), "tide");
    }
}
