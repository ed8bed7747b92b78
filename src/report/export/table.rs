//! CSV that is written as it comes.

use std::io::{self, Write};

/// A table in the making: nothing of it is kept.
pub(super) struct Table<'a> {
    writer: ::csv::Writer<&'a mut dyn Write>,
}

impl<'a> Table<'a> {
    pub(super) fn begin(into: &'a mut dyn Write, columns: &[&str]) -> io::Result<Self> {
        let mut table = Self { writer: ::csv::Writer::from_writer(into) };
        table.writer.write_record(columns).map_err(without_wrapping)?;
        Ok(table)
    }

    pub(super) fn row<const CELLS: usize>(&mut self, cells: &[String; CELLS]) -> io::Result<()> {
        self.writer.write_record(cells).map_err(without_wrapping)
    }

    pub(super) fn end(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// The error of whoever takes the bytes: that a reader has gone must be told from others.
fn without_wrapping(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}
