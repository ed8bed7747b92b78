//! What is fuzzed: whatever comes from outside. Nothing may panic, and what is taken must hold together.

use std::io::sink;
use std::path::Path;
use strandline::analysis::{
    Assessment, Comparison, Levels, Measured, Metric, VerdictChange, Window, WindowFigures,
};
use strandline::anonymise::anonymised;
use strandline::categories::Rules;
use strandline::export::{firefox, levels, regions};
use strandline::gate::Budget;
use strandline::import::{Choice, Series, Text};
use strandline::model::Trace;
use strandline::report::{Summary, compare_text, html};
use strandline::trace_file::{Existing, import_text as import_lines, open, read};

/// A text of another tool.
pub(crate) fn import_text(bytes: &[u8]) {
    let text = Text::read("fuzzed", bytes).expect("memory can be read");
    let pid = text.captures.first().and_then(|capture| capture.process.pid);
    let texts = [text.clone(), text];
    if let Ok(series) = Series::assemble(&texts, &Rules::built_in(), Choice { pid, ..Choice::default() }) {
        ask(&series.into_trace());
    }
}

/// A trace file.
pub(crate) fn open_trace(bytes: &[u8]) {
    if let Ok(opened) = read(bytes, Path::new("fuzzed.strand")) {
        ask(&opened.trace);
    }
}

/// A trace as text. What is taken of it is a trace that opens.
pub(crate) fn import_trace(bytes: &[u8]) {
    let path = std::env::temp_dir().join(format!("strandline-fuzz-{}.strand", std::process::id()));
    if import_lines(bytes, Path::new("fuzzed.ron"), &path, Existing::Replace).is_ok() {
        ask(&open(&path).expect("what was just written is a trace").trace);
    }
    drop(std::fs::remove_file(&path));
}

/// A budget.
pub(crate) fn parse_budget(bytes: &[u8]) {
    drop(std::str::from_utf8(bytes).map(Budget::parse));
}

/// Asks of a trace what a report asks, and a comparison with itself, and tells it in every form.
fn ask(trace: &Trace) {
    let recording = &trace.recording;
    let Ok(window) = Window::resolve(trace, None, None) else { return };
    drop(WindowFigures::of(recording, window, Metric::default()));
    drop(Assessment::of(trace, None));
    assert!(Levels::default().follow(recording, usize::MAX));
    let measured = Measured::whole("fuzzed", trace);
    let comparison = Comparison::of(&measured.side(), &measured.side());
    assert_eq!(comparison.overall().unwrap_or(VerdictChange::Unchanged), VerdictChange::Unchanged);
    drop(compare_text(&comparison));
    let hidden = anonymised(trace.clone());
    drop(html(&Summary::of(&hidden, window, None)));
    levels(&hidden, &mut sink()).expect("a sink takes everything");
    regions(&hidden.recording, &mut sink()).expect("a sink takes everything");
    firefox(&hidden, &mut sink()).expect("a sink takes everything");
}
