//! Traces on disk: asking for a path, saving, and writing changed marks.

use super::{JobError, Link, Work};
use crate::state::{PathPurpose, RunId};
use crate::system::FileDialog;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use strandline::model::Annotations;
use strandline::platform::files::{folder_of, private_temporary_directory_in};
use strandline::record::session::Unwritten;
use strandline::storage::own_files::OwnFiles;
use strandline::storage::trace_file::{self, Annotated, Existing, HeldTrace, WriteError};

/// A human takes longer to say no than a dialog takes that cannot be shown.
const FASTEST_NO: Duration = Duration::from_millis(250);

/// A path that is asked for.
pub(crate) struct AskPath {
    pub(crate) purpose: PathPurpose,
    /// Which recording is to be saved there; nothing where one is to be opened.
    pub(crate) run: Option<RunId>,
    pub(crate) suggested: PathBuf,
    /// The dialog, until it is shown.
    pub(crate) dialog: Option<FileDialog>,
}

/// What came of a dialog.
pub(crate) enum Answer {
    /// This path was chosen.
    Chosen(PathBuf),
    /// The user wants none.
    Cancelled,
    /// The system has no dialog after all.
    NoDialog,
}

impl Work for AskPath {
    const THREAD: &'static str = "ask for a path";
    type Message = Infallible;
    type Output = Answer;
    type Error = JobError;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<Answer, JobError> {
        let began = Instant::now();
        let chosen = self.dialog.take().and_then(|dialog| dialog());
        Ok(match chosen {
            Some(path) => Answer::Chosen(path),
            None if began.elapsed() < FASTEST_NO => Answer::NoDialog,
            None => Answer::Cancelled,
        })
    }
}

/// A trace that is to be saved.
pub(crate) struct SaveTrace {
    /// Which of the window's recordings.
    pub(crate) run: RunId,
    /// Its file, if it is there.
    pub(crate) from: Option<Arc<HeldTrace>>,
    /// The file that it gets.
    pub(crate) to: PathBuf,
    /// What becomes of one that is there.
    pub(crate) existing: Existing,
    /// Its marks as they are now.
    pub(crate) annotations: Annotations,
    /// What its file lacks, if the disk was full.
    pub(crate) unwritten: Option<Unwritten>,
    /// Where our own files are, if they can be had.
    pub(crate) files: Option<OwnFiles>,
}

impl Work for SaveTrace {
    const THREAD: &'static str = "save trace";
    type Message = Infallible;
    type Output = HeldTrace;
    type Error = JobError;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<HeldTrace, JobError> {
        let Self { from, to, existing, annotations, unwritten, files, .. } = self;
        let gone = || WriteError::Gone(to.clone());
        match (unwritten, files) {
            (Some(unwritten), _) if to.symlink_metadata().is_ok() => {
                let directory = private_temporary_directory_in(folder_of(to))
                    .map_err(|error| WriteError::Unwritable(to.clone(), error))?;
                let whole = directory.path().join("whole.strand");
                if *existing == Existing::Keep {
                    return Err(WriteError::AlreadyExists(to.clone()).into());
                }
                unwritten.save(&whole)?;
                trace_file::copy_trace(&whole, to, annotations, *existing)?;
            }
            (Some(unwritten), _) => {
                unwritten.save(to)?;
                trace_file::copy_trace(to, to, annotations, Existing::Replace)?;
            }
            (None, Some(files)) => {
                files.save(from.as_ref().ok_or_else(gone)?, to, *existing, annotations)?;
            }
            (None, None) => from.as_ref().ok_or_else(gone)?.copy_to(to, *existing, annotations)?,
        }
        Ok(HeldTrace::open(to)?)
    }
}

/// Marks on their way to a file.
pub(crate) struct WriteMarks {
    /// Which of the window's recordings.
    pub(crate) run: RunId,
    pub(crate) held: Arc<HeldTrace>,
    /// The marks that are in it, as far as this window knows.
    pub(crate) filed: Annotations,
    /// The marks as they are now.
    pub(crate) wanted: Annotations,
    /// What the file is to be called, if it has no name yet.
    pub(crate) name: Option<PathBuf>,
}

impl Work for WriteMarks {
    const THREAD: &'static str = "write marks";
    const MUST_FINISH: bool = true;
    type Message = Infallible;
    type Output = Annotated;
    type Error = JobError;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<Annotated, JobError> {
        let Some(name) = &self.name else { return Ok(self.held.annotate(&self.filed, &self.wanted)?) };
        self.held.copy_to(name, Existing::Keep, &self.wanted)?;
        let replaced = Some(HeldTrace::open(name)?);
        Ok(Annotated { annotations: self.wanted.clone(), replaced })
    }
}

/// Makes a trace without a name; `would_be` is the name that it would have, in the folder in which it lies.
pub(super) fn without_name(
    would_be: &Path,
    write: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<HeldTrace, JobError> {
    let directory =
        private_temporary_directory_in(folder_of(would_be)).map_err(JobError::NoTemporaryFiles)?;
    let path = directory.path().join("passing.strand");
    write(&path)?;
    Ok(HeldTrace::open_unnamed(&path)?)
}
