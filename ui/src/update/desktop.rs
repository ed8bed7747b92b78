//! What the desktop asks of the window, and what it is told of it.

use crate::app::App;
use crate::command::Command;
use crate::shell::{Desk, Request, Shown, TextEdit, lines_now};
use crate::state::Document;
use eframe::egui::{Context, Event, Key, Modifiers, ViewportCommand};
use strandline::import::sort_by_name;

impl App {
    /// Does what the desktop asked for as if it were asked in the window.
    pub(crate) fn receive_requests(&mut self, context: &Context) {
        let requests = self.system.desk().map(Desk::take).unwrap_or_default();
        for request in requests {
            match request {
                Request::Open(mut paths) => {
                    sort_by_name(&mut paths);
                    self.commands.push(Command::OpenAll(paths));
                    come_forward(context);
                }
                Request::Quit => {
                    self.commands.push(Command::Quit);
                    come_forward(context);
                }
                Request::Perform(command) => self.commands.push(command),
                Request::Text(edit) => edit_text(context, edit),
            }
        }
    }

    /// Tells the desktop what it shows.
    pub(crate) fn tell_desk(&self, context: &Context) {
        let Some(desk) = self.system.desk() else { return };
        let document = self.state.document();
        desk.show(&Shown {
            file: document.filter(|one| one.is_saved()).map(|one| one.path.clone()),
            is_edited: document.is_some_and(Document::needs_saving),
            asks_before_end: self.asks_before_end(),
            lines: lines_now(&self.state, context.egui_wants_keyboard_input()),
        });
    }
}

/// Somebody elsewhere waits for an answer.
fn come_forward(context: &Context) {
    context.send_viewport_cmd(ViewportCommand::Minimized(false));
    context.send_viewport_cmd(ViewportCommand::Focus);
}

/// As the keys would do it.
fn edit_text(context: &Context, edit: TextEdit) {
    let event = match edit {
        TextEdit::Cut => Event::Cut,
        TextEdit::Copy => Event::Copy,
        TextEdit::Paste => {
            context.send_viewport_cmd(ViewportCommand::RequestPaste);
            return;
        }
        TextEdit::SelectAll => Event::Key {
            key: Key::A,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::COMMAND,
        },
    };
    context.input_mut(|input| input.events.push(event));
}
