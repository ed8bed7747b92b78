//! One command of a cycle: run by the shell in a process group of its own, with its output kept apart and its time limited.

use super::output::Output;
use crate::cli::recorder::RecorderHandle;
use crate::platform::launch::Group;
use crossbeam_channel::{Receiver, after, select};
use std::ffi::OsStr;
use std::fmt;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

/// What a command of a cycle is run with.
pub(super) struct Shell<'a> {
    /// Where the recording stands: what ends ends the command.
    pub(super) recorder: &'a RecorderHandle,
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
        command.arg("-c").arg(line);
        command.stdin(Stdio::null()).stdout(stdout).stderr(stderr);
        command.env("STRANDLINE_PID", self.pid.to_string()).env("STRANDLINE_CYCLE", self.cycle.to_string());
        let group = Group::start(&mut command).map_err(CommandError::NotStarted)?;
        let result = self.await_end(&group.exit());
        if matches!(result, Err(CommandError::TimedOut(_) | CommandError::RecordingEnded)) {
            group.end();
        } else {
            // What it may have started and left behind is meant to stay.
            group.release();
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
                recv(self.recorder.looks) -> look => if look.is_err() {
                    return Err(CommandError::RecordingEnded);
                },
                recv(timeout) -> _ => return Err(CommandError::TimedOut(self.timeout)),
            }
        }
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
