//! What is done away from the window's thread: listing processes, asking for paths, reading and writing traces.

mod annotating;
mod assembling;
mod exporting;
mod reading;

pub(crate) use annotating::{Annotating, MarksToFile};
pub(crate) use assembling::{Assembled, Assembling};
pub(crate) use exporting::{ComparedSide, ExportError, Exporting, ExportingOf, Filed, WhatExported};
pub(crate) use reading::{Found, Input, Reading};

use crate::state::{PathPurpose, RunId, StoredTraces, Survey};
use crate::system::{FileDialog, System};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};
use strandline::model::Annotations;
use strandline::platform::files::{folder_of, private_temporary_directory_in};
use strandline::record::session::{Unwritten, Waker};
use strandline::storage::own_files::OwnFiles;
use strandline::storage::trace_file::{self, Existing, HeldTrace, WriteError};

/// How often the processes are listed.
const LISTING_PERIOD: Duration = Duration::from_secs(1);
/// Traces on the disk are looked for in one of so many rounds: they change rarely.
const ROUNDS_PER_LOOK: u32 = 5;

/// Lists the processes again and again, until it is dropped.
pub(crate) struct ProcessWatch {
    surveys: Receiver<Survey>,
    /// The thread ends when this is gone.
    _life: Sender<()>,
}

impl ProcessWatch {
    pub(crate) fn start(system: Arc<dyn System>, waker: Waker) -> io::Result<Self> {
        let (life, end) = bounded::<()>(0);
        let (outbox, surveys) = bounded(1);
        std::thread::Builder::new().name("processes".to_owned()).spawn(move || {
            for round in 0_u32.. {
                // A window that has not yet seen the last list gets the next one.
                let _nobody_looks = outbox.try_send(survey(&*system, round));
                waker();
                match end.recv_timeout(LISTING_PERIOD) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        })?;
        Ok(Self { surveys, _life: life })
    }

    /// What was not seen before.
    pub(crate) fn fresh(&self) -> Option<Survey> {
        self.surveys.try_iter().last()
    }
}

fn survey(system: &dyn System, round: u32) -> Survey {
    Survey {
        processes: system.processes(),
        memory: system.memory().ok(),
        is_root: system.is_root(),
        stored: round.is_multiple_of(ROUNDS_PER_LOOK).then(|| stored(system)),
    }
}

/// What cannot be read is not offered; whoever saves or opens something there is told why.
fn stored(system: &dyn System) -> StoredTraces {
    let Ok(files) = system.files() else { return StoredTraces::default() };
    let now = SystemTime::now();
    files.empty_bin(now);
    let unsaved = files.unsaved().unwrap_or_default();
    StoredTraces::at(now, &unsaved, &files.recents().value, &files.binned())
}

/// A human takes longer to say no than a dialog takes that cannot be shown.
const FASTEST_NO: Duration = Duration::from_millis(250);

/// A path that the system's own dialog asks for.
pub(crate) struct Asking {
    /// What for.
    pub(crate) purpose: PathPurpose,
    /// What was suggested.
    pub(crate) suggested: PathBuf,
    answer: Receiver<Result<Option<PathBuf>, NoDialog>>,
}

/// The system has no dialog after all.
#[derive(Debug)]
pub(crate) struct NoDialog;

impl Asking {
    pub(crate) fn start(
        purpose: PathPurpose,
        suggested: PathBuf,
        dialog: FileDialog,
        waker: Waker,
    ) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let began = Instant::now();
            let chosen = match dialog() {
                None if began.elapsed() < FASTEST_NO => Err(NoDialog),
                chosen => Ok(chosen),
            };
            let _nobody_waits = outbox.send(chosen);
            waker();
        })?;
        Ok(Self { purpose, suggested, answer })
    }

    /// What was chosen, once it is: nothing where the user wants none.
    pub(crate) fn done(&self) -> Option<Result<Option<PathBuf>, NoDialog>> {
        self.answer.try_recv().ok()
    }
}

/// A trace that is being saved.
pub(crate) struct Saving(Receiver<(SavingOf, Result<HeldTrace, WriteError>)>);

/// What is saved.
pub(crate) struct SavingOf {
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

impl Saving {
    pub(crate) fn start(mut what: SavingOf, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        std::thread::Builder::new().name("save trace".to_owned()).spawn(move || {
            let result = what.save();
            let _nobody_waits = outbox.send((what, result));
            waker();
        })?;
        Ok(Self(answer))
    }

    /// What was saved, and its new file if that worked, once it is known.
    pub(crate) fn done(&self) -> Option<(SavingOf, Result<HeldTrace, WriteError>)> {
        self.0.try_recv().ok()
    }
}

impl SavingOf {
    fn save(&mut self) -> Result<HeldTrace, WriteError> {
        let Self { from, to, existing, annotations, unwritten, files, .. } = self;
        let gone = || WriteError::Gone(to.clone());
        match (unwritten, files) {
            (Some(unwritten), _) if to.symlink_metadata().is_ok() => {
                let directory = private_temporary_directory_in(folder_of(to))
                    .map_err(|error| WriteError::Unwritable(to.clone(), error))?;
                let whole = directory.path().join("whole.strand");
                if *existing == Existing::Keep {
                    return Err(WriteError::AlreadyExists(to.clone()));
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

/// Makes a trace whose file goes with its holder; `would_be` is the name that it would have, in the folder in which it lies.
fn without_name(
    would_be: &Path,
    write: impl FnOnce(&Path) -> Result<(), WriteError>,
) -> Result<HeldTrace, String> {
    let directory = private_temporary_directory_in(folder_of(would_be)).map_err(|error| error.to_string())?;
    let path = directory.path().join("passing.strand");
    write(&path).map_err(|error| error.to_string())?;
    HeldTrace::open_unnamed(&path).map_err(|error| error.to_string())
}
