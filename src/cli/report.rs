//! `strandline report`: the report on a recording.

use super::anonymity::anonymiser;
use super::args::{Format, ReportArguments};
use super::{Outcome, chart, console, files};
use crate::analysis::Window;
use crate::report::charts::Palette;
use crate::report::svg::{png, svg};
use crate::report::{JsonReport, Summary, csv, html, markdown, text};
use crate::storage::own_files;
use crate::storage::trace_file;
use std::process::ExitCode;

/// Pixels of a picture for each of the chart's own: sharp on today's screens.
const PICTURE_SCALE: f32 = 2.0;

pub(super) fn run(arguments: &ReportArguments) -> Outcome {
    if arguments.chart.is_some() && !matches!(arguments.format, Format::Svg | Format::Png) {
        return Err("--chart draws one chart: say --format svg or --format png too".into());
    }
    let mut opened = trace_file::open(&arguments.trace)?;
    for warning in &opened.warnings {
        console::warn(warning);
    }
    // They are for recording, which refuses them; nobody shall think that this report was made by them.
    if let Err(error) = own_files::rules() {
        console::warn(&format!("{error}; a recording keeps the categories that it was made with"));
    }
    let window = Window::resolve(&opened.trace, arguments.from.as_deref(), arguments.to.as_deref())?;
    if let Some(form) = arguments.anonymise {
        let wording = anonymiser(&[&opened.trace], form);
        opened.trace.reword(&wording);
    }
    let summary = Summary::measure(&opened.trace, window, None);
    let palette = if arguments.dark { Palette::Dark } else { Palette::Light };
    let asked = arguments.chart.as_deref().unwrap_or("footprint");
    let drawn = || chart::asked_for(&summary, asked).map(|chart| svg(&chart, palette));
    let (kind, report) = match arguments.format {
        Format::Text => (files::OTHER, text(&summary)),
        Format::Md => (files::OTHER, markdown(&summary)),
        Format::Csv => (files::TABLE, csv(&summary)),
        Format::Json => (files::JSON, JsonReport::new(&summary).to_text()),
        Format::Html => (files::PAGE, html(&summary)),
        Format::Svg => (files::OTHER, drawn()? + "\n"),
        Format::Png => {
            files::write_picture(&arguments.out, files::OTHER, &png(&drawn()?, PICTURE_SCALE)?)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    files::write_text(&arguments.out, kind, &report)?;
    Ok(ExitCode::SUCCESS)
}
