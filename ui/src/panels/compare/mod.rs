//! Two recordings side by side: what has changed, row by row, with the levels of both and what each retained.

mod bar;
mod charts;
mod chips;
mod empty;
mod menu;
mod pane;
mod row_text;
mod table;
mod whisker;

use super::chrome::messages;
use super::modes;
use crate::command::Command;
use crate::state::{Comparing, Letter, State};
use crate::theme::{Tokens, size};
use eframe::egui::{Align, CentralPanel, Frame, Label, Layout, Margin, Panel, RichText, Ui};

/// Height of the bar with the words of change.
const CHIPS: f32 = 44.0;

/// The rows take this part of the height at most; the charts stay in view below them.
const ROWS: f32 = 0.42;

pub(super) fn compare_ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(size::PAD, 0));
    Panel::top("toolbar").exact_size(size::TOOLBAR).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| bar::compare_bar_ui(ui, state, commands));
    });
    if let Some(notice) = &state.notice {
        messages::bar_ui(ui, "notice", notice, &[], &Command::DismissNotice, commands);
    }
    Panel::bottom("status").exact_size(size::STATUS).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| status_ui(ui, state));
    });
    let offers = modes::Offers::new(state);
    let has_keys = state.dialog.is_none() && !ui.ctx().egui_wants_keyboard_input();
    let Some(document) = state.document_mut() else { return };
    modes::modes_ui(ui, document, offers, commands);
    let hides_pane = document.view.hides_inspector;
    if let Some(reason) = empty::reason(state) {
        CentralPanel::default().frame(Frame::new().fill(tokens.panel)).show(ui, |ui| {
            empty::compare_empty_ui(ui, state, &reason, commands);
        });
        return;
    }
    if !hides_pane {
        pane::compare_pane_ui(ui, &state.comparing, commands);
    }
    CentralPanel::default()
        .frame(Frame::new().fill(tokens.panel))
        .show(ui, |ui| content_ui(ui, &state.comparing, has_keys, commands));
}

fn content_ui(ui: &mut Ui, comparing: &Comparing, has_keys: bool, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let plain = Frame::new().fill(tokens.panel);
    Panel::top("changes")
        .exact_size(CHIPS)
        .resizable(false)
        .show_separator_line(false)
        .frame(plain.inner_margin(Margin::symmetric(size::PAD, 0)))
        .show(ui, |ui| {
            ui.horizontal_centered(|ui| chips::filter_chips_ui(ui, comparing, commands));
        });
    let count = comparing.compared.comparison().map_or(0, |comparison| comparison.rows.len());
    Panel::top("rows")
        .exact_size(rows_height(ui.available_height(), count))
        .resizable(false)
        .frame(plain)
        .show(ui, |ui| table::compare_table_ui(ui, comparing, has_keys, commands));
    CentralPanel::default()
        .frame(Frame::new().fill(tokens.canvas))
        .show(ui, |ui| charts::compare_charts_ui(ui, comparing));
}

/// As high as all rows are, whatever they are confined to: the charts below do not jump.
fn rows_height(available: f32, count: usize) -> f32 {
    let fitting = ((available * ROWS - size::HEADER) / size::ROW).floor().max(2.0);
    size::HEADER + (count as f32).min(fitting) * size::ROW + 6.0
}

/// How the two are aligned, and what is being read or lies in no file of its own.
fn status_ui(ui: &mut Ui, state: &State) {
    let tokens = Tokens::in_force(ui);
    let small = |text: String| RichText::new(text).small().color(tokens.weak);
    let comparing = &state.comparing;
    if comparing.compared.comparison().is_some() {
        ui.add(Label::new(small(row_text::aligned(comparing.compared.sides()))).truncate());
    }
    let reported = match &comparing.opening {
        Some(progress) => progress.what.clone(),
        None => unsaved(state),
    };
    if !reported.is_empty() {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add(Label::new(small(reported)).truncate());
        });
    }
}

/// Which of the two are not saved.
fn unsaved(state: &State) -> String {
    let mut letters: Vec<_> = Letter::ALL.map(|letter| (letter, state.comparing.chosen(letter))).to_vec();
    letters.retain(|(_, chosen)| {
        let document = chosen.and_then(|chosen| state.runs.get(chosen.run));
        document.is_some_and(|document| !document.is_live() && document.needs_saving())
    });
    match letters.as_slice() {
        [] => String::new(),
        [(letter, _)] => format!("{} is not saved", letter.name()),
        _ => "A and B are not saved".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_leave_room_for_the_charts() {
        let check = |available, count, rows: f32| {
            let height = size::HEADER + rows * size::ROW + 6.0;
            assert!((rows_height(available, count) - height).abs() < 0.1, "{available} {count}");
        };
        check(740.0, 10, 10.0);
        check(740.0, 40, 12.0);
        check(540.0, 40, 9.0);
        check(60.0, 40, 2.0);
    }
}
