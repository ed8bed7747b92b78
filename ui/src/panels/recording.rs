//! The second screen: a recording, under way or over.

use super::chrome::{messages, status, toolbar};
use super::{composition, cycles, inspector, modes, regions, summary, timeline};
use crate::command::Command;
use crate::state::{Document, Mode, Phase, State};
use crate::theme::Tokens;
use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui};

pub(super) fn recording_ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    let tokens = Tokens::in_force(ui);
    let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(12, 0));
    Panel::top("toolbar").exact_size(56.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| toolbar::toolbar_ui(ui, state, commands));
    });
    let has_dialog = state.dialog.is_some();
    let offers = modes::Offers::new(state);
    if let Some(notice) = &state.notice {
        messages::bar_ui(ui, "notice", notice, &[], &Command::DismissNotice, commands);
    }
    let Some(document) = state.document_mut() else { return };
    banner_ui(ui, document, commands);
    Panel::bottom("status").exact_size(24.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| status::status_bar_ui(ui, document));
    });
    timeline::refresh(ui, document);
    let has_keys = !has_dialog && !ui.ctx().egui_wants_keyboard_input();
    let is_summary = document.view.mode == Mode::Summary;
    if is_summary {
        inspector::pane_ui(ui, document, commands);
    }
    // A single text has no time.
    if document.is_live() || !document.trace.recording.is_one_text() {
        Panel::top("timeline")
            .exact_size(timeline::height(ui.available_height(), document.view.mode))
            .resizable(false)
            .frame(Frame::new().fill(tokens.canvas))
            .show(ui, |ui| timeline::timeline_ui(ui, document, commands));
    }
    modes::modes_ui(ui, document, offers, commands);
    if !is_summary {
        inspector::pane_ui(ui, document, commands);
    }
    CentralPanel::default().frame(Frame::new().fill(tokens.panel)).show(ui, |ui| match document.view.mode {
        Mode::Summary => summary::summary_ui(ui, document, has_keys, commands),
        Mode::Cycles => cycles::cycles_ui(ui, document, has_keys, commands),
        Mode::Regions => regions::regions_ui(ui, document, has_keys, commands),
        Mode::Composition => composition::composition_ui(ui, document, commands),
        // It has a screen of its own.
        Mode::Compare => {}
    });
}

fn banner_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    if let Phase::Ended(how) | Phase::Opened(how) = &document.phase {
        if document.hides_end {
            return;
        }
        // What came last in a recording is news; of texts everything that they leave open matters.
        let first = if document.imported.is_some() { 0 } else { document.notes.len().saturating_sub(2) };
        let notes: Vec<&str> = document.notes[first..].iter().map(String::as_str).collect();
        messages::bar_ui(ui, "banner", how, &notes, &Command::DismissNotice, commands);
    }
}
