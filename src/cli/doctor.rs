//! `strandline doctor`: may we attach? If not, why, and what to do.

use super::args::DoctorArguments;
use super::{Outcome, console};
use crate::platform::{self, Gravity};
use std::process::ExitCode;

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
    let all_well = findings.iter().all(|finding| finding.gravity != Gravity::Bad);
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
