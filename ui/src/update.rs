//! What each command does.

use crate::app::App;
use crate::command::Command;
use crate::jobs::Opening;
use crate::live::Live;
use crate::state::{Document, Phase, Screen};
use std::path::PathBuf;
use strandline::session::Waker;

impl App {
    /// Does what was asked for, if it still makes sense.
    pub(crate) fn apply(&mut self, command: Command) {
        if !command.is_possible(&self.state) {
            return;
        }
        match command {
            Command::Record(pid) => {
                let started =
                    Live::attach(&*self.system, pid, self.state.chooser.pace, Waker::clone(&self.waker));
                self.begin(started);
            }
            Command::RunDemo(kind) => {
                let started = Live::demo(&*self.system, kind, Waker::clone(&self.waker));
                self.begin(started);
            }
            Command::Stop => self.steer(Phase::Stopping, Live::stop),
            Command::Pause => self.steer(Phase::Paused, Live::pause),
            Command::Resume => self.steer(Phase::Recording, Live::resume),
            Command::Mark => {
                if let Some((_, live)) = &mut self.live {
                    live.mark();
                }
            }
            Command::Open(path) => self.open(path),
            Command::ShowChooser => self.state.screen = Screen::Chooser,
            Command::ShowRun(run) => {
                self.state.runs.show(run);
                self.state.screen = Screen::Run;
            }
            Command::Choose(change) => self.state.chooser.apply(change),
            Command::Edit(edit) => self.with_document(|document| document.edit(edit)),
            Command::Undo => self.with_document(Document::undo),
            Command::Redo => self.with_document(Document::redo),
            Command::View(change) => self.with_document(|document| {
                let (end, is_live) = (document.now(), document.is_live());
                document.view.apply(change, end, is_live);
            }),
            Command::Show(dialog) => self.state.dialog = Some(dialog),
            Command::CloseDialog => self.state.dialog = None,
            Command::DismissNotice => self.state.notice = None,
            _ => {}
        }
    }

    /// Reads a trace, away from the window's thread.
    pub(crate) fn open(&mut self, path: PathBuf) {
        match Opening::start(path.clone(), Waker::clone(&self.waker)) {
            Ok(opening) => {
                self.opening = Some(opening);
                self.state.screen = Screen::Opening(path);
            }
            Err(error) => self.state.notice = Some(format!("the trace cannot be read: {error}")),
        }
    }

    fn begin(&mut self, started: Result<(Live, Document), String>) {
        match started {
            Ok((live, document)) => {
                self.live = Some((self.state.runs.add(document), live));
                self.state.screen = Screen::Run;
                self.state.notice = None;
            }
            Err(reason) => self.state.notice = Some(reason),
        }
    }

    fn steer(&mut self, phase: Phase, tell: impl FnOnce(&Live)) {
        if let Some((run, live)) = &self.live
            && let Some(document) = self.state.runs.get_mut(*run)
        {
            tell(live);
            document.phase = phase;
        }
    }

    fn with_document(&mut self, change: impl FnOnce(&mut Document)) {
        if let Some(document) = self.state.document_mut() {
            change(document);
        }
    }
}
