//! Being a built-in target: acts, sets marks in the recording of itself, tells what it leaked, and waits to be let go.

use super::Outcome;
use super::args::TargetArguments;
use crate::model::MarkRole;
use crate::platform::demo::{MarkSetter, Script, run as play};
use crate::session::marks::{set_mark, socket_path};
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The recorder may need this long to attach to a process that was just started.
const PATIENCE: Duration = Duration::from_secs(10);

/// Sets marks by the socket that the recorder opened for us.
struct BySocket(PathBuf);

impl MarkSetter for BySocket {
    fn mark(&mut self, role: MarkRole, label: &str) -> io::Result<()> {
        set_mark(&self.0, role, label, PATIENCE).map(drop)
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
