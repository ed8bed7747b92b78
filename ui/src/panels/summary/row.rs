//! One row of the summary.

use super::columns::Content;
use crate::command::Command;
use crate::state::ViewChange;
use crate::state::figures::{Figure, RowKind, Summary, SummaryColumn, SummaryRow, table_text};
use crate::theme::{Icon, Tokens, category_color, fonts, icon};
use crate::widgets::{GridRow, byte_figure, dot, figure, ratio_bar, sparkline};
use eframe::egui::{Button, Color32, Rect, RichText, Role, Ui, WidgetInfo, pos2, vec2};

/// A step of the tree.
const INDENT: f32 = 16.0;

/// What a row needs beside itself.
pub(super) struct Context<'a> {
    pub(super) summary: &'a Summary,
    pub(super) contents: &'a [Content],
    /// The row that stands for what is selected, if any does.
    pub(super) selected: Option<usize>,
}

pub(super) fn summary_row_ui(line: &mut GridRow<'_, '_>, context: &Context<'_>, commands: &mut Vec<Command>) {
    let row = &context.summary.rows()[line.index];
    let is_selected = context.selected == Some(line.index);
    line.begin(&row.label, is_selected);
    for (nth, content) in context.contents.iter().enumerate() {
        match content {
            Content::Category => name_ui(line, nth, row, is_selected, commands),
            Content::Growth => growth_ui(line, nth, row, context.summary),
            Content::Bar => bar_ui(line, nth, row, context.summary),
            Content::Figure(column) => figure_ui(line, nth, row, *column),
        }
    }
    clicks(line, row, context.summary, commands);
}

fn clicks(line: &GridRow<'_, '_>, row: &SummaryRow, summary: &Summary, commands: &mut Vec<Command>) {
    let drill_down = || Command::View(ViewChange::DrillDown(row.subject.clone()));
    if line.response.double_clicked() {
        commands.push(drill_down());
    } else if line.response.clicked() {
        commands.push(Command::View(ViewChange::Subject(row.subject.clone())));
    }
    line.response.context_menu(|ui| {
        if ui.button("Show the regions").clicked() {
            commands.push(drill_down());
        }
        if ui.button("Copy the row").clicked() {
            ui.copy_text(row.text());
        }
        if ui.button("Copy the table").on_hover_text("Separated by tabs, sizes in bytes").clicked() {
            ui.copy_text(table_text(summary.rows()));
        }
    });
}

/// Chevron or spot, name, and the way to the regions.
fn name_ui(
    line: &mut GridRow<'_, '_>,
    column: usize,
    row: &SummaryRow,
    is_selected: bool,
    commands: &mut Vec<Command>,
) {
    let tokens = Tokens::in_force(line.ui);
    let cell = line.cell(column);
    let depth = if row.kind == RowKind::Category { 1.0 } else { 0.0 };
    let mut left = cell.left() + depth * INDENT;
    let sign = Rect::from_min_max(pos2(left, cell.top()), pos2(left + INDENT, cell.bottom()));
    line.place_in(sign, (line.index, 100), |ui| sign_ui(ui, row, commands));
    left += INDENT;
    let has_way = is_selected || line.is_pointed();
    let right = if has_way { cell.right() - 28.0 } else { cell.right() - 8.0 };
    let color = if row.is_counted { tokens.text } else { tokens.weak };
    let font = if matches!(row.kind, RowKind::Category | RowKind::Single) && !is_selected {
        fonts::regular(fonts::BODY)
    } else {
        fonts::semibold(fonts::BODY)
    };
    let name =
        RichText::new(row.short_label()).font(font).color(if is_selected { tokens.strong } else { color });
    let place = Rect::from_min_max(pos2(left, cell.top()), pos2(right, cell.bottom()));
    line.name(place, name, hint(row));
    if has_way {
        let place =
            Rect::from_min_max(pos2(right + 4.0, cell.top() + 1.0), pos2(right + 24.0, cell.bottom() - 1.0));
        line.place_in(place, (line.index, 101), |ui| way_ui(ui, row, commands));
    }
}

fn hint(row: &SummaryRow) -> &'static str {
    match row.kind {
        RowKind::Umbrella { meaning } => meaning,
        _ if !row.is_counted => "Address space without access right: no memory, and not in All",
        _ => "",
    }
}

fn sign_ui(ui: &mut Ui, row: &SummaryRow, commands: &mut Vec<Command>) {
    match row.kind {
        RowKind::Umbrella { .. } => {}
        RowKind::Group { is_folded } => {
            let (glyph, verb) = if is_folded { (Icon::Right, "Unfold") } else { (Icon::Down, "Fold") };
            let label = format!("{verb} {}", row.label);
            if small_button(ui, glyph, &label).clicked() {
                commands.push(Command::View(ViewChange::Fold(row.group.clone())));
            }
        }
        RowKind::Single | RowKind::Category => {
            ui.add_space(1.0);
            dot(ui, category_color(ui, &row.group, &row.name));
        }
    }
}

fn way_ui(ui: &mut Ui, row: &SummaryRow, commands: &mut Vec<Command>) {
    if small_button(ui, Icon::Arrow, &format!("Regions of {}", row.label)).clicked() {
        commands.push(Command::View(ViewChange::DrillDown(row.subject.clone())));
    }
}

fn small_button(ui: &mut Ui, glyph: Icon, label: &str) -> eframe::egui::Response {
    let size = vec2(ui.available_width(), ui.available_height());
    ui.spacing_mut().button_padding = vec2(0.0, 0.0);
    // Buttons are as high as controls elsewhere, which is more than a row has.
    ui.spacing_mut().interact_size.y = size.y;
    let button =
        Button::new(icon(glyph).size(12.0).color(Tokens::in_force(ui).weak)).frame(false).min_size(size);
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    response.on_hover_text(label)
}

fn growth_ui(line: &mut GridRow<'_, '_>, column: usize, row: &SummaryRow, summary: &Summary) {
    let levels = summary.sketch_of(line.index);
    if levels.iter().all(|&level| level <= 0.0) {
        return;
    }
    let color = Tokens::in_force(line.ui).weak;
    let size = vec2(line.cell(column).width() - 14.0, 16.0);
    let words = format!("Growth of {}", row.label);
    line.place(column, |ui| sparkline(ui, size, levels, color, &words));
}

/// All rows on one scale, so that the longest solid bar is that of the row that keeps most.
fn bar_ui(line: &mut GridRow<'_, '_>, column: usize, row: &SummaryRow, summary: &Summary) {
    let largest = summary.largest().get();
    if !row.has_hue() || !row.is_counted || !row.known.births || row.figures.total().bytes.get() == 0 {
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let share = |bytes: strandline::model::units::Bytes| (bytes.get() as f64 / largest as f64) as f32;
    let kept = share(row.figures.persistent.bytes);
    let gone = share(row.figures.transient.bytes);
    let color = category_color(line.ui, &row.group, &row.name);
    let light = Tokens::in_force(line.ui).transient(color);
    let width = line.cell(column).width() - 12.0;
    let words =
        format!("{} persistent, {} transient", row.figures.persistent.bytes, row.figures.transient.bytes);
    line.place(column, |ui| ratio_bar(ui, width, [(kept, color), (gone, light)], &words));
}

fn figure_ui(line: &mut GridRow<'_, '_>, nth: usize, row: &SummaryRow, column: SummaryColumn) {
    let value = row.figure(column);
    let color = ink(Tokens::in_force(line.ui), row, column, value);
    let text = value.text();
    line.place(nth, |ui| match value {
        Figure::Bytes(_) => byte_figure(ui, &text, color),
        Figure::Count(_) | Figure::Unknown => figure(ui, &text, color),
    });
}

fn ink(tokens: Tokens, row: &SummaryRow, column: SummaryColumn, value: Figure) -> Color32 {
    match column {
        _ if value.number() == 0 => tokens.faint,
        _ if !row.is_counted => tokens.weak,
        SummaryColumn::PersistentBytes | SummaryColumn::PersistentCount => tokens.strong,
        _ => tokens.text,
    }
}
