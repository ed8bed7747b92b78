//! What is done away from the window's thread: listing processes, reading a trace.

use crate::state::Survey;
use crate::system::System;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use strandline::session::Waker;
use strandline::trace_file::{self, OpenError, Opened};

/// How often the processes are listed.
const LISTING_PERIOD: Duration = Duration::from_secs(1);

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
            loop {
                // A window that has not yet seen the last list gets the next one.
                let _nobody_looks = outbox.try_send(survey(&*system));
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

fn survey(system: &dyn System) -> Survey {
    Survey { processes: system.processes(), memory: system.memory(), is_root: system.is_root() }
}

/// A trace that is being read.
pub(crate) struct Opening(Receiver<Result<Opened, OpenError>>);

impl Opening {
    pub(crate) fn start(path: PathBuf, waker: Waker) -> io::Result<Self> {
        let (outbox, answer) = bounded(1);
        std::thread::Builder::new().name("open trace".to_owned()).spawn(move || {
            let _nobody_waits = outbox.send(trace_file::open(&path));
            waker();
        })?;
        Ok(Self(answer))
    }

    /// The trace, once it is read.
    pub(crate) fn done(&self) -> Option<Result<Opened, OpenError>> {
        self.0.try_recv().ok()
    }
}
