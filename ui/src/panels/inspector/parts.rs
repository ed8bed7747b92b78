//! Pieces of the inspector.

use crate::theme::{Tokens, caption, fonts, size, weak};
use crate::widgets::{hatch, latest_that_fit};
use eframe::egui::{
    Align2, Color32, Frame, Label, Margin, Painter, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo,
    pos2, vec2,
};

/// Begins a part of the pane.
pub(in crate::panels) fn heading(ui: &mut Ui, text: &str) {
    ui.add_space(10.0);
    ui.label(caption(ui, text));
}

/// A name and its value, at both ends of a line.
pub(in crate::panels) fn fact(ui: &mut Ui, name: &str, value: &str, meaning: &str) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{name}: {value}")));
    let y = rect.center().y;
    let font = fonts::regular(fonts::BODY);
    let ink = if value == "0" { tokens.faint } else { tokens.strong };
    ui.painter().text(pos2(rect.left(), y), Align2::LEFT_CENTER, name, font.clone(), tokens.weak);
    ui.painter().text(pos2(rect.right(), y), Align2::RIGHT_CENTER, value, font, ink);
    if !meaning.is_empty() {
        response.on_hover_text(meaning);
    }
}

/// A remark in as many lines as it takes.
pub(in crate::panels) fn remark(ui: &mut Ui, text: &str) {
    ui.add(Label::new(weak(ui, text).size(fonts::SMALL)).wrap());
}

/// The one figure that the pane is about, with what it says.
pub(in crate::panels) struct Card<'a> {
    pub(in crate::panels) figure: &'a str,
    pub(in crate::panels) unit: &'a str,
    pub(in crate::panels) below: &'a str,
    /// Colour of its left edge.
    pub(in crate::panels) edge: Color32,
}

impl Card<'_> {
    /// Draws it; `ink` is the colour of the figure.
    pub(in crate::panels) fn card_ui(&self, ui: &mut Ui, ground: Color32, ink: Color32) {
        let tokens = Tokens::in_force(ui);
        let frame =
            Frame::new().fill(ground).corner_radius(size::CARD_RADIUS).inner_margin(Margin::same(size::CARD));
        let card = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let number = RichText::new(self.figure).font(fonts::semibold(fonts::DISPLAY)).color(ink);
                ui.label(number);
                ui.add(Label::new(weak(ui, self.unit)).truncate());
            });
            ui.add(Label::new(RichText::new(self.below).color(tokens.text)).wrap());
        });
        let edge = card.response.rect.with_max_x(card.response.rect.left() + 3.0);
        ui.painter().rect_filled(edge, 1.0, self.edge);
    }
}

/// A bar of two parts with a name at its left and words at its right.
pub(super) struct SizeBar<'a> {
    pub(super) name: &'a str,
    pub(super) words: &'a str,
    /// Shares of the longest bar.
    pub(super) kept: f32,
    pub(super) gone: f32,
    pub(super) color: Color32,
    /// Whether it stands out.
    pub(super) is_main: bool,
}

impl SizeBar<'_> {
    pub(super) fn size_bar_ui(&self, ui: &mut Ui) {
        let tokens = Tokens::in_force(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 21.0), Sense::hover());
        response
            .widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}: {}", self.name, self.words)));
        let painter = ui.painter();
        let y = rect.center().y;
        let font = fonts::regular(fonts::SMALL + 0.5);
        let ink = if self.is_main { tokens.strong } else { tokens.weak };
        painter.text(pos2(rect.left() + 52.0, y), Align2::RIGHT_CENTER, self.name, font.clone(), ink);
        let words = painter.text(pos2(rect.right(), y), Align2::RIGHT_CENTER, self.words, font, ink);
        let room = (words.left() - 10.0).min(rect.right() - 78.0);
        let bar = Rect::from_min_max(pos2(rect.left() + 60.0, y - 5.0), pos2(room, y + 5.0));
        two_tone(painter, bar, [(self.kept, self.color), (self.gone, tokens.transient(self.color))]);
    }
}

fn two_tone(painter: &Painter, bar: Rect, parts: [(f32, Color32); 2]) {
    let mut left = bar.left();
    for (share, color) in parts.into_iter().filter(|&(share, _)| share > 0.0) {
        let right = (left + (share * bar.width()).max(1.0)).min(bar.right());
        painter.rect_filled(Rect::from_min_max(pos2(left, bar.top()), pos2(right, bar.bottom())), 0.0, color);
        left = right;
    }
}

/// What is in memory, solid, and what was pushed out, hatched: one bar.
pub(super) fn use_bar(ui: &mut Ui, dirty: f32, color: Color32, words: &str) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    let split = rect.left() + rect.width() * dirty;
    ui.painter().rect_filled(rect.with_max_x(split), 0.0, color);
    ui.painter().rect_filled(rect.with_min_x(split), 0.0, tokens.transient(color));
    hatch(ui.painter(), rect.with_min_x(split), tokens.hatch, 5.0);
}

/// Columns side by side, each with a name below it.
pub(super) fn columns(ui: &mut Ui, values: &[(&str, f32, String)], color: Color32) {
    let tokens = Tokens::in_force(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 52.0), Sense::hover());
    let width = rect.width() / values.len().max(1) as f32;
    let ground = rect.bottom() - 15.0;
    let span_of = |nth: usize| {
        let left = rect.left() + nth as f32 * width;
        Rect::from_min_max(pos2(left, rect.top()), pos2(left + width - 2.0, rect.bottom()))
    };
    for (nth, (_, share, words)) in values.iter().enumerate() {
        let span = span_of(nth);
        let response = ui.interact(span, ui.scope_id().with(("column", nth)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
        let height = (share * (ground - rect.top())).max(if *share > 0.0 { 1.0 } else { 0.0 });
        let bar = Rect::from_min_max(pos2(span.left(), ground - height), pos2(span.right(), ground));
        ui.painter().rect_filled(bar, 0.0, color);
        ui.painter().hline(span.x_range(), ground, Stroke::new(1.0, tokens.line));
        response.on_hover_text(words);
    }
    let font = fonts::regular(fonts::SMALL - 0.5);
    let texts: Vec<_> = values
        .iter()
        .map(|(name, ..)| ui.painter().layout_no_wrap((*name).to_owned(), font.clone(), tokens.weak))
        .collect();
    let places: Vec<(f32, f32)> = texts
        .iter()
        .enumerate()
        .map(|(nth, text)| {
            let left = span_of(nth).center().x - text.size().x / 2.0;
            let left = left.min(rect.right() - text.size().x).max(rect.left());
            (left, left + text.size().x)
        })
        .collect();
    let fits = latest_that_fit(&places, 4.0);
    for ((text, (left, _)), _) in texts.into_iter().zip(places).zip(fits).filter(|&(_, fits)| fits) {
        ui.painter().galley(pos2(left, ground + 2.0), text, tokens.weak);
    }
}
