//! Traces written by earlier versions: they must open for ever and say what they always said.

use std::path::Path;
use strandline::analysis::{Growth, Metric, Window};
use strandline::trace_file;
use strandline::units::Bytes;

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
    let growth = Growth::of(&trace.recording, window, Metric::Mapped);
    let row = growth.rows.iter().find(|row| {
        trace.recording.category(row.category).is_some_and(|found| found.to_string() == "Named ▸ PageList")
    });
    let figures = row.unwrap().figures;
    assert_eq!((figures.persistent.bytes, figures.persistent.count), (Bytes::new(119_242_752), 12));
    assert_eq!(growth.total.persistent.bytes, figures.persistent.bytes);
}
