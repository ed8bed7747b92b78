//! The thread that goes through the cycles while the recording goes on.

use super::output::Output;
use super::quiet::{QuietOutcome, Wait, patience};
use super::readiness::{Signal, signals_to_target};
use super::shell::{CommandError, Shell};
use super::{Action, Ending, Plan};
use crate::analysis::Sureness;
use crate::cli::recorder::RecorderHandle;
use crate::model::MarkRole;
use crate::platform;
use crate::record::session::Refusal;
use crossbeam_channel::RecvTimeoutError;
use std::ffi::OsStr;
use std::fmt::Write;
use std::io;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A target is busy where it uses more than this part of a core.
const BUSY: u32 = 10;

/// The kernel tells CPU time in steps of this.
const CPU_TICK: Duration = Duration::from_millis(10);

/// A program that is slow to start installs its handlers late.
const HANDLER_PATIENCE: Duration = Duration::from_secs(10);

/// Goes through the cycles on a thread of its own, and ends the recording behind the last.
pub(in crate::cli) struct Driver(JoinHandle<Ending>);

impl Driver {
    /// Begins. The commands' output goes to a file beside the trace.
    pub(in crate::cli) fn start(
        plan: Plan,
        pid: u32,
        recorder: RecorderHandle,
        trace: &Path,
    ) -> io::Result<Self> {
        let output = Output::beside(trace)?;
        recorder.say(format!("the output of the commands goes to {}", output.path().display()));
        let mut round = Round { plan, pid, recorder, output, closed: 0, restless: 0, sureness: None };
        let drive = move || {
            let stopped = round.all().err();
            let failure = match stopped {
                None | Some(Stopped::RecordingEnded) => None,
                Some(Stopped::Failed(why)) => Some(why),
            };
            let is_sure = round.is_sure();
            round.tell_restless();
            let Round { plan, closed, sureness, .. } = round;
            // What ends because it is sure has no more cycles to go through.
            let total = if is_sure { closed } else { plan.total() };
            Ending { closed, total, sureness, failure }
        };
        Ok(Self(std::thread::Builder::new().name("cycles".to_owned()).spawn(drive)?))
    }

    /// Waits for the end, which comes soon when the recording has ended.
    pub(in crate::cli) fn join(self) -> Result<Ending, &'static str> {
        self.0.join().map_err(|_panic| "the thread of the cycles panicked")
    }
}

/// Why the cycles did not go on to the last.
enum Stopped {
    RecordingEnded,
    Failed(String),
}

/// Where it stands.
struct Round {
    plan: Plan,
    pid: u32,
    recorder: RecorderHandle,
    output: Output,
    closed: u32,
    restless: u32,
    /// What the last look at the cycles that count said.
    sureness: Option<Sureness>,
}

impl Round {
    fn all(&mut self) -> Result<(), Stopped> {
        self.await_ready()?;
        if self.plan.warmup == 0 {
            self.mark(MarkRole::Baseline, "baseline")?;
        }
        for cycle in 1..=self.plan.total() {
            let warmup = if cycle <= self.plan.warmup { " (warm-up)" } else { "" };
            let most = if self.plan.aim.is_some() { " at most" } else { "" };
            self.recorder.say(format!("cycle {cycle} of {}{most}{warmup}", self.plan.total()));
            self.cycle(cycle)?;
            self.closed = cycle;
            if cycle == self.plan.warmup {
                self.mark(MarkRole::Baseline, "baseline")?;
            }
            self.look(cycle)?;
            if self.is_sure() {
                break;
            }
        }
        Ok(())
    }

    /// Waits for what is said of the cycles so far, where they end as soon as that is sure.
    fn look(&mut self, cycle: u32) -> Result<(), Stopped> {
        let Some(answers) = &self.recorder.answers else { return Ok(()) };
        let sureness = answers.wait_for(cycle).ok_or(Stopped::RecordingEnded)?;
        self.sureness = Some(sureness).filter(|_| cycle > self.plan.warmup);
        Ok(())
    }

    fn is_sure(&self) -> bool {
        matches!(self.sureness, Some(Sureness::Leak | Sureness::NoLeak))
    }

    fn cycle(&mut self, cycle: u32) -> Result<(), Stopped> {
        match self.plan.action.clone() {
            Action::Each(each) => self.command(cycle, "each", &each)?,
            Action::OpenClose { open, close } => {
                self.command(cycle, "open", &open)?;
                self.mark_when_quiet(MarkRole::Open(cycle), &format!("cycle {cycle} open"))?;
                self.command(cycle, "close", &close)?;
            }
        }
        self.mark_when_quiet(MarkRole::Closed(cycle), &format!("cycle {cycle}"))
    }

    /// Runs a command. Where it fails, a mark tells the moment, and with it whether the target is still there.
    fn command(&mut self, cycle: u32, which: &str, line: &OsStr) -> Result<(), Stopped> {
        let title = format!("cycle {cycle} of {}, --{which}: {}", self.plan.total(), line.display());
        let shell = Shell { recorder: &self.recorder, pid: self.pid, cycle, timeout: self.plan.timeout };
        let done = self.output.begin(&title).map_err(CommandError::NotStarted);
        let error = match done.and_then(|()| shell.run(line, &self.output)) {
            Ok(()) => return Ok(()),
            Err(CommandError::RecordingEnded) => return Err(Stopped::RecordingEnded),
            Err(error) => error,
        };
        let _target_is_gone = self.recorder.marks.set(&format!("cycle {cycle} failed"), MarkRole::Note);
        let mut why = format!("in cycle {cycle} of {} the command of --{which} {error}", self.plan.total());
        let last = self.output.last_lines().unwrap_or_default();
        why.push_str(if last.is_empty() { "; it wrote nothing" } else { "; its last lines:" });
        for line in last {
            // Writing to a string cannot fail.
            let _written = write!(why, "\n  | {line}");
        }
        Err(Stopped::Failed(why))
    }

    fn mark_when_quiet(&mut self, role: MarkRole, label: &str) -> Result<(), Stopped> {
        self.settle(label)?;
        self.mark(role, label)
    }

    fn mark(&mut self, role: MarkRole, label: &str) -> Result<(), Stopped> {
        match self.recorder.marks.set(label, role) {
            Ok(_) => Ok(()),
            Err(Refusal::Ended) => Err(Stopped::RecordingEnded),
            Err(refusal) => Err(Stopped::Failed(format!("the mark \"{label}\" was not set: {refusal}"))),
        }
    }

    /// Waits until a target that may just have been started can take a command: it maps nothing for a while, uses hardly any
    /// CPU time, and is prepared for the signals that the commands send.
    fn await_ready(&mut self) -> Result<(), Stopped> {
        if !self.plan.settle.is_zero() {
            let deadline = Instant::now() + self.patience();
            loop {
                let (began, used) = (Instant::now(), platform::cpu_time(self.pid));
                let settled = self.wait_until_quiet()?;
                let used =
                    used.zip(platform::cpu_time(self.pid)).map(|(before, now)| now.saturating_sub(before));
                let is_busy = used.is_some_and(|used| used > CPU_TICK + began.elapsed() / BUSY);
                let is_over = Instant::now() >= deadline;
                if settled == QuietOutcome::Restless || is_busy && is_over {
                    self.note_restless("the first cycle");
                }
                if settled == QuietOutcome::Restless || !is_busy || is_over {
                    break;
                }
            }
        }
        self.plan
            .action
            .lines()
            .into_iter()
            .flat_map(|line| signals_to_target(&line))
            .try_for_each(|signal| self.await_handler(signal))
    }

    /// Waits until a signal no longer ends the target.
    fn await_handler(&self, Signal { name, number }: Signal) -> Result<(), Stopped> {
        let deadline = Instant::now() + self.patience().max(HANDLER_PATIENCE);
        while platform::survives_signal(self.pid, number) == Some(false) {
            match self.recorder.looks.recv_deadline(deadline) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(Stopped::Failed(format!(
                        "the commands send SIG{name}, and the target has no handler for it (SigCgt in \
                         /proc/{}/status): the signal would end it, so none was sent",
                        self.pid
                    )));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(Stopped::RecordingEnded),
            }
        }
        Ok(())
    }

    /// Waits until the target is quiet, or has been waited for for too long.
    fn settle(&mut self, before: &str) -> Result<(), Stopped> {
        if !self.plan.settle.is_zero() && self.wait_until_quiet()? == QuietOutcome::Restless {
            self.note_restless(before);
        }
        Ok(())
    }

    fn wait_until_quiet(&self) -> Result<QuietOutcome, Stopped> {
        // What was seen while the command ran says nothing about now.
        self.recorder.looks.try_iter().for_each(drop);
        let mut wait = Wait::new(self.plan.settle, self.plan.interval);
        // A target that cannot be looked at at all is not waited for for ever either.
        let deadline = Instant::now() + self.patience() * 2;
        loop {
            match self.recorder.looks.recv_deadline(deadline) {
                Ok(look) => {
                    if let Some(settled) = wait.take_in(look) {
                        return Ok(settled);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Ok(QuietOutcome::Restless),
                Err(RecvTimeoutError::Disconnected) => return Err(Stopped::RecordingEnded),
            }
        }
    }

    fn patience(&self) -> Duration {
        patience(self.plan.settle, self.plan.interval)
    }

    /// The first time is told at once, and how often it was in the end; both are kept in the trace.
    fn note_restless(&mut self, before: &str) {
        self.restless += 1;
        if self.restless == 1 {
            self.recorder.marks.warn(format!(
                "the target did not get quiet within {} s before {before}; going on all the same",
                self.patience().as_secs_f64()
            ));
        }
    }

    fn tell_restless(&self) {
        if self.restless > 0 {
            self.recorder.marks.warn(format!(
                "the target was not quiet before {} of its marks; a longer --settle may help",
                self.restless
            ));
        }
    }
}
