//! `strandline sign`: macOS lets us look at a program that invites debuggers; this makes it do so, or
//! makes a debugger of a program, as Strandline has to be one.

use super::args::SignArguments;
use super::{Outcome, console};
use crate::platform::{self, SignAs};
use std::process::ExitCode;

pub(super) fn run(arguments: &SignArguments) -> Outcome {
    let purpose = if arguments.debugger { SignAs::Debugger } else { SignAs::Target };
    let signed = platform::sign(&arguments.target, arguments.out.as_deref(), purpose)?;
    let what = if signed.changed {
        format!("signed with {}", purpose.entitlement())
    } else {
        "left as it is".to_owned()
    };
    console::print(&format!("{} is {what}\n", signed.path.display()))?;
    for note in &signed.notes {
        console::print(&format!("  {note}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
