//! What is done away from the window's thread: listing processes, attaching, asking for paths, reading and writing traces,
//! judging cycles.

mod attaching;
mod error;
mod exporting;
mod job;
mod paths;
mod processes;
mod reading;
mod recordings;

pub(crate) use attaching::{Attach, Attached, Demo, Started};
pub(crate) use error::JobError;
pub(crate) use exporting::{ComparedSide, Filed, WhatExported, WriteExport};
pub(crate) use job::{Done, Job, Link, Panicked, Work};
pub(crate) use paths::{Answer, AskPath, SaveTrace, WriteMarks};
pub(crate) use processes::ListProcesses;
pub(crate) use reading::{Found, Input, ReadInputs};
pub(crate) use recordings::{Assembled, ImportTexts, JudgeCycles};

use crate::state::{Attaching, Busy};

/// The jobs under way. One of a kind at a time.
#[derive(Default)]
pub(crate) struct Jobs {
    pub(crate) processes: Option<Job<ListProcesses>>,
    pub(crate) attaching: Option<Job<Attach>>,
    pub(crate) reading: Option<Job<ReadInputs>>,
    /// Reads a trace that is to be compared with.
    pub(crate) reading_beside: Option<Job<ReadInputs>>,
    pub(crate) importing: Option<Job<ImportTexts>>,
    pub(crate) asking: Option<Job<AskPath>>,
    pub(crate) saving: Option<Job<SaveTrace>>,
    pub(crate) marks: Option<Job<WriteMarks>>,
    pub(crate) exporting: Option<Job<WriteExport>>,
    pub(crate) judging: Option<Job<JudgeCycles>>,
}

impl Jobs {
    /// Whether something is being written that the window waits for before it closes a recording.
    pub(crate) const fn is_writing(&self) -> bool {
        self.saving.is_some() || self.exporting.is_some() || self.marks.is_some()
    }

    /// What the window shows of them.
    pub(crate) fn busy(&self) -> Busy {
        Busy {
            attaching: self.attaching.as_ref().map(|job| Attaching { question: job.last_message().cloned() }),
            is_saving: self.saving.is_some(),
            is_exporting: self.exporting.is_some(),
            is_barrier_pending: false,
        }
    }
}

/// Takes what came of a job, once it is done; the job is over then.
pub(crate) fn take_done<W: Work>(job: &mut Option<Job<W>>) -> Option<Done<W>> {
    let done = job.as_ref()?.done()?;
    *job = None;
    Some(done)
}
