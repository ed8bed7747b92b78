//! The regions behind the selected row.

mod columns;
mod head;
mod row;

use super::{tables, words};
use crate::command::Command;
use crate::state::figures::{RegionColumn, Shown};
use crate::state::{Document, ViewChange};
use crate::theme::{Icon, Tokens, icon, size, weak};
use crate::widgets::{EmptyState, Grid, search_field};
use columns::Content;
use eframe::egui::{Frame, Label, Margin, Panel, RichText, Stroke, StrokeKind, Ui};
use head::Counts;
use strandline::analysis::Filter;
use strandline::model::Recording;

/// Width of the field for the filter, if there is room.
const FIELD: f32 = 340.0;

pub(super) fn regions_ui(ui: &mut Ui, document: &mut Document, has_keys: bool, commands: &mut Vec<Command>) {
    let counts = document.figures.listing.shown().map(|(shown, _)| Counts {
        found: shown.found,
        left_out: shown.left_out,
        changes: shown.changes,
    });
    head::region_head_ui(ui, document, counts.unwrap_or_default(), commands);
    error_ui(ui, document);
    let Document { trace, view, figures, .. } = document;
    let Some((shown, is_fresh)) = figures.listing.shown() else { return };
    if shown.rows.is_empty() && is_fresh {
        let hidden = figures.summary.row(&view.subject).map_or(0, |row| row.figures.after.regions);
        empty_ui(ui, &view.region_filter, hidden, commands);
        return;
    }
    if !is_fresh {
        ui.set_opacity(0.55);
    }
    table_ui(ui, trace, view, shown, has_keys, commands);
}

fn table_ui(
    ui: &mut Ui,
    trace: &strandline::model::Trace,
    view: &crate::state::View,
    shown: &mut Shown,
    has_keys: bool,
    commands: &mut Vec<Command>,
) {
    let contents = columns::fitting(ui.available_width() - tables::SIDES);
    let columns: Vec<_> = contents.iter().map(|content| content.column()).collect();
    let grid = Grid::new(ui, &columns);
    let sorted = Content::Sorted(RegionColumn::at(view.region_order.column));
    let sorted = contents.iter().position(|content| *content == sorted);
    if let Some(clicked) = grid.header_ui(ui, sorted, view.region_order.is_ascending)
        && let Content::Sorted(column) = contents[clicked]
    {
        commands.push(Command::View(ViewChange::SortRegions(column.number())));
    }
    let selected = view.region.and_then(|id| shown.place_of(id));
    let into_sight = if has_keys { keys(ui, &trace.recording, shown, selected, commands) } else { None };
    let recording = &trace.recording;
    grid.rows_ui(ui, shown.rows.len(), into_sight, |line| {
        let id = shown.rows[line.index].id;
        let Some(facts) = shown.facts(recording, id) else { return };
        let mappings = shown.mappings(recording, id);
        row::region_row_ui(line, recording, (&facts, mappings), &contents, selected == Some(line.index));
        if line.response.clicked() {
            commands.push(Command::View(ViewChange::Region(Some(id))));
        }
        line.response.context_menu(|ui| {
            if ui.button("Copy the address range").clicked() {
                ui.copy_text(words::place(facts.place));
            }
        });
    });
}

/// Arrow keys move the selection. Says which row must be seen then.
fn keys(
    ui: &Ui,
    recording: &Recording,
    shown: &mut Shown,
    selected: Option<usize>,
    commands: &mut Vec<Command>,
) -> Option<usize> {
    if let Some(next) = tables::moved(ui, selected, shown.rows.len()) {
        commands.push(Command::View(ViewChange::Region(Some(shown.rows[next].id))));
        return Some(next);
    }
    if tables::copies(ui)
        && let Some(facts) = selected.and_then(|row| shown.facts(recording, shown.rows[row].id))
    {
        ui.copy_text(words::place(facts.place));
    }
    None
}

fn error_ui(ui: &mut Ui, document: &Document) {
    let Some(error) = document.figures.listing.error() else { return };
    let tokens = Tokens::in_force(ui);
    let bar = Frame::new().fill(tokens.notice).inner_margin(Margin::symmetric(size::PAD, 6));
    Panel::top("filter error").resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(icon(Icon::Warning).size(14.0).color(tokens.strong));
            ui.add(Label::new(RichText::new(format!("The filter: {error}")).color(tokens.text)).wrap());
        });
    });
}

fn empty_ui(ui: &mut Ui, filter: &str, hidden: usize, commands: &mut Vec<Command>) {
    let is_filtered = !filter.trim().is_empty();
    let hint = match (hidden, is_filtered) {
        (_, false) => "It has no region that is alive at the end of the range. The filter “gone” shows those that died in it"
            .to_owned(),
        (hidden, true) => format!("{hidden} regions are hidden. Terms: {}", Filter::TERMS),
    };
    let title = if is_filtered { "No region matches this filter" } else { "No region" };
    let button = is_filtered.then_some("Clear the filter");
    if (EmptyState { icon: Icon::Funnel, title, hint: &hint, button }).show(ui) {
        commands.push(Command::View(ViewChange::FilterRegions(String::new())));
    }
}

/// The field for the filter; belongs into the bar with the modes.
pub(super) fn filter_ui(ui: &mut Ui, document: &mut Document) {
    let width = FIELD.min(ui.available_width() - 40.0).max(80.0);
    let is_wrong = document.figures.listing.error().is_some();
    let filter = &mut document.view.region_filter;
    let field =
        ui.scope(|ui| search_field(ui, filter, "Filter", "Filter: PageList size>1M new", width)).response;
    if is_wrong {
        let edge = Stroke::new(1.5, Tokens::in_force(ui).strong);
        ui.painter().rect_stroke(field.rect, f32::from(size::RADIUS), edge, StrokeKind::Inside);
    }
    let help = ui.label(RichText::new("?").color(Tokens::in_force(ui).weak));
    help.on_hover_ui(|ui| {
        ui.set_max_width(320.0);
        ui.label("Terms must all hold");
        for term in Filter::TERMS.split(", ") {
            ui.label(weak(ui, term).monospace());
        }
    });
}
