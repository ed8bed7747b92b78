//! `strandline sign`: macOS lets us look at a program that invites debuggers; this makes it do so.

use super::args::SignArguments;
use super::{Outcome, console};
use crate::platform;
use std::process::ExitCode;

pub(super) fn run(arguments: &SignArguments) -> Outcome {
    let signed = platform::sign(&arguments.target, arguments.out.as_deref())?;
    let what = if signed.changed { "signed with get-task-allow" } else { "left as it is" };
    console::print(&format!("{} is {what}\n", signed.path.display()))?;
    for note in &signed.notes {
        console::print(&format!("  {note}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
