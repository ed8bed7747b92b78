//! The command line: one file for each command.
//!
//! Data goes to standard output, progress and warnings to standard error.

mod anonymity;
mod args;
mod chart;
mod check;
mod compare;
mod console;
mod cycles;
mod demo;
mod doctor;
mod export;
mod files;
mod import;
mod interrupts;
mod list;
mod mark;
mod puppet;
mod record;
mod recorder;
mod report;
mod sign;
mod stacks;
mod target;
mod values;
mod verify;

pub use args::command;
pub use target::target_main;

use crate::platform::files::report_size_limit;
use args::{Arguments, Command};
use clap::Parser;
use std::error::Error;
use std::process::ExitCode;

/// Parses the command line, does what it says, and tells what went wrong. The result is for the shell.
pub fn run() -> ExitCode {
    if let Err(error) = report_size_limit() {
        console::warn(&format!("the limit on file sizes may end this program: {error}"));
    }
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let done = match arguments.command {
        Command::List(arguments) => list::run(&arguments),
        Command::Record(arguments) => record::run(&arguments),
        Command::Mark(arguments) => mark::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Check(arguments) => return check::run(&arguments),
        Command::Import(arguments) => import::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Verify(arguments) => return verify::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::Symbolicate(arguments) => stacks::run(&arguments),
        Command::Target(arguments) => target::run(&arguments),
        Command::Puppet => puppet::run(),
    };
    exit_code(done)
}

/// Tells how the command line is meant. A wrong one of `check` or `verify` must not look like an answer.
fn usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() {
        // It repeats what was typed, or handed over by a script.
        console::say(error.render().to_string().trim_end());
    } else {
        let _nobody_reads = error.print();
    }
    let command = std::env::args_os().nth(1);
    let trouble = match command.as_deref().and_then(std::ffi::OsStr::to_str) {
        Some("check") => Some(check::TROUBLE),
        Some("verify") => Some(verify::TROUBLE),
        _ => None,
    };
    match error.exit_code() {
        0 => ExitCode::SUCCESS,
        code => ExitCode::from(trouble.or(u8::try_from(code).ok()).unwrap_or(1)),
    }
}

/// Tells what went wrong, if anything did.
fn exit_code(done: Outcome) -> ExitCode {
    match done {
        Ok(code) => code,
        // Whoever reads our output has gone: `strandline list | head`.
        Err(error) if is_broken_pipe(&*error) => ExitCode::SUCCESS,
        Err(error) => {
            console::error(&*error);
            ExitCode::FAILURE
        }
    }
}

/// What a command comes to.
type Outcome = Result<ExitCode, Box<dyn Error>>;

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let errors = std::iter::successors(Some(error), |&error| error.source());
    let mut of_system = errors.filter_map(|error| error.downcast_ref::<std::io::Error>());
    of_system.any(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
