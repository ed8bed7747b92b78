//! Starting a recording, and steering the one under way.

use crate::app::App;
use crate::command::Command;
use crate::live::Live;
use crate::state::{Phase, Screen};
use crate::update::marks::{next_closing, unused_label};
use strandline::model::MarkRole;
use strandline::session::Waker;

impl App {
    pub(super) fn start_recording(&mut self, how: Command) {
        let waker = Waker::clone(&self.waker);
        let system = &*self.system;
        let pace = self.state.chooser.pace;
        let started = match &how {
            Command::Record(pid) => Live::attach(system, *pid, pace, waker),
            Command::RunDemo(kind) => Live::demo(system, *kind, waker),
            Command::Launch(line) => Live::launch(system, line, pace, waker),
            _ => return,
        };
        match started {
            Ok((live, mut document)) => {
                document.again = Some(Box::new(how));
                self.live = Some((self.state.runs.add(document), live));
                self.state.screen = Screen::Run;
                self.state.dialog = None;
                self.state.notice = None;
            }
            Err(reason) => self.state.notice = Some(reason),
        }
    }

    pub(super) fn record_chosen(&mut self) {
        if let Some(pid) = self.state.chooser.selected().map(|process| process.candidate.pid) {
            self.start_recording(Command::Record(pid));
        }
    }

    pub(super) fn record_again(&mut self) {
        let again = self.state.document().and_then(|document| document.again.as_deref());
        if let Some(again) = again.cloned() {
            self.start_recording(again);
        }
    }

    pub(super) fn steer(&mut self, command: &Command) {
        let Some((run, live)) = &mut self.live else { return };
        let Some(document) = self.state.runs.get_mut(*run) else { return };
        match command {
            Command::Stop => {
                live.stop();
                document.phase = Phase::Stopping;
            }
            Command::Pause => {
                live.pause();
                document.phase = Phase::Paused;
            }
            Command::Resume => {
                live.resume();
                document.phase = Phase::Recording;
            }
            Command::Mark => {
                let (label, role) = next_closing(&document.trace.annotations);
                live.mark(label, role);
            }
            Command::Baseline => live.mark("baseline".to_owned(), MarkRole::Baseline),
            Command::Note => live.mark(unused_label(&document.trace.annotations), MarkRole::Note),
            Command::Snapshot => live.snapshot(),
            _ => {}
        }
    }
}
