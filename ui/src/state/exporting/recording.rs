//! The forms of a recording.

use super::{Destination, ExportError, Form, Write, create, picture, text};
use std::io;
use std::path::Path;
use strandline::analysis::{Assessment, Judged, Subject, Window};
use strandline::model::{Annotations, Trace, Wording};
use strandline::report::charts::{OverTime, Palette, cycle_chart};
use strandline::report::export::{firefox, levels, regions};
use strandline::report::svg::svg;
use strandline::report::{JsonReport, Summary, csv, html, markdown};
use strandline::storage::trace_file::{copy_reworded, copy_trace, export_text};

/// A recording that is exported.
pub struct Exported<'a> {
    /// The recording, in the words in which it leaves the house.
    pub trace: &'a Trace,
    /// Its file, with the marks as they are and in its own words.
    pub from: &'a Path,
    /// The other words, if it gets some.
    pub wording: Option<&'a dyn Wording>,
    /// What reports are about.
    pub window: Window,
    /// What a chart of the cycles is about; else what the verdict is about.
    pub judged: Option<Subject>,
}

/// All of them; the first is offered first.
pub static FORMS: &[Form] = &[
    form("Trace", "strand", "The recording itself, for another machine", trace),
    form("Markdown", "md", "The report for a bug tracker", |what, to| report(what, to, markdown)),
    form("HTML", "html", "The report as one page for any browser, with charts", |what, to| {
        report(what, to, html)
    }),
    form("JSON", "json", "The figures of the report, for scripts", |what, to| {
        report(what, to, |summary| JsonReport::new(summary).to_text())
    }),
    form("CSV of the cycles", "csv", "A row for each cycle, category and metric", |what, to| {
        report(what, to, csv)
    }),
    form("CSV of the levels", "csv", "What each category has, whenever that changed", |what, to| {
        data(to, |into| levels(what.trace, into))
    }),
    form("CSV of the regions", "csv", "Every region that ever lived", |what, to| {
        data(to, |into| regions(&what.trace.recording, into))
    }),
    form("Firefox Profiler", "json", "Counters and marks, to be seen beside a CPU profile", |what, to| {
        data(to, |into| firefox(what.trace, into))
    }),
    form("RON", "ron", "All of it as text, which opens as the same recording", as_text),
    form(
        "Chart of the footprint, SVG",
        "svg",
        "Over time: what stayed, and what came and went",
        |what, to| text(to, &over_time(what)),
    ),
    form("Chart of the footprint, PNG", "png", "The same as a picture", |what, to| {
        picture(to, &over_time(what))
    }),
    form("Chart of the cycles, SVG", "svg", "The levels of what is judged, and its line", |what, to| {
        text(to, &of_cycles(what)?)
    }),
    form("Chart of the cycles, PNG", "png", "The same as a picture", |what, to| {
        picture(to, &of_cycles(what)?)
    }),
];

/// Writes it to a file that nobody looks at yet; says why not, without the path.
type WriteRecording = fn(&Exported<'_>, Destination<'_>) -> Result<(), ExportError>;

const fn form(
    name: &'static str,
    ending: &'static str,
    meaning: &'static str,
    write: WriteRecording,
) -> Form {
    Form { name, ending, meaning, write: Write::Recording(write) }
}

fn trace(what: &Exported<'_>, to: Destination<'_>) -> Result<(), ExportError> {
    let annotations: &Annotations = &what.trace.annotations;
    match what.wording {
        None => copy_trace(what.from, to.path, annotations, to.existing)?,
        Some(wording) => copy_reworded(what.from, to.path, wording, to.existing)?,
    }
    Ok(())
}

/// Writes what need not be in memory as a whole.
fn data(
    to: Destination<'_>,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), ExportError> {
    create(to, |into| Ok(write(into)?))
}

fn as_text(what: &Exported<'_>, to: Destination<'_>) -> Result<(), ExportError> {
    create(to, |into| {
        export_text(what.from, into, to.path, what.wording)?;
        Ok(())
    })
}

fn report(
    what: &Exported<'_>,
    to: Destination<'_>,
    tell: fn(&Summary<'_>) -> String,
) -> Result<(), ExportError> {
    text(to, &tell(&Summary::measure(what.trace, what.window, None)))
}

fn over_time(what: &Exported<'_>) -> String {
    let assessment = Assessment::assess(what.trace, None);
    svg(&OverTime::measure(what.trace, what.window, &assessment).footprint(), Palette::Light)
}

fn of_cycles(what: &Exported<'_>) -> Result<String, ExportError> {
    let assessment = Assessment::assess(what.trace, None);
    let rows = &assessment.verdicts.rows;
    let is_wanted = |row: &&Judged| Some(row.subject) == what.judged;
    let judged =
        rows.iter().find(is_wanted).or_else(|| assessment.verdicts.leading()).or_else(|| rows.first());
    let has_cycles = assessment.cycles.all().next().is_some();
    let judged = judged.filter(|_| has_cycles);
    let judged = judged.ok_or(ExportError::NoCycles)?;
    Ok(svg(&cycle_chart(&what.trace.recording, &assessment.cycles, judged), Palette::Light))
}
