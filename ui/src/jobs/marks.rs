//! Writes changed marks to the files of recordings that are over, at once: the window may go at any time.

use super::{JobError, Link, Work};
use crate::state::RunId;
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use strandline::model::Annotations;
use strandline::storage::trace_file::{Annotated, Existing, HeldTrace};

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
