//! `strandline record`: a process, found by pid or name, or a command; on demand through cycles of its own.

use super::args::RecordArguments;
use super::cycles::{Aim, Driver, Ending, Plan as CyclePlan};
use super::recorder::{self, Plan, Recorder};
use super::{Outcome, console, files, stacks};
use crate::analysis::{Sureness, Window};
use crate::classify::categories::Rules;
use crate::model::Trace;
use crate::model::units::Timestamp;
use crate::platform;
use crate::platform::launch::{CommandLine, Launched};
use crate::record::session::{End, EndCause};
use crate::report::{Summary, text, verdict_line};
use crate::source::{AttachError, Candidate};
use crate::storage::own_files;
use crate::storage::trace_file::Existing;
use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// Of a command that is gone this is heard within so long.
const PROMPT_END: Duration = Duration::from_millis(200);

pub(super) fn run(arguments: &RecordArguments) -> Outcome {
    arguments.out.as_deref().map_or(Ok(()), |out| files::check_trace(out, arguments.replacing))?;
    let rules = own_files::rules()?;
    let plan = arguments.cycles.plan(arguments.pace.interval)?;
    let command = match arguments.run.split_first() {
        Some((program, rest)) => Some(Launched::start(&CommandLine::new(program, rest))?),
        None => None,
    };
    let pid = match &command {
        Some(command) => command.pid(),
        None => pid_of(arguments)?,
    };
    let outcome = record(arguments, (pid, command.as_ref()), rules, plan);
    // Behind an error too, and with whatever it is: nobody else would end it.
    command.into_iter().for_each(Launched::end);
    outcome
}

/// Records a process, and the command that it was started by, to its end, or as long as it is wanted, saves that, and reports
/// of its cycles.
fn record(
    arguments: &RecordArguments,
    (pid, command): (u32, Option<&Launched>),
    rules: Rules,
    plan: Option<CyclePlan>,
) -> Outcome {
    let aim = plan.as_ref().and_then(CyclePlan::aim);
    let source = platform::attach_as_permitted(pid, rules, &console::patience())
        .map_err(|error| why_not(error, command))?;
    let target = source.target().clone();
    let (out, existing) = match &arguments.out {
        Some(out) => (out.clone(), arguments.replacing.existing()),
        None => (own_files::unused_path(Path::new(""), &target.name, pid), Existing::Keep),
    };
    let mut recorder = Recorder::start(Plan {
        source,
        out: out.clone(),
        existing,
        interval: arguments.pace.interval,
        budget: arguments.pace.budget_cpu,
        duration: arguments.duration,
        calls: stacks::follow(arguments.stacks, pid),
        heap: recorder::heap_counter(arguments.no_heap, pid),
        launched: command.map(|command| command.line().to_owned()),
    })?;
    console::say(&format!("recording {} ({pid}) to {}; Ctrl-C ends", target.name, out.display()));
    let driver = match plan {
        Some(plan) => Some(Driver::start(plan, pid, recorder.recorder(aim), &out)?),
        None => None,
    };
    let result = recorder.run();
    // First what drives the target: it may have a command under way.
    let cycles = driver.map(Driver::join).transpose()?;
    let (mut trace, end) = result?;
    cycles.iter().flat_map(Ending::lines).for_each(|line| console::say(&line));
    tell_end(&end, trace.recording.snapshots().len());
    let is_whole = cycles.as_ref().is_none_or(|cycles| !cycles.failed(end.cause));
    let ended_at = end.at;
    let saved = recorder::settle(end, &out)?;
    stacks::name_functions(&mut trace.recording, &saved)?;
    let reading = CommandLine::new(OsStr::new("strandline"), &["report".into(), saved.clone().into()]);
    console::say(&format!("saved: {}\nread it: {reading}", saved.display()));
    if let Some(cycles) = cycles {
        report(&trace, aim.zip(cycles.sureness()), ended_at)?;
    }
    Ok(if is_whole && saved == out { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a command that ends sooner than it can be looked at has to do with it.
fn why_not(error: AttachError, command: Option<&Launched>) -> Box<dyn Error> {
    match command {
        Some(command) if command.ends_within(PROMPT_END) => {
            format!("the command ended before it could be recorded: {}", command.line()).into()
        }
        _ => error.into(),
    }
}

/// The verdict in a line, then all there is to say.
fn report(trace: &Trace, sure: Option<(Aim, Sureness)>, ended_at: Timestamp) -> Result<(), Box<dyn Error>> {
    let summary = Summary::measure(trace, Window::resolve(trace, None, None)?, None);
    let line = match sure {
        Some((aim, sureness)) => aim.line(sureness, &summary, ended_at),
        None => verdict_line(&summary),
    };
    Ok(console::print(&format!("{line}\n\n{}", text(&summary)))?)
}

/// The process that was named.
fn pid_of(arguments: &RecordArguments) -> Result<u32, Box<dyn Error>> {
    match arguments.pid {
        Some(pid) => Ok(pid),
        None => only_one_named(arguments.name.as_deref().unwrap_or_default()),
    }
}

/// The only process with this name.
fn only_one_named(name: &str) -> Result<u32, Box<dyn Error>> {
    let candidates = platform::processes()?;
    let ours = std::process::id();
    let named: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.name == name && candidate.pid != ours).collect();
    match named.as_slice() {
        [] if platform::hides_processes() => Err(format!(
            "there is no process named {name} among ours; those of other users are hidden from us (hidepid)"
        )
        .into()),
        [] => Err(format!("there is no process named {name}; `strandline list` shows their names").into()),
        [only] => Ok(only.pid),
        several => Err(ambiguous(name, several).into()),
    }
}

/// So many of several processes of one name are listed.
const MOST_LISTED: usize = 20;

/// What tells processes of one name apart: pid, footprint, and their arguments, of which the role of a child process
/// (`--type=renderer`) comes first.
fn ambiguous(name: &str, several: &[&Candidate]) -> String {
    let mut text = format!("{} processes are named {name}; choose one by --pid:", several.len());
    for candidate in several.iter().take(MOST_LISTED) {
        let (_, arguments) = candidate.command.split_once(' ').unwrap_or_default();
        let (roles, others): (Vec<_>, Vec<_>) =
            arguments.split_whitespace().partition(|word| word.starts_with("--type="));
        let arguments: String = [roles, others].concat().join(" ").chars().take(60).collect();
        // Writing to a string cannot fail.
        let _written =
            write!(text, "\n  {:>8}  {:>10}  {arguments}", candidate.pid, candidate.footprint.to_string());
    }
    if several.len() > MOST_LISTED {
        let _written = write!(text, "\n  and {} more: strandline list {name}", several.len() - MOST_LISTED);
    }
    text
}

fn tell_end(end: &End, snapshots: usize) {
    let why = match end.cause {
        EndCause::Stopped => "recording stopped".to_owned(),
        EndCause::Target(reason) => format!("recording ended: {reason}"),
    };
    console::say(&format!("{why} after {}, {snapshots} snapshots", end.at));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::Bytes;
    use crate::source::Access;

    #[test]
    fn what_tells_processes_of_one_name_apart_is_listed() {
        let candidate = |pid, command: &str, kib| Candidate {
            pid,
            name: "tide".to_owned(),
            command: command.to_owned(),
            user: "ada".to_owned(),
            resident: Bytes::ZERO,
            swapped: Bytes::ZERO,
            footprint: Bytes::from_kib(kib),
            is_upper_bound: false,
            access: Access::Full,
        };
        let browser = candidate(17, "/usr/lib/tide --no-first-run", 2048);
        let renderer = candidate(21, "/usr/lib/tide --lang=en --type=renderer --id=3", 512);
        let bare = candidate(22, "tide", 4);
        let actual = ambiguous("tide", &[&browser, &renderer, &bare]);
        assert_eq!(
            actual,
            "3 processes are named tide; choose one by --pid:\n        17     2.0 MiB  --no-first-run\n        \
             21     512 KiB  --type=renderer --lang=en --id=3\n        22       4 KiB  "
        );
        let many: Vec<_> = (0..30).map(|pid| candidate(pid, "tide", 4)).collect();
        let actual = ambiguous("tide", &many.iter().collect::<Vec<_>>());
        assert!(actual.ends_with("and 10 more: strandline list tide"), "{actual}");
    }
}
