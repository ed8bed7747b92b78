//! `strandline doctor`: may we attach? If not, why, and what to do.

use super::Outcome;
use super::args::DoctorArguments;
use crate::platform::{self, Gravity};
use std::io::Write;
use std::process::ExitCode;

pub(super) fn run(arguments: &DoctorArguments) -> Outcome {
    let findings = platform::diagnose(arguments.pid);
    let mut stdout = std::io::stdout().lock();
    for finding in &findings {
        let sign = match finding.gravity {
            Gravity::Good => "ok  ",
            Gravity::Note => "note",
            Gravity::Bad => "BAD ",
        };
        writeln!(stdout, "{sign}  {}", finding.text)?;
        if let Some(remedy) = &finding.remedy {
            writeln!(stdout, "      → {remedy}")?;
        }
    }
    let all_well = findings.iter().all(|finding| finding.gravity != Gravity::Bad);
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
