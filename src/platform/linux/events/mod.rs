//! The calls that change a process's address space, each with its stack: perf tracepoints at the ends of system calls.
//!
//! One record has arguments, result, stack and chain: on x86-64 the registers of the arguments are still as they were when the
//! call ends. The poll stays the truth; what is lost here is counted.

mod calls;
mod code;
#[cfg(test)]
mod made_up;
mod opening;
mod reader;
mod records;
mod refusal;
mod sampling;
mod sys;
mod tables;
mod tracepoints;
mod unwinding;

pub(in crate::platform) use refusal::Refused;

use super::files::ProcRoot;
use crate::model::units::Timestamp;
use crate::model::{CallBatch, LostCalls};
use crate::source::CallSource;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use opening::Events;
use reader::Reader;
use rustix::time::{ClockId, clock_gettime};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Between two looks at the rings: while hardly anything comes, and while much does.
const IDLE: Duration = Duration::from_millis(20);
const BUSY: Duration = Duration::from_millis(2);

/// A ring that is fuller than this, from 0 to 1, is looked at more often.
const FILLING: f64 = 0.02;

/// Follows the calls of one process, on a thread of its own.
pub(in crate::platform) struct FollowedCalls {
    requests: Option<Sender<Sender<CallBatch>>>,
    /// Where the answer comes that is still to be given.
    awaited: Option<Receiver<CallBatch>>,
    thread: Option<JoinHandle<()>>,
    /// A moment by both clocks.
    now: (Instant, u64),
    warnings: Vec<String>,
}

impl FollowedCalls {
    /// Begins to follow a process.
    pub(in crate::platform) fn attach(root: &ProcRoot, pid: u32) -> Result<Self, Refused> {
        if !cfg!(target_arch = "x86_64") {
            return Err(Refused::other_processor());
        }
        let process = root.process(pid);
        let now = (Instant::now(), clock());
        let events = Events::open(&process)?;
        let mut reader = Reader::new(pid, &process, events, super::sys::page_size(), clock());
        let (requests, inbox) = bounded(1);
        let thread = std::thread::Builder::new().name("calls".to_owned());
        let thread =
            thread.spawn(move || follow(&mut reader, &inbox)).map_err(|error| Refused::failed(&error))?;
        let (requests, awaited) = (Some(requests), None);
        Ok(Self { requests, awaited, thread: Some(thread), now, warnings: Vec::new() })
    }

    /// What the reading thread has by now. Where it takes longer than `patience`, nothing yet: the answer comes next time.
    fn ask(&mut self, patience: Duration) -> Result<Option<CallBatch>, NoReader> {
        let awaited = if let Some(awaited) = &self.awaited {
            awaited
        } else {
            let (answer, awaited) = bounded(1);
            let requests = self.requests.as_ref().ok_or(NoReader)?;
            requests.try_send(answer).map_err(|_gone| NoReader)?;
            self.awaited.insert(awaited)
        };
        match awaited.recv_timeout(patience) {
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(NoReader),
            Ok(batch) => {
                self.awaited = None;
                Ok(Some(batch))
            }
        }
    }
}

/// The reading thread has ended before its time.
struct NoReader;

/// Reads the rings until nobody asks any more.
fn follow(reader: &mut Reader, inbox: &Receiver<Sender<CallBatch>>) {
    let mut pause = IDLE;
    loop {
        let request = inbox.recv_timeout(pause);
        let now = clock();
        let fullest = reader.round(now);
        pause = if fullest > FILLING { BUSY } else { IDLE };
        match request {
            Ok(answer) => {
                let _nobody_waits = answer.send(reader.take(now));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

impl CallSource for FollowedCalls {
    fn take(&mut self, start: Instant, patience: Duration) -> Option<CallBatch> {
        let Ok(batch) = self.ask(patience) else {
            if self.requests.take().is_some() {
                self.warnings.push("the calls are not followed any more: their reader has ended".to_owned());
            }
            return None;
        };
        let mut batch = batch?;
        let (instant, clock) = self.now;
        let since_start = instant.saturating_duration_since(start);
        let before_start = start.saturating_duration_since(instant);
        let nanos = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let zero = clock.saturating_sub(nanos(since_start)).saturating_add(nanos(before_start));
        let count_from_start =
            |at: &mut Timestamp| *at = Timestamp::from_nanos(at.nanos().saturating_sub(zero));
        batch.since.iter_mut().for_each(count_from_start);
        batch.calls.iter_mut().for_each(|call| count_from_start(&mut call.at));
        batch.lost.iter_mut().for_each(|LostCalls { at, .. }| count_from_start(at));
        Some(batch)
    }

    fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }
}

impl Drop for FollowedCalls {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(thread) = self.thread.take() {
            let _panicked = thread.join();
        }
    }
}

/// The clock of the events, in nanoseconds.
fn clock() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec.unsigned_abs() * 1_000_000_000 + now.tv_nsec.unsigned_abs()
}
