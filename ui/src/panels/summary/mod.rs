//! What every category did, one row each: click selects, double click shows the regions.

mod columns;
mod row;

use super::tables;
use crate::command::Command;
use crate::state::figures::SummaryColumn;
use crate::state::{Document, ViewChange};
use crate::theme::Icon;
use crate::widgets::{EmptyState, Grid};
use columns::Content;
use eframe::egui::Ui;

pub(super) fn summary_ui(ui: &mut Ui, document: &Document, has_keys: bool, commands: &mut Vec<Command>) {
    let summary = &document.figures.summary;
    let rows = summary.rows();
    if rows.is_empty() {
        EmptyState {
            icon: Icon::Waves,
            title: "Nothing measured yet",
            hint: "The table begins with the first look at the target",
            button: None,
        }
        .show(ui);
        return;
    }
    if summary.is_stale() {
        ui.set_opacity(0.55);
    }
    let view = &document.view;
    let width = ui.available_width() - tables::SIDES;
    let recording = &document.trace.recording;
    let contents = if recording.is_imported() {
        columns::fitting_of_texts(width, summary.filled(), recording.is_one_text())
    } else {
        columns::fitting(width)
    };
    let columns: Vec<_> = contents.iter().map(|content| content.column()).collect();
    let grid = Grid::new(ui, &columns);
    let sorted = Content::Figure(SummaryColumn::at(view.summary_order.column));
    let sorted = contents.iter().position(|content| *content == sorted);
    if let Some(clicked) = grid.header_ui(ui, sorted, view.summary_order.is_ascending)
        && let Content::Figure(column) = contents[clicked]
    {
        commands.push(Command::View(ViewChange::SortSummary(column.number())));
    }
    let selected = summary.place_of(&view.subject);
    let mut into_sight = None;
    if has_keys {
        if let Some(next) = tables::moved(ui, selected, rows.len()) {
            into_sight = Some(next);
            commands.push(Command::View(ViewChange::Subject(rows[next].subject.clone())));
        } else if let Some(row) = summary.row(&view.subject) {
            if tables::enters(ui) {
                commands.push(Command::View(ViewChange::DrillDown(row.subject.clone())));
            } else if tables::copies(ui) {
                ui.copy_text(row.text());
            }
        }
    }
    let context = row::Context { summary, contents: &contents, selected };
    grid.rows_ui(ui, rows.len(), into_sight, |line| row::summary_row_ui(line, &context, commands));
}
