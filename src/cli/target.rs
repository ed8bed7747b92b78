//! A built-in target: runs its cycles, sets marks in its own recording, states what it leaked, and waits to be let go.

use super::args::TargetArguments;
use super::{Outcome, exit_code};
use crate::model::MarkRole;
use crate::platform::demo::{MarkSetter, Script, run as play};
use crate::record::session::marks::{MarkTimeouts, set_mark, socket_path};
use clap::Parser;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The recorder may need some time to attach to a process that was just started: minutes where macOS asks its user first.
const PATIENCE: MarkTimeouts =
    MarkTimeouts { listening: Duration::from_mins(5), answer: Duration::from_mins(1) };

/// Sets marks by the socket that the recorder opened for us.
struct BySocket(PathBuf);

impl MarkSetter for BySocket {
    fn mark(&mut self, role: MarkRole, label: &str) -> io::Result<()> {
        set_mark(&self.0, role, label, PATIENCE).map(drop)
    }
}

/// The command line of a target that stands alone.
#[derive(Debug, Parser)]
#[command(name = "target", about = "Be a built-in target, for a program that records it")]
struct LoneTarget {
    #[command(flatten)]
    arguments: TargetArguments,
}

/// Is a built-in target. `arguments` are what `strandline target …` has, from the word `target` on.
///
/// A program that starts a [`DemoTarget`](crate::platform::launch::DemoTarget) hands its command line to this.
pub fn target_main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match LoneTarget::try_parse_from(arguments) {
        Ok(alone) => exit_code(run(&alone.arguments)),
        Err(error) => {
            let _nobody_reads = error.print();
            ExitCode::FAILURE
        }
    }
}

pub(super) fn run(arguments: &TargetArguments) -> Outcome {
    let &TargetArguments { kind, fixed, untagged, cycles, warmup } = arguments;
    let script = Script { kind, cycles, warmup, fixed, untagged };
    let mut marks = BySocket(socket_path(std::process::id()));
    let truth = play(&script, &mut marks)?;
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{}", truth.to_line())?;
    stdout.flush()?;
    // What leaked must stay until the last look was taken: whoever started us closes our input then.
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform;

    #[test]
    fn a_target_waits_longer_for_its_recorder_than_that_waits_for_the_user() {
        assert!(PATIENCE.listening > platform::Patience::default().limit * 2);
    }
}
