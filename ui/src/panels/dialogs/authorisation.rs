//! The system asks its user whether we may look at a process: what is waited for, and a way out.

use super::head_ui;
use crate::command::Command;
use crate::state::State;
use crate::theme::weak;
use crate::widgets::PushButton;
use eframe::egui::{Align, Frame, Id, Label, Layout, Margin, Modal, Spinner, Ui};

pub(super) fn authorisation_ui(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    let question = state.busy.attaching.as_ref().and_then(|attaching| attaching.question.as_deref());
    let Some(question) = question else { return };
    let frame = Frame::popup(ui.style()).inner_margin(Margin::same(16));
    let shown = Modal::new(Id::unique("asked")).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(420.0);
        head_ui(ui, "Waiting for macOS", "");
        ui.add(Label::new(question).wrap());
        ui.add_space(4.0);
        let note = "It may have hidden its dialog behind this window. Where nobody answers, regions are recorded by pid.";
        ui.add(Label::new(weak(ui, note).small()).wrap());
        ui.add_space(12.0);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if PushButton::text("Give up").show(ui).clicked() {
                commands.push(Command::CloseDialog);
            }
            ui.add(Spinner::new().size(14.0));
        });
    });
    if shown.should_close() {
        commands.push(Command::CloseDialog);
    }
}
