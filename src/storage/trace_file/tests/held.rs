//! What is shown is held: nobody moves or replaces it, and marks go into it.

use super::sample::steps;
use super::{few_steps, sample_start, text_of, written};
use crate::model::units::Timestamp;
use crate::model::{Annotations, Mark, MarkRole, Trace};
use crate::storage::trace_file::{
    Existing, HeldTrace, WriteError, Writer, copy_trace, is_being_written, is_used, open, peek,
};
use proptest::prelude::*;
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

fn filed(bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.strand");
    std::fs::write(&path, bytes).unwrap();
    (folder, path)
}

fn marks(labels: &str) -> Annotations {
    let mark = |label: char| Mark {
        at: Timestamp::from_nanos(u64::from(label)),
        label: label.to_string(),
        role: MarkRole::Note,
        cost: Duration::ZERO,
    };
    labels.chars().map(mark).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn marks_are_changed_and_all_else_stays(steps in steps(12), wanted in prop::collection::vec("[a-f]{0,4}", 1..5)) {
        let (bytes, trace) = written(&steps);
        let (_folder, path) = filed(&bytes);
        let held = HeldTrace::open(&path).unwrap();
        let mut base = trace.annotations.clone();
        for wanted in wanted {
            let annotated = held.annotate(&base, &marks(&wanted)).unwrap();
            prop_assert!(annotated.replaced.is_none());
            prop_assert_eq!(&annotated.annotations, &marks(&wanted));
            let expected = Trace { annotations: annotated.annotations.clone(), ..trace.clone() };
            let opened = open(&path).unwrap();
            prop_assert!(opened.complete && opened.warnings.is_empty(), "{:?}", opened.warnings);
            prop_assert_eq!(text_of(&opened.trace), text_of(&expected));
            prop_assert_eq!(peek(&path).unwrap().ending.unwrap().annotations, Some(annotated.annotations.clone()));
            base = annotated.annotations;
        }
    }

    #[test]
    fn marks_of_a_recording_that_was_cut_are_kept(steps in steps(8), cut in 1..40_usize) {
        let (bytes, _) = written(&steps);
        let first_frame = super::frame_bounds(&bytes)[0];
        let (_folder, path) = filed(&bytes[..(bytes.len() - cut).max(first_frame)]);
        let before = open(&path).unwrap().trace;
        let held = HeldTrace::open(&path).unwrap();
        let annotated = held.annotate(&before.annotations, &marks("xy")).unwrap();
        let after = open(&path).unwrap();
        prop_assert!(after.complete && annotated.replaced.is_some_and(|held| held.is_in_place()));
        prop_assert_eq!(&after.trace.annotations, &marks("xy"));
        prop_assert_eq!(after.trace.recording.snapshots(), before.recording.snapshots());
    }
}

#[test]
fn two_who_change_marks_keep_those_of_both() {
    let (bytes, trace) = written(&few_steps());
    let (_folder, path) = filed(&bytes);
    let base = trace.annotations;
    let [one, other] = [(); 2].map(|()| HeldTrace::open(&path).unwrap());
    let with = |label: &str| {
        Annotations::merged(&base, &base, &{
            let mut more = base.clone();
            more.add_mark(marks(label).marks()[0].clone());
            more
        })
    };
    one.annotate(&base, &with("a")).unwrap();
    let both = other.annotate(&base, &with("b")).unwrap().annotations;
    assert_eq!(both, Annotations::merged(&base, &with("a"), &with("b")));
    assert_eq!(open(&path).unwrap().trace.annotations, both);
}

#[test]
fn a_damaged_trace_stays_as_it_is() {
    let (mut bytes, _) = written(&few_steps());
    let bounds = super::frame_bounds(&bytes);
    bytes[bounds[0] + 12] ^= 1;
    bytes.truncate(bounds[bounds.len() - 2]);
    let (_folder, path) = filed(&bytes);
    let held = HeldTrace::open(&path).unwrap();
    let refused = held.annotate(&Annotations::default(), &marks("a"));
    assert!(matches!(refused, Err(WriteError::Damaged(_))), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn what_is_shown_is_neither_moved_nor_replaced() {
    let (bytes, trace) = written(&few_steps());
    let (folder, path) = filed(&bytes);
    let another = folder.path().join("another.strand");
    std::fs::write(&another, &bytes).unwrap();
    let held = HeldTrace::open(&path).unwrap();
    let seen = HeldTrace::open(&path).unwrap();
    assert!(is_used(&path) && !is_being_written(&path));
    assert!(matches!(held.alone(), Err(WriteError::Shown(_))));
    assert!(matches!(
        copy_trace(&another, &path, &trace.annotations, Existing::Replace),
        Err(WriteError::Shown(_))
    ));
    let over = Writer::create(&path, Existing::Replace, &sample_start()).map(drop);
    assert!(matches!(over, Err(WriteError::Shown(_))));
    drop(seen);
    assert!(held.alone().is_ok() && is_used(&path), "it is shared again afterwards");
    drop(held);
    assert!(!is_used(&path));
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn what_lost_its_name_can_still_be_copied() {
    let (bytes, trace) = written(&few_steps());
    let (folder, path) = filed(&bytes);
    let to = folder.path().join("copy.strand");
    let held = HeldTrace::open(&path).unwrap();
    std::fs::write(folder.path().join("other"), "something else").unwrap();
    std::fs::rename(folder.path().join("other"), &path).unwrap();
    assert!(!held.is_in_place());
    assert!(matches!(held.annotate(&trace.annotations, &marks("a")), Err(WriteError::Gone(_))));
    assert!(matches!(held.alone(), Err(WriteError::Gone(_))));
    held.copy_to(&to, Existing::Keep, &trace.annotations).unwrap();
    assert_eq!(text_of(&open(&to).unwrap().trace), text_of(&trace));
    let again = held.copy_to(&to, Existing::Keep, &marks("a"));
    assert!(matches!(again, Err(WriteError::AlreadyExists(_))));
    held.copy_to(&to, Existing::Replace, &marks("a")).unwrap();
    assert_eq!(open(&to).unwrap().trace.annotations, marks("a"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "something else");
}

#[test]
fn a_trace_without_a_name_goes_with_its_holder() {
    let (bytes, trace) = written(&few_steps());
    let (folder, path) = filed(&bytes);
    let held = HeldTrace::open_unnamed(&path).unwrap();
    assert!(!path.exists() && std::fs::read_dir(folder.path()).unwrap().next().is_none());
    assert_eq!(text_of(&held.read().unwrap().trace), text_of(&trace));
}
