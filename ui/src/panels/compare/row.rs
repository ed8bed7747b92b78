//! One row: before, after, and what has become of it.

use super::columns::Content;
use super::row_text;
use super::whisker;
use crate::panels::{tables, verdict_sign};
use crate::state::figures::{Outcome, row_names};
use crate::theme::{Icon, Tokens, category_color, fonts};
use crate::widgets::{GridRow, byte_figure, figure};
use eframe::egui::{Align2, Color32, Pos2, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::{CompareCell, CompareRow, RowName, Verdict};
use strandline::report::charts::Scale;
use strandline::report::view::Label;

/// From a verdict to the one beside it.
const ARROW: f32 = 78.0;

pub(super) fn compare_row_ui(
    line: &mut GridRow<'_, '_>,
    row: &CompareRow,
    contents: &[Content],
    scale: &Scale,
    is_selected: bool,
) {
    let outcome = Outcome::new(row);
    let [before, after] = row.ends().map(|cell| cell.verdict.name());
    line.begin(&format!("{}: {before} → {after}, {}", Label::of_row(&row.name), outcome.name()), is_selected);
    let tokens = Tokens::in_force(line.ui);
    let stands_out = outcome.is_change();
    let ink = if stands_out { tokens.strong } else { tokens.text };
    for (nth, content) in contents.iter().enumerate() {
        match content {
            Content::Name => name_ui(line, nth, row, stands_out || is_selected),
            Content::Verdicts => verdicts_ui(line, nth, row),
            Content::Change => change_ui(line, nth, outcome),
            Content::Before => rate_ui(line, nth, row, row.first(), ink),
            Content::After => rate_ui(line, nth, row, row.last(), ink),
            Content::Difference => {
                let text = row_text::rate(row.measure, row.difference.median);
                let ink = if text == "0" { tokens.faint } else { ink };
                line.place(nth, |ui| byte_figure(ui, &text, ink));
            }
            Content::Interval => {
                let text = row_text::interval(row.measure, row.difference.low, row.difference.high);
                let ink = if text == "0" { tokens.faint } else { tokens.weak };
                line.place(nth, |ui| figure(ui, &text, ink));
            }
            Content::Whisker => {
                let color = if stands_out { tokens.strong } else { tokens.weak };
                whisker::paint(line.ui.painter(), scale, line.cell(nth), &row.difference, color, &tokens);
            }
        }
    }
    if line.is_pointed() {
        line.response.clone().on_hover_text(in_words(row));
    }
}

fn in_words(row: &CompareRow) -> String {
    let interval = row_text::interval(row.measure, row.difference.low, row.difference.high);
    let (name, measure) = (Label::of_row(&row.name), row.measure.name());
    format!("{name}, {measure}: {}; the difference is {interval}", row_text::rates(row))
}

fn name_ui(line: &mut GridRow<'_, '_>, nth: usize, row: &CompareRow, stands_out: bool) {
    let (group, name) = row_names(&row.name);
    let is_category = matches!(row.name, RowName::Category { .. });
    let color = is_category.then(|| category_color(line.ui, group, name));
    tables::name_ui(line, nth, &Label::of_row(&row.name).to_string(), color, stands_out);
}

/// The verdict in A, and that in B where it is another one.
fn verdicts_ui(line: &mut GridRow<'_, '_>, nth: usize, row: &CompareRow) {
    let cell = line.cell(nth);
    let tokens = Tokens::in_force(line.ui);
    let left = cell.left_center();
    let (before, after) = (row.first().verdict, row.last().verdict);
    verdict_ui(line.ui, left, before, &tokens);
    if before == after {
        return;
    }
    let font = fonts::icons(fonts::BODY);
    line.ui.painter().text(
        left + vec2(ARROW - 4.0, 0.0),
        Align2::CENTER_CENTER,
        Icon::Arrow.glyph(),
        font,
        tokens.weak,
    );
    verdict_ui(line.ui, left + vec2(ARROW + 8.0, 0.0), after, &tokens);
}

fn verdict_ui(ui: &Ui, left: Pos2, verdict: Verdict, tokens: &Tokens) {
    let color = verdict_sign::ink(tokens, verdict);
    verdict_sign::sign(verdict).paint(ui.painter(), left + vec2(6.0, 0.0), color);
    let font =
        if verdict == Verdict::Leak { fonts::semibold(fonts::BODY) } else { fonts::regular(fonts::BODY) };
    ui.painter().text(left + vec2(19.0, 0.0), Align2::LEFT_CENTER, row_text::brief(verdict), font, color);
}

/// Sign and word.
fn change_ui(line: &GridRow<'_, '_>, nth: usize, outcome: Outcome) {
    let cell = line.cell(nth);
    let tokens = Tokens::in_force(line.ui);
    let (font, color) = if outcome.is_change() {
        (fonts::semibold(fonts::BODY), tokens.strong)
    } else {
        (fonts::regular(fonts::BODY), tokens.weak)
    };
    let word = match outcome {
        Outcome::TooFewCycles => "not known",
        Outcome::Changed(change) => change.name(),
    };
    let sign = pos2(cell.left() + 5.0, cell.center().y);
    line.ui.painter().text(sign, Align2::CENTER_CENTER, row_text::sign(outcome), font.clone(), color);
    let drawn = line.ui.painter().text(sign + vec2(11.0, 0.0), Align2::LEFT_CENTER, word, font, color);
    let response = line.ui.interact(drawn, line.ui.scope_id().with(("change", line.index)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, word));
}

/// What a cycle adds; in the colour of the verdict where that is a leak.
fn rate_ui(line: &mut GridRow<'_, '_>, nth: usize, row: &CompareRow, cell: &CompareCell, ink: Color32) {
    let tokens = Tokens::in_force(line.ui);
    let text = row_text::rate(row.measure, cell.per_cycle.median);
    let ink = match (text.as_str(), cell.verdict) {
        ("0", _) => tokens.faint,
        (_, Verdict::Leak) => tokens.verdict,
        _ => ink,
    };
    line.place(nth, |ui| byte_figure(ui, &text, ink));
}
