//! Marks that are changed when a recording is over: they are written to its file at once.

use crate::app::App;
use crate::jobs::{Annotating, MarksToFile};
use crate::state::{Document, Keeping};
use std::sync::Arc;
use strandline::model::Annotations;
use strandline::record::session::Waker;
use strandline::storage::own_files::unused_path;
use strandline::storage::trace_file::Annotated;

impl App {
    /// Begins to write what was changed, unless something is being written or saved already: its turn comes after that.
    pub(crate) fn write_marks(&mut self) {
        if self.annotating.is_some() || self.saving.is_some() {
            return;
        }
        let due =
            self.state.runs.all().iter().find_map(|document| Some((document, document.marks_to_file()?)));
        let Some((run, marks)) =
            due.map(|(document, wanted)| (document.run, self.marks_of(document, wanted)))
        else {
            return;
        };
        let begun = marks.and_then(|marks| {
            let begun = Annotating::start(marks, Waker::clone(&self.waker));
            begun.map_err(|error| error.to_string())
        });
        match begun {
            Ok(annotating) => self.annotating = Some(annotating),
            Err(reason) => {
                if let Some(document) = self.state.runs.get_mut(run) {
                    not_written(document, None, &reason);
                }
            }
        }
    }

    fn marks_of(&self, document: &Document, wanted: &Annotations) -> Result<MarksToFile, String> {
        let held = document.held.as_ref().ok_or("its file is gone")?;
        let name = if document.keeping == Keeping::Passing {
            let (name, _) = document.target();
            let pid = document.trace.recording.target().map_or(0, |target| target.pid);
            Some(unused_path(self.system.files()?.state_directory(), &name, pid))
        } else {
            None
        };
        Ok(MarksToFile {
            run: document.run,
            held: Arc::clone(held),
            filed: document.filed.clone(),
            wanted: wanted.clone(),
            name,
        })
    }

    /// Marks were written, or not; what waited for that goes on.
    pub(crate) fn receive_annotated(&mut self) {
        let Some((marks, result)) = self.annotating.as_ref().and_then(Annotating::done) else { return };
        self.annotating = None;
        if let Some(document) = self.state.runs.get_mut(marks.run) {
            match result {
                Ok(Annotated { annotations, replaced }) => {
                    if let Some(name) = marks.name {
                        document.path = name;
                        document.keeping = Keeping::Unsaved;
                    }
                    if let Some(held) = replaced {
                        document.held = Some(Arc::new(held));
                    }
                    document.marks_are_filed(&marks.wanted, annotations);
                }
                Err(reason) => not_written(document, Some(marks.wanted), &reason),
            }
        }
        self.write_marks();
        if self.annotating.is_none()
            && self.saving.is_none()
            && let Some(then) = self.then_after_saving.take()
        {
            self.leave_unless_unsaved(then);
        }
    }
}

/// They are not tried again until they are changed again; who leaves the recording is asked.
fn not_written(document: &mut Document, wanted: Option<Annotations>, reason: &str) {
    document.unfiled = Some(wanted.unwrap_or_else(|| document.trace.annotations.clone()));
    document.note(format!("changed marks are not in its file yet, save it elsewhere: {reason}"));
    document.hides_end = false;
}
