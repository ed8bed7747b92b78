//! Beside the rows: what the cycles of both retained, how much is there at the end, and whether the two can be compared.

use crate::command::Command;
use crate::panels::inspector::parts::{heading, remark};
use crate::panels::words;
use crate::state::figures::{Compared, KeptClass, KeptSet};
use crate::state::{CompareChange, Comparing, Letter};
use crate::theme::{Icon, Tokens, fonts, icon, size, strong};
use eframe::egui::{
    Align, Align2, Color32, Frame, Label, Layout, Margin, Panel, Rect, RichText, Role, ScrollArea, Sense, Ui,
    WidgetInfo, pos2, vec2,
};
use strandline::analysis::{Comparable, SideSummary};
use strandline::model::units::Bytes;
use strandline::report::view;

/// The retained regions by where they are, in the order of [`Comparing::hides_kept`].
const SETS: [&str; 3] = ["Only in A", "In both", "Only in B"];

pub(super) fn compare_pane_ui(ui: &mut Ui, comparing: &Comparing, commands: &mut Vec<Command>) {
    let is_wide = ui.ctx().content_rect().width() >= size::WIDE;
    let width = if is_wide { size::INSPECTOR } else { size::INSPECTOR_NARROW };
    let margin = Margin { left: 14, right: 4, top: 0, bottom: 0 };
    let frame = Frame::new().fill(Tokens::in_force(ui).panel).inner_margin(margin);
    Panel::right("compared").exact_size(width).resizable(false).frame(frame).show(ui, |ui| {
        ScrollArea::vertical().id_salt("compared").auto_shrink(false).show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 10.0);
            ui.add_space(12.0);
            let compared = &comparing.compared;
            ui.label(strong(ui, "Retained regions").size(fonts::LEAD));
            remark(ui, "Of the cycles that count, and still there; matched by category, name and size");
            ui.add_space(2.0);
            for (nth, set) in compared.kept.iter().enumerate() {
                set_ui(ui, nth, set, comparing.hides_kept[nth], commands);
            }
            for (nth, set) in compared.kept.iter().enumerate() {
                if !comparing.hides_kept[nth] && set.regions > 0 {
                    classes_ui(ui, SETS[nth], set);
                }
            }
            footprint_ui(ui, compared);
            if let Some(comparison) = compared.comparison() {
                comparable_ui(ui, &comparison.comparable);
            }
            ui.add_space(12.0);
        });
    });
}

fn regions(count: usize) -> String {
    if count == 1 { "1 region".to_owned() } else { format!("{count} regions") }
}

/// A check box with what there is of its set.
fn set_ui(ui: &mut Ui, nth: usize, set: &KeptSet, is_hidden: bool, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    let reported = match set.regions {
        0 => "none".to_owned(),
        count => format!("{}, {}", regions(count), words::size(set.bytes)),
    };
    let label = format!("{}: {reported}", SETS[nth]);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, !is_hidden, &label));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(6.0, 0.0)), f32::from(size::RADIUS), tokens.header);
    }
    let (glyph, ink) =
        if is_hidden { (Icon::Unchecked, tokens.weak) } else { (Icon::Checked, tokens.strong) };
    let y = rect.center().y;
    let painter = ui.painter();
    painter.text(pos2(rect.left(), y), Align2::LEFT_CENTER, glyph.glyph(), fonts::icons(fonts::ICON), ink);
    let font = fonts::regular(fonts::BODY);
    painter.text(pos2(rect.left() + 24.0, y), Align2::LEFT_CENTER, SETS[nth], font.clone(), tokens.text);
    let ink = if set.regions == 0 { tokens.faint } else { tokens.weak };
    let wanted = |text: &str| painter.layout_no_wrap(text.to_owned(), font.clone(), ink);
    let room = rect.width() - 32.0 - wanted(SETS[nth]).size().x;
    let figures = wanted(&reported);
    let figures = if figures.size().x <= room { figures } else { wanted(&words::size(set.bytes)) };
    let corner = pos2(rect.right() - figures.size().x, y - figures.size().y / 2.0);
    painter.galley(corner, figures, ink);
    if response.clicked() {
        commands.push(Command::Compare(CompareChange::ToggleKept(nth)));
    }
}

fn classes_ui(ui: &mut Ui, title: &str, set: &KeptSet) {
    heading(ui, title);
    for class in &set.classes {
        class_ui(ui, class);
    }
    if set.others > 0 {
        let reported: Bytes = set.classes.iter().map(|class| class.bytes).sum();
        let rest = words::size(set.bytes.saturating_sub(reported));
        remark(ui, &format!("and {rest} in regions of {} other sizes and names", set.others));
    }
}

/// How many of which size, and what they come to.
fn class_ui(ui: &mut Ui, of: &KeptClass) {
    let tokens = Tokens::in_force(ui);
    let label = view::Label::of_row(&of.class.category);
    let text = format!("{} × {}, {}", of.count, label.short(), of.class.len);
    let hint = format!("{label}, {}: {}", of.class.name, regions(of.count));
    let row = vec2(ui.available_width(), 20.0);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        ui.label(RichText::new(words::size(of.bytes)).color(tokens.strong));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add(Label::new(RichText::new(text).color(tokens.weak)).truncate()).on_hover_text(hint);
        });
    });
}

/// What is there at the last closing marks, as bars on one scale.
fn footprint_ui(ui: &mut Ui, compared: &Compared) {
    let [one, other] = compared.sides() else { return };
    let [one, other] = [one, other].map(SideSummary::cycles);
    let tokens = Tokens::in_force(ui);
    if one == other {
        heading(ui, &format!("Total footprint after {one} cycles"));
    } else {
        heading(ui, &format!("Total footprint, A after {one} cycles and B after {other}"));
    }
    let footprints = compared.footprints();
    let largest = footprints[0].max(footprints[1]);
    let colors: [Color32; 2] = [tokens.weak, tokens.strong];
    for letter in Letter::ALL {
        bar_ui(ui, letter, footprints[letter.index()], largest, colors[letter.index()]);
    }
    let difference = footprints[1].since(footprints[0]);
    let text = match difference.get() {
        0 => "as much in both".to_owned(),
        _ => format!("{difference}{}", share(footprints[0], footprints[1])),
    };
    ui.label(RichText::new(text).color(tokens.text));
}

/// `, 50 % less`; nothing where it would say little.
fn share(before: Bytes, after: Bytes) -> String {
    let percent = 100.0 * (after.get() as f64 / before.get().max(1) as f64 - 1.0);
    match percent {
        _ if before == Bytes::ZERO => String::new(),
        ..-99.5 if after > Bytes::ZERO => ", more than 99 % less".to_owned(),
        ..=-0.5 => format!(", {:.0} % less", -percent),
        0.5..900.0 => format!(", {percent:.0} % more"),
        900.0.. => format!(", {:.0} times as much", after.get() as f64 / before.get() as f64),
        _ => String::new(),
    }
}

fn bar_ui(ui: &mut Ui, letter: Letter, footprint: Bytes, largest: Bytes, color: Color32) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let text = words::size(footprint);
    let label = format!("Footprint of {} at the end: {text}", letter.name());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &label));
    let y = rect.center().y;
    let painter = ui.painter();
    let font = fonts::semibold(fonts::BODY);
    painter.text(rect.left_center(), Align2::LEFT_CENTER, letter.name(), font, tokens.text);
    let right = pos2(rect.right(), y);
    painter.text(right, Align2::RIGHT_CENTER, text, fonts::regular(fonts::BODY), tokens.strong);
    let room = (rect.width() - 18.0 - 76.0).max(0.0);
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let part = (footprint.get() as f64 / largest.get().max(1) as f64) as f32;
    let bar = Rect::from_min_size(pos2(rect.left() + 18.0, y - 4.0), vec2((room * part).max(1.0), 8.0));
    painter.rect_filled(bar, 0.0, color);
}

fn comparable_ui(ui: &mut Ui, points: &[Comparable]) {
    heading(ui, "Can these two be compared?");
    ui.add_space(2.0);
    ui.spacing_mut().item_spacing.y = 7.0;
    for point in points.iter().filter(|point| !(point.values.iter().all(String::is_empty))) {
        point_ui(ui, point);
    }
}

/// What is the same in both, or what differs.
fn point_ui(ui: &mut Ui, point: &Comparable) {
    let tokens = Tokens::in_force(ui);
    let what = point.what;
    let (glyph, ink, text) = if point.is_same() {
        (Icon::Check, tokens.text, format!("{what}: {}", point.values[0]))
    } else {
        let reported = |side: &str| if side.is_empty() { "not known".to_owned() } else { side.to_owned() };
        let [a, b] = [0, 1].map(|nth| reported(&point.values[nth]));
        (Icon::Warning, tokens.strong, format!("{what}: {a} in A, {b} in B"))
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let color = if point.is_same() { tokens.weak } else { tokens.strong };
        ui.label(icon(glyph).size(14.0).color(color));
        ui.add(Label::new(RichText::new(text).color(ink)).wrap());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_where_it_says_something() {
        let check = |before, after, expected: &str| {
            assert_eq!(share(Bytes::from_kib(before), Bytes::from_kib(after)), expected);
        };
        check(1000, 500, ", 50 % less");
        check(1000, 0, ", 100 % less");
        check(1000, 1, ", more than 99 % less");
        check(1000, 1500, ", 50 % more");
        check(1000, 1001, "");
        check(10, 1000, ", 100 times as much");
        check(0, 1000, "");
    }
}
