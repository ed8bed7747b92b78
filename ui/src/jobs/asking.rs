//! Asks for a path by the system's own dialog.

use super::{JobError, Link, Work};
use crate::state::{PathPurpose, RunId};
use crate::system::FileDialog;
use std::convert::Infallible;
use std::path::PathBuf;
use std::time::{Duration, Instant};

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
