//! Starting a recording, and steering the one under way.

use crate::app::App;
use crate::command::Command;
use crate::live::{Live, Starting, Wanted};
use crate::state::{Attaching, Pace, Phase, Screen};
use crate::update::marks::{next_closing, unused_label};
use std::sync::Arc;
use strandline::model::MarkRole;
use strandline::record::session::Waker;

impl App {
    pub(super) fn start_recording(&mut self, how: Command) {
        let wanted = match &how {
            Command::Record(pid) => Wanted::Process(*pid),
            Command::RunDemo(kind) => Wanted::Demo(*kind),
            Command::Launch(line) => Wanted::Command(line.clone()),
            _ => return,
        };
        match Starting::begin(Arc::clone(&self.system), wanted, Waker::clone(&self.waker)) {
            Ok(starting) => {
                self.starting = Some((starting, how));
                self.state.attaching = Some(Attaching::default());
                self.state.notice = None;
            }
            Err(error) => self.state.notice = Some(format!("nothing can be attached to: {error}")),
        }
    }

    /// The process is forgotten; what was started for the recording ends.
    pub(super) fn give_up_starting(&mut self) {
        self.starting = None;
        self.state.attaching = None;
    }

    /// Takes in how far an attempt has come.
    pub(crate) fn receive_started(&mut self) {
        let Some((starting, _)) = &self.starting else { return };
        if let Some(question) = starting.question() {
            self.state.attaching = Some(Attaching { question: Some(question) });
            // Nothing stands before the question.
            self.state.dialog = None;
        }
        let Some(outcome) = starting.outcome() else { return };
        let how = self.starting.take().map(|(_, how)| how);
        self.state.attaching = None;
        let (waker, pace) = (Waker::clone(&self.waker), self.state.chooser.pace);
        let pace = if matches!(how, Some(Command::RunDemo(_))) { Pace::default() } else { pace };
        match outcome.and_then(|attached| Live::start(&*self.system, attached, pace, waker)) {
            Ok((live, mut document)) => {
                document.again = how.map(Box::new);
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
