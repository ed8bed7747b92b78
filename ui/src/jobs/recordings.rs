//! Work on a whole recording: made of texts, or judged.

use super::paths::without_name;
use super::{JobError, Link, Panicked, Work};
use crate::state::{Import, RunId};
use crate::system::System;
use std::borrow::Cow;
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use strandline::analysis::{Assessment, Cycles};
use strandline::import::{ImportedSeries, Text};
use strandline::model::Trace;
use strandline::storage::own_files::unused_path;
use strandline::storage::trace_file::{Existing, HeldTrace, Writer};

/// A recording that is to be made of texts.
pub(crate) struct ImportTexts {
    pub(crate) import: Import,
    pub(crate) system: Arc<dyn System>,
}

/// Texts as a recording that nobody has saved.
#[derive(Debug)]
pub(crate) struct Assembled {
    pub(crate) trace: Trace,
    pub(crate) held: HeldTrace,
    /// What that would be called in the state directory, if it has no name.
    pub(crate) would_be: Option<PathBuf>,
    /// All of its texts, so that it can be made anew with one more.
    pub(crate) texts: Vec<Text>,
}

impl Work for ImportTexts {
    const THREAD: &'static str = "import texts";
    type Message = Infallible;
    type Output = Assembled;
    type Error = JobError;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<Assembled, JobError> {
        let Self { import, system } = self;
        let texts: Cow<'_, [Text]> = match &import.joins {
            None => Cow::Borrowed(import.texts.all()),
            Some(joined) => Cow::Owned([joined.texts.all(), import.texts.all()].concat()),
        };
        let series = ImportedSeries::assemble(&texts, &system.rules()?, import.choice)?;
        let target = &series.start.target;
        let path = unused_path(system.files()?.state_directory(), &target.name, target.pid);
        let write = |to: &Path| {
            let writer = Writer::create(to, Existing::Keep, &series.start)?;
            writer.write_whole(&series.deltas, &series.stacks, &series.warnings, &series.annotations)
        };
        // A series that somebody put together is worth keeping. A text that was opened is still there.
        let (held, would_be) = if import.joins.is_some() {
            write(&path)?;
            (HeldTrace::open(&path)?, None)
        } else {
            (without_name(&path, write)?, Some(path))
        };
        Ok(Assembled { trace: series.into_trace(), held, would_be, texts: texts.into_owned() })
    }
}

/// Cycles that are to be judged.
pub(crate) struct JudgeCycles {
    /// Which of the window's recordings.
    pub(crate) run: RunId,
    /// How often its cycles had changed by then.
    pub(crate) times_changed: u64,
    /// The recording as it was then: a copy costs next to nothing.
    pub(crate) trace: Trace,
    pub(crate) cycles: Cycles,
}

impl Work for JudgeCycles {
    const THREAD: &'static str = "judge cycles";
    type Message = Infallible;
    type Output = Assessment;
    type Error = Panicked;

    fn run(&mut self, _link: &Link<Infallible>) -> Result<Assessment, Panicked> {
        Ok(Assessment::from_cycles(&self.trace, std::mem::take(&mut self.cycles)))
    }
}
