//! Writes changed marks to the files of recordings that are over, at once: the window may go at any time.

use crate::state::RunId;
use crossbeam_channel::{Receiver, bounded};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use strandline::model::Annotations;
use strandline::record::session::Waker;
use strandline::storage::trace_file::{Annotated, Existing, HeldTrace};

/// Marks that are to be written.
pub(crate) struct MarksToFile {
    /// Which of the window's recordings.
    pub(crate) run: RunId,
    /// Its file.
    pub(crate) held: Arc<HeldTrace>,
    /// The marks that are in it, as far as this window knows.
    pub(crate) filed: Annotations,
    /// The marks as they are now.
    pub(crate) wanted: Annotations,
    /// What the file is to be called, if it has no name yet.
    pub(crate) name: Option<PathBuf>,
}

/// Marks on their way to a file.
pub(crate) struct Annotating {
    answer: Receiver<(MarksToFile, Result<Annotated, String>)>,
    thread: Option<JoinHandle<()>>,
}

impl Annotating {
    pub(crate) fn start(marks: MarksToFile, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        let thread = std::thread::Builder::new().name("write marks".to_owned()).spawn(move || {
            let result = marks.write();
            let _nobody_waits = outbox.send((marks, result));
            waker();
        })?;
        Ok(Self { answer, thread: Some(thread) })
    }

    /// Waits until it is known what came of it.
    pub(crate) fn join(&mut self) {
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }

    /// What came of it, once it is known.
    pub(crate) fn done(&self) -> Option<(MarksToFile, Result<Annotated, String>)> {
        self.answer.try_recv().ok()
    }
}

impl Drop for Annotating {
    /// What was begun is written, also when the window goes.
    fn drop(&mut self) {
        self.join();
    }
}

impl MarksToFile {
    fn write(&self) -> Result<Annotated, String> {
        let written = match &self.name {
            None => self.held.annotate(&self.filed, &self.wanted),
            Some(name) => self.held.copy_to(name, Existing::Keep, &self.wanted).and_then(|()| {
                let replaced = Some(HeldTrace::open(name)?);
                Ok(Annotated { annotations: self.wanted.clone(), replaced })
            }),
        };
        written.map_err(|error| error.to_string())
    }
}
