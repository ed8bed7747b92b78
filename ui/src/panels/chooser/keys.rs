//! What keys do on the first screen: all that is typed is searched for, and arrows move through what is found.

use crate::command::Command;
use crate::state::{ChooserChange, State};
use eframe::egui::{Id, Key, Memory, Modifiers, Popup, Response, Ui};

/// How many rows a page has.
const PAGE: isize = 10;

const STEPS: [(Key, isize); 4] =
    [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, PAGE), (Key::PageUp, -PAGE)];

/// Takes keys before the search field does, unless they are meant for something else.
pub(super) fn keys(ui: &Ui, state: &State, commands: &mut Vec<Command>) {
    if !is_listening(ui, state) {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    for (key, step) in STEPS {
        if pressed(key) {
            commands.push(Command::Choose(ChooserChange::Step(step)));
        }
    }
    if pressed(Key::Escape) {
        commands.push(Command::Choose(ChooserChange::ClearSearch));
    }
    if pressed(Key::Enter)
        && let Some(process) = state.chooser.selected().filter(|process| process.is_open())
        && state.chooser.selected_row().is_some()
    {
        commands.push(Command::Record(process.candidate.pid));
    }
}

/// The search has the keyboard whenever nothing else wants it.
pub(super) fn listen(ui: &Ui, state: &State, search: &Response) {
    ui.data_mut(|data| data.insert_temp(search_id(), search.id));
    if state.dialog.is_none() && ui.memory(|memory| memory.focused().is_none()) {
        search.request_focus();
    }
}

fn is_listening(ui: &Ui, state: &State) -> bool {
    let search: Option<Id> = ui.data(|data| data.get_temp(search_id()));
    let focused = ui.memory(Memory::focused);
    state.dialog.is_none() && !Popup::is_any_open(ui.ctx()) && (focused.is_none() || focused == search)
}

fn search_id() -> Id {
    Id::unique("search of processes")
}
