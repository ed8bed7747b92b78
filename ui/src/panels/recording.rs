//! The second screen: a recording, under way or over.

use super::chrome::{messages, status, toolbar};
use super::{summary, timeline};
use crate::command::Command;
use crate::state::{Document, Phase, State};
use crate::theme::Tokens;
use eframe::egui::{CentralPanel, Frame, Margin, Panel, Ui};
use std::time::Instant;

pub(super) fn ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    let tokens = Tokens::of(ui);
    let bar = Frame::new().fill(tokens.header).inner_margin(Margin::symmetric(12, 0));
    Panel::top("toolbar").exact_size(56.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| toolbar::ui(ui, state, commands));
    });
    if let Some(notice) = &state.notice {
        messages::bar_ui(ui, "notice", notice, &[], &Command::DismissNotice, commands);
    }
    let Some(document) = state.document_mut() else { return };
    if let Some(wait) = document.figures.refresh(&document.trace, pixels(ui), Instant::now()) {
        ui.ctx().request_repaint_after(wait);
    }
    banner_ui(ui, document, commands);
    Panel::bottom("status").exact_size(24.0).resizable(false).frame(bar).show(ui, |ui| {
        ui.horizontal_centered(|ui| status::ui(ui, document));
    });
    let height = ui.available_height();
    Panel::top("timeline")
        .exact_size((height * 0.46).round())
        .resizable(false)
        .frame(Frame::new().fill(tokens.canvas))
        .show(ui, |ui| timeline::ui(ui, document, commands));
    CentralPanel::default().frame(Frame::new().fill(tokens.canvas)).show(ui, |ui| {
        summary::ui(ui, document);
    });
}

fn banner_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    if let Phase::Ended(how) | Phase::Opened(how) = &document.phase {
        if document.hides_end {
            return;
        }
        let notes: Vec<&str> = document.notes.iter().rev().take(2).rev().map(String::as_str).collect();
        messages::bar_ui(ui, "banner", how, &notes, &Command::DismissNotice, commands);
    }
}

/// How many pixels the chart has for its columns, at most.
fn pixels(ui: &Ui) -> usize {
    let pixels = ui.available_width() * ui.ctx().pixels_per_point();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width in pixels")]
    let pixels = pixels.clamp(1.0, 16_384.0) as usize;
    pixels
}
