//! Saves a recording under a name that the user gives.

use super::{JobError, Link, Work};
use crate::state::RunId;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use strandline::model::Annotations;
use strandline::platform::files::{folder_of, private_temporary_directory_in};
use strandline::record::session::Unwritten;
use strandline::storage::own_files::OwnFiles;
use strandline::storage::trace_file::{self, Existing, HeldTrace, WriteError};

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
