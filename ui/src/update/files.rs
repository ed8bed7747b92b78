//! Opening and saving.

use crate::app::App;
use crate::jobs::{Asking, Saving, SavingOf};
use crate::state::{Dialog, PathPurpose, RunId, Screen};
use std::path::{Path, PathBuf};
use strandline::session::Waker;

/// What the names of traces end with.
const EXTENSION: &str = "strand";

impl App {
    pub(super) fn ask_open(&mut self) {
        let near = self.state.document().filter(|document| document.is_saved);
        let near = near.and_then(|document| document.path.parent()).map_or_else(PathBuf::new, PathBuf::from);
        self.ask(PathPurpose::Open, None, &near);
    }

    pub(super) fn ask_save(&mut self, run: RunId) {
        let Some(document) = self.state.runs.get(run) else { return };
        let suggested = if document.is_saved {
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

    pub(super) fn save(&mut self, run: RunId) {
        match self.state.runs.get(run) {
            Some(document) if document.is_saved => {
                let path = document.path.clone();
                self.save_to(run, path);
            }
            _ => self.ask_save(run),
        }
    }

    /// Copies the trace with its marks as they are now, away from the window's thread.
    pub(super) fn save_to(&mut self, run: RunId, path: PathBuf) {
        let path = match path.extension() {
            Some(_) => path,
            None => path.with_extension(EXTENSION),
        };
        self.state.dialog = None;
        let files = self.system.files().ok();
        let Some(document) = self.state.runs.get_mut(run) else { return };
        let what = SavingOf {
            run,
            from: document.path.clone(),
            to: path,
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
        if let Err(error) = result {
            self.state.notice = Some(format!("Not saved: {error}"));
            if let Some(document) = self.state.runs.get_mut(what.run) {
                document.unwritten = what.unwritten;
            }
            // The path as it was typed can be mended.
            let shown = self.state.document().map(|document| document.run);
            if shown == Some(what.run) && self.state.dialog.is_none() {
                self.state.dialog = Some(Dialog::path(PathPurpose::Save, what.to));
            }
            return;
        }
        self.is_saved_now(what);
        match then {
            Some(then) => self.leave_unless_unsaved(then),
            None => self.state.notice = None,
        }
    }

    /// Marks may have changed since the copy was begun.
    fn is_saved_now(&mut self, what: SavingOf) {
        if let Some(document) = self.state.runs.get_mut(what.run) {
            document.path = what.to;
            document.is_saved = true;
            document.is_edited = document.trace.annotations != what.annotations;
        }
    }

    /// A path was chosen, or not.
    pub(crate) fn receive_path(&mut self) {
        let Some(answer) = self.asking.as_ref().and_then(|(asking, _)| asking.done()) else { return };
        let Some((asking, run)) = self.asking.take() else { return };
        match (answer, run) {
            (Ok(Some(path)), None) => self.open(vec![path]),
            (Ok(Some(path)), Some(run)) => match asking.purpose {
                PathPurpose::Export(export) => self.export_to(run, export, path),
                PathPurpose::Open | PathPurpose::Save => self.save_to(run, path),
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

    /// Deletes a recording that was never saved; others are not ours to delete.
    pub(super) fn discard(&mut self, path: &Path) {
        let discarded =
            self.system.files().and_then(|files| files.discard(path).map_err(|error| error.to_string()));
        if let Err(reason) = discarded {
            self.state.notice = Some(format!("it is not deleted: {reason}"));
        }
        // What is offered is listed anew.
        self.watch = None;
    }
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
