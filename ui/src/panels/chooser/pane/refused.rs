//! A process that may not be read: why, and what helps.

use super::super::memory::capitalised;
use super::chosen;
use crate::command::Command;
use crate::state::State;
use crate::theme::{Icon, Tokens, icon, size, strong, weak};
use crate::widgets::{PushButton, copy_box};
use eframe::egui::{Frame, Label, Margin, Stroke, Ui};
use strandline::source::AttachError;

pub(super) fn ui(ui: &mut Ui, state: &State, pid: u32, refusal: &AttachError, commands: &mut Vec<Command>) {
    match refusal {
        AttachError::NotPermitted { reason, remedy, command, .. } => {
            reason_ui(ui, &capitalised(reason));
            match command {
                Some(command) => {
                    copy_box(ui, command, "the command that helps");
                    // The command stands above; what it does, and what else helps, is in the words.
                    ui.add(Label::new(weak(ui, capitalised(remedy)).small()).wrap());
                }
                None => {
                    ui.add(Label::new(weak(ui, capitalised(remedy))).wrap());
                }
            }
            ui.add_space(4.0);
            chosen::record_button(ui, state, PushButton::text("Record its totals only"), pid, commands);
            ui.add(
                Label::new(weak(ui, "Sums of the whole process: no regions, no categories.").small()).wrap(),
            );
        }
        other => reason_ui(ui, &capitalised(&other.to_string())),
    }
}

fn reason_ui(ui: &mut Ui, reason: &str) {
    let tokens = Tokens::of(ui);
    let card = Frame::new().fill(tokens.header).stroke(Stroke::new(1.0, tokens.line));
    card.corner_radius(size::CARD_RADIUS).inner_margin(Margin::same(size::CARD)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(icon(Icon::Lock).size(14.0).color(tokens.strong));
            ui.label(strong(ui, "Its regions may not be read"));
        });
        ui.add(Label::new(reason).wrap());
    });
}
