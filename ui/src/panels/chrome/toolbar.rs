//! The bar over a recording: what can be done with it, what is recorded, and what stayed.

use super::{HEIGHT, controls, strip};
use crate::command::Command;
use crate::state::{Document, Phase, State};
use crate::theme::{Icon, Tokens, fonts, icon, strong, weak};
use eframe::egui::{Align, Frame, Layout, Margin, Popup, RichText, Stroke, Ui, vec2};

/// Below this width the bar says less.
const ROOMY: f32 = 1100.0;

pub(in crate::panels) fn toolbar_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(document) = state.document() else { return };
    let is_roomy = ui.available_width() >= ROOMY;
    ui.spacing_mut().item_spacing.x = 8.0;
    for command in steering(document) {
        controls::icon_button(ui, &command, state, commands);
    }
    ui.add_space(2.0);
    well_ui(ui, document, is_roomy);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        for command in [Command::TOGGLE_INSPECTOR, Command::SHOW_PALETTE, Command::ShowChooser, Command::Save]
        {
            controls::icon_button(ui, &command, state, commands);
        }
        runs_ui(ui, state, is_roomy, commands);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.add_space(4.0);
            strip::verdict_strip_ui(ui, document, !state.hides_advice, commands);
        });
    });
}

/// A frame that is a little lower than the bar.
fn raised(ui: &mut Ui, frame: Frame, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui(vec2(ui.available_width(), HEIGHT), |ui| {
        frame.show(ui, |ui| {
            ui.set_height(HEIGHT);
            content(ui);
        })
    });
}

/// What can be done with a recording in its phase.
fn steering(document: &Document) -> Vec<Command> {
    match document.phase {
        Phase::Recording | Phase::Stopping => {
            vec![Command::Stop, Command::Pause, Command::Mark, Command::Snapshot]
        }
        Phase::Paused => vec![Command::Stop, Command::Resume, Command::Mark, Command::Snapshot],
        Phase::Ended(_) => vec![Command::RecordAgain, Command::MarkPlayhead, Command::Undo, Command::Redo],
        Phase::Opened(_) => vec![Command::MarkPlayhead, Command::Undo, Command::Redo],
    }
}

/// What is recorded, and for how long.
fn well_ui(ui: &mut Ui, document: &Document, is_roomy: bool) {
    let tokens = Tokens::in_force(ui);
    let well = Frame::new()
        .fill(tokens.canvas)
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(6)
        .inner_margin(Margin::symmetric(10, 0));
    raised(ui, well, |ui| {
        let (name, pid) = document.target();
        ui.label(icon(Icon::Window).color(tokens.weak));
        ui.label(strong(ui, name));
        if is_roomy {
            ui.label(weak(ui, pid));
            ui.label(weak(ui, "·"));
            ui.label(weak(ui, progress(document)));
        }
        let clock = RichText::new(document.now().to_string()).font(fonts::mono()).size(13.0);
        ui.label(clock.color(tokens.strong)).on_hover_text("When the last snapshot was taken");
    });
}

fn progress(document: &Document) -> String {
    let annotations = &document.trace.annotations;
    match (annotations.closed_cycles(), annotations.marks().len()) {
        (0, 1) => "1 mark".to_owned(),
        (0, marks) => format!("{marks} marks"),
        (1, _) => "1 cycle".to_owned(),
        (cycles, _) => format!("{cycles} cycles"),
    }
}

/// The recordings of this window, where there are several.
fn runs_ui(ui: &mut Ui, state: &State, is_roomy: bool, commands: &mut Vec<Command>) {
    let all = state.runs.all();
    let shown = state.runs.shown().map(|document| document.run);
    let Some(place) = all.iter().position(|document| Some(document.run) == shown) else { return };
    if all.len() < 2 {
        return;
    }
    let (number, count) = (place + 1, all.len());
    let text = if is_roomy { format!("Run {number} of {count}") } else { format!("{number}/{count}") };
    let button = ui.button(text).on_hover_text("Other recordings of this window");
    Popup::menu(&button).show(|ui| {
        for (nth, document) in all.iter().enumerate() {
            let text = format!("{}. {}  {}", nth + 1, document.name(), document.now());
            if ui.selectable_label(nth == place, text).clicked() {
                commands.push(Command::ShowRun(document.run));
            }
        }
    });
}
