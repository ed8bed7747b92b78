//! The bar between time and tables: what the tables show, and of which part of the time.

use super::chrome::controls;
use crate::command::Command;
use crate::state::{Document, Mode, State, ViewChange};
use crate::theme::{Tokens, size, weak};
use crate::widgets::segmented;
use eframe::egui::{Align, Frame, Label, Layout, Margin, Panel, Ui};
use strandline::model::MarkRole;
use strandline::report::view::composition_sentence;

const MODES: [(Mode, &str); 5] = [
    (Mode::Summary, "Summary"),
    (Mode::Cycles, "Cycles"),
    (Mode::Regions, "Regions"),
    (Mode::Compare, "Compare"),
    (Mode::Composition, "Composition"),
];

/// What can be done with all that is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offers {
    can_copy: bool,
    can_export: bool,
}

impl Offers {
    pub(super) fn new(state: &State) -> Self {
        Self {
            can_copy: Command::CopyReport.is_possible(state),
            can_export: Command::ChooseExport.is_possible(state),
        }
    }
}

pub(super) fn modes_ui(ui: &mut Ui, document: &mut Document, offers: Offers, commands: &mut Vec<Command>) {
    let bar = Frame::new().fill(Tokens::in_force(ui).header).inner_margin(Margin::symmetric(size::PAD, 0));
    Panel::top("modes").exact_size(size::MODE_BAR).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            if let Some(mode) = segmented(ui, &MODES, document.view.mode) {
                commands.push(Command::View(ViewChange::Mode(mode)));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| match document.view.mode {
                Mode::Summary => {
                    export_ui(ui, document, offers, commands);
                    ui.add(Label::new(weak(ui, in_words(document)).small()).truncate());
                }
                Mode::Cycles => {
                    controls::pictured_button(ui, &Command::CopyReport, offers.can_copy, commands);
                    export_ui(ui, document, offers, commands);
                    ui.add(Label::new(weak(ui, cycles_in_words(document)).small()).truncate());
                }
                Mode::Compare => {
                    controls::pictured_button(ui, &Command::CopyReport, offers.can_copy, commands);
                    controls::pictured_button(ui, &Command::ChooseExport, offers.can_export, commands);
                }
                Mode::Regions => super::regions::filter_ui(ui, document),
                Mode::Composition => {
                    export_ui(ui, document, offers, commands);
                    ui.add(Label::new(weak(ui, composed_in_words(document)).small()).truncate());
                }
            });
        });
    });
}

/// A recording is given out once it is over.
fn export_ui(ui: &mut Ui, document: &Document, offers: Offers, commands: &mut Vec<Command>) {
    if !document.is_live() {
        controls::pictured_button(ui, &Command::ChooseExport, offers.can_export, commands);
    }
}

/// Which cycles count.
fn cycles_in_words(document: &Document) -> String {
    let cycles = document.figures.assessed.cycles();
    let (counted, warmup) = (cycles.cycles.len(), cycles.warmup.len());
    let all = if counted + warmup == 1 { "cycle" } else { "cycles" };
    let all = format!("{} {all}: {counted} counted", counted + warmup);
    let baseline = document.trace.annotations.mark_with_role(MarkRole::Baseline);
    match (warmup, baseline) {
        (0, _) => all,
        (_, Some(baseline)) => format!("{all}, {warmup} before the mark “{}”", baseline.label),
        (_, None) => format!("{all}, {warmup} warm-up"),
    }
}

/// How much there is.
fn composed_in_words(document: &Document) -> String {
    let composition = document.figures.composition.composition();
    if composition.rows.is_empty() {
        return String::new();
    }
    composition_sentence(&document.trace.recording, composition).to_string()
}

/// What the tables are about.
fn in_words(document: &Document) -> String {
    if document.trace.recording.is_one_text() {
        return document.figures.headline.sentence.clone();
    }
    let window = document.window();
    let range = window.range(&document.trace.recording);
    if document.view.range.is_some() {
        return format!("Born in {} – {}; persistent = still alive at its end", range.from, range.to);
    }
    let since = match document.trace.annotations.mark_with_role(MarkRole::Baseline) {
        Some(baseline) => format!("the mark “{}” at {}", baseline.label, baseline.at),
        None => "the recording began".to_owned(),
    };
    let end = if document.is_live() { "alive now" } else { "alive at its end" };
    format!("Born since {since}; persistent = still {end}")
}
