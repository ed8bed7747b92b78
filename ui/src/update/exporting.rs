//! Giving a recording out in another form.

use crate::app::App;
use crate::jobs::{Exporting, ExportingOf};
use crate::state::{Dialog, Export, PathPurpose, RunId};
use std::path::PathBuf;
use strandline::session::Waker;

impl App {
    /// Asks where to.
    pub(super) fn ask_export(&mut self, run: RunId, export: Export) {
        self.state.dialog = None;
        let Some(document) = self.state.runs.get(run) else { return };
        let name = document.name();
        let stem = name.strip_suffix(".strand").unwrap_or(&name);
        let stem = super::files::plain(if export.is_anonymised { "recording" } else { stem });
        let folder = document.path.parent().filter(|_| document.is_saved);
        let suggested = folder.map_or_else(PathBuf::new, PathBuf::from).join(stem);
        // What was saved is not suggested to be written over.
        let mut path = suggested.with_extension(export.form.ending);
        if path == document.path {
            path.set_file_name(format!("{}-copy.{}", suggested.display(), export.form.ending));
        }
        self.ask(PathPurpose::Export(export), Some(run), &path);
    }

    /// Writes it, away from the window's thread.
    pub(super) fn export_to(&mut self, run: RunId, export: Export, path: PathBuf) {
        let to = export.ended(path);
        self.state.dialog = None;
        if let Some(open) = self.state.runs.all().iter().find(|document| document.path == to) {
            let (name, purpose) = (open.name(), PathPurpose::Export(export));
            self.state.notice = Some(format!("{name} is open in this window: give the export another name"));
            self.state.dialog = Some(Dialog::path(purpose, to));
            return;
        }
        let Some(document) = self.state.runs.get(run) else { return };
        let what = ExportingOf {
            run,
            export,
            from: document.path.clone(),
            annotations: document.is_edited.then(|| document.trace.annotations.clone()),
            window: document.window(),
            judged: document.judged().map(|row| row.subject),
            names: self.system.names(),
            to,
        };
        match Exporting::start(what, Waker::clone(&self.waker)) {
            Ok(exporting) => {
                self.exporting = Some(exporting);
                self.state.exporting = Some(run);
            }
            Err(error) => self.state.notice = Some(format!("it cannot be exported: {error}")),
        }
    }

    /// Something was exported, or not; what waited for that goes on.
    pub(crate) fn receive_exported(&mut self) {
        let Some((what, result)) = self.exporting.as_ref().and_then(Exporting::done) else { return };
        self.exporting = None;
        self.state.exporting = None;
        let then = self.then_after_saving.take();
        if let Err(reason) = result {
            self.state.notice = Some(format!("Not exported: {reason}"));
            // The path as it was typed can be mended.
            let shown = self.state.document().map(|document| document.run);
            if shown == Some(what.run) && self.state.dialog.is_none() {
                self.state.dialog = Some(Dialog::path(PathPurpose::Export(what.export), what.to));
            }
            return;
        }
        self.state.notice = Some(format!("Exported to {}", what.to.display()));
        if let Some(then) = then {
            self.leave_unless_unsaved(then);
        }
    }
}
