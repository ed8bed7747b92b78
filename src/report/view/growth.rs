//! What each category did in a window, what no region explains, and what was freed but is still in memory.

use super::{Cell, Fields, Label, Quantity, Table};
use crate::analysis::UnattributedLine;
use crate::model::units::Bytes;

/// What the system counts and no region explains, at both ends of a window.
pub fn unattributed_table(lines: &[UnattributedLine]) -> Table {
    Fields::<&UnattributedLine>::default()
        .text_column("Category", "", |line| Cell::name(&Label::unattributed(line.kind.name())))
        .figures("At the start", "", |line| line.before.map(Quantity::byte_balance))
        .figures("At the end", "", |line| line.after.map(Quantity::byte_balance))
        .figures("Change", "", |line| line.change().map(Quantity::byte_change))
        .table("What the system counts and no region explains", lines)
}

/// What was freed, but is in memory until the system is short of it, at both ends of a window.
pub fn reclaimable_table(rows: impl IntoIterator<Item = (Label, [Bytes; 2])>) -> Table {
    Fields::<(Label, [Bytes; 2])>::default()
        .text_column("Category", "", |(label, _)| Cell::name(label))
        .figures("At the start", "", |&(_, [before, _])| Some(Quantity::bytes(before)))
        .figures("At the end", "", |&(_, [_, after])| Some(Quantity::bytes(after)))
        .figures("Change", "", |&(_, [before, after])| Some(Quantity::byte_change(after.since(before))))
        .table("Reclaimable", rows)
}
