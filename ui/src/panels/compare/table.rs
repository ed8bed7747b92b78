//! What has become of each category, the largest differences first.

use super::whisker;
use super::{columns, row};
use crate::command::Command;
use crate::panels::tables;
use crate::state::{CompareChange, CompareColumn, Comparing};
use crate::theme::{Icon, size};
use crate::widgets::{EmptyState, Grid};
use eframe::egui::{Rangef, Rect, Ui};
use strandline::analysis::CompareRow;

pub(super) fn compare_table_ui(
    ui: &mut Ui,
    comparing: &Comparing,
    rows: &[&CompareRow],
    has_keys: bool,
    commands: &mut Vec<Command>,
) {
    if rows.is_empty() {
        let title = "No row is of that kind any more";
        let button = Some("Show all rows");
        if (EmptyState { icon: Icon::Funnel, title, hint: "", button }).show(ui) {
            commands.push(Command::Compare(CompareChange::Only(None)));
        }
        return;
    }
    let fitting = columns::fitting(ui.available_width() - tables::SIDES);
    let (contents, columns): (Vec<_>, Vec<_>) = fitting.into_iter().unzip();
    let grid = Grid::new(ui, &columns);
    let sorting = Some(CompareColumn::at(comparing.order.column));
    let sorted = contents.iter().position(|content| content.sorting() == sorting);
    let top = ui.cursor().top();
    let clicked = grid.header_ui(ui, sorted, comparing.order.is_ascending);
    if let Some(column) = clicked.and_then(|clicked| contents[clicked].sorting()) {
        commands.push(Command::Compare(CompareChange::Sort(column.number())));
    }
    let all = comparing.compared.comparison().map(|comparison| comparison.rows.as_slice());
    let scale = whisker::scale(all.unwrap_or_default());
    if let Some(whisker) = contents.iter().position(|content| *content == columns::Content::Whisker) {
        let head = Rect::from_x_y_ranges(grid.span(whisker), Rangef::new(top, top + size::HEADER));
        whisker::scale_ui(ui, &scale, head);
    }
    let selected = comparing.selected();
    let place = rows.iter().position(|row| Some(&row.name) == selected);
    let next = if has_keys { tables::moved(ui, place, rows.len()) } else { None };
    if let Some(next) = next {
        commands.push(Command::Compare(CompareChange::Row(rows[next].name.clone())));
    }
    grid.rows_ui(ui, rows.len(), next, |line| {
        let of = rows[line.index];
        row::compare_row_ui(line, of, &contents, &scale, place == Some(line.index));
        if line.response.clicked() {
            commands.push(Command::Compare(CompareChange::Row(of.name.clone())));
        }
    });
}
