//! The table of processes.

mod columns;
mod row;

use crate::command::Command;
use crate::state::{Chooser, ChooserChange, Column, Listing, State};
use crate::theme::{Icon, Tokens, fonts, size};
use crate::widgets::EmptyState;
use columns::columns;
use eframe::egui::{
    Align2, Id, Rangef, Rect, Response, Role, ScrollArea, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};
use row::Row;

/// Height of a row, and of the head.
const ROW: f32 = size::CHOOSER_ROW;
/// Space for the scroll bar.
const SCROLL: f32 = 10.0;

pub(super) fn process_list_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let chooser = &state.chooser;
    if let Some(empty) = empty(chooser, &nothing_found(chooser)) {
        if empty.show(ui) {
            commands.push(Command::Choose(ChooserChange::ClearSearch));
        }
        return;
    }
    let columns = columns(ui.available_width() - SCROLL);
    head_ui(ui, chooser, &columns, commands);
    let area = ui.available_rect_before_wrap();
    hold(ui, chooser, area, commands);
    ScrollArea::vertical().id_salt("processes").auto_shrink(false).show_viewport(ui, |ui, view| {
        #[expect(clippy::cast_precision_loss, reason = "far fewer rows than a float can count")]
        let height = |rows: usize| rows as f32 * ROW;
        ui.set_height(height(chooser.row_count()));
        let origin = ui.max_rect().min;
        let width = area.width() - SCROLL;
        let place = |row| Rect::from_min_size(origin + vec2(0.0, height(row)), vec2(width, ROW));
        reveal(ui, chooser, place);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on the screen")]
        let (first, seen) = ((view.top() / ROW).max(0.0) as usize, (view.height() / ROW).ceil() as usize + 1);
        for nth in first..(first + seen).min(chooser.row_count()) {
            if let Some(process) = chooser.row(nth) {
                Row { process, chooser, live: state.runs.live() }.process_row_ui(
                    ui,
                    place(nth),
                    &columns,
                    commands,
                );
            }
        }
    });
}

/// What stands in place of the list.
fn empty<'a>(chooser: &'a Chooser, nothing_found: &'a str) -> Option<EmptyState<'a>> {
    let (icon, title, hint, button) = match chooser.listing() {
        Listing::Waiting => (Icon::List, "Listing the processes…", "", None),
        Listing::Failed(reason) => (Icon::Warning, "The processes cannot be listed", reason.as_str(), None),
        Listing::Read if chooser.row_count() == 0 => {
            (Icon::Search, "No process found", nothing_found, Some("Clear the search"))
        }
        Listing::Read => return None,
    };
    Some(EmptyState { icon, title, hint, button })
}

fn nothing_found(chooser: &Chooser) -> String {
    let words = chooser.filter.trim();
    format!(
        "None has “{words}” in its name, pid, user or command. A program that does not run yet can be launched."
    )
}

/// Rows stay where they are while the pointer is over them.
fn hold(ui: &Ui, chooser: &Chooser, area: Rect, commands: &mut Vec<Command>) {
    let is_over = ui.rect_contains_pointer(area);
    if is_over != chooser.is_held() {
        commands.push(Command::Choose(ChooserChange::Hold(is_over)));
    }
}

/// Scrolls to the selected row when another one was selected, and then no more.
fn reveal(ui: &Ui, chooser: &Chooser, place: impl Fn(usize) -> Rect) {
    let seen = Id::unique("selected process that was seen");
    let selected = chooser.selected().map(|process| process.candidate.pid);
    let before: Option<u32> = ui.data(|data| data.get_temp(seen)).flatten();
    if selected == before {
        return;
    }
    ui.data_mut(|data| data.insert_temp(seen, selected));
    if let Some(row) = chooser.selected_row() {
        ui.scroll_to_rect(place(row), None);
    }
}

fn head_ui(ui: &mut Ui, chooser: &Chooser, columns: &[(Column, Rangef)], commands: &mut Vec<Command>) {
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    ui.painter().hline(head.x_range(), head.bottom() - 0.5, Stroke::new(1.0, Tokens::in_force(ui).line));
    for &(column, range) in columns {
        let cell = Rect::from_x_y_ranges(
            Rangef::new(head.left() + range.min, head.left() + range.max),
            head.y_range(),
        );
        if head_cell_ui(ui, chooser, column, cell).clicked() {
            commands.push(Command::Choose(ChooserChange::SortBy(column)));
        }
    }
}

fn head_cell_ui(ui: &Ui, chooser: &Chooser, column: Column, cell: Rect) -> Response {
    let (title, tooltip) = column_title(column);
    let response = ui.interact(cell, ui.scope_id().with(column), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, title));
    let tokens = Tokens::in_force(ui);
    let sorting = chooser.sorting();
    let is_sorted = sorting.column == column;
    let ink = if is_sorted || response.hovered() { tokens.strong } else { tokens.weak };
    let title = ui.painter().layout_no_wrap(title.to_owned(), fonts::medium(fonts::SMALL + 0.5), ink);
    let arrow = if sorting.is_descending { Icon::Down } else { Icon::Up };
    let arrow_width = if is_sorted { 15.0 } else { 0.0 };
    let width = title.size().x + arrow_width;
    let left = if row::is_number(column) {
        cell.right() - row::MARGIN - width
    } else {
        cell.left() + row::indent(column)
    };
    let at = pos2(left, cell.center().y - title.size().y / 2.0);
    if is_sorted {
        let place = pos2(left + width, cell.center().y);
        ui.painter().text(place, Align2::RIGHT_CENTER, arrow.glyph(), fonts::icons(11.0), ink);
    }
    ui.painter().galley(at, title, ink);
    response.on_hover_text(tooltip)
}

const fn column_title(column: Column) -> (&'static str, &'static str) {
    match column {
        Column::Process => ("Process", "Its short name"),
        Column::Pid => ("PID", "Its number"),
        Column::User => ("User", "Who runs it"),
        Column::Footprint => (
            "Footprint",
            "What it is charged for: memory that no other process could share or drop, swapped out or not. On Linux it may \
             hold what was freed lazily (MADV_FREE), which a recording tells apart",
        ),
        Column::Resident => (
            "Resident",
            "What of it is in memory now, shared pages and files included (RSS). Swapped memory is not in it",
        ),
        Column::Command => ("Command", "How it was started; for a process that cannot be recorded, why"),
    }
}
