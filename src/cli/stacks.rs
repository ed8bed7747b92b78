//! `--stacks`, and `strandline symbolicate`: the calls that change the address space, and the functions behind them.

use super::{Outcome, console};
use crate::model::{Recording, units::grouped};
use crate::platform;
use crate::source::CallSource;
use crate::storage::trace_file;
use crate::symbols::{Symbolicated, symbolicate};
use clap::Args;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct SymbolicateArguments {
    /// The trace file, recorded with --stacks
    #[arg(value_name = "F.strand")]
    pub(super) trace: PathBuf,
    /// Where the files of the recorded system are
    #[arg(long, default_value = "/", value_name = "FOLDER")]
    pub(super) root: PathBuf,
}

/// Follows the calls of a process, where they are wanted, or says why that is refused.
pub(super) fn follow(is_wanted: bool, pid: u32) -> Option<Result<Box<dyn CallSource>, String>> {
    is_wanted.then(|| platform::follow_calls(pid))
}

/// Names the functions of the calls of a recording that has ended, in its file too.
pub(super) fn name_functions(recording: &mut Recording, saved: &Path) -> Result<(), Box<dyn Error>> {
    if recording.calls().is_empty() {
        return Ok(());
    }
    let missing = name(recording, saved, Path::new("/"))?;
    tell_missing(&missing);
    Ok(())
}

/// Says of which modules there are no symbols.
fn tell_missing(missing: &[String]) {
    for why in missing {
        console::warn(&format!("no symbols of {why}"));
    }
}

fn name(recording: &mut Recording, path: &Path, root: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let Symbolicated { functions, missing } = symbolicate(recording.calls(), root);
    trace_file::HeldTrace::open(path)?.name_functions(&functions)?;
    recording.name_functions(functions);
    Ok(missing)
}

/// `strandline symbolicate F.strand`.
pub(super) fn run(arguments: &SymbolicateArguments) -> Outcome {
    let mut opened = trace_file::open(&arguments.trace)?;
    opened.warnings.iter().for_each(|warning| console::warn(warning));
    let trace = &mut opened.trace;
    let calls = trace.recording.calls();
    if calls.is_empty() {
        return Err("it has no stacks of calls; record with --stacks".into());
    }
    let frames = calls.frames().len();
    let missing = name(&mut trace.recording, &arguments.trace, &arguments.root)?;
    let calls = trace.recording.calls();
    let named =
        (0..frames).filter(|&frame| !calls.functions(u32::try_from(frame).unwrap_or(u32::MAX)).is_empty());
    tell_missing(&missing);
    console::say(&format!("{} of {} frames are named", grouped(named.count()), grouped(frames)));
    Ok(ExitCode::SUCCESS)
}
