//! Opening and saving.

use crate::app::App;
use crate::command::Command;
use crate::jobs::{Asking, Saving, SavingOf};
use crate::state::{Dialog, Keeping, PathPurpose, Replace, RunId, Screen};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::record::session::Waker;
use strandline::storage::own_files::OwnFiles;
use strandline::storage::trace_file::{Existing, HeldTrace, WriteError};

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
        let dialog = self.system.file_dialog(purpose, suggested);
        let asking = dialog
            .map(|dialog| Asking::start(purpose, suggested.to_owned(), dialog, Waker::clone(&self.waker)));
        match asking {
            Some(Ok(asking)) => self.asking = Some((asking, run)),
            Some(Err(_)) | None => self.state.dialog = Some(Dialog::path(purpose, suggested.to_owned())),
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
        let what = SavingOf {
            run,
            from: document.held.clone(),
            to: path,
            existing,
            annotations: document.trace.annotations.clone(),
            unwritten: document.unwritten.take(),
            files,
        };
        match Saving::start(what, Waker::clone(&self.waker)) {
            Ok(saving) => {
                self.saving = Some(saving);
                self.state.is_saving = true;
            }
            Err(error) => self.state.notice = Some(format!("the trace cannot be saved: {error}")),
        }
    }

    /// A trace was saved, or not; what waited for that goes on.
    pub(crate) fn receive_saved(&mut self) {
        let Some((what, result)) = self.saving.as_ref().and_then(Saving::done) else { return };
        self.saving = None;
        self.state.is_saving = false;
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

    fn is_not_saved(&mut self, what: SavingOf, error: &WriteError) {
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
    fn is_saved_now(&mut self, what: SavingOf, held: HeldTrace) {
        if let Some(document) = self.state.runs.get_mut(what.run) {
            document.path = what.to;
            document.held = Some(Arc::new(held));
            document.keeping = Keeping::Saved;
            document.marks_are_filed(&what.annotations.clone(), what.annotations);
        }
    }

    /// A path was chosen, or not.
    pub(crate) fn receive_path(&mut self) {
        let Some(answer) = self.asking.as_ref().and_then(|(asking, _)| asking.done()) else { return };
        let Some((asking, run)) = self.asking.take() else { return };
        match (answer, run) {
            (Ok(Some(path)), None) => self.open(vec![path]),
            (Ok(Some(path)), Some(run)) => match asking.purpose {
                PathPurpose::Export(export) => {
                    let existing = answered(&path, &export.ended(path.clone()));
                    self.export_to(run, export, path, existing);
                }
                PathPurpose::Open | PathPurpose::Save => {
                    let existing = answered(&path, &with_ending(path.clone()));
                    self.save_to(run, path, existing);
                }
            },
            (Ok(None), _) => {
                self.then_after_saving = None;
                self.state.comparing.awaiting = None;
            }
            (Err(_no_dialog), run) => {
                if let Some(run) = run {
                    self.state.runs.show(run);
                    self.state.screen = Screen::Run;
                }
                self.state.dialog = Some(Dialog::path(asking.purpose, asking.suggested));
            }
        }
    }

    /// Moves a recording that was never saved to the bin, takes one out of it, or deletes one there for good; others are not
    /// ours to delete.
    pub(super) fn tidy(&mut self, command: &Command) {
        let what =
            if matches!(command, Command::Restore(_)) { "it is not restored" } else { "it is not deleted" };
        self.with_own_files(what, |files| {
            let done = match command {
                Command::Bin(path) => {
                    let held = HeldTrace::open(path).map_err(|error| error.to_string())?;
                    files.bin(&held).map(drop)
                }
                Command::Restore(path) => files.restore(path).map(drop),
                Command::Delete(path) => files.delete(path),
                _ => Ok(()),
            };
            done.map_err(|error| error.to_string())
        });
    }

    pub(super) fn with_own_files(
        &mut self,
        what: &str,
        change: impl FnOnce(&OwnFiles) -> Result<(), String>,
    ) {
        let changed = self.system.files().and_then(|files| change(&files));
        if let Err(reason) = changed {
            self.state.notice = Some(format!("{what}: {reason}"));
        }
        // What is offered is listed anew.
        self.watch = None;
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
