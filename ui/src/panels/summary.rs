//! What every category did, one row each.

use super::chrome::messages;
use crate::state::Document;
use crate::state::figures::{Row, Table};
use crate::theme::{Tokens, category_color, strong};
use crate::widgets::dot;
use eframe::egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, Ui, vec2};
use egui_extras::{Column, TableBuilder, TableRow};

const ROW: f32 = 22.0;

pub(super) fn ui(ui: &mut Ui, document: &Document) {
    let table = &document.figures.table;
    let Some(total) = &table.total else {
        let hint = "The table begins with the first look at the target";
        return messages::empty_ui(ui, "Nothing measured yet", hint);
    };
    caption_ui(ui, table);
    Frame::new().inner_margin(Margin { left: 12, right: 8, ..Margin::ZERO }).show(ui, |ui| {
        let numbers = (ui.available_width() - 200.0) / Table::COLUMNS.len() as f32;
        let numbers = Column::exact(numbers.clamp(80.0, 124.0) - 8.0).clip(true);
        TableBuilder::new(ui)
            .id_salt("categories")
            .cell_layout(Layout::left_to_right(Align::Center))
            .column(Column::remainder().at_least(180.0).clip(true))
            .columns(numbers, Table::COLUMNS.len())
            .auto_shrink(false)
            .header(26.0, header_ui)
            .body(|body| {
                body.rows(ROW, table.rows.len() + 1, |mut row| match row.index().checked_sub(1) {
                    None => row_ui(&mut row, total),
                    Some(nth) => row_ui(&mut row, &table.rows[nth]),
                });
            });
    });
}

fn caption_ui(ui: &mut Ui, table: &Table) {
    let tokens = Tokens::of(ui);
    let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(12, 0));
    Panel::top("caption").exact_size(30.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(strong(ui, "What stayed"));
            ui.label(RichText::new(&table.since).color(tokens.weak));
        });
    });
}

fn header_ui(mut row: TableRow<'_, '_>) {
    row.col(|ui| {
        ui.label(RichText::new("Category").color(Tokens::of(ui).weak));
    });
    for (name, meaning) in Table::COLUMNS {
        row.col(|ui| {
            let color = if name == Table::COLUMNS[0].0 { Tokens::of(ui).strong } else { Tokens::of(ui).weak };
            right_ui(ui, RichText::new(name).color(color), Some(meaning));
        });
    }
}

fn row_ui(line: &mut TableRow<'_, '_>, row: &Row) {
    line.col(|ui| name_ui(ui, row));
    for (nth, cell) in row.cells.iter().enumerate() {
        line.col(|ui| {
            let tokens = Tokens::of(ui);
            let color = match nth {
                _ if cell.is_zero => tokens.faint,
                0 => tokens.strong,
                _ if !row.is_counted => tokens.weak,
                _ => tokens.text,
            };
            right_ui(ui, RichText::new(&cell.text).color(color), None);
        });
    }
}

/// What is outside the total stands in brackets.
fn name_ui(ui: &mut Ui, row: &Row) {
    let tokens = Tokens::of(ui);
    if row.group.is_empty() {
        ui.label(strong(ui, &row.name));
        return;
    }
    dot(ui, category_color(ui, &row.group, &row.name));
    let (text, color) = if row.is_counted {
        (format!("{} › {}", row.group, row.name), tokens.text)
    } else {
        (format!("({} › {})", row.group, row.name), tokens.weak)
    };
    let label = ui.add(Label::new(RichText::new(text).color(color)).truncate());
    if !row.is_counted {
        label.on_hover_text("Address space without access right: no memory, and not in All");
    }
}

fn right_ui(ui: &mut Ui, text: RichText, meaning: Option<&str>) {
    let size = vec2(ui.available_width() - 4.0, ui.available_height());
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let label = ui.add(Label::new(text).truncate());
        if let Some(meaning) = meaning {
            label.on_hover_text(meaning);
        }
    });
}
