//! A process that may not be read: why, and what helps.

use super::record_button;
use crate::command::Command;
use crate::state::{Process, State};
use crate::theme::{Icon, Tokens, icon, size, strong, weak};
use crate::widgets::{PushButton, copy_box};
use eframe::egui::{Frame, Label, Margin, Stroke, Ui};
use strandline::model::units::capitalised;
use strandline::source::{Access, AttachError, Candidate};

pub(super) fn refusal_ui(
    ui: &mut Ui,
    state: &State,
    process: &Process,
    refusal: &AttachError,
    commands: &mut Vec<Command>,
) {
    match refusal {
        AttachError::NotPermitted { reason, remedy, command, .. } => {
            reason_ui(ui, "Its regions may not be read", &capitalised(reason));
            remedy_ui(ui, remedy, command.as_deref());
            let Candidate { pid, access, .. } = &process.candidate;
            if matches!(access, Access::Nothing(_)) {
                return;
            }
            ui.add_space(4.0);
            record_button(ui, state, PushButton::text("Record its totals only"), *pid, commands);
            ui.add(
                Label::new(weak(ui, "Sums of the whole process: no regions, no categories.").small()).wrap(),
            );
        }
        other => reason_ui(ui, "Its regions may not be read", &capitalised(&other.to_string())),
    }
}

/// A process of which the regions are told, but not by its port.
pub(super) fn by_pid_ui(ui: &mut Ui, refusal: &AttachError) {
    if let AttachError::NotPermitted { reason, remedy, command, .. } = refusal {
        reason_ui(ui, "By pid: slower, and without its graphics objects", &capitalised(reason));
        remedy_ui(ui, remedy, command.as_deref());
    }
}

fn remedy_ui(ui: &mut Ui, remedy: &str, command: Option<&str>) {
    let Some(command) = command else {
        ui.add(Label::new(weak(ui, capitalised(remedy))).wrap());
        return;
    };
    // The box holds the command; what stands before it says what it does.
    let does = remedy.strip_suffix(command).and_then(|remedy| remedy.strip_suffix(": ")).unwrap_or(remedy);
    ui.add(Label::new(weak(ui, capitalised(does)).small()).wrap());
    copy_box(ui, command, "the command that helps");
}

fn reason_ui(ui: &mut Ui, title: &str, reason: &str) {
    let tokens = Tokens::in_force(ui);
    let card = Frame::new().fill(tokens.header).stroke(Stroke::new(1.0, tokens.line));
    card.corner_radius(size::CARD_RADIUS).inner_margin(Margin::same(size::CARD)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(icon(Icon::Lock).size(14.0).color(tokens.strong));
            ui.add(Label::new(strong(ui, title)).wrap());
        });
        ui.add(Label::new(reason).wrap());
    });
}
