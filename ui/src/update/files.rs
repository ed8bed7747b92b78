//! Opening and saving.

use crate::app::App;
use crate::command::Command;
use crate::jobs::{Answer, AskPath, Done, Job, JobError, SaveTrace, take_done};
use crate::state::{Dialog, Keeping, PathPurpose, Replace, RunId, Screen};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::record::session::Waker;
use strandline::storage::own_files::OwnFiles;
use strandline::storage::trace_file::{Existing, HeldTrace};

/// What the names of traces end with.
const EXTENSION: &str = "strand";

impl App {
    pub(super) fn ask_open(&mut self) {
        let near = self.state.document().filter(|document| document.is_saved());
        let near = near.and_then(|document| document.path.parent()).map_or_else(PathBuf::new, PathBuf::from);
        self.ask(PathPurpose::Open, None, &near);
    }

    pub(super) fn ask_save(&mut self, run: RunId) {
        let Some(document) = self.state.runs.get(run) else { return };
        let suggested = if document.is_saved() {
            document.path.clone()
        } else {
            PathBuf::from(format!("{}.{EXTENSION}", plain(&document.name())))
        };
        self.ask(PathPurpose::Save, Some(run), &suggested);
    }

    /// By the system's dialog; where there is none, by our own.
    pub(super) fn ask(&mut self, purpose: PathPurpose, run: Option<RunId>, suggested: &Path) {
        let job = self.system.file_dialog(purpose, suggested).and_then(|dialog| {
            let work = AskPath { purpose, run, suggested: suggested.to_owned(), dialog: Some(dialog) };
            Job::start(work, Waker::clone(&self.waker)).ok()
        });
        match job {
            Some(job) => self.jobs.asking = Some(job),
            None => self.state.dialog = Some(Dialog::path(purpose, suggested.to_owned())),
        }
    }

    /// What has a file of its own only lacks changed marks there.
    pub(super) fn save(&mut self, run: RunId) {
        match self.state.runs.get_mut(run) {
            Some(document) if document.is_saved() => {
                document.unfiled = None;
                self.write_marks();
            }
            _ => self.ask_save(run),
        }
    }

    /// Copies the trace with its marks as they are now, away from the window's thread.
    pub(super) fn save_to(&mut self, run: RunId, path: PathBuf, existing: Existing) {
        let path = with_ending(path);
        let files = self.system.files().ok();
        let Some(document) = self.state.runs.get_mut(run) else { return };
        if document.is_saved() && document.path == path {
            self.state.dialog = None;
            return self.save(run);
        }
        self.state.dialog = None;
        let work = SaveTrace {
            run,
            from: document.held.clone(),
            to: path,
            existing,
            annotations: document.trace.annotations.clone(),
            unwritten: document.unwritten.take(),
            files,
        };
        match Job::start(work, Waker::clone(&self.waker)) {
            Ok(saving) => self.jobs.saving = Some(saving),
            Err(error) => self.state.notice = Some(format!("the trace cannot be saved: {error}")),
        }
    }

    /// A trace was saved, or not; what waited for that goes on.
    pub(crate) fn receive_saved(&mut self) {
        let Some(Done { work: what, result }) = take_done(&mut self.jobs.saving) else { return };
        let then = self.then_after_saving.take();
        match result {
            Ok(held) => {
                self.is_saved_now(what, held);
                match then {
                    Some(then) => self.leave_unless_unsaved(then),
                    None => self.state.notice = None,
                }
            }
            Err(error) => {
                self.is_not_saved(what, &error);
                // Whoever answers the question goes on.
                if matches!(self.state.dialog, Some(Dialog::Replace(_))) {
                    self.then_after_saving = then;
                }
            }
        }
    }

    fn is_not_saved(&mut self, what: SaveTrace, error: &JobError) {
        if let Some(document) = self.state.runs.get_mut(what.run) {
            document.unwritten = what.unwritten;
        }
        let shown = self.state.document().map(|document| document.run);
        if shown != Some(what.run) || self.state.dialog.is_some() {
            self.state.notice = Some(format!("Not saved: {error}"));
        } else if error.can_be_replaced() {
            self.state.dialog = Some(Dialog::Replace(Replace::new(PathPurpose::Save, what.to)));
        } else {
            self.ask_again(PathPurpose::Save, what.to, &error.to_string());
        }
    }

    /// The path as it was typed can be mended.
    pub(super) fn ask_again(&mut self, purpose: PathPurpose, path: PathBuf, reason: &str) {
        self.state.dialog = Some(Dialog::path(purpose, path).refused(reason));
    }

    /// Marks may have changed since the copy was begun.
    fn is_saved_now(&mut self, what: SaveTrace, held: HeldTrace) {
        if let Some(document) = self.state.runs.get_mut(what.run) {
            document.path = what.to;
            document.held = Some(Arc::new(held));
            document.keeping = Keeping::Saved;
            document.marks_are_filed(&what.annotations.clone(), what.annotations);
        }
    }

    /// A path was chosen, or not.
    pub(crate) fn receive_path(&mut self) {
        let Some(Done { work, result }) = take_done(&mut self.jobs.asking) else { return };
        let AskPath { purpose, run, suggested, .. } = work;
        match (result.unwrap_or(Answer::NoDialog), run) {
            (Answer::Chosen(path), None) => self.open(vec![path]),
            (Answer::Chosen(path), Some(run)) => match purpose {
                PathPurpose::Export(export) => {
                    let existing = answered(&path, &export.ended(path.clone()));
                    self.export_to(run, export, path, existing);
                }
                PathPurpose::Open | PathPurpose::Save => {
                    let existing = answered(&path, &with_ending(path.clone()));
                    self.save_to(run, path, existing);
                }
            },
            (Answer::Cancelled, _) => {
                self.then_after_saving = None;
                self.state.comparing.awaiting = None;
            }
            (Answer::NoDialog, run) => {
                if let Some(run) = run {
                    self.state.runs.show(run);
                    self.state.screen = Screen::Run;
                }
                self.state.dialog = Some(Dialog::path(purpose, suggested));
            }
        }
    }

    /// Moves a recording that was never saved to the bin, takes one out of it, or deletes one there for good; others are not
    /// ours to delete.
    pub(super) fn tidy(&mut self, command: &Command) {
        let what =
            if matches!(command, Command::Restore(_)) { "it is not restored" } else { "it is not deleted" };
        self.with_own_files(what, |files| {
            match command {
                Command::Bin(path) => drop(files.bin(&HeldTrace::open(path)?)?),
                Command::Restore(path) => drop(files.restore(path)?),
                Command::Delete(path) => files.delete(path)?,
                _ => {}
            }
            Ok(())
        });
    }

    pub(super) fn with_own_files(
        &mut self,
        what: &str,
        change: impl FnOnce(&OwnFiles) -> Result<(), JobError>,
    ) {
        let changed = self.system.files().map_err(JobError::OwnFiles).and_then(|files| change(&files));
        if let Err(error) = changed {
            self.state.notice = Some(format!("{what}: {error}"));
        }
        // What is offered is listed anew.
        self.jobs.processes = None;
    }
}

/// The system's dialog has asked whether a file is to be replaced, if that was the very name.
fn answered(asked: &Path, meant: &Path) -> Existing {
    if asked == meant { Existing::Force } else { Existing::Keep }
}

/// A path with the ending of traces, unless it has one.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(EXTENSION) }
}

/// A name as a file may have it.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '-' })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_name_has_no_odd_letters() {
        assert_eq!(plain("Web Content/7 (é)"), "Web-Content-7--é-");
    }
}
