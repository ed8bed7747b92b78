//! `strandline doctor`: whether a process can be recorded; if not, why, and what to do.

use super::{Outcome, console, verify};
use crate::platform::{self, Checkup, Finding, Gravity};
use clap::Args;
use std::io;
use std::process::ExitCode;
use std::time::Instant;

#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    /// The process to look at
    pub(super) pid: Option<u32>,
    /// Then hold one complete look at it against the kernel's own figures, as `verify` does
    #[arg(long, requires = "pid")]
    pub(super) verify: bool,
}

pub(super) fn run(arguments: &DoctorArguments) -> Outcome {
    let (mut all_well, mut printed, mut tried) = (true, Ok(()), None);
    platform::diagnose(arguments.pid, &console::patience(), &mut |news| {
        all_well &= !matches!(&news, Checkup::Found(finding) if finding.gravity == Gravity::Bad);
        if printed.is_ok() {
            printed = tell_time(tried.take()).and_then(|()| print(&news));
        }
        tried = matches!(news, Checkup::Trying(_)).then(Instant::now);
    });
    printed?;
    if let (true, Some(pid)) = (arguments.verify, arguments.pid) {
        return Ok(verify::print(pid));
    }
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How long the last attempt took: a system that asks its user takes its time.
fn tell_time(since: Option<Instant>) -> io::Result<()> {
    since.map_or(Ok(()), |since| {
        let millis = since.elapsed().as_secs_f64() * 1e3;
        console::print(&format!("      took {millis:.1} ms\n"))
    })
}

/// What is tried is printed before it is: it may take its time.
fn print(news: &Checkup) -> io::Result<()> {
    let Finding { gravity, text, remedy } = match news {
        Checkup::Trying(what) => return console::print(&format!("…     {what}\n")),
        Checkup::Found(finding) => finding,
    };
    let sign = match gravity {
        Gravity::Good => "ok  ",
        Gravity::Note => "note",
        Gravity::Bad => "BAD ",
    };
    console::print(&format!("{sign}  {text}\n"))?;
    remedy.as_ref().map_or(Ok(()), |remedy| console::print(&format!("      → {remedy}\n")))
}
