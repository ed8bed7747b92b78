//! What each command does.

mod closing;
mod files;
mod marks;
mod recording;

use crate::app::App;
use crate::command::Command;
use crate::state::{Document, Screen, ThemeChoice};
use strandline::own_files::Settings;

impl App {
    /// Does what was asked for, if it still makes sense.
    pub(crate) fn apply(&mut self, command: Command) {
        if !command.is_possible(&self.state) {
            return;
        }
        match command {
            Command::Record(_) | Command::RunDemo(_) | Command::Launch(_) => self.start_recording(command),
            Command::RecordAgain => self.record_again(),
            Command::Stop | Command::Pause | Command::Resume | Command::Mark | Command::Snapshot => {
                self.steer(&command);
            }
            Command::AskOpen => self.ask_open(),
            Command::Open(path) => self.open(path),
            Command::Save => self.save(),
            Command::AskSave => self.ask_save(),
            Command::SaveTo(path) => self.save_to(path),
            Command::Discard(path) => self.discard(&path),
            Command::CloseRun => self.close_run(),
            Command::Quit => self.quit(),
            Command::Leave(leaving) => self.leave(leaving),
            Command::ShowChooser => self.state.screen = Screen::Chooser,
            Command::ShowRun(run) => {
                self.state.runs.show(run);
                self.state.screen = Screen::Run;
            }
            Command::Edit(edit) => self.with_document(|document| document.edit(edit)),
            Command::MarkPlayhead => self.with_document(marks::mark_playhead),
            Command::Undo => self.with_document(Document::undo),
            Command::Redo => self.with_document(Document::redo),
            Command::View(change) => self.with_document(|document| {
                let (end, is_live) = (document.now(), document.is_live());
                document.view.apply(change, end, is_live);
            }),
            Command::Theme(theme) => self.choose_theme(theme),
            Command::Show(dialog) => self.state.dialog = Some(dialog),
            Command::CloseDialog => self.close_dialog(),
            Command::DismissNotice => self.dismiss(),
        }
    }

    /// The colours are kept for the next time.
    fn choose_theme(&mut self, theme: ThemeChoice) {
        self.state.theme = theme;
        let kept = self.system.files().and_then(|files| {
            let settings = Settings { theme, ..files.settings().value };
            files.save_settings(&settings).map_err(|error| error.to_string())
        });
        if let Err(reason) = kept {
            self.state.notice = Some(format!("the choice is not kept for the next time: {reason}"));
        }
    }

    /// What failed last comes first, then how the recording ended.
    fn dismiss(&mut self) {
        if self.state.notice.take().is_none() {
            self.with_document(|document| document.hides_end = true);
        }
    }

    fn with_document(&mut self, change: impl FnOnce(&mut Document)) {
        if let Some(document) = self.state.document_mut() {
            change(document);
        }
    }
}
