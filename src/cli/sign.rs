//! `strandline sign`: macOS lets us look at a program that invites debuggers; this makes it do so.

use super::Outcome;
use super::args::SignArguments;
use crate::platform;
use std::io::Write;
use std::process::ExitCode;

pub(super) fn run(arguments: &SignArguments) -> Outcome {
    let signed = platform::sign(&arguments.target, arguments.out.as_deref())?;
    let mut stdout = std::io::stdout().lock();
    if signed.changed {
        writeln!(stdout, "{} is signed with get-task-allow", signed.path.display())?;
    } else {
        writeln!(stdout, "{} is left as it is", signed.path.display())?;
    }
    for note in &signed.notes {
        writeln!(stdout, "  {note}")?;
    }
    Ok(ExitCode::SUCCESS)
}
