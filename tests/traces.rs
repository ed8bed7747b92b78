//! Traces written by earlier versions: they must open for ever and say what they always said.

use std::fs;
use std::path::{Path, PathBuf};
use strandline::analysis::{Growth, Metric, Window};
use strandline::model::units::Bytes;
use strandline::model::{RegionId, Trace};
use strandline::storage::trace_file::{self, Existing};

#[test]
fn the_first_trace_says_what_it_always_said() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traces/v1-pagelist.strand");
    let opened = trace_file::open(&path).unwrap();
    assert!(opened.complete && opened.warnings.is_empty(), "{:?}", opened.warnings);
    let trace = &opened.trace;
    assert_eq!(trace.annotations.closed_cycles(), 4);
    let target = trace.recording.target().unwrap();
    assert_eq!((target.name.as_str(), target.pid), ("strandline", 22535));
    let window = Window::resolve(trace, Some("baseline"), Some("cycle 4")).unwrap();
    let growth = Growth::measure(&trace.recording, window, Metric::Mapped);
    let row = growth.rows.iter().find(|row| {
        trace.recording.category(row.category).is_some_and(|found| found.to_string() == "Named ▸ PageList")
    });
    let figures = row.unwrap().figures;
    assert_eq!((figures.persistent.bytes, figures.persistent.count), (Bytes::new(119_242_752), 12));
    assert_eq!(growth.total.persistent.bytes, figures.persistent.bytes);
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/traces").join(name)
}

/// The mappings of all there is at the end.
fn mappings(trace: &Trace) -> Option<usize> {
    let window = Window::whole(&trace.recording);
    Growth::measure(&trace.recording, window, Metric::Mapped).total.after.mappings.get()
}

/// Version 1 tells no mappings, and neither does what is made of it.
#[test]
fn a_trace_of_version_1_stays_what_it_is_in_a_copy_and_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let [copy, again] = ["copy.strand", "again.strand"].map(|name| folder.path().join(name));
    let from = fixture("v1-pagelist.strand");
    let first = trace_file::open(&from).unwrap().trace;
    assert_eq!(mappings(&first), None);
    trace_file::copy_trace(&from, &copy, &first.annotations, Existing::Keep).unwrap();
    assert!(fs::read(&copy).unwrap().starts_with(b"strandline trace 1\n"), "frames are copied as they are");
    let mut text = Vec::new();
    trace_file::export_text(&from, &mut text, Path::new("-"), None).unwrap();
    assert!(trace_file::is_text(&text));
    trace_file::import_text(&*text, Path::new("-"), &again, Existing::Keep).unwrap();
    assert!(fs::read(&again).unwrap().starts_with(b"strandline trace 2\n"));
    for path in [copy, again] {
        let opened = trace_file::open(&path).unwrap();
        assert!(opened.complete && opened.warnings.is_empty(), "{:?}", opened.warnings);
        assert_eq!(format!("{:?}", opened.trace), format!("{first:?}"));
    }
}

#[test]
fn the_first_text_says_what_it_always_said() {
    let text = fs::read(fixture("v1-terminal-layers.ron")).unwrap();
    assert!(trace_file::is_text(&text));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("to.strand");
    let warnings = trace_file::import_text(&*text, Path::new("-"), &to, Existing::Keep).unwrap();
    assert_eq!(warnings, [""; 0]);
    let trace = trace_file::open(&to).unwrap().trace;
    let Trace { recording, annotations } = &trace;
    assert_eq!((recording.snapshots().len(), annotations.closed_cycles()), (55, 12));
    assert_eq!(mappings(&trace), None);
}

#[test]
fn the_first_trace_of_version_2_says_what_it_always_said() {
    let opened = trace_file::open(&fixture("v2-parted.strand")).unwrap();
    assert!(opened.complete && opened.warnings.is_empty(), "{:?}", opened.warnings);
    let Trace { recording, annotations } = &opened.trace;
    let labels: Vec<_> = annotations.marks().iter().map(|mark| mark.label.as_str()).collect();
    assert_eq!(labels, ["cycle 1", "cycle 2", "cycle 3"]);
    assert_eq!(recording.start().unwrap().most_mappings, Some(65_530));
    assert_eq!(mappings(&opened.trace), Some(336));
    let last = recording.last_snapshot();
    let parted = (0..).map(RegionId).zip(recording.regions()).filter(|(_, region)| region.is_alive());
    let parted = parted.map(|(id, _)| recording.mappings_at(id, last)).filter(|kinds| kinds.len() > 1);
    let actual: Vec<Vec<String>> =
        parted.map(|kinds| kinds.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(actual, vec![["50 × r--p", "50 × rw-p"]; 3]);
}
