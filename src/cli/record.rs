//! `strandline record`: a process, found by pid or name, or a command.

use super::args::RecordArguments;
use super::recorder::{self, Plan, Recorder};
use super::{Outcome, console};
use crate::categories::Rules;
use crate::own_files;
use crate::platform;
use crate::session::{End, EndCause};
use crate::source::{AttachError, Candidate, Source};
use std::error::Error;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

pub(super) fn run(arguments: &RecordArguments) -> Outcome {
    let rules = own_files::rules()?;
    let command = match arguments.run.split_first() {
        Some((program, rest)) => Some(Launched::start(program, rest)?),
        None => None,
    };
    let pid = match (&command, arguments.pid, &arguments.name) {
        (Some(command), ..) => command.0.id(),
        (None, Some(pid), _) => pid,
        (None, None, name) => pid_of(name.as_deref().unwrap_or_default())?,
    };
    let source = attach(pid, rules)?;
    let target = source.target().clone();
    let out =
        arguments.out.clone().unwrap_or_else(|| own_files::unused_path(Path::new(""), &target.name, pid));
    let recorder = Recorder::start(Plan {
        source,
        out: out.clone(),
        interval: arguments.pace.interval,
        budget: arguments.pace.budget_cpu,
        duration: arguments.duration,
    })?;
    console::say(&format!("recording {} ({pid}) to {}; Ctrl-C ends", target.name, out.display()));
    let (trace, end) = recorder.run()?;
    drop(command);
    tell_end(&end, trace.recording.snapshots().len());
    let saved = recorder::settle(end, &out)?;
    console::say(&format!("saved: {0}\nread it: strandline report {0}", saved.display()));
    Ok(if saved == out { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Attaches; where only the totals may be read, says why, and takes those.
fn attach(pid: u32, rules: Rules) -> Result<Box<dyn Source>, Box<dyn Error>> {
    match platform::attach(pid, rules) {
        Ok(source) => Ok(source),
        Err(refusal @ AttachError::NotPermitted { .. }) => {
            let Ok(source) = platform::attach_totals(pid) else { return Err(refusal.into()) };
            console::warn(&refusal.to_string());
            console::warn("recording its totals only: no regions, no categories");
            Ok(source)
        }
        Err(error) => Err(error.into()),
    }
}

/// The only process with this name.
fn pid_of(name: &str) -> Result<u32, Box<dyn Error>> {
    let candidates = platform::processes()?;
    let ours = std::process::id();
    let named: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.name == name && candidate.pid != ours).collect();
    match named.as_slice() {
        [] => Err(format!("there is no process named {name}; `strandline list` shows their names").into()),
        [only] => Ok(only.pid),
        several => {
            let pids: Vec<_> = several.iter().map(|candidate| candidate.pid.to_string()).collect();
            Err(format!(
                "{} processes are named {name}; choose one: --pid {}",
                several.len(),
                pids.join(", ")
            )
            .into())
        }
    }
}

fn tell_end(end: &End, snapshots: usize) {
    let why = match end.cause {
        EndCause::Stopped => "recording stopped".to_owned(),
        EndCause::Target(reason) => format!("recording ended: {reason}"),
    };
    console::say(&format!("{why} after {}, {snapshots} snapshots", end.at));
}

/// A command in a process group of its own. It is asked to end when the recording does.
struct Launched(Child);

impl Launched {
    fn start(program: &OsString, arguments: &[OsString]) -> Result<Self, Box<dyn Error>> {
        let child = Command::new(program).args(arguments).process_group(0).stdin(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("{} cannot be started: {error}", program.display()))?;
        Ok(Self(child))
    }
}

impl Drop for Launched {
    fn drop(&mut self) {
        let runs = self.0.try_wait().is_ok_and(|status| status.is_none());
        if runs {
            let _gone_meanwhile = platform::terminate_group(self.0.id());
            let _waited_for = self.0.wait();
        }
    }
}
