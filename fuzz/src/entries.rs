//! What is fuzzed: whatever comes from outside. Nothing may panic, and what is taken must hold together.

use std::io::sink;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use strandline::analysis::gate::{Budget, check};
use strandline::analysis::{
    Alignment, Assessment, Comparison, Levels, Metric, Side, VerdictChange, Window, WindowGrowth,
};
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportedSeries, Text};
use strandline::model::{Follower, Trace};
use strandline::platform::signature::{Entitlements, GET_TASK_ALLOW, Program};
use strandline::read_as_every_file;
use strandline::record::session::marks::parse_request;
use strandline::report::export::{firefox, levels, regions};
use strandline::report::{Summary, check_junit, check_text, compare_text, html};
use strandline::storage::anonymise::anonymised;
use strandline::storage::trace_file::{Existing, import_text as import_lines, open, read};

/// They are a file of their own, which takes longer to read than most inputs.
static RULES: LazyLock<Rules> = LazyLock::new(Rules::built_in);

/// What budgets are held against.
static RECORDED: LazyLock<(Trace, Assessment)> = LazyLock::new(|| {
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/traces/v1-pagelist.strand");
    // From the fuzzing package it lies one folder up.
    let fixture = fixture.replace("/fuzz/tests/", "/tests/");
    let trace = open(Path::new(&fixture)).expect("the fixture is a trace").trace;
    let assessment = Assessment::assess(&trace, None);
    (trace, assessment)
});

/// A text of another tool.
pub(crate) fn import_text(bytes: &[u8]) {
    let text = Text::read("fuzzed", bytes).expect("memory can be read");
    let pid = text.captures.first().and_then(|capture| capture.process.pid);
    let texts = [text.clone(), text];
    if let Ok(series) = ImportedSeries::assemble(&texts, &RULES, Choice { pid, ..Choice::default() }) {
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
    let path = in_memory().join(format!("strandline-fuzz-{}.strand", std::process::id()));
    if import_lines(bytes, Path::new("fuzzed.ron"), &path, Existing::Replace).is_ok() {
        ask(&open(&path).expect("what was just written is a trace").trace);
    }
    drop(std::fs::remove_file(&path));
}

/// Where a file costs no disk, if there is such a place.
fn in_memory() -> PathBuf {
    let shared = PathBuf::from("/dev/shm");
    if shared.is_dir() { shared } else { std::env::temp_dir() }
}

/// A budget, and a recording that is held against it.
pub(crate) fn parse_budget(bytes: &[u8]) {
    let Ok(Ok(budget)) = std::str::from_utf8(bytes).map(Budget::parse) else { return };
    let (trace, assessment) = &*RECORDED;
    let check = check(trace, assessment, &budget, jiff::civil::date(2026, 8, 15));
    assert_eq!(
        check.rows.iter().map(|row| row.outcome).max().map(|worst| worst <= check.outcome()),
        Some(true)
    );
    drop(check_text(&check));
    drop(check_junit(&check));
}

/// A file of `/proc`, whichever.
pub(crate) fn read_proc_text(bytes: &[u8]) {
    read_as_every_file(bytes);
}

/// A line that asks for a mark.
pub(crate) fn parse_mark_request(bytes: &[u8]) {
    let line = String::from_utf8_lossy(bytes);
    let _any = parse_request(line.trim_end());
}

/// A program of macOS, or the entitlements of one.
pub(crate) fn read_program(bytes: &[u8]) {
    if let Ok(program) = Program::read(bytes) {
        assert!(program.signatures().count() <= 16);
    }
    if let Ok(entitlements) = Entitlements::parse(bytes) {
        let (debuggable, _changes) = entitlements.signed_by_nobody(GET_TASK_ALLOW);
        assert!(debuggable.holds(GET_TASK_ALLOW));
    }
}

/// Asks of a trace what a report asks, and a comparison with itself, and tells it in every form.
fn ask(trace: &Trace) {
    let recording = &trace.recording;
    let Ok(window) = Window::resolve(trace, None, None) else { return };
    drop(WindowGrowth::measure(recording, window, Metric::default()));
    drop(Assessment::assess(trace, None));
    assert!(Follower::<Levels>::default().follow(recording, usize::MAX));
    let side = Side::whole("fuzzed", trace);
    let comparison = Comparison::between(&[side.clone(), side], Alignment::Cycles);
    assert_eq!(comparison.overall().unwrap_or(VerdictChange::Unchanged), VerdictChange::Unchanged);
    drop(compare_text(&comparison));
    let hidden = anonymised(trace.clone());
    drop(html(&Summary::measure(&hidden, window, None)));
    levels(&hidden, &mut sink()).expect("a sink takes everything");
    regions(&hidden.recording, &mut sink()).expect("a sink takes everything");
    firefox(&hidden, &mut sink()).expect("a sink takes everything");
}
