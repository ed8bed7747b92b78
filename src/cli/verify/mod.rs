//! `strandline verify`: one complete look at a process, held against the kernel's own account of the same moment.

mod json;
mod text;

use super::files::{self, Out};
use super::interrupts::Resolve;
use super::{console, is_broken_pipe};
use crate::model::{Recording, SnapshotKind};
use crate::platform;
use crate::record::session::{Event, Options, Session, recording_start};
use crate::record::verify::Verification;
use crate::source::Source;
use crate::storage::own_files;
use clap::{Args, ValueEnum};
use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The exit code where nothing could be compared.
pub(super) const TROUBLE: u8 = 3;

/// Looks at most. The kernel itself moves pages of a process that stands still; what differs for another reason does so each
/// time.
const LOOKS: u32 = 3;

/// No tick comes in between.
const NEVER: Duration = Duration::from_hours(1);

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The process; it stands still for the moment that the look takes
    pub(super) pid: u32,
    /// The form
    #[arg(long, value_enum, default_value_t = VerifyFormat::Text)]
    pub(super) format: VerifyFormat,
    #[command(flatten)]
    out: Out,
}

/// The form of what came of a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum VerifyFormat {
    /// Tables for the terminal and for bug reports
    Text,
    /// JSON, schema 1
    Json,
}

/// What came of it, and how.
pub(super) struct Verified {
    pub(super) pid: u32,
    pub(super) name: String,
    pub(super) system: String,
    pub(super) looks: u32,
    /// How long the process stood still for the last look.
    pub(super) stopped: Result<Duration, String>,
    pub(super) verification: Verification,
}

/// Writes what came of it. Exit 0: they agree; 1: they do not.
pub(super) fn run(arguments: &VerifyArguments) -> ExitCode {
    exit_code(arguments.pid, |verified| match arguments.format {
        VerifyFormat::Text => files::write_text(&arguments.out, files::OTHER, &text::text(verified)),
        VerifyFormat::Json => files::write_text(&arguments.out, files::JSON, &json::json(verified)?),
    })
}

/// The same as text to standard output.
pub(super) fn print(pid: u32) -> ExitCode {
    exit_code(pid, |verified| Ok(console::print(&text::text(verified))?))
}

fn exit_code(pid: u32, write: impl FnOnce(&Verified) -> Result<(), Box<dyn Error>>) -> ExitCode {
    let done = verified(pid).and_then(|verified| match write(&verified) {
        // Whoever reads has gone; the exit code tells all the same.
        Err(error) if !is_broken_pipe(&*error) => Err(error),
        _ => Ok(verified.verification.agrees()),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            console::error(&*error);
            ExitCode::from(TROUBLE)
        }
    }
}

fn verified(pid: u32) -> Result<Verified, Box<dyn Error>> {
    let resolve = Resolve::new()?;
    let look = |nth| resolve.to(|| look(pid, nth));
    let mut verified = look(1)?;
    while !verified.verification.agrees() && verified.looks < LOOKS {
        verified = look(verified.looks + 1)?;
    }
    Ok(verified)
}

/// Takes one look. The process stands still until the account is read, if that is permitted.
fn look(pid: u32, nth: u32) -> Result<Verified, Box<dyn Error>> {
    let source = platform::attach(pid, own_files::rules()?, &console::patience())?;
    let target = source.target().clone();
    let began = Instant::now();
    let still = platform::stop(pid);
    let (session, recording) = complete_look(source)?;
    let account = platform::account(pid)
        .map_err(|error| format!("the kernel's account of {pid} cannot be read: {error}"))?;
    let stopped = still.map(drop).map(|()| began.elapsed()).map_err(|error| error.to_string());
    drop(session);
    let system = format!("{} {}", target.os, target.os_release.trim());
    let verification = Verification::new(&recording, &account);
    Ok(Verified { pid, name: target.name, system, looks: nth, stopped, verification })
}

/// The look that a recording begins with: the very way in which marks take theirs.
fn complete_look(source: Box<dyn Source>) -> Result<(Session, Recording), Box<dyn Error>> {
    let mut recording = Recording::new(recording_start(&*source, NEVER));
    let session = Session::start(source, Options { interval: NEVER, ..Options::default() })?;
    // It takes two snapshots.
    while let Ok(event) = session.events().recv() {
        match event {
            Event::Delta(delta) => {
                recording.append(&delta).map_err(|error| error.to_string())?;
                let barriers =
                    recording.snapshots().iter().filter(|taken| taken.kind == SnapshotKind::Barrier);
                if barriers.count() == 2 {
                    return Ok((session, recording));
                }
            }
            Event::Epoch(epoch) => recording.begin_epoch(epoch),
            Event::Ended(end) => return Err(format!("no complete look: {}", end.cause).into()),
            Event::Warning(warning) => console::warn(&warning.text),
            Event::Mark(_) | Event::Calls(_) | Event::Heap(..) => {}
        }
    }
    Err("no complete look: the sampler has ended".into())
}
