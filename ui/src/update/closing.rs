//! Leaving a recording or the window: nothing is lost unless the user says so.

use crate::app::App;
use crate::jobs::JobError;
use crate::state::{Dialog, Document, Keeping, Leaving, RunId, Screen, Then, Unsaved};

impl App {
    pub(super) fn close_run(&mut self) {
        if let Some(run) = self.state.document().map(|document| document.run) {
            self.leave_unless_unsaved(Then::CloseRun(run));
        }
    }

    pub(super) fn quit(&mut self) {
        self.leave_unless_unsaved(Then::Quit);
    }

    /// Goes on if nothing would be lost, and asks otherwise; while something is being written, only after that.
    pub(super) fn leave_unless_unsaved(&mut self, then: Then) {
        self.write_marks();
        if self.jobs.is_writing() {
            self.then_after_saving = Some(then);
            return;
        }
        let left = || self.unsaved_by(then);
        let unsaved = Unsaved {
            then,
            kept: left().filter(|one| one.keeping == Keeping::Unsaved).map(|one| one.run).collect(),
            edited: left().filter(|one| one.is_edited).map(|one| one.run).collect(),
            names: left().map(Document::name).collect(),
        };
        if unsaved.names.is_empty() {
            self.go_on(then);
        } else {
            self.state.dialog = Some(Dialog::Unsaved(unsaved));
        }
    }

    /// The recordings of which something would be lost.
    fn unsaved_by(&self, then: Then) -> impl Iterator<Item = &Document> {
        let is_left = move |document: &&Document| match then {
            Then::CloseRun(run) => document.run == run,
            Then::Quit => true,
        };
        let matters = |document: &&Document| document.needs_saving() && !document.is_empty();
        self.state.runs.all().iter().filter(is_left).filter(matters)
    }

    /// Whether the window cannot be closed without a question, or not yet.
    pub(super) fn asks_before_end(&self) -> bool {
        self.jobs.saving.is_some()
            || self.jobs.exporting.is_some()
            || self.unsaved_by(Then::Quit).next().is_some()
    }

    /// What the user decided.
    pub(super) fn leave(&mut self, leaving: Leaving) {
        let Some(Dialog::Unsaved(unsaved)) = self.state.dialog.take() else { return };
        match leaving {
            Leaving::Save => {
                self.save_one(&unsaved);
            }
            Leaving::Keep => {
                if let Some(name) = self.held_in_memory(&unsaved.kept) {
                    self.state.notice = Some(format!(
                        "the end of {name} is in memory only, since the disk was full: save it elsewhere"
                    ));
                    return;
                }
                if let Some(reason) = self.unwritable(&unsaved.edited) {
                    self.state.notice = Some(reason);
                    return;
                }
                self.go_on(unsaved.then);
            }
            Leaving::Discard => {
                for run in unsaved.kept {
                    self.end_if_live(run);
                    self.bin_run(run);
                }
                self.go_on(unsaved.then);
            }
        }
    }

    /// A recording of which the file lacks a part: only saving keeps that.
    fn held_in_memory(&self, runs: &[RunId]) -> Option<String> {
        let mut documents = runs.iter().filter_map(|&run| self.state.runs.get(run));
        documents.find(|document| document.unwritten.is_some()).map(Document::name)
    }

    /// What a recording measures while it is saved would be in no file: it ends first.
    fn save_one(&mut self, unsaved: &Unsaved) {
        if let Some(&run) = unsaved.kept.iter().chain(&unsaved.edited).next() {
            self.end_if_live(run);
            self.state.runs.show(run);
            self.state.screen = Screen::Run;
            self.then_after_saving = Some(unsaved.then);
            self.save(run);
        }
    }

    /// Changed marks that cannot be written to the file in which their recording lies: only saving keeps those.
    fn unwritable(&self, runs: &[RunId]) -> Option<String> {
        let document = runs.iter().find_map(|&run| self.state.runs.get(run))?;
        Some(format!("the marks of {} are not in its file: save it elsewhere", document.name()))
    }

    /// Moves a recording to the bin, where nobody else shows it: there it stays what it is.
    fn bin_run(&mut self, run: RunId) {
        let held = self.state.runs.get(run).and_then(|document| document.held.clone());
        let Some(held) = held else { return };
        self.with_own_files("it is not deleted", |files| files.bin(&held).map(drop).map_err(JobError::from));
    }

    /// What was asked for before, now that nothing is in its way.
    fn go_on(&mut self, then: Then) {
        match then {
            Then::Quit => self.is_closing = true,
            Then::CloseRun(run) => {
                self.end_if_live(run);
                self.state.runs.remove(run);
                if self.state.screen == Screen::Run && self.state.runs.shown().is_none() {
                    self.state.screen = Screen::Chooser;
                }
            }
        }
    }

    /// The sampler writes the end of its file before this returns; what it has told until then is shown if the recording
    /// stays after all.
    fn end_if_live(&mut self, run: RunId) {
        let Some((_, live)) = self.live.take_if(|(live, _)| *live == run) else { return };
        if let Some(document) = self.state.runs.get_mut(run) {
            live.finish(document);
        }
    }

    /// Everything gets into its file, and the window closes.
    pub(crate) fn end_at_once(&mut self) {
        if let Some(run) = self.live.as_ref().map(|&(run, _)| run) {
            self.end_if_live(run);
        }
        self.write_marks();
        // Each time those of one recording.
        for _ in 0..=self.state.runs.all().len() {
            let Some(job) = &mut self.jobs.marks else { break };
            job.join();
            self.receive_annotated();
        }
        self.is_closing = true;
    }

    /// A dialog that is taken away is an answer too: nothing goes on.
    pub(super) fn close_dialog(&mut self) {
        if self.state.dialog.take().is_none() {
            // The process is forgotten; what was started for the recording ends.
            self.jobs.attaching = None;
        }
        self.then_after_saving = None;
        self.state.comparing.awaiting = None;
    }
}
