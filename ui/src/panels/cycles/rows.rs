//! The two tables: the verdicts, the worst on top, and the cycles of the selected one.

use crate::command::Command;
use crate::panels::tables::{self, TableLook, table_ui};
use crate::state::{Document, Subject as Row, ViewChange};
use eframe::egui::Ui;
use strandline::analysis::{Judged, Subject};

pub(super) fn verdict_rows_ui(
    ui: &mut Ui,
    document: &Document,
    judged: &Judged,
    has_keys: bool,
    commands: &mut Vec<Command>,
) {
    let Some(sized) = document.figures.assessed.verdict_table() else { return };
    let rows = &sized.table().rows;
    let selected = rows.iter().position(|row| row.key == judged.subject);
    let mut into_sight = None;
    if has_keys {
        if let Some(next) = tables::moved(ui, selected, rows.len()) {
            into_sight = Some(next);
            commands.push(Command::View(ViewChange::Judged(rows[next].key)));
        } else if tables::enters(ui) {
            commands.extend(drill_down(judged.subject));
        }
    }
    let look = TableLook {
        selected,
        into_sight,
        label: &|_, row| match &row.cells[..] {
            [name, measure, verdict, ..] => format!("{}, {}: {}", name.text, measure.text, verdict.text),
            _ => String::new(),
        },
        sorts: &[],
        sorted: None,
        drawn: None,
    };
    table_ui(ui, sized, &look, |line, row| {
        if line.response.double_clicked() {
            commands.extend(drill_down(row.key));
        } else if line.response.clicked() {
            commands.push(Command::View(ViewChange::Judged(row.key)));
        }
    });
}

/// The regions behind a verdict.
fn drill_down(subject: Subject) -> Option<Command> {
    let row = match subject {
        Subject::Category(id, _) => Row::Category(id),
        Subject::Total(_) => Row::All,
        Subject::Unattributed(_) => return None,
    };
    Some(Command::View(ViewChange::DrillDown(row)))
}

/// A click selects the time of a cycle.
pub(super) fn cycle_rows_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    let Some(sized) = document.figures.assessed.cycle_table() else { return };
    let range = document.view.range;
    let selected = sized.table().rows.iter().position(|row| Some(row.key) == range);
    let look = TableLook {
        selected,
        into_sight: None,
        label: &|table, row| table.label(row),
        sorts: &[],
        sorted: None,
        drawn: None,
    };
    table_ui(ui, sized, &look, |line, row| {
        if line.response.clicked() {
            let range = (range != Some(row.key)).then_some(row.key);
            commands.push(Command::View(ViewChange::Range(range)));
        }
    });
}
