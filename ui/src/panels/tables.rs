//! What the tables share: how they draw a table of a report, and their keys. Their keys are their own while nobody types; left
//! and right belong to the time.

use crate::panels::verdict_sign::{change_sign, ink, sign};
use crate::state::figures::{Extent, SizedTable};
use crate::theme::{Tokens, category_color, fonts, size};
use crate::widgets::{Grid, GridColumn, GridRow, byte_figure, dot, figure};
use eframe::egui::{
    Align2, Color32, Event, Key, Modifiers, Rangef, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};
use strandline::analysis::{Verdict, VerdictChange};
use strandline::report::view::{Align, Cell, CellMark, Label, Row, RowKind, Table, Tone};

/// What a table's rows leave free at their sides: a margin, and the scroll bar.
pub(super) const SIDES: f32 = 24.0;

/// Rows that a page has.
const PAGE: usize = 12;

/// Width of a letter and of a digit, about.
const LETTER: f32 = 7.2;

/// Width of a letter of a head, about.
const HEAD_LETTER: f32 = 6.4;

/// What a cell with a number needs beside its digits, and what one with a unit needs.
const NUMBER: f32 = 18.0;
const UNIT: f32 = 45.0;

/// What a cell with words needs beside them, and what their signs need.
const WORDS: f32 = 20.0;
const SIGN: f32 = 19.0;

/// The first column and others with words are so wide at least and at most.
const NAME: (f32, f32) = (74.0, 152.0);
const WORD: (f32, f32) = (48.0, 220.0);

/// How a table is looked at.
pub(super) struct TableLook<'a, K> {
    pub(super) selected: Option<usize>,
    /// The row to which the table scrolls.
    pub(super) into_sight: Option<usize>,
    /// What a row is called, for who does not see it.
    pub(super) label: &'a dyn Fn(&Table<K>, &Row<K>) -> String,
    /// The columns whose heads sort, by their place; by which one the rows are sorted, and whether the other way round.
    pub(super) sorts: &'a [usize],
    pub(super) sorted: Option<(usize, bool)>,
    /// A column that is drawn and not written.
    pub(super) drawn: Option<DrawnColumn<'a, K>>,
}

/// Draws the cell of a row.
type DrawCell<'a, K> = &'a dyn Fn(&Ui, Rect, &Table<K>, &Row<K>);

/// A column that is drawn, behind the others.
pub(super) struct DrawnColumn<'a, K> {
    pub(super) width: f32,
    /// The part that it gets of the width that is left.
    pub(super) share: f32,
    /// How soon it gives way, as columns of a table have it.
    pub(super) rank: u8,
    /// Draws what stands above it.
    pub(super) head: &'a dyn Fn(&Ui, Rect),
    pub(super) cell: DrawCell<'a, K>,
}

/// Draws a table; `act` is called for each row in sight, after it was drawn. Says the head of which column was clicked.
pub(super) fn table_ui<K>(
    ui: &mut Ui,
    sized: &SizedTable<K>,
    look: &TableLook<'_, K>,
    mut act: impl FnMut(&mut GridRow<'_, '_>, &Row<K>),
) -> Option<usize> {
    let table = sized.table();
    let drawn = table.columns.len();
    let mut all: Vec<_> =
        (0..drawn).map(|nth| (nth, column_width(sized, nth), table.columns[nth].rank)).collect();
    all.extend(look.drawn.as_ref().map(|column| (drawn, column.width, column.rank)));
    let room = ui.available_width() - SIDES;
    let shown = fitting(&all, room);
    let rest = (room - shown.iter().map(|&nth| all[nth].1).sum::<f32>()).max(0.0);
    let columns: Vec<_> = shown
        .iter()
        .map(|&nth| match (table.columns.get(nth), &look.drawn) {
            (Some(column), _) => GridColumn {
                head: &column.title,
                meaning: column.tooltip(),
                width: all[nth].1,
                grows: nth == 0,
                is_number: column.align == Align::Right,
                sorts: look.sorts.contains(&nth),
            },
            (None, column) => {
                let share = column.as_ref().map_or(0.0, |column| column.share);
                let width = all[nth].1 + rest * share;
                GridColumn { head: "", meaning: "", width, grows: false, is_number: false, sorts: false }
            }
        })
        .collect();
    let grid = Grid::new(ui, &columns);
    let place = |nth: usize| shown.iter().position(|&other| other == nth);
    let head = Rangef::new(ui.cursor().top(), ui.cursor().top() + size::HEADER);
    let (sorted, is_reversed) = look.sorted.unwrap_or_default();
    let sorted = look.sorted.and_then(|_| place(sorted));
    let clicked = grid.header_ui(ui, sorted, is_reversed);
    if let (Some(column), Some(place)) = (&look.drawn, place(drawn)) {
        (column.head)(ui, Rect::from_x_y_ranges(grid.span(place), head));
    }
    grid.rows_ui(ui, table.rows.len(), look.into_sight, |line| {
        let row = &table.rows[line.index];
        let is_selected = look.selected == Some(line.index);
        line.begin(&(look.label)(table, row), is_selected);
        for (place, &nth) in shown.iter().enumerate() {
            if let Some(column) = look.drawn.as_ref().filter(|_| nth == drawn) {
                (column.cell)(line.ui, line.cell(place), table, row);
                continue;
            }
            let is_number = table.columns[nth].align == Align::Right;
            match &row.cells[nth] {
                cell if nth == 0 => first_cell_ui(line, cell, row, is_selected),
                cell if is_number => number_ui(line, place, cell, row, sized.extent(nth)),
                cell => words_ui(line, place, cell, row),
            }
        }
        if row.kind == RowKind::First {
            let color = Tokens::in_force(line.ui).line;
            line.ui.painter().hline(line.rect.x_range(), line.rect.top(), Stroke::new(1.0, color));
        }
        act(line, row);
    });
    clicked.map(|place| shown[place])
}

fn column_width<K>(sized: &SizedTable<K>, nth: usize) -> f32 {
    let (table, extent) = (sized.table(), sized.extent(nth));
    let column = &table.columns[nth];
    let cell = table.rows.first().and_then(|row| row.cells.get(nth));
    let has_sign = cell.is_some_and(|cell| cell.mark != CellMark::None);
    let head = column.title.chars().count() as f32 * HEAD_LETTER + NUMBER;
    let cells = extent.letters as f32 * LETTER;
    match column.align {
        Align::Right => head.max(cells + if extent.has_units { UNIT } else { NUMBER }),
        Align::Left => {
            let (least, most) = if nth == 0 { NAME } else { WORD };
            let sign = if has_sign { SIGN } else { 0.0 };
            head.max(cells + WORDS + sign).clamp(least, most)
        }
    }
}

/// Whether a row says something that matters.
fn is_loud<K>(row: &Row<K>) -> bool {
    row.kind == RowKind::Total || row.cells.iter().any(|cell| matches!(cell.tone, Tone::Strong | Tone::Alarm))
}

fn first_cell_ui<K>(line: &mut GridRow<'_, '_>, cell: &Cell, row: &Row<K>, is_selected: bool) {
    if let CellMark::Name(label) = &cell.mark {
        let color = label_color(line.ui, label);
        name_ui(line, 0, &cell.text, color, is_selected || is_loud(row));
        return;
    }
    let tokens = Tokens::in_force(line.ui);
    let (font, color) = match row.kind {
        RowKind::Aside => (fonts::regular(fonts::BODY), tokens.weak),
        _ => (fonts::medium(fonts::BODY), tokens.text),
    };
    line.name(line.cell(0), RichText::new(&cell.text).font(font).color(color), "");
}

fn number_ui<K>(line: &mut GridRow<'_, '_>, place: usize, cell: &Cell, row: &Row<K>, extent: Extent) {
    let tokens = Tokens::in_force(line.ui);
    let color = match (cell.tone, row.kind) {
        (Tone::Faint, _) => tokens.faint,
        (Tone::Weak, _) | (_, RowKind::Aside) => tokens.weak,
        (Tone::Alarm, _) => tokens.verdict,
        (Tone::Strong, _) => tokens.strong,
        (Tone::Plain, _) if is_loud(row) => tokens.strong,
        (Tone::Plain, _) => tokens.text,
    };
    if cell.text.is_empty() {
        return;
    }
    line.place(place, |ui| {
        if extent.has_units { byte_figure(ui, &cell.text, color) } else { figure(ui, &cell.text, color) }
    });
}

fn words_ui<K>(line: &mut GridRow<'_, '_>, place: usize, cell: &Cell, row: &Row<K>) {
    let tokens = Tokens::in_force(line.ui);
    match &cell.mark {
        CellMark::Verdict(verdict) => verdict_ui(line, place, *verdict),
        CellMark::Change(change) => change_ui(line, place, *change),
        CellMark::Name(_) | CellMark::None | CellMark::Bar(_) => {
            let color = match cell.tone {
                Tone::Strong | Tone::Alarm => tokens.strong,
                Tone::Faint => tokens.faint,
                Tone::Plain | Tone::Weak if row.kind == RowKind::Total => tokens.text,
                Tone::Plain | Tone::Weak => tokens.weak,
            };
            if !cell.text.is_empty() {
                line.text(place, RichText::new(&cell.text).color(color));
            }
        }
    }
}

/// Sign and word.
fn verdict_ui(line: &GridRow<'_, '_>, place: usize, verdict: Verdict) {
    let cell = line.cell(place);
    let left = pos2(cell.left(), cell.center().y);
    let tokens = Tokens::in_force(line.ui);
    let color = ink(&tokens, verdict);
    sign(verdict).paint(line.ui.painter(), left + vec2(6.0, 0.0), color);
    let font =
        if verdict == Verdict::Leak { fonts::semibold(fonts::BODY) } else { fonts::regular(fonts::BODY) };
    let at = left + vec2(SIGN, 0.0);
    let drawn = line.ui.painter().text(at, Align2::LEFT_CENTER, verdict.name(), font, color);
    let id = line.ui.scope_id().with(("verdict", line.index, place));
    let response = line.ui.interact(drawn, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, verdict.name()));
}

/// Sign and word.
fn change_ui(line: &GridRow<'_, '_>, place: usize, change: VerdictChange) {
    let cell = line.cell(place);
    let tokens = Tokens::in_force(line.ui);
    let (font, color) = match change {
        VerdictChange::Unchanged => (fonts::regular(fonts::BODY), tokens.weak),
        _ => (fonts::semibold(fonts::BODY), tokens.strong),
    };
    let at = pos2(cell.left() + 5.0, cell.center().y);
    let painter = line.ui.painter();
    painter.text(at, Align2::CENTER_CENTER, change_sign(change), font.clone(), color);
    let drawn = painter.text(at + vec2(11.0, 0.0), Align2::LEFT_CENTER, change.name(), font, color);
    let response = line.ui.interact(drawn, line.ui.scope_id().with(("change", line.index)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, change.name()));
}

/// The colour of a category; nothing for what is none.
fn label_color(ui: &Ui, label: &Label) -> Option<Color32> {
    label.is_category().then(|| category_color(ui, &label.group, &label.name))
}

/// The row to which the arrow keys lead, if any were pressed since the last frame.
pub(super) fn moved(ui: &Ui, selected: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let by = |key, rows: usize| pressed(key) * rows;
    let down = by(Key::ArrowDown, 1) + by(Key::PageDown, PAGE) + by(Key::End, count);
    let up = by(Key::ArrowUp, 1) + by(Key::PageUp, PAGE) + by(Key::Home, count);
    let next = |selected: usize| (selected + down).min(last).saturating_sub(up);
    let first = if down >= count { last } else { 0 };
    (down + up > 0).then(|| selected.map_or(first, next))
}

/// Whether the selected row was asked for more.
pub(super) fn enters(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter))
}

/// Whether the selected row is to be copied.
pub(super) fn copies(ui: &Ui) -> bool {
    ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Copy)))
}

/// The columns that have room beside each other, of all with their widths and how soon each gives way; 0 never does. Columns
/// that give way equally soon say something only together.
pub(super) fn fitting<T: Copy>(all: &[(T, f32, u8)], width: f32) -> Vec<T> {
    let mut shown = all.to_vec();
    while shown.iter().map(|(_, width, _)| width).sum::<f32>() > width {
        let Some(first) = shown.iter().map(|&(.., rank)| rank).max().filter(|&rank| rank > 0) else { break };
        shown.retain(|&(.., rank)| rank != first);
    }
    shown.into_iter().map(|(content, ..)| content).collect()
}

/// The name of what a row is about, behind the dot of its category where it is one; louder where it stands out.
pub(super) fn name_ui(
    line: &mut GridRow<'_, '_>,
    nth: usize,
    name: &str,
    category: Option<Color32>,
    stands_out: bool,
) {
    let cell = line.cell(nth);
    if let Some(color) = category {
        line.place_in(cell.with_max_x(cell.left() + 16.0), (line.index, 100), |ui| dot(ui, color));
    }
    let tokens = Tokens::in_force(line.ui);
    let (font, color) = if stands_out {
        (fonts::semibold(fonts::BODY), tokens.strong)
    } else {
        (fonts::regular(fonts::BODY), tokens.text)
    };
    let place = cell.with_min_x(cell.left() + 16.0).with_max_x(cell.right() - 8.0);
    line.name(place, RichText::new(name).font(font).color(color), "");
}
