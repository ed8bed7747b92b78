//! What is beside the list: the selected process, and what else one can begin with.

mod chosen;
mod offers;
mod refused;
mod stored;

pub(in crate::panels) use chosen::pace_ui;

use crate::command::Command;
use crate::state::State;
use crate::theme::Tokens;
use crate::widgets::PushButton;
use eframe::egui::{ScrollArea, Sense, Stroke, Ui, vec2};

pub(super) fn process_pane_ui(ui: &mut Ui, state: &State, commands: &mut Vec<Command>) {
    ScrollArea::vertical().id_salt("pane").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        // The scroll bar has its own column.
        ui.set_width(ui.available_width() - 8.0);
        chosen::chosen_process_ui(ui, state, commands);
        rule(ui);
        offers::offers_ui(ui, state, commands);
        stored::stored_traces_ui(ui, state, commands);
    });
}

/// The button that begins, as wide as the pane.
fn record_button(ui: &mut Ui, state: &State, button: PushButton<'_>, pid: u32, commands: &mut Vec<Command>) {
    let record = Command::Record(pid);
    let busy = state.runs.live().map(|live| format!("{} is being recorded: stop that first", live.name()));
    let tooltip = busy.as_deref().unwrap_or("Begin now");
    let is_possible = record.is_possible(state);
    let button = button.enabled(is_possible).tooltip(tooltip);
    let response = ui.vertical_centered_justified(|ui| button.show(ui)).inner;
    if response.clicked() {
        commands.push(record);
    }
}

fn rule(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 13.0), Sense::hover());
    ui.painter().hline(
        rect.x_range(),
        rect.center().y.floor() + 0.5,
        Stroke::new(1.0, Tokens::in_force(ui).line),
    );
}
