//! Starting a recording, and steering the one under way.

use crate::app::App;
use crate::command::Command;
use crate::jobs::{Attach, Done, Job, take_done};
use crate::live::Live;
use crate::state::{Pace, Phase, RecordTarget, Screen};
use crate::update::marks::{next_closing, unused_label};
use std::sync::Arc;
use strandline::model::MarkRole;
use strandline::record::session::Waker;

impl App {
    pub(super) fn start_recording(&mut self, target: RecordTarget) {
        let work = Attach { target, system: Arc::clone(&self.system) };
        match Job::start(work, Waker::clone(&self.waker)) {
            Ok(job) => {
                self.jobs.attaching = Some(job);
                self.state.notice = None;
            }
            Err(error) => self.state.notice = Some(format!("nothing can be attached to: {error}")),
        }
    }

    /// Takes in how far an attempt has come.
    pub(crate) fn receive_started(&mut self) {
        let Some(job) = &mut self.jobs.attaching else { return };
        if job.new_message().is_some() {
            // Nothing stands before the system's question.
            self.state.dialog = None;
        }
        let Some(Done { work: Attach { target, .. }, result }) = take_done(&mut self.jobs.attaching) else {
            return;
        };
        let (waker, pace) = (Waker::clone(&self.waker), self.state.chooser.pace);
        let pace = if matches!(target, RecordTarget::Demo(_)) { Pace::default() } else { pace };
        match result.and_then(|attached| Live::start(&*self.system, attached, pace, waker)) {
            Ok((live, mut document)) => {
                document.recorded = Some(target);
                self.live = Some((self.state.runs.add(document), live));
                self.state.screen = Screen::Run;
                self.state.dialog = None;
                self.state.notice = None;
            }
            Err(error) => self.state.notice = Some(error.to_string()),
        }
    }

    pub(super) fn record_chosen(&mut self) {
        if let Some(pid) = self.state.chooser.selected().map(|process| process.candidate.pid) {
            self.start_recording(RecordTarget::Process(pid));
        }
    }

    pub(super) fn record_again(&mut self) {
        if let Some(target) = self.state.document().and_then(|document| document.recorded.clone()) {
            self.start_recording(target);
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
