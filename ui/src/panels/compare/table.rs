//! What has become of each category, the largest differences first.

use super::{row_text, whisker};
use crate::command::Command;
use crate::panels::tables::{self, DrawnColumn, TableLook, table_ui};
use crate::state::figures::Outcome;
use crate::state::{CompareChange, CompareColumn, Comparing};
use crate::theme::{Icon, Tokens};
use crate::widgets::EmptyState;
use eframe::egui::Ui;
use strandline::analysis::{CompareRow, RowName};
use strandline::report::view::{Cell, Label, Row, SortKey, Table, Tone, UNKNOWN};

pub(super) fn compare_table_ui(
    ui: &mut Ui,
    comparing: &Comparing,
    has_keys: bool,
    commands: &mut Vec<Command>,
) {
    let compared = &comparing.compared;
    let (Some(sized), Some(comparison)) = (compared.row_table(), compared.comparison()) else { return };
    let table = sized.table();
    if table.rows.is_empty() {
        let title = "No row is of that kind any more";
        let button = Some("Show all rows");
        if (EmptyState { icon: Icon::Funnel, title, hint: "", button }).show(ui) {
            commands.push(Command::Compare(CompareChange::Only(None)));
        }
        return;
    }
    let selected = comparing.selected();
    let selected = table.rows.iter().position(|row| Some(&row.key) == selected);
    let into_sight = if has_keys { tables::moved(ui, selected, table.rows.len()) } else { None };
    if let Some(next) = into_sight {
        commands.push(Command::Compare(CompareChange::Row(table.rows[next].key.clone())));
    }
    let scale = whisker::scale(&comparison.rows);
    let sorting = sorting(table);
    let by = CompareColumn::at(comparing.order.column);
    let by = sorting.iter().find(|(_, column)| *column == by);
    let look = TableLook {
        selected,
        into_sight,
        label: &row_label,
        sorts: &sorting.map(|(nth, _)| nth),
        sorted: by.map(|&(nth, _)| (nth, comparing.order.is_ascending)),
        drawn: Some(DrawnColumn {
            width: 130.0,
            share: 0.75,
            rank: 2,
            head: &|ui, rect| whisker::scale_ui(ui, &scale, rect),
            cell: &|ui, rect, table, row| whisker_ui(ui, &scale, rect, table, row),
        }),
    };
    let clicked = table_ui(ui, sized, &look, |line, row| {
        if line.response.clicked() {
            commands.push(Command::Compare(CompareChange::Row(row.key.clone())));
        }
        if line.is_pointed()
            && let Some(row) = comparison.row(&row.key)
        {
            line.response.clone().on_hover_text(in_words(row));
        }
    });
    if let Some((_, column)) = sorting.into_iter().find(|&(nth, _)| Some(nth) == clicked) {
        commands.push(Command::Compare(CompareChange::Sort(column.number())));
    }
}

/// Which columns sort the rows, and how.
fn sorting(table: &Table<RowName>) -> [(usize, CompareColumn); 5] {
    let place = |title: &str| {
        let is_titled = |column: &strandline::report::view::Column| column.title.starts_with(title);
        table.columns.iter().position(is_titled).unwrap_or(usize::MAX)
    };
    [
        (place("Category"), CompareColumn::Name),
        (place("Change"), CompareColumn::Verdict),
        (place("A per cycle"), CompareColumn::Before),
        (place("B per cycle"), CompareColumn::After),
        (place("Difference"), CompareColumn::Difference),
    ]
}

/// `Named ▸ PageList: leak → steady, fixed`.
fn row_label(table: &Table<RowName>, row: &Row<RowName>) -> String {
    let text = |cell: Option<&Cell>| cell.map_or_else(String::new, |cell| cell.text.clone());
    let verdicts: Vec<_> =
        (0..).zip(&table.columns).filter(|(_, column)| column.title == "Verdict").collect();
    let verdicts: Vec<_> = verdicts.into_iter().map(|(nth, _)| text(row.cells.get(nth))).collect();
    let change = match text(table.cell(row, "Change")) {
        unknown if unknown == UNKNOWN => Outcome::TooFewCycles.name().to_owned(),
        change => change,
    };
    format!("{}: {}, {change}", text(row.cells.first()), verdicts.join(" → "))
}

/// The difference and its ends, as the cells have them.
fn whisker_ui(
    ui: &Ui,
    scale: &strandline::report::charts::Scale,
    rect: eframe::egui::Rect,
    table: &Table<RowName>,
    row: &Row<RowName>,
) {
    let number = |title: &str| match table.cell(row, title)?.sort {
        SortKey::Number(number) => Some(number),
        SortKey::Text | SortKey::Unknown => None,
    };
    let (Some(median), Some(low), Some(high)) = (number("Difference"), number("At least"), number("At most"))
    else {
        return;
    };
    let tokens = Tokens::in_force(ui);
    let is_change = table.cell(row, "Change").is_some_and(|cell| cell.tone == Tone::Strong);
    let color = if is_change { tokens.strong } else { tokens.weak };
    whisker::paint(ui.painter(), scale, rect, [low, median, high], color, &tokens);
}

fn in_words(row: &CompareRow) -> String {
    let interval = row_text::interval(row.measure, row.difference.low, row.difference.high);
    let (name, measure) = (Label::of_row(&row.name), row.measure.name());
    format!("{name}, {measure}: {}; the difference is {interval}", row_text::rates(row))
}
