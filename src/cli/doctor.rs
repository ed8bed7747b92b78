//! `strandline doctor`: may we attach? If not, why, and what to do.

use super::{Outcome, console, verify};
use crate::platform::{self, Gravity};
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    /// The process to look at
    pub(super) pid: Option<u32>,
    /// Then hold one complete look at it against the kernel's own figures, as `verify` does
    #[arg(long, requires = "pid")]
    pub(super) verify: bool,
}

pub(super) fn run(arguments: &DoctorArguments) -> Outcome {
    let findings = platform::diagnose(arguments.pid);
    for finding in &findings {
        let sign = match finding.gravity {
            Gravity::Good => "ok  ",
            Gravity::Note => "note",
            Gravity::Bad => "BAD ",
        };
        console::print(&format!("{sign}  {}\n", finding.text))?;
        if let Some(remedy) = &finding.remedy {
            console::print(&format!("      → {remedy}\n"))?;
        }
    }
    if let (true, Some(pid)) = (arguments.verify, arguments.pid) {
        return Ok(verify::print(pid));
    }
    let all_well = findings.iter().all(|finding| finding.gravity != Gravity::Bad);
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
