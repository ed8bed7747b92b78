//! A process that stands still for a moment.
//!
//! Its threads are seized and interrupted (`PTRACE_SEIZE`, ptrace(2)), not sent `SIGSTOP`: nobody sees a signal, a process
//! that was stopped before stays so, and the kernel lets all of them go when we end, however we end.

use super::files::ProcRoot;
use super::sys::{self, Tracee};
use std::collections::BTreeSet;
use std::io;
use std::time::{Duration, Instant};

/// How long a thread may take to stop; one that waits for a disk in the kernel does not.
const PATIENCE: Duration = Duration::from_secs(2);

/// A process that stands still until this is dropped, which the thread that made it must do.
#[derive(Debug)]
pub(in crate::platform) struct Stopped {
    /// One for each thread; each goes on when it is dropped.
    _threads: Vec<Tracee>,
}

impl Stopped {
    /// Stops every thread of a process.
    pub(in crate::platform) fn new(root: &ProcRoot, pid: u32) -> io::Result<Self> {
        let deadline = Instant::now() + PATIENCE;
        let mut threads = Vec::new();
        let mut seen = BTreeSet::new();
        loop {
            let new: Vec<i32> = thread_ids(root, pid)?.into_iter().filter(|&id| seen.insert(id)).collect();
            // Nobody who runs is left to start others.
            if new.is_empty() {
                return if threads.is_empty() {
                    Err(io::ErrorKind::NotFound.into())
                } else {
                    Ok(Self { _threads: threads })
                };
            }
            for id in new {
                threads.extend(stop(id, deadline)?);
            }
        }
    }
}

/// Stops one thread; nothing where it has ended.
fn stop(id: i32, deadline: Instant) -> io::Result<Option<Tracee>> {
    let mut thread = match Tracee::seize(id) {
        Ok(thread) => thread,
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => return Ok(None),
        Err(error) => return Err(error),
    };
    thread.interrupt()?;
    loop {
        match thread.has_stopped()? {
            sys::Stop::Stopped => return Ok(Some(thread)),
            sys::Stop::Gone => return Ok(None),
            sys::Stop::NotYet if Instant::now() >= deadline => return Err(io::ErrorKind::TimedOut.into()),
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
