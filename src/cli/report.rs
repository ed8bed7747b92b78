//! `strandline report`: what a recording says.

use super::anonymity::anonymiser;
use super::args::{Format, ReportArguments};
use super::{Outcome, console, files};
use crate::analysis::Window;
use crate::report::{JsonReport, Summary, csv, markdown, text};
use crate::trace_file;
use std::process::ExitCode;

pub(super) fn run(arguments: &ReportArguments) -> Outcome {
    let mut opened = trace_file::open(&arguments.trace)?;
    for warning in &opened.warnings {
        console::warn(warning);
    }
    let window = Window::resolve(&opened.trace, arguments.from.as_deref(), arguments.to.as_deref())?;
    if arguments.anonymise {
        let wording = anonymiser(&[&opened.trace]);
        opened.trace.reword(&wording);
    }
    let summary = Summary::of(&opened.trace, window, None);
    let report = match arguments.format {
        Format::Text => text(&summary),
        Format::Md => markdown(&summary),
        Format::Csv => csv(&summary),
        Format::Json => JsonReport::of(&summary).to_text(),
    };
    files::write_text(&arguments.out, &report)?;
    Ok(ExitCode::SUCCESS)
}
