//! `strandline demo`: a built-in target, recorded through its cycles, and the numbers held against what it knows.

use super::args::DemoArguments;
use super::recorder::{self, Plan, Recorder};
use super::{Outcome, console, files};
use crate::analysis::{Growth, Metric, Window};
use crate::model::Trace;
use crate::platform;
use crate::platform::demo::Truth;
use crate::report::{Summary, text};
use crate::units::Bytes;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Cycles before the first that counts: programs fill their caches then.
const WARMUP: u32 = 2;

pub(super) fn run(arguments: &DemoArguments) -> Outcome {
    let rules = files::rules()?;
    let out = match &arguments.out {
        Some(out) => out.clone(),
        None => files::state_directory()?.join(format!("demo-{}.strand", arguments.kind)),
    };
    let mut target = Target::start(arguments)?;
    let recorder = Recorder::start(Plan {
        source: platform::attach(target.0.id(), rules)?,
        out: out.clone(),
        interval: arguments.pace.interval,
        budget: arguments.pace.budget_cpu,
        duration: None,
    })?;
    console::say(&format!("recording the built-in target {} through its cycles", arguments.kind));
    let truth = target.await_truth(recorder.stop_flag())?;
    let (trace, end) = recorder.run()?;
    drop(target);
    let saved = recorder::settle(end, &out)?;
    let truth = truth.join().ok().flatten().ok_or("the target ended before it had told what it leaked")?;
    let window = Window::resolve(&trace, Some(&truth.since), Some(&truth.until))?;
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{}", text(&Summary::of(&trace, window, None)))?;
    let measured = persistent_bytes(&trace, window, &truth);
    let agrees = measured == truth.leaked_bytes;
    writeln!(stdout, "\n{truth}")?;
    writeln!(
        stdout,
        "Strandline recorded {} bytes ({measured}) born and alive in {}: {}.",
        measured.get(),
        truth.category,
        if agrees { "they agree to the byte" } else { "they DIFFER" }
    )?;
    console::say(&format!("the trace is kept in {}", saved.display()));
    Ok(if agrees && saved == out { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the recording says was born in the window and is alive at its end, in the category that the target names.
fn persistent_bytes(trace: &Trace, window: Window, truth: &Truth) -> Bytes {
    let growth = Growth::of(&trace.recording, window, Metric::Mapped);
    let named = growth.rows.iter().filter(|row| {
        trace.recording.category(row.category).is_some_and(|category| category.to_string() == truth.category)
    });
    named.map(|row| row.figures.persistent.bytes).sum()
}

/// The target as a child process: it waits at its end until we let go of its input.
struct Target(Child);

impl Target {
    fn start(arguments: &DemoArguments) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["target", arguments.kind.word()]);
        command.args(["--cycles", &arguments.cycles.to_string(), "--warmup", &WARMUP.to_string()]);
        command.args(arguments.fixed.then_some("--fixed")).args(arguments.untagged.then_some("--untagged"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
        Ok(Self(command.spawn().map_err(|error| format!("the built-in target cannot be started: {error}"))?))
    }

    /// Waits beside the recording for the target's last word, and ends the recording then.
    fn await_truth(&mut self, stop: Arc<AtomicBool>) -> Result<JoinHandle<Option<Truth>>, Box<dyn Error>> {
        let stdout = self.0.stdout.take().ok_or("the target has no output")?;
        let waiting = std::thread::Builder::new().name("target's word".to_owned());
        Ok(waiting.spawn(move || {
            let truth = last_word(stdout);
            stop.store(true, Ordering::Relaxed);
            truth
        })?)
    }
}

fn last_word(stdout: ChildStdout) -> Option<Truth> {
    BufReader::new(stdout).lines().map_while(Result::ok).find_map(|line| Truth::parse(&line))
}

impl Drop for Target {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        if self.0.try_wait().is_ok_and(|status| status.is_none()) {
            let _gone_meanwhile = platform::terminate_group(self.0.id());
        }
        let _waited_for = self.0.wait();
    }
}
