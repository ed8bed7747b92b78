//! Cycles without clicking: commands that open and close something in the target, with a mark at each step.

mod arguments;
mod driver;
mod output;
mod quiet;
mod readiness;
mod shell;
mod sureness;

pub(super) use arguments::CycleArguments;
pub(super) use driver::Driver;
pub(super) use quiet::QuietSample;
pub(super) use sureness::{Aim, Answers, Judge};

use crate::analysis::Sureness;
use crate::record::session::EndCause;
use std::ffi::OsString;
use std::time::Duration;

/// Which cycles to go through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    action: Action,
    /// Cycles before the baseline.
    warmup: u32,
    /// Cycles behind it.
    cycles: u32,
    /// Whether it ends as soon as it is sure, and of what.
    aim: Option<Aim>,
    /// The target is quiet when nothing moves for so long.
    settle: Duration,
    /// Time between two ticks.
    interval: Duration,
    /// Each command may take so long.
    timeout: Duration,
}

impl Plan {
    /// Cycles with and without those that warm up.
    const fn total(&self) -> u32 {
        self.warmup + self.cycles
    }

    /// What is to be sure of, where the cycles end with that.
    pub(super) const fn aim(&self) -> Option<Aim> {
        self.aim
    }
}

/// What a cycle consists of: commands for the shell.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Action {
    Each(OsString),
    OpenClose { open: OsString, close: OsString },
}

impl Action {
    /// The commands, as text.
    fn lines(&self) -> Vec<String> {
        let commands = match self {
            Self::Each(each) => vec![each],
            Self::OpenClose { open, close } => vec![open, close],
        };
        commands.into_iter().map(|command| command.to_string_lossy().into_owned()).collect()
    }
}

/// How the cycles ended.
#[derive(Debug)]
pub(super) struct Ending {
    /// So many were closed by a mark.
    closed: u32,
    /// So many were to be.
    total: u32,
    /// What the last look said, where the cycles were to end with it.
    sureness: Option<Sureness>,
    /// Why they did not go on, where the end of the recording is not the reason.
    failure: Option<String>,
}

impl Ending {
    /// How sure it is, where the cycles were to end with that and came so far.
    pub(super) const fn sureness(&self) -> Option<Sureness> {
        self.sureness
    }

    /// Whether something went wrong: a command or a mark failed, or the target ended before the last cycle. Cycles that the
    /// user ended are no failure.
    pub(super) fn failed(&self, cause: EndCause) -> bool {
        self.failure.is_some() || (self.closed < self.total && cause != EndCause::Stopped)
    }

    /// What there is to tell of it; nothing where all went well.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.failure.iter().map(|why| format!("error: {why}")).collect();
        if self.closed < self.total {
            lines.push(format!(
                "{} of {} cycles were closed; what was recorded of them is kept",
                self.closed, self.total
            ));
        }
        lines
    }
}
