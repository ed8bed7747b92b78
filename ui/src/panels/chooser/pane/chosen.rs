//! The selected process, and how it is to be recorded.

use super::{record_button, refused};
use crate::command::Command;
use crate::state::{ChooserChange, Pace, Process, State};
use crate::theme::{Tokens, fonts, size, strong, weak};
use crate::widgets::PushButton;
use eframe::egui::{
    Align, ComboBox, Label, Layout, Response, RichText, Role, TextStyle, Ui, WidgetInfo, vec2,
};
use std::time::Duration;
use strandline::source::{Access, Candidate};

const INTERVALS: [(&str, Duration); 4] = [
    ("100 ms", Duration::from_millis(100)),
    ("250 ms", Duration::from_millis(250)),
    ("500 ms", Duration::from_millis(500)),
    ("1 s", Duration::from_secs(1)),
];
const BUDGETS: [(&str, f64); 2] = [("1 % of a core", 0.01), ("5 % of a core", 0.05)];
/// Width of a choice.
const CHOICE: f32 = 132.0;

pub(super) fn chosen_process_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(process) = state.chooser.selected() else {
        ui.label(strong(ui, "Choose a process").size(fonts::TITLE));
        let how = "Click a row to see what can be done with it. A double click, or Enter, records it.";
        ui.add(Label::new(weak(ui, how)).wrap());
        return;
    };
    let Candidate { pid, name, footprint, access, .. } = &process.candidate;
    ui.add(Label::new(strong(ui, name).size(fonts::TITLE)).truncate());
    ui.label(weak(ui, format!("pid {pid}, {footprint} footprint")));
    ui.add_space(2.0);
    match access {
        _ if process.has_exited => {
            ui.label("It has exited.");
        }
        Access::Full => record_ui(ui, state, process, commands),
        Access::ByPid(refusal) => {
            record_ui(ui, state, process, commands);
            ui.add_space(4.0);
            refused::by_pid_ui(ui, refusal);
        }
        Access::Totals(refusal) | Access::Nothing(refusal) => {
            refused::refusal_ui(ui, state, process, refusal, commands);
        }
    }
}

fn record_ui(ui: &mut Ui, state: &State, process: &Process, commands: &mut Vec<Command>) {
    pace_ui(ui, state.chooser.pace, commands);
    ui.add_space(4.0);
    let Candidate { pid, name, .. } = &process.candidate;
    let label = format!("Record {name}");
    record_button(ui, state, PushButton::text(&label).primary(), *pid, commands);
    ui.label(weak(ui, "Reads only; nothing is injected into the process.").small());
}

/// How often a process is looked at, and what that may cost.
pub(in crate::panels) fn pace_ui(ui: &mut Ui, pace: Pace, commands: &mut Vec<Command>) {
    let mut choose = |pace| commands.push(Command::Choose(ChooserChange::Pace(pace)));
    let why = "How often the process is looked at. What comes and goes between two looks is not seen";
    if let Some(interval) = choice_ui(ui, "Sample every", why, &INTERVALS, pace.interval) {
        choose(Pace { interval, ..pace });
    }
    let why = "The share of one core that sampling may use, marks aside. Where that does not suffice, samples become rarer, and the recording says so";
    if let Some(budget) = choice_ui(ui, "CPU limit", why, &BUDGETS, pace.budget) {
        choose(Pace { budget, ..pace });
    }
}

/// A line with a name and what is chosen; tells what is chosen instead.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    why: &str,
    choices: &[(&str, T)],
    chosen: T,
) -> Option<T> {
    let mut instead = None;
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), size::CONTROL),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.label(name).on_hover_text(why);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let words =
                    choices.iter().find(|(_, choice)| *choice == chosen).map_or("", |(words, _)| words);
                let text =
                    RichText::new(words).text_style(TextStyle::Body).color(Tokens::in_force(ui).strong);
                let field = ComboBox::from_id_salt(name).selected_text(text).width(CHOICE);
                let shown = field.show_ui(ui, |ui| {
                    for (words, choice) in choices {
                        if ui.selectable_label(*choice == chosen, *words).clicked() {
                            instead = Some(*choice);
                        }
                    }
                });
                named(&shown.response, name, words);
            });
        },
    );
    instead.filter(|instead| *instead != chosen)
}

fn named(response: &Response, name: &str, words: &str) {
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(words.to_owned()),
        ..WidgetInfo::labeled(Role::ComboBox, true, name)
    });
}
