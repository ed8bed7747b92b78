//! The bar above the list: what is searched for, the way back, colours.

use super::keys;
use crate::command::Command;
use crate::state::{State, ThemeChoice};
use crate::theme::{Icon, Tokens, fonts, icon, strong, weak};
use crate::widgets::{PushButton, search_field};
use eframe::egui::{Align, Layout, Theme, Ui};

const SEARCH: f32 = 300.0;
/// With less room than this the title's second half is left out.
const ROOM_FOR_SUBTITLE: f32 = 780.0;

pub(super) fn filter_bar_ui(ui: &mut Ui, state: &mut State, commands: &mut Vec<Command>) {
    let has_room = ui.available_width() >= ROOM_FOR_SUBTITLE;
    ui.label(icon(Icon::Waves).size(22.0).color(Tokens::in_force(ui).strong));
    ui.label(strong(ui, "Strandline").size(fonts::TITLE));
    ui.add_space(12.0);
    if let Some(document) = state.runs.shown() {
        let back = Command::ShowRun(document.run);
        let tooltip = format!("Show {} again", document.name());
        let button = PushButton::text("Back to the recording").with_icon(Icon::Left).tooltip(&tooltip);
        if button.show(ui).clicked() {
            commands.push(back);
        }
    } else if has_room {
        ui.label(weak(ui, "Choose a process to record"));
    }
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        theme_ui(ui, commands);
        let hint = "Name, pid, user or command";
        let search = search_field(ui, &mut state.chooser.filter, "Search", hint, SEARCH);
        state.chooser.search();
        keys::listen(ui, state, &search);
    });
}

fn theme_ui(ui: &mut Ui, commands: &mut Vec<Command>) {
    let (icon, label, other) = match ui.theme() {
        Theme::Dark => (Icon::Sun, "Light colours", ThemeChoice::Light),
        Theme::Light => (Icon::Moon, "Dark colours", ThemeChoice::Dark),
    };
    if PushButton::icon(icon, label).show(ui).clicked() {
        commands.push(Command::Theme(other));
    }
}
