//! The thread that goes through the cycles while the recording goes on.

use super::output::Output;
use super::quiet::{Settled, Wait, patience};
use super::shell::{CommandError, Shell};
use super::{Action, Ending, Plan};
use crate::analysis::Sureness;
use crate::cli::recorder::Reins;
use crate::model::MarkRole;
use crate::session::Refusal;
use crossbeam_channel::RecvTimeoutError;
use std::ffi::OsStr;
use std::fmt::Write;
use std::io;
use std::path::Path;
use std::thread::JoinHandle;
use std::time::Instant;

/// Goes through the cycles on a thread of its own, and ends the recording behind the last.
pub(in crate::cli) struct Driver(JoinHandle<Ending>);

impl Driver {
    /// Begins. The commands' output goes to a file beside the trace.
    pub(in crate::cli) fn start(plan: Plan, pid: u32, reins: Reins, trace: &Path) -> io::Result<Self> {
        let output = Output::beside(trace)?;
        reins.say(format!("the output of the commands goes to {}", output.path().display()));
        let mut round = Round { plan, pid, reins, output, closed: 0, restless: 0, sureness: None };
        let drive = move || {
            let stopped = round.all().err();
            let failure = match stopped {
                None | Some(Stopped::RecordingEnded) => None,
                Some(Stopped::Failed(why)) => Some(why),
            };
            let is_sure = round.is_sure();
            let Round { plan, closed, restless, sureness, .. } = round;
            // What ends because it is sure has no more cycles to go through.
            let total = if is_sure { closed } else { plan.total() };
            Ending { closed, total, restless, sureness, failure }
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
    reins: Reins,
    output: Output,
    closed: u32,
    restless: u32,
    /// What the last look at the cycles that count said.
    sureness: Option<Sureness>,
}

impl Round {
    fn all(&mut self) -> Result<(), Stopped> {
        if self.plan.warmup == 0 {
            self.mark_when_quiet(MarkRole::Baseline, "baseline")?;
        } else {
            // The target may just have been started.
            self.settle("the first cycle")?;
        }
        for cycle in 1..=self.plan.total() {
            let warmup = if cycle <= self.plan.warmup { " (warm-up)" } else { "" };
            let most = if self.plan.aim.is_some() { " at most" } else { "" };
            self.reins.say(format!("cycle {cycle} of {}{most}{warmup}", self.plan.total()));
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
        let Some(answers) = &self.reins.answers else { return Ok(()) };
        let sureness = answers.of(cycle).ok_or(Stopped::RecordingEnded)?;
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
        let shell = Shell { reins: &self.reins, pid: self.pid, cycle, timeout: self.plan.timeout };
        let done = self.output.begin(&title).map_err(CommandError::NotStarted);
        let error = match done.and_then(|()| shell.run(line, &self.output)) {
            Ok(()) => return Ok(()),
            Err(CommandError::RecordingEnded) => return Err(Stopped::RecordingEnded),
            Err(error) => error,
        };
        let _target_is_gone = self.reins.marks.set(&format!("cycle {cycle} failed"), MarkRole::Note);
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
        match self.reins.marks.set(label, role) {
            Ok(_) => Ok(()),
            Err(Refusal::Ended) => Err(Stopped::RecordingEnded),
            Err(refusal) => Err(Stopped::Failed(format!("the mark \"{label}\" was not set: {refusal}"))),
        }
    }

    /// Waits until the target is quiet, or has been waited for for too long.
    fn settle(&mut self, before: &str) -> Result<(), Stopped> {
        if self.plan.settle.is_zero() {
            return Ok(());
        }
        // What was seen while the command ran says nothing about now.
        self.reins.looks.try_iter().for_each(drop);
        let patience = patience(self.plan.settle, self.plan.interval);
        let mut wait = Wait::new(self.plan.settle, self.plan.interval);
        // A target that cannot be looked at at all is not waited for for ever either.
        let deadline = Instant::now() + patience * 2;
        let settled = loop {
            match self.reins.looks.recv_deadline(deadline) {
                Ok(look) => {
                    if let Some(settled) = wait.take_in(look) {
                        break settled;
                    }
                }
                Err(RecvTimeoutError::Timeout) => break Settled::Restless,
                Err(RecvTimeoutError::Disconnected) => return Err(Stopped::RecordingEnded),
            }
        };
        if settled == Settled::Restless {
            self.restless += 1;
            if self.restless == 1 {
                self.reins.say(format!(
                    "warning: the target did not get quiet within {} s before {before}; going on all the same",
                    patience.as_secs_f64()
                ));
            }
        }
        Ok(())
    }
}
