//! One command of a cycle: run by the shell in a process group of its own, with its output kept apart and its time limited.

use super::output::Output;
use crate::cli::recorder::Reins;
use crate::platform;
use crossbeam_channel::{Receiver, after, bounded, select};
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// A command that is asked to end has so long to do it.
const GRACE: Duration = Duration::from_secs(2);

/// What a command of a cycle is run with.
pub(super) struct Shell<'a> {
    /// Where the recording stands: what ends ends the command.
    pub(super) reins: &'a Reins,
    /// The target.
    pub(super) pid: u32,
    /// Which cycle it is.
    pub(super) cycle: u32,
    /// A command that takes longer is ended.
    pub(super) timeout: Duration,
}

impl Shell<'_> {
    /// Runs a command to its end.
    pub(super) fn run(&self, line: &OsStr, output: &Output) -> Result<(), CommandError> {
        let (stdout, stderr) = output.handles().map_err(CommandError::NotStarted)?;
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).process_group(0);
        command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
        command.env("STRANDLINE_PID", self.pid.to_string()).env("STRANDLINE_CYCLE", self.cycle.to_string());
        let mut child = command.spawn().map_err(CommandError::NotStarted)?;
        let group = child.id();
        let (tell, exit) = bounded(1);
        let wait = move || {
            let _nobody_waits = tell.send(child.wait());
        };
        let waiter = std::thread::Builder::new().name("await command".to_owned()).spawn(wait);
        if let Err(error) = waiter {
            let _gone_meanwhile = platform::kill_group(group);
            return Err(CommandError::NotStarted(error));
        }
        let result = self.await_end(&exit);
        if matches!(result, Err(CommandError::TimedOut(_) | CommandError::RecordingEnded)) {
            end_group(group, &exit);
        }
        result
    }

    fn await_end(&self, exit: &Receiver<io::Result<ExitStatus>>) -> Result<(), CommandError> {
        let timeout = after(self.timeout);
        loop {
            select! {
                recv(exit) -> status => return match status {
                    Ok(Ok(status)) if status.success() => Ok(()),
                    Ok(Ok(status)) => Err(CommandError::Failed(status)),
                    Ok(Err(error)) => Err(CommandError::NotStarted(error)),
                    Err(_waiter_is_gone) => Err(CommandError::RecordingEnded),
                },
                recv(self.reins.looks) -> look => if look.is_err() {
                    return Err(CommandError::RecordingEnded);
                },
                recv(timeout) -> _ => return Err(CommandError::TimedOut(self.timeout)),
            }
        }
    }
}

/// Asks a whole group to end; what has not when its leader has, or when its time is over, is killed.
fn end_group(group: u32, exit: &Receiver<io::Result<ExitStatus>>) {
    let _gone_meanwhile = platform::terminate_group(group);
    let in_time = exit.recv_timeout(GRACE);
    // Numbers of processes are given anew in turn: so shortly after its leader's end the group is still this one.
    let _all_gone = platform::kill_group(group);
    if in_time.is_err() {
        let _waited_for = exit.recv_timeout(GRACE);
    }
}

/// Why a command did not do its part.
#[derive(Debug)]
pub(super) enum CommandError {
    /// The shell, or the file for its output, could not be had.
    NotStarted(io::Error),
    /// It says so itself.
    Failed(ExitStatus),
    /// It took longer than it may.
    TimedOut(Duration),
    /// The recording ended meanwhile, and the command with it.
    RecordingEnded,
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotStarted(error) => write!(f, "cannot be run: {error}"),
            Self::Failed(status) => write!(f, "failed ({status})"),
            Self::TimedOut(limit) => {
                write!(f, "took longer than {} s (--timeout) and was ended", limit.as_secs_f64())
            }
            Self::RecordingEnded => f.write_str("was ended with the recording"),
        }
    }
}
