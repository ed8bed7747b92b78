//! A trace as text, and back.

use super::sample::{few_steps, steps};
use super::{NAME, text_of, written};
use crate::storage::trace_file::{Existing, OpenError, Opened, WriteError, export_text, import_text, open};
use proptest::prelude::*;
use std::path::Path;

/// The text of a file with these bytes, and what the text makes when it is read, changed by `edit`.
fn through_text(bytes: &[u8], edit: impl Fn(String) -> String) -> (Vec<String>, Opened) {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.strand"), folder.path().join("to.strand"));
    std::fs::write(&from, bytes).unwrap();
    let mut text = Vec::new();
    export_text(&from, &mut text, Path::new("-"), None).unwrap();
    let text = edit(String::from_utf8(text).unwrap());
    let warnings = import_text(text.as_bytes(), Path::new("-"), &to, Existing::Keep).unwrap();
    (warnings, open(&to).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn text_says_the_same(steps in steps(12)) {
        let (bytes, trace) = written(&steps);
        let (warnings, opened) = through_text(&bytes, |text| text);
        prop_assert_eq!(warnings, Vec::<String>::new());
        prop_assert!(opened.complete);
        prop_assert_eq!(text_of(&opened.trace), text_of(&trace));
    }
}

#[test]
fn text_that_makes_no_sense_is_told() {
    let (bytes, _) = written(&few_steps());
    let check = |edit: &dyn Fn(String) -> String, snapshots: usize, expected: &str| {
        let (warnings, opened) = through_text(&bytes, edit);
        assert_eq!(opened.trace.recording.snapshots().len(), snapshots);
        let [warning] = warnings.as_slice() else {
            panic!("one warning, not {warnings:?}");
        };
        assert!(warning.starts_with(expected), "{warning}");
        assert_eq!(&opened.trace.recording.warnings().last().unwrap().text, warning);
    };
    let lines = |count| move |text: String| text.split_inclusive('\n').take(count).collect::<String>();
    check(&lines(4), 2, "the text has no end");
    check(&|text| lines(3)(text) + "Delta(", 1, "line 4 makes no sense");
    check(&|text| text + "End(6)\n", 6, "line 13 makes no sense (it stands behind the end)");
    let refused = import_text(&b"# no trace"[..], Path::new("-"), Path::new(NAME), Existing::Keep);
    assert!(matches!(refused, Err(WriteError::Unopenable(OpenError::NotATrace(_)))));
}
