//! `strandline export`: a recording as data for other programs.

use super::anonymity::anonymiser;
use super::args::ExportArguments;
use super::files::Out;
use super::values::{ExportFormat, ExportedTable};
use super::{Outcome, console, files};
use crate::analysis::{Authors, Window};
use crate::model::{Trace, Wording};
use crate::report::export::{firefox, folded, levels, regions};
use crate::report::{JsonReport, Summary, csv};
use crate::storage::trace_file::{self, TRACE, copy_reworded, copy_trace, export_text};
use std::error::Error;
use std::process::ExitCode;

pub(super) fn run(arguments: &ExportArguments) -> Outcome {
    if arguments.what.is_some() && arguments.format != ExportFormat::Csv {
        return Err("--what chooses among the tables of --format csv".into());
    }
    let out = &arguments.out.path;
    if files::are_one(out, &arguments.trace) {
        let path = arguments.trace.display();
        return Err(format!("{path} would be written over; give another name with -o").into());
    }
    let opened = trace_file::open(&arguments.trace)?;
    opened.warnings.iter().for_each(|warning| console::warn(warning));
    let mut trace = opened.trace;
    let wording = arguments.anonymise.map(|form| anonymiser(&[&trace], form));
    let wording = wording.as_ref().map(|wording| wording as &dyn Wording);
    if arguments.format == ExportFormat::Strand {
        write_trace(arguments, &trace, wording)?;
        return Ok(ExitCode::SUCCESS);
    }
    let kind = match arguments.format {
        ExportFormat::Ron => files::TEXT_TRACE,
        ExportFormat::Csv => files::TABLE,
        ExportFormat::Json => files::JSON,
        ExportFormat::Firefox => files::PROFILE,
        ExportFormat::Folded => files::OTHER,
        ExportFormat::Strand => TRACE,
    };
    files::write_as_it_comes(&arguments.out, kind, |into| {
        if arguments.format == ExportFormat::Ron {
            export_text(&arguments.trace, into, out, wording)?;
            return Ok(());
        }
        if let Some(wording) = wording {
            trace.reword(wording);
        }
        write_data(arguments, &trace, into)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn write_data(
    arguments: &ExportArguments,
    trace: &Trace,
    into: &mut dyn std::io::Write,
) -> Result<(), Box<dyn Error>> {
    let whole = |trace| Summary::measure(trace, Window::whole(&trace.recording), None);
    match (arguments.format, arguments.what.unwrap_or(ExportedTable::Levels)) {
        (ExportFormat::Csv, ExportedTable::Levels) => levels(trace, into)?,
        (ExportFormat::Csv, ExportedTable::Regions) => regions(&trace.recording, into)?,
        (ExportFormat::Csv, ExportedTable::Cycles) => into.write_all(csv(&whole(trace)).as_bytes())?,
        (ExportFormat::Firefox, _) => firefox(trace, into)?,
        (ExportFormat::Folded, _) => {
            let authors = Authors::find(&trace.recording, Window::resolve(trace, None, None)?);
            let authors = authors.ok_or("it has no stacks of calls; record with --stacks")?;
            folded(&trace.recording, &authors, into)?;
        }
        (ExportFormat::Json | ExportFormat::Ron | ExportFormat::Strand, _) => {
            into.write_all(JsonReport::new(&whole(trace)).to_text().as_bytes())?;
        }
    }
    Ok(())
}

/// A trace is no text: it goes to a file.
fn write_trace(
    arguments: &ExportArguments,
    trace: &Trace,
    wording: Option<&dyn Wording>,
) -> Result<(), Box<dyn Error>> {
    let Out { path, replacing } = &arguments.out;
    files::refuse_standard_output(path)?;
    let written = match wording {
        None => copy_trace(&arguments.trace, path, &trace.annotations, replacing.existing()),
        Some(wording) => copy_reworded(&arguments.trace, path, wording, replacing.existing()),
    };
    written.map_err(|error| files::refused(error, path))
}
