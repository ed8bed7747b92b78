//! Giving a recording, or two that are compared, out in another form.

use crate::app::App;
use crate::jobs::{ComparedSide, Done, Filed, Job, JobError, WhatExported, WriteExport, take_done};
use crate::state::{Dialog, Document, Export, Letter, PathPurpose, Replace, RunId, Then, Write};
use std::path::PathBuf;
use strandline::record::session::Waker;
use strandline::storage::trace_file::Existing;

impl App {
    /// Asks in which form.
    pub(super) fn choose_export(&mut self) {
        self.state.dialog = Some(Dialog::Export(Export::first(self.state.is_comparing())));
    }

    /// Asks where to.
    pub(super) fn ask_export(&mut self, run: RunId, export: Export) {
        self.state.dialog = None;
        let Some(document) = self.state.runs.get(run) else { return };
        let name = document.name();
        let stem = name.strip_suffix(".strand").unwrap_or(&name);
        let stem = match (export.form.is_of_comparison(), export.is_anonymised) {
            (true, _) => "comparison",
            (false, true) => "recording",
            (false, false) => stem,
        };
        let stem = super::files::plain(stem);
        let folder = document.path.parent().filter(|_| document.is_saved());
        let suggested = folder.map_or_else(PathBuf::new, PathBuf::from).join(stem);
        // What was saved is not suggested to be written over.
        let mut path = suggested.with_extension(export.form.ending);
        if path == document.path {
            path.set_file_name(format!("{}-copy.{}", suggested.display(), export.form.ending));
        }
        self.ask(PathPurpose::Export(export), Some(run), &path);
    }

    /// Writes it, away from the window's thread.
    pub(super) fn export_to(&mut self, run: RunId, export: Export, path: PathBuf, existing: Existing) {
        let to = export.ended(path);
        self.state.dialog = None;
        if let Some(open) = self.state.runs.all().iter().find(|document| document.path == to) {
            let reason = format!("{} is open in this window: give the export another name", open.name());
            self.ask_again(PathPurpose::Export(export), to, &reason);
            return;
        }
        let Some(what) = self.what_exported(run, export) else { return };
        let work = WriteExport { run, export, what, names: self.system.names(), to, existing };
        match Job::start(work, Waker::clone(&self.waker)) {
            Ok(exporting) => self.jobs.exporting = Some(exporting),
            Err(error) => self.state.notice = Some(format!("it cannot be exported: {error}")),
        }
    }

    fn what_exported(&self, run: RunId, export: Export) -> Option<WhatExported> {
        let write = match export.form.write {
            Write::Recording(write) => {
                let document = self.state.runs.get(run)?;
                let judged = document.judged().map(|row| row.subject);
                let (file, window) = (filed(document)?, document.window());
                return Some(WhatExported::Recording { file, window, judged, write });
            }
            Write::Comparison(write) => write,
        };
        let comparing = &self.state.comparing;
        let side = |letter| {
            let chosen = comparing.chosen(letter)?;
            let document = self.state.runs.get(chosen.run)?;
            Some(ComparedSide { name: document.name(), file: filed(document)?, part: chosen.part })
        };
        let sides = [side(Letter::A)?, side(Letter::B)?];
        Some(WhatExported::Comparison { sides, row: comparing.selected().cloned(), write })
    }

    /// Something was exported, or not; what waited for that goes on.
    pub(crate) fn receive_exported(&mut self) {
        let Some(Done { work: what, result }) = take_done(&mut self.jobs.exporting) else { return };
        let then = self.then_after_saving.take();
        if let Err(error) = result {
            self.is_not_exported(what, &error, then);
            return;
        }
        self.state.notice = Some(format!("Exported to {}", what.to.display()));
        if let Some(then) = then {
            self.leave_unless_unsaved(then);
        }
    }

    fn is_not_exported(&mut self, what: WriteExport, error: &JobError, then: Option<Then>) {
        let purpose = PathPurpose::Export(what.export);
        let shown = self.state.document().map(|document| document.run);
        let can_ask = shown == Some(what.run) && self.state.dialog.is_none();
        match (error.can_be_replaced(), can_ask) {
            (true, true) => {
                self.state.dialog = Some(Dialog::Replace(Replace::new(purpose, what.to)));
                // Whoever answers the question goes on.
                self.then_after_saving = then;
            }
            (true, false) => {
                let name = what.to.display();
                self.state.notice = Some(format!("Not exported: {name} is there already"));
            }
            (false, true) => self.ask_again(purpose, what.to, &error.to_string()),
            (false, false) => self.state.notice = Some(format!("Not exported: {error}")),
        }
    }
}

fn filed(document: &Document) -> Option<Filed> {
    Some(Filed {
        held: document.held.clone()?,
        annotations: document.trace.annotations.clone(),
        is_edited: document.is_edited,
    })
}
