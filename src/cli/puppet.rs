//! A child process that obeys commands, for live tests and benches.

use super::Outcome;
use crate::platform::demo::puppet;
use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// Beside what [`puppet`] knows: `exec` becomes another program of the same kind.
pub(super) fn run() -> Outcome {
    puppet(io::stdin().lock(), io::stdout(), |order| match order {
        "exec" => {
            answer()?;
            Err(Command::new(std::env::current_exe()?).arg("puppet").exec())
        }
        _ => Err(io::Error::new(io::ErrorKind::InvalidInput, format!("{order:?} is no order"))),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The answer comes before the deed, after which nobody is left to give it.
fn answer() -> io::Result<()> {
    use io::Write;
    writeln!(io::stdout(), "ok")
}
