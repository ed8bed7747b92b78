//! `strandline record`: a process, found by pid or name, or a command.

use super::args::RecordArguments;
use super::recorder::{self, Plan, Recorder};
use super::{Outcome, console};
use crate::launch::{CommandLine, Launched};
use crate::own_files;
use crate::platform;
use crate::session::{End, EndCause};
use crate::source::Candidate;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

pub(super) fn run(arguments: &RecordArguments) -> Outcome {
    let rules = own_files::rules()?;
    let command = match arguments.run.split_first() {
        Some((program, rest)) => Some(Launched::start(&CommandLine::new(program, rest))?),
        None => None,
    };
    let pid = match (&command, arguments.pid, &arguments.name) {
        (Some(command), ..) => command.pid(),
        (None, Some(pid), _) => pid,
        (None, None, name) => pid_of(name.as_deref().unwrap_or_default())?,
    };
    let source = platform::attach_as_permitted(pid, rules)?;
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
    if let Some(command) = command {
        command.end();
    }
    tell_end(&end, trace.recording.snapshots().len());
    let saved = recorder::settle(end, &out)?;
    console::say(&format!("saved: {0}\nread it: strandline report {0}", saved.display()));
    Ok(if saved == out { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
