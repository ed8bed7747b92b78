//! Stop, pause, mark; and the figures of now.

use super::controls;
use crate::command::Command;
use crate::state::{Document, Phase, State};
use crate::theme::{Tokens, strong};
use eframe::egui::{RichText, Ui};

pub(in crate::panels) fn ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    let Some(document) = state.document() else { return };
    if document.is_live() {
        let pause = if document.phase == Phase::Paused { Command::Resume } else { Command::Pause };
        for command in [Command::Stop, pause, Command::Mark] {
            controls::button(ui, &command, command.is_possible(state), commands);
        }
        ui.add_space(4.0);
        ui.separator();
        ui.add_space(4.0);
    }
    let (name, pid) = document.target();
    ui.label(strong(ui, name).size(15.0));
    ui.label(RichText::new(pid).color(Tokens::of(ui).weak));
    ui.add_space(16.0);
    figure_ui(ui, "Time", document.now().to_string(), "When the last snapshot was taken");
    let account =
        "By the system's own account. The chart adds up the regions, of which shared ones count in part";
    figure_ui(ui, "Footprint", footprint(document), account);
    figure_ui(ui, "Own cost", cost(document), "CPU time that looking at the target takes, marks aside");
}

fn figure_ui(ui: &mut Ui, caption: &str, value: String, meaning: &str) {
    ui.label(RichText::new(caption).color(Tokens::of(ui).weak)).on_hover_text(meaning);
    ui.label(strong(ui, value)).on_hover_text(meaning);
    ui.add_space(12.0);
}

/// By the system's own account.
fn footprint(document: &Document) -> String {
    let recording = &document.trace.recording;
    if recording.snapshots().is_empty() {
        return "–".to_owned();
    }
    recording.totals_at(recording.last_snapshot()).footprint().to_string()
}

fn cost(document: &Document) -> String {
    let percent = document.figures.cost_percent;
    percent.map_or_else(|| "–".to_owned(), |percent| format!("{percent:.1} % of a core"))
}
