//! Opens a process, and opens it again after each `exec`.

use super::denial::Denial;
use super::kernel::{Incarnation, Kernel, number};
use super::ladder::{RUNGS, Rung, WayToRecord, climb};
use super::{access, decode, processes};
use crate::model::Target;
use crate::model::units::Bytes;
use crate::platform::patience::Patience;
use crate::source::AttachError;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::io;
use std::thread::Builder;
use std::time::Duration;

/// A process that is held; another one after `exec`.
pub(super) struct Process<K: Kernel> {
    pub(super) reach: WayToRecord<K>,
    pub(super) number: i32,
    pub(super) incarnation: Incarnation,
    pub(super) target: Target,
    /// The page in which the kernel counts for us.
    pub(super) page_unit: Bytes,
    /// Why there is no port, where there is none.
    pub(super) refusal: Option<AttachError>,
    /// Whether the user was asked for a port and did not give it: nobody is asked twice.
    pub(super) was_denied_by_user: bool,
}

impl<K: Kernel> Process<K> {
    /// Takes hold of it by the first of these steps that bears.
    pub(super) fn open(
        kernel: &K,
        pid: u32,
        rungs: &[Rung],
        patience: &Patience,
    ) -> Result<Self, AttachError> {
        let gone = || access::refusal_of(kernel, pid, &[]);
        let number = number(pid).ok_or_else(gone)?;
        // Taken before the port: should the pid change hands in between, the next look will notice.
        let incarnation = kernel.incarnation(number).ok_or_else(gone)?;
        let climb = climb(kernel, number, rungs, patience, &mut |_rung| {});
        if climb.is_given_up() {
            return Err(AttachError::GivenUp { pid });
        }
        let was_denied_by_user = climb.was_denied_by_user();
        let denials: Vec<Denial> = climb.denials.into_iter().map(|(_, denial)| denial).collect();
        let refused = || access::refusal_of(kernel, pid, &denials);
        let mut reach = climb.reach.ok_or_else(refused)?;
        let page_size = Bytes::new(reach.totals().map_err(|_failure| refused())?.page_size);
        let page_unit = decode::page_unit(kernel.page_size(), page_size);
        // By pid alone it is not told.
        let page_size = page_size.max(page_unit);
        Ok(Self {
            refusal: reach.is_by_pid().then(refused),
            reach,
            number,
            incarnation,
            target: processes::target(kernel, pid, page_size).ok_or_else(refused)?,
            page_unit,
            was_denied_by_user,
        })
    }
}

/// Taking hold of a process anew, on a thread of its own: whoever records it looks in now and then, and never waits for
/// the user. Dropping it gives up.
pub(super) struct Reopening<K: Kernel> {
    outcome: Receiver<Result<Process<K>, AttachError>>,
    is_first_look: bool,
    /// The wait for an answer ends when this is gone.
    _interest: Sender<()>,
}

/// How far it has come.
pub(super) enum OpeningState<K: Kernel> {
    /// This is it.
    Open(Box<Process<K>>),
    /// The user is being asked.
    Waiting,
    /// It cannot be.
    Refused(AttachError),
}

impl<K: Kernel> Reopening<K> {
    /// Most times that takes no time at all, and then the first look has it.
    const FIRST_LOOK: Duration = Duration::from_secs(1);

    /// Begins. Where the user did not give a port before, none is asked for.
    pub(super) fn begin(kernel: &K, pid: u32, was_denied_by_user: bool) -> io::Result<Self> {
        let (kernel, (interest, given_up)) = (kernel.clone(), bounded(0));
        let (outbox, outcome) = bounded(1);
        let rungs = if was_denied_by_user { &[Rung::Pid] } else { RUNGS };
        Builder::new().name("reopen target".to_owned()).spawn(move || {
            let patience = Patience { given_up, ..Patience::default() };
            let opened = Process::open(&kernel, pid, rungs, &patience);
            let _nobody_waits = outbox.send(opened.map(|mut process| {
                process.was_denied_by_user |= was_denied_by_user;
                process
            }));
        })?;
        Ok(Self { outcome, is_first_look: true, _interest: interest })
    }

    pub(super) fn look(&mut self) -> OpeningState<K> {
        let wait = if self.is_first_look { Self::FIRST_LOOK } else { Duration::ZERO };
        self.is_first_look = false;
        match self.outcome.recv_timeout(wait) {
            Ok(Ok(process)) => OpeningState::Open(Box::new(process)),
            Ok(Err(error)) => OpeningState::Refused(error),
            Err(RecvTimeoutError::Timeout) => OpeningState::Waiting,
            Err(RecvTimeoutError::Disconnected) => OpeningState::Refused(AttachError::Unsupported {
                reason: "the thread that asks has ended".to_owned(),
            }),
        }
    }
}
