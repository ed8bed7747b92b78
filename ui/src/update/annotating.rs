//! Marks that are changed when a recording is over: they are written to its file at once.

use crate::app::App;
use crate::jobs::{Done, Job, JobError, WriteMarks, take_done};
use crate::state::{Document, Keeping};
use std::sync::Arc;
use strandline::model::Annotations;
use strandline::record::session::Waker;
use strandline::storage::own_files::unused_path;
use strandline::storage::trace_file::Annotated;

impl App {
    /// Begins to write what was changed, unless something is being written or saved already: its turn comes after that.
    pub(crate) fn write_marks(&mut self) {
        if self.jobs.marks.is_some() || self.jobs.saving.is_some() {
            return;
        }
        let due =
            self.state.runs.all().iter().find_map(|document| Some((document, document.marks_to_file()?)));
        let Some((run, marks)) =
            due.map(|(document, wanted)| (document.run, self.marks_of(document, wanted)))
        else {
            return;
        };
        let begun =
            marks.and_then(|marks| Job::start(marks, Waker::clone(&self.waker)).map_err(JobError::NoThread));
        match begun {
            Ok(job) => self.jobs.marks = Some(job),
            Err(error) => {
                if let Some(document) = self.state.runs.get_mut(run) {
                    not_written(document, None, &error);
                }
            }
        }
    }

    fn marks_of(&self, document: &Document, wanted: &Annotations) -> Result<WriteMarks, JobError> {
        let held = document.held.as_ref().ok_or(JobError::Gone)?;
        let name = if document.keeping == Keeping::Passing {
            let (name, _) = document.target();
            let pid = document.trace.recording.target().map_or(0, |target| target.pid);
            Some(unused_path(self.system.files()?.state_directory(), &name, pid))
        } else {
            None
        };
        Ok(WriteMarks {
            run: document.run,
            held: Arc::clone(held),
            filed: document.filed.clone(),
            wanted: wanted.clone(),
            name,
        })
    }

    /// Marks were written, or not; what waited for that goes on.
    pub(crate) fn receive_annotated(&mut self) {
        let Some(Done { work: marks, result }) = take_done(&mut self.jobs.marks) else { return };
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
                Err(error) => not_written(document, Some(marks.wanted), &error),
            }
        }
        self.write_marks();
        if self.jobs.marks.is_none()
            && self.jobs.saving.is_none()
            && let Some(then) = self.then_after_saving.take()
        {
            self.leave_unless_unsaved(then);
        }
    }
}

/// They are not tried again until they are changed again; who leaves the recording is asked.
fn not_written(document: &mut Document, wanted: Option<Annotations>, error: &JobError) {
    document.unfiled = Some(wanted.unwrap_or_else(|| document.trace.annotations.clone()));
    document.note(format!("changed marks are not in its file yet, save it elsewhere: {error}"));
    document.hides_end = false;
}
