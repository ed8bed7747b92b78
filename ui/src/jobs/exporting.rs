//! Writes a recording in another form.

use crate::state::{Export, Exported, RunId};
use crossbeam_channel::{Receiver, bounded};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use strandline::analysis::{Subject, Window};
use strandline::anonymise::{Anonymiser, Names};
use strandline::model::{Annotations, Wording};
use strandline::session::Waker;
use strandline::trace_file::{self, copy_trace, is_being_written};

/// What is exported, and where to.
pub(crate) struct ExportingOf {
    /// Which of the window's recordings.
    pub(crate) run: RunId,
    /// As what.
    pub(crate) export: Export,
    /// The file in which the recording lies.
    pub(crate) from: PathBuf,
    /// Its marks as they are now, if they are other than in that file.
    pub(crate) annotations: Option<Annotations>,
    /// What reports are about.
    pub(crate) window: Window,
    /// What a chart of the cycles is about.
    pub(crate) judged: Option<Subject>,
    /// Names that the machine knows and that are left out where names are.
    pub(crate) names: Names,
    /// The file that it gets.
    pub(crate) to: PathBuf,
}

/// An export under way.
pub(crate) struct Exporting(Receiver<(ExportingOf, Result<(), String>)>);

impl Exporting {
    pub(crate) fn start(what: ExportingOf, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        std::thread::Builder::new().name("export".to_owned()).spawn(move || {
            let result = what.export();
            let _nobody_waits = outbox.send((what, result));
            waker();
        })?;
        Ok(Self(answer))
    }

    /// What was exported and whether that worked, once it is known.
    pub(crate) fn done(&self) -> Option<(ExportingOf, Result<(), String>)> {
        self.0.try_recv().ok()
    }
}

impl ExportingOf {
    /// The file gets its name when all of it is there.
    fn export(&self) -> Result<(), String> {
        if is_being_written(&self.to) {
            return Err("a recording is being written there; choose another name".to_owned());
        }
        let (beside, marked) = (self.beside("partial"), self.beside("marked"));
        let written = self.write(&beside, &marked);
        // What was never made cannot be removed.
        let _was_not_needed = std::fs::remove_file(&marked);
        written
            .and_then(|()| replace(&beside, &self.to).map_err(|error| error.to_string()))
            .inspect_err(|_| drop(std::fs::remove_file(&beside)))
    }

    fn write(&self, beside: &Path, marked: &Path) -> Result<(), String> {
        let from = match &self.annotations {
            None => self.from.as_path(),
            Some(annotations) => {
                copy_trace(&self.from, marked, annotations).map_err(|error| error.to_string())?;
                marked
            }
        };
        let mut trace = trace_file::open(from).map_err(|error| error.to_string())?.trace;
        let wording = self.export.is_anonymised.then(|| Anonymiser::of(&[&trace], &self.names));
        let wording = wording.as_ref().map(|wording| wording as &dyn Wording);
        if let Some(wording) = wording {
            trace.reword(wording);
        }
        let (window, judged) = (self.window, self.judged);
        (self.export.form.write)(&Exported { trace: &trace, from, wording, window, judged }, beside)
    }

    /// A name in the same folder, so that the rename stays within one file system.
    fn beside(&self, what: &str) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(self.to.file_name().unwrap_or_default());
        name.push(format!(".{}.{what}", std::process::id()));
        self.to.with_file_name(name)
    }
}

/// Puts a file that is whole in the place of another, when it is safely on the disk.
fn replace(beside: &Path, to: &Path) -> io::Result<()> {
    std::fs::File::open(beside)?.sync_all()?;
    std::fs::rename(beside, to)
}
