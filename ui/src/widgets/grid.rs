//! A table of painted rows: only those in sight are drawn, and every cell can be read by who does not see it.

use crate::theme::{Icon, Tokens, fonts, size};
use eframe::egui::{
    Align, Align2, Color32, Label, Layout, Painter, Rangef, Rect, Response, RichText, Role, ScrollArea,
    Sense, TextStyle, TextWrapMode, Ui, UiBuilder, WidgetInfo, WidgetText, pos2, vec2,
};

/// Space between a cell's text and the next cell.
const GAP: f32 = 8.0;

/// Space before a text behind a number.
const INDENT: f32 = 10.0;

#[derive(Clone, Copy, Debug)]
pub(crate) struct GridColumn<'a> {
    /// What stands above it.
    pub(crate) head: &'a str,
    /// What it means, for who hovers over the head.
    pub(crate) meaning: &'a str,
    pub(crate) width: f32,
    /// Whether it also gets the width that is left.
    pub(crate) grows: bool,
    /// Numbers stand to the right.
    pub(crate) is_number: bool,
    /// Whether a click on its head sorts by it.
    pub(crate) sorts: bool,
}

/// How the columns lie side by side.
pub(crate) struct Grid<'a> {
    columns: &'a [GridColumn<'a>],
    spans: Vec<Rangef>,
}

impl<'a> Grid<'a> {
    /// Lays the columns out over the width that there is.
    pub(crate) fn new(ui: &Ui, columns: &'a [GridColumn<'a>]) -> Self {
        let room = ui.available_rect_before_wrap().x_range();
        let room =
            Rangef::new(room.min + f32::from(size::PAD), room.max - ui.spacing().scroll.bar_width - 2.0);
        let needed: f32 = columns.iter().map(|column| column.width).sum();
        let rest = (room.span() - needed).max(0.0);
        let mut left = room.min;
        let mut is_behind_number = false;
        let spans = columns.iter().map(|column| {
            let width = if column.grows { column.width + rest } else { column.width };
            // A text keeps away from the number before it.
            let indent = if is_behind_number && !column.is_number { INDENT } else { 0.0 };
            let span = Rangef::new(left + indent, left + width);
            is_behind_number = column.is_number;
            left += width;
            span
        });
        Self { columns, spans: spans.collect() }
    }

    /// From where to where a column goes.
    pub(crate) fn span(&self, column: usize) -> Rangef {
        self.spans[column]
    }

    /// Draws the heads. Says which one was clicked.
    pub(crate) fn header_ui(&self, ui: &mut Ui, sorted: Option<usize>, is_reversed: bool) -> Option<usize> {
        let tokens = Tokens::in_force(ui);
        ui.spacing_mut().item_spacing.y = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::HEADER), Sense::hover());
        let mut clicked = None;
        for (nth, column) in self.columns.iter().enumerate().filter(|(_, column)| !column.head.is_empty()) {
            let cell = Rect::from_x_y_ranges(self.spans[nth], rect.y_range());
            let sense = if column.sorts { Sense::click() } else { Sense::hover() };
            let response = ui.interact(cell, ui.scope_id().with(("head", nth)), sense);
            response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, column.sorts, column.head));
            let is_sorted = sorted == Some(nth);
            let is_pointed = column.sorts && response.hovered();
            let color = if is_sorted || is_pointed { tokens.strong } else { tokens.weak };
            head(ui.painter(), cell, column, color, is_sorted.then_some(is_reversed));
            if response.on_hover_text(column.meaning).clicked() {
                clicked = Some(nth);
            }
        }
        clicked
    }

    /// Draws the rows that are in sight; scrolls so that `into_sight` is one of them.
    pub(crate) fn rows_ui(
        &self,
        ui: &mut Ui,
        count: usize,
        into_sight: Option<usize>,
        mut draw: impl FnMut(&mut GridRow<'_, '_>),
    ) {
        ScrollArea::vertical().auto_shrink(false).show_rows(ui, size::ROW, count, |ui, shown| {
            let top = ui.max_rect().top();
            let width = ui.available_width();
            let line = |index: usize| {
                let y = top + (index as f32 - shown.start as f32) * size::ROW;
                Rect::from_min_size(pos2(ui.max_rect().left(), y), vec2(width, size::ROW))
            };
            if let Some(index) = into_sight {
                ui.scroll_to_rect(line(index), None);
            }
            let lines: Vec<(usize, Rect)> = shown.clone().map(|index| (index, line(index))).collect();
            for (index, rect) in lines {
                let response = ui.interact(rect, ui.scope_id().with(("row", index)), Sense::click());
                draw(&mut GridRow { grid: self, ui: &mut *ui, index, rect, response });
            }
            ui.allocate_space(vec2(width, shown.len() as f32 * size::ROW));
        });
    }
}

fn head(painter: &Painter, cell: Rect, column: &GridColumn<'_>, color: Color32, arrow: Option<bool>) {
    let font = fonts::medium(fonts::SMALL + 0.5);
    let mut cell = cell;
    let glyph = arrow.map(|is_reversed| if is_reversed { Icon::Up } else { Icon::Down }.glyph());
    let place = |cell: Rect| {
        if column.is_number {
            (pos2(cell.right() - GAP, cell.center().y), Align2::RIGHT_CENTER)
        } else {
            (cell.left_center(), Align2::LEFT_CENTER)
        }
    };
    if let Some(glyph) = glyph.filter(|_| column.is_number) {
        let (at, anchor) = place(cell);
        let drawn = painter.text(at, anchor, glyph, fonts::icons(fonts::SMALL), color);
        cell.set_right(drawn.left() + GAP - 3.0);
    }
    let (at, anchor) = place(cell);
    let drawn = painter.text(at, anchor, column.head, font, color);
    if let Some(glyph) = glyph.filter(|_| !column.is_number) {
        let at = pos2(drawn.right() + 4.0, cell.center().y);
        painter.text(at, Align2::LEFT_CENTER, glyph, fonts::icons(fonts::SMALL), color);
    }
}

/// One row while it is drawn.
pub(crate) struct GridRow<'a, 'g> {
    grid: &'a Grid<'g>,
    /// Where it is drawn.
    pub(crate) ui: &'a mut Ui,
    pub(crate) index: usize,
    pub(crate) rect: Rect,
    /// What the pointer does with it.
    pub(crate) response: Response,
}

impl GridRow<'_, '_> {
    /// Names the row, and gives it its ground.
    pub(crate) fn begin(&self, name: &str, is_selected: bool) {
        let tokens = Tokens::in_force(self.ui);
        self.response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, name));
        if is_selected {
            self.ui.painter().rect_filled(self.rect, 0.0, tokens.select);
        } else if self.is_pointed() {
            self.ui.painter().rect_filled(self.rect, 0.0, tokens.header);
        }
    }

    /// Whether the pointer is over it.
    pub(crate) fn is_pointed(&self) -> bool {
        self.response.contains_pointer()
    }

    /// Where a cell is.
    pub(crate) fn cell(&self, column: usize) -> Rect {
        Rect::from_x_y_ranges(self.grid.spans[column], self.rect.y_range())
    }

    /// Draws something into a cell, in the middle of its height.
    pub(crate) fn place<R>(&mut self, column: usize, add: impl FnOnce(&mut Ui) -> R) -> R {
        self.place_in(self.cell(column), (self.index, column), add)
    }

    /// Draws something into a part of the row.
    pub(crate) fn place_in<R>(
        &mut self,
        rect: Rect,
        id: (usize, usize),
        add: impl FnOnce(&mut Ui) -> R,
    ) -> R {
        let layout = Layout::left_to_right(Align::Center);
        add(&mut self.ui.new_child(UiBuilder::new().max_rect(rect).layout(layout).id_salt(id)))
    }

    /// A text, cut with an ellipsis where it has no room.
    pub(crate) fn text(&mut self, column: usize, text: RichText) -> Response {
        let cell = self.cell(column);
        let cell = cell.with_max_x(cell.right() - GAP);
        self.place_in(cell, (self.index, column), |ui| ui.add(Label::new(text).truncate()))
    }

    /// The row's name: it is read once only, with the row.
    pub(crate) fn name(&self, place: Rect, text: RichText, hint: &str) {
        let text = WidgetText::from(text);
        let wrap = Some(TextWrapMode::Truncate);
        let galley = text.into_galley(self.ui, wrap, place.width().max(0.0), TextStyle::Body);
        let at = pos2(place.left(), place.center().y - galley.size().y / 2.0);
        self.ui.painter().galley(at, galley, Tokens::in_force(self.ui).text);
        if !hint.is_empty() && self.is_pointed() {
            self.response.clone().on_hover_text(hint);
        }
    }
}
