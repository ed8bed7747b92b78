//! What can stand for A or for B: recordings of this window, a trace that is opened for it, and parts of them.

use crate::command::Command;
use crate::state::{Chosen, CompareChange, Document, Letter, Part, State};
use eframe::egui::{Popup, Response, ScrollArea, Ui};
use strandline::analysis::Beginning;
use strandline::model::units::Timestamp;
use strandline::model::{Mark, Trace};

/// So high is a list of marks at most.
const HIGHEST: f32 = 320.0;

/// So many marks are offered at most.
const MOST: usize = 200;

pub(super) fn side_menu_ui(card: &Response, state: &State, letter: Letter, commands: &mut Vec<Command>) {
    let chosen = state.comparing.chosen(letter);
    Popup::menu(card).show(|ui| {
        ui.set_min_width(220.0);
        for (nth, document) in state.runs.all().iter().enumerate() {
            let is_chosen = chosen.is_some_and(|chosen| chosen.run == document.run);
            let text = format!("{}. {}  {}", nth + 1, document.name(), document.now());
            if ui.selectable_label(is_chosen, text).clicked() {
                commands.push(Command::Compare(CompareChange::Run(letter, document.run)));
            }
        }
        if ui.button("Open another trace…").clicked() {
            commands.push(Command::AskCompared(letter));
        }
        let document = chosen.and_then(|chosen| state.runs.get(chosen.run));
        if let (Some(chosen), Some(document)) = (chosen, document) {
            part_ui(ui, document, letter, chosen, commands);
        }
    });
}

/// All of the recording, or from one mark to another.
fn part_ui(ui: &mut Ui, document: &Document, letter: Letter, chosen: Chosen, commands: &mut Vec<Command>) {
    let trace = &document.trace;
    let marks = trace.annotations.marks();
    if marks.is_empty() {
        return;
    }
    ui.separator();
    let part = chosen.part;
    let mut choose = |part| commands.push(Command::Compare(CompareChange::Part(letter, part)));
    if ui.selectable_label(part.is_whole(), "All of it").clicked() {
        choose(Part::default());
    }
    ui.menu_button("From a mark", |ui| {
        let may = |mark: &Mark| Part { from: Some(mark.at), ..part }.is_possible(trace);
        let outermost = (beginning(trace), part.from);
        end_ui(ui, marks, outermost, may, |from| choose(Part { from, ..part }));
    });
    ui.menu_button("Up to a mark", |ui| {
        let may = |mark: &Mark| Part { to: Some(mark.at), ..part }.is_possible(trace);
        let outermost = ("The last closed cycle, or the end", part.to);
        end_ui(ui, marks, outermost, may, |to| choose(Part { to, ..part }));
    });
}

/// Where a part begins that has no mark at its start.
fn beginning(trace: &Trace) -> &'static str {
    match Beginning::find(trace).0 {
        Beginning::Baseline => "The baseline",
        Beginning::StartedUp => "The end of the program's start",
        Beginning::FirstMark => "The first mark",
        Beginning::First => "The start of the recording",
    }
}

/// The moments at which a part may begin or end.
fn end_ui(
    ui: &mut Ui,
    marks: &[Mark],
    (outermost, chosen): (&str, Option<Timestamp>),
    may: impl Fn(&Mark) -> bool,
    mut choose: impl FnMut(Option<Timestamp>),
) {
    ScrollArea::vertical().max_height(HIGHEST).show(ui, |ui| {
        if ui.selectable_label(chosen.is_none(), outermost).clicked() {
            choose(None);
        }
        let mut offered = marks.iter().filter(|mark| may(mark));
        for mark in offered.by_ref().take(MOST) {
            let text = format!("{}  {}", mark.label, mark.at);
            if ui.selectable_label(chosen == Some(mark.at), text).clicked() {
                choose(Some(mark.at));
            }
        }
        let left_out = offered.count();
        if left_out > 0 {
            ui.label(format!("and {left_out} more"));
        }
    });
}
