//! Stops a process for a moment.
//!
//! Its threads are seized and interrupted (`PTRACE_SEIZE`, ptrace(2)), not sent `SIGSTOP`: nobody sees a signal, a process
//! that was stopped before stays so, and the kernel lets all of them go when we end, however we end. A thread of our own
//! holds them, and the kernel lets go when it ends too: one that did not stop in time is not held either.

use super::files::ProcRoot;
use super::sys::{self, Tracee};
use crossbeam_channel::{Sender, bounded};
use std::collections::BTreeSet;
use std::io;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a thread may take to stop; one that waits for a disk in the kernel does not.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long it is asked again and again without rest: most stop at once.
const HASTE: Duration = Duration::from_millis(1);

/// A process that stands still until this is dropped.
#[derive(Debug)]
pub(in crate::platform) struct Stopped {
    /// Dropped when the process may go on.
    release: Option<Sender<()>>,
    holder: Option<JoinHandle<()>>,
}

impl Stopped {
    /// Stops every thread of a process.
    pub(in crate::platform) fn new(root: &ProcRoot, pid: u32) -> io::Result<Self> {
        Self::within(root, pid, PATIENCE)
    }

    /// Stops every thread of a process, or none where that takes longer than `patience`.
    pub(in crate::platform) fn within(root: &ProcRoot, pid: u32, patience: Duration) -> io::Result<Self> {
        let (release, released) = bounded(0);
        let (answer, answered) = bounded(1);
        let root = root.clone();
        let holder = std::thread::Builder::new().name("stop".to_owned()).spawn(move || {
            let threads = stop_all(&root, pid, Instant::now() + patience);
            let is_stopped = threads.is_ok();
            let (threads, told) =
                threads.map_or_else(|error| (Vec::new(), Err(error)), |held| (held, Ok(())));
            let _nobody_waits = answer.send(told);
            if is_stopped {
                let _dropped = released.recv();
            }
            drop(threads);
        })?;
        let stopped = Self { release: Some(release), holder: Some(holder) };
        answered.recv().unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))?;
        Ok(stopped)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        drop(self.release.take());
        if let Some(holder) = self.holder.take() {
            let _panicked = holder.join();
        }
    }
}

/// Stops the threads together: each needs the processor to stop, and one after the other they would wait for it.
fn stop_all(root: &ProcRoot, pid: u32, deadline: Instant) -> io::Result<Vec<Tracee>> {
    let mut threads: Vec<Tracee> = Vec::new();
    let mut seen = BTreeSet::new();
    loop {
        let new: Vec<i32> = thread_ids(root, pid)?.into_iter().filter(|&id| seen.insert(id)).collect();
        // Nobody who runs is left to start others.
        if new.is_empty() {
            return if threads.is_empty() { Err(io::ErrorKind::NotFound.into()) } else { Ok(threads) };
        }
        let mut seized = Vec::new();
        for id in new {
            match Tracee::seize(id) {
                Ok(thread) => seized.push(thread),
                // It has ended.
                Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
                Err(error) => return Err(error),
            }
        }
        let interrupted: Vec<_> = seized.iter().map(Tracee::interrupt).collect();
        for (mut thread, interrupted) in seized.into_iter().zip(interrupted) {
            match interrupted {
                Err(error) if error.raw_os_error() == Some(libc::ESRCH) => {}
                Err(error) => return Err(error),
                Ok(()) if await_stop(&mut thread, deadline)? => threads.push(thread),
                Ok(()) => {}
            }
        }
    }
}

/// Waits until a thread stands still; says whether it is still there.
fn await_stop(thread: &mut Tracee, deadline: Instant) -> io::Result<bool> {
    let began = Instant::now();
    loop {
        match thread.has_stopped()? {
            sys::Stop::Stopped => return Ok(true),
            sys::Stop::Gone => return Ok(false),
            sys::Stop::NotYet if Instant::now() >= deadline => return Err(io::ErrorKind::TimedOut.into()),
            sys::Stop::NotYet if began.elapsed() < HASTE => std::thread::yield_now(),
            sys::Stop::NotYet => std::thread::sleep(Duration::from_micros(200)),
        }
    }
}

/// The threads of a process that have not ended.
fn thread_ids(root: &ProcRoot, pid: u32) -> io::Result<Vec<i32>> {
    let ids = std::fs::read_dir(root.process(pid).join("task"))?.flatten();
    let alive = ids.filter_map(|entry| {
        let stat =
            crate::source::proc_text::stat(&super::files::read_text(&entry.path().join("stat")).ok()?)?;
        if stat.is_dead() { None } else { entry.file_name().to_str()?.parse().ok() }
    });
    Ok(alive.collect())
}
