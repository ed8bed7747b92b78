//! What each command does.

use crate::app::App;
use crate::command::Command;
use crate::jobs::Opening;
use crate::live::Live;
use crate::state::{Chooser, Document, Phase, Screen};
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
                let started = Live::attach(&*self.system, pid, Waker::clone(&self.waker));
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
                if let Some(live) = &mut self.live {
                    live.mark();
                }
            }
            Command::BackToChooser => self.state.screen = Screen::Chooser(Chooser::default()),
            Command::DismissNotice => self.state.notice = None,
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
                self.live = Some(live);
                self.state.screen = Screen::Document(Box::new(document));
                self.state.notice = None;
            }
            Err(reason) => self.state.notice = Some(reason),
        }
    }

    fn steer(&mut self, phase: Phase, tell: impl FnOnce(&Live)) {
        if let (Some(live), Screen::Document(document)) = (&self.live, &mut self.state.screen) {
            tell(live);
            document.phase = phase;
        }
    }
}
