//! What is written comes back; what is cut, damaged or forged is told apart, and never panics.

mod copies;
mod disk;
mod forged;
mod held;
mod sample;
mod text;

pub(super) use sample::sample_start;

use super::copy::write_copy;
use super::{
    Existing, OpenError, Opened, WriteError, Writer, copy_trace, is_being_written, open, peek, read,
};
use crate::model::units::Timestamp;
use crate::model::{Annotations, Mark, MarkRole, SnapshotDelta, Trace};
use disk::Disk;
use proptest::prelude::*;
use sample::{Step, few_steps, steps, write_steps};
use std::path::Path;
use std::time::Duration;

const NAME: &str = "test.strand";

fn read_bytes(bytes: &[u8]) -> Result<Opened, OpenError> {
    read(bytes, Path::new(NAME))
}

/// A finished trace of these steps: the file, and what it should say.
fn written(steps: &[Step]) -> (Vec<u8>, Trace) {
    let disk = Disk::default();
    let mut writer = Writer::over(disk.clone(), Path::new(NAME), &sample_start()).unwrap();
    let trace = write_steps(steps, &mut writer);
    writer.finish().unwrap();
    assert!(disk.is_synced());
    (disk.bytes(), trace)
}

fn text_of(trace: &Trace) -> String {
    format!("{trace:#?}")
}

/// Where each frame of a good file begins, and where the last one ends.
fn frame_bounds(bytes: &[u8]) -> Vec<usize> {
    let text = String::from_utf8_lossy(&bytes[..80]);
    let line = text.lines().nth(1).unwrap();
    let manifest: usize = line.split(' ').nth(1).unwrap().parse().unwrap();
    let mut bounds = vec![text.find('\n').unwrap() + 1 + line.len() + 1 + manifest];
    while let Some(&start) = bounds.last()
        && start < bytes.len()
    {
        let length = u32::from_le_bytes(bytes[start..start + 4].try_into().unwrap());
        bounds.push(start + 9 + length as usize);
    }
    bounds
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_comes_back(steps in steps(30)) {
        let (bytes, trace) = written(&steps);
        let opened = read_bytes(&bytes).unwrap();
        prop_assert!(opened.complete);
        prop_assert_eq!(opened.warnings, Vec::<String>::new());
        prop_assert_eq!(text_of(&opened.trace), text_of(&trace));
    }

    #[test]
    fn a_full_disk_loses_nothing(steps in steps(12), room in 0..3000usize) {
        let (undisturbed, _) = written(&steps);
        let disk = Disk::default();
        let mut writer = Writer::over(disk.clone(), Path::new(NAME), &sample_start()).unwrap();
        disk.limit(Some(disk.bytes().len() + room));
        write_steps(&steps, &mut writer);
        let finished = writer.finish();
        let bounds = frame_bounds(&disk.bytes());
        prop_assert_eq!(bounds.last().copied(), Some(disk.bytes().len()), "ends with a good frame");
        prop_assert_eq!(finished.is_ok(), disk.bytes() == undisturbed);
        if let Err(error) = finished {
            prop_assert_eq!(error.to_string(), "no storage space for test.strand");
        }
        disk.limit(None);
        writer.finish().unwrap();
        prop_assert_eq!(disk.bytes(), undisturbed);
    }
}

#[test]
fn the_manifest_can_be_read_by_people() {
    let (bytes, _) = written(&[]);
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().take(17).collect();
    let expected = r#"strandline trace 2
manifest 401 crc32 fe0a5d78
Manifest(
    recorder: "strandline 0.1.0",
    started: "2024-02-29 12:34:56 UTC",
    started_unix_nanos: 1709210096123456789,
    interval_nanos: 100000000,
    target: Target(
        pid: 4711,
        start_time: 815,
        name: "gnome \"terminal\"",
        command: "/usr/bin/terminal --title \'ä\n▸\'",
        page_size: 4096,
        os: linux,
        os_release: "6.12.1",
    ),
)"#;
    assert_eq!(lines.join("\n"), expected);
}

#[test]
fn a_trace_cut_anywhere_opens_up_to_its_last_good_frame() {
    let (bytes, whole) = written(&few_steps());
    let bounds = frame_bounds(&bytes);
    let first_line = bytes.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    let mut before = 0;
    for cut in 0..bytes.len() {
        let opened = match read_bytes(&bytes[..cut]) {
            Ok(opened) => opened,
            Err(OpenError::NotATrace(_)) if cut < first_line => continue,
            Err(OpenError::DamagedManifest { .. }) if cut < bounds[0] => continue,
            Err(other) => panic!("cut at {cut}: {other}"),
        };
        assert!(!opened.complete);
        let [warning] = opened.warnings.as_slice() else {
            panic!("one warning, not {:?}", opened.warnings);
        };
        assert!(warning.starts_with("the recording was not finished"), "{warning}");
        assert_eq!(warning.contains("breaks off"), !bounds.contains(&cut), "{warning}");
        let snapshots = opened.trace.recording.snapshots();
        assert!(snapshots.iter().eq(whole.recording.snapshots().iter().take(snapshots.len())));
        assert!(snapshots.len() == before || bounds.contains(&cut), "only a whole frame counts");
        before = snapshots.len();
    }
    assert_eq!(before, whole.recording.snapshots().len(), "the last frame is the closing one");
}

#[test]
fn the_warning_says_what_is_missing() {
    let (bytes, _) = written(&few_steps());
    let bounds = frame_bounds(&bytes);
    let (start, end) = (bounds[bounds.len() - 3], bounds[bounds.len() - 2]);
    let opened = read_bytes(&bytes[..end - 1]).unwrap();
    let expected = format!(
        "the recording was not finished: it breaks off at byte {start}, and {} bytes behind that were ignored; \
         the last snapshot is of 00:00.5, and what was measured or marked later is missing",
        end - 1 - start
    );
    assert_eq!(opened.warnings, [expected.as_str()]);
    let last = opened.trace.recording.warnings().last().unwrap();
    assert_eq!((last.text.as_str(), last.at), (expected.as_str(), Timestamp::from_nanos(500_000_000)));
}

#[test]
fn files_are_refused_by_what_they_are() {
    let check = |bytes: &[u8], expected: &str| {
        assert_eq!(read_bytes(bytes).unwrap_err().to_string(), expected);
    };
    let not_a_trace = "the file is not a strandline trace: test.strand";
    check(b"", not_a_trace);
    check(b"\x7fELF\x02\x01\x01\0\0\0", not_a_trace);
    check(b"7f0000000000-7f0000001000 rw-p 00000000 00:00 0\n", not_a_trace);
    check(b"strandline trace one\n", not_a_trace);
    check(b"strandline trace 0\n", not_a_trace);
    check(&b"x".repeat(100_000), not_a_trace);
    check(
        b"strandline trace 3\nand who knows what else",
        "the trace has version 3, and this strandline reads up to 2; a newer one opens it: test.strand",
    );
    let damaged = |why| format!("the trace cannot be opened, its manifest is damaged ({why}): test.strand");
    check(b"strandline trace 1\n", &damaged("its length and checksum are not there"));
    check(
        b"strandline trace 1\nmanifest 99999999999 crc32 00000000\n",
        &damaged("its length and checksum are not there"),
    );
    check(b"strandline trace 1\nmanifest 9 crc32 00000000\nM(", &damaged("it is not there in full"));
    check(b"strandline trace 1\nmanifest 2 crc32 00000000\nM(", &damaged("its checksum is wrong"));
    let missing = open(Path::new("/nowhere/at all")).unwrap_err();
    assert_eq!(missing.to_string(), "the file cannot be read (it is not there): /nowhere/at all");
}

#[test]
fn a_file_is_replaced_only_when_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    let create = |existing| Writer::create(&path, existing, &sample_start());
    let mut writer = create(Existing::Keep).unwrap();
    let trace = write_steps(&few_steps(), &mut writer);
    writer.finish().unwrap();
    drop(writer);
    assert!(!trace.recording.snapshots().is_empty());
    assert!(matches!(create(Existing::Keep), Err(WriteError::AlreadyExists(there)) if there == path));
    // One that is begun is no reason to give up the other.
    drop(create(Existing::Replace).unwrap());
    assert_eq!(text_of(&open(&path).unwrap().trace), text_of(&trace));
    create(Existing::Replace).unwrap().finish().unwrap();
    assert!(open(&path).unwrap().trace.recording.snapshots().is_empty());
    std::fs::write(&path, "my thesis").unwrap();
    assert!(
        matches!(create(Existing::Replace), Err(WriteError::Refused(refusal)) if refusal.can_be_replaced())
    );
    create(Existing::Force).unwrap().finish().unwrap();
    assert!(open(&path).unwrap().complete);
    let elsewhere = folder.path().join("no folder").join(NAME);
    let refused = Writer::create(&elsewhere, Existing::Keep, &sample_start());
    assert!(matches!(refused, Err(WriteError::Unwritable(..))));
}

#[test]
fn a_batch_that_grows_large_becomes_several_frames() {
    let disk = Disk::default();
    let mut writer = Writer::over(disk.clone(), Path::new(NAME), &sample_start()).unwrap();
    let mut count = 0;
    while frame_bounds(&disk.bytes()).len() < 3 {
        for _ in 0..100_000 {
            count += 1;
            let at = Timestamp::from_nanos(count * 1_000_000);
            let delta = SnapshotDelta { at, ..SnapshotDelta::default() };
            writer.push(&delta).unwrap();
        }
        writer.flush().unwrap();
    }
    writer.finish().unwrap();
    let opened = read_bytes(&disk.bytes()).unwrap();
    assert!(opened.complete);
    assert_eq!(opened.trace.recording.snapshots().len() as u64, count);
}

/// Marks that are set while a recording runs are written one by one.
#[test]
fn the_thousandth_mark_costs_what_the_first_did() {
    let disk = Disk::default();
    let mut writer = Writer::over(disk.clone(), Path::new(NAME), &sample_start()).unwrap();
    writer.push(&SnapshotDelta::default()).unwrap();
    writer.flush().unwrap();
    let mut whole = Annotations::default();
    let mut sizes = Vec::new();
    for nth in 0..3_000 {
        let [mut mark] = <[Mark; 1]>::try_from(one_mark().marks().to_vec()).unwrap();
        mark.at = Timestamp::from_nanos(nth);
        let before = disk.bytes().len();
        writer.mark(&mark).unwrap();
        writer.flush().unwrap();
        sizes.push(disk.bytes().len() - before);
        whole.add_mark(mark);
    }
    assert!(*sizes.iter().max().unwrap() < 64, "{sizes:?}");
    let cut_off = read_bytes(&disk.bytes()).unwrap();
    assert!(cut_off.trace.annotations == whole);
    writer.annotations(&whole).unwrap();
    writer.finish().unwrap();
    assert!(peeked(&disk.bytes()).unwrap().ending.unwrap().annotations == Some(whole));
}

fn one_mark() -> Annotations {
    let mark = Mark {
        at: Timestamp::from_nanos(7),
        label: "by hand".to_owned(),
        role: MarkRole::Baseline,
        cost: Duration::ZERO,
    };
    [mark].into_iter().collect()
}

/// Saves a file with these bytes, under its own name if told so, and opens the copy.
fn saved(bytes: &[u8], in_place: bool) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("from.strand");
    let to = if in_place { from.clone() } else { folder.path().join("to.strand") };
    std::fs::write(&from, bytes).unwrap();
    copy_trace(&from, &to, &one_mark(), Existing::Replace).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2 - usize::from(in_place));
    open(&to).unwrap()
}

#[test]
fn saving_replaces_the_annotations_and_nothing_else() {
    let (bytes, mut whole) = written(&few_steps());
    whole.annotations = one_mark();
    let bounds = frame_bounds(&bytes);
    let unfinished = &bytes[..bounds[bounds.len() - 2]];
    for (bytes, in_place) in [(&bytes[..], false), (&bytes[..], true), (unfinished, false)] {
        let opened = saved(bytes, in_place);
        assert!(opened.complete, "{:?}", opened.warnings);
        assert_eq!(text_of(&opened.trace), text_of(&whole));
    }
}

#[test]
fn what_was_missing_stays_known_in_a_copy() {
    let (bytes, _) = written(&few_steps());
    let bounds = frame_bounds(&bytes);
    let opened = saved(&bytes[..bounds[2] + 5], false);
    assert!(opened.complete);
    let [warning] = opened.trace.recording.warnings() else {
        panic!("one warning, not {:?}", opened.trace.recording.warnings());
    };
    assert!(warning.text.contains("breaks off"), "{}", warning.text);
}

#[test]
fn a_recording_that_its_file_cannot_hold_is_closed_in_another() {
    let directory = tempfile::tempdir().unwrap();
    let (first, second) = (directory.path().join("first.strand"), directory.path().join("second.strand"));
    let mut writer = Writer::create(&first, Existing::Keep, &sample_start()).unwrap();
    // Some of these steps end with a flush, the last ones wait.
    let trace = write_steps(&few_steps(), &mut writer);
    writer.finish_elsewhere(&second).unwrap();
    let opened = open(&second).unwrap();
    assert!(opened.complete && opened.warnings.is_empty(), "{:?}", opened.warnings);
    assert_eq!(text_of(&opened.trace), text_of(&trace));
    assert!(writer.finish_elsewhere(&second).is_err(), "never over a file that is there");
}

#[test]
fn a_failed_save_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.txt"), folder.path().join("to.strand"));
    std::fs::write(&from, "no trace").unwrap();
    std::fs::write(&to, "strandline trace 1\n").unwrap();
    let refused = copy_trace(&from, &to, &one_mark(), Existing::Replace);
    assert!(matches!(refused, Err(WriteError::Unopenable(OpenError::NotATrace(_)))));
    assert_eq!(std::fs::read_to_string(&to).unwrap(), "strandline trace 1\n");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// Looks at a file with these bytes.
fn peeked(bytes: &[u8]) -> Result<super::Peek, OpenError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    std::fs::write(&path, bytes).unwrap();
    peek(&path)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_look_at_both_ends_tells_what_a_reading_of_the_whole_does(steps in steps(30), kept in 0..1000usize) {
        let (bytes, trace) = written(&steps);
        let ending = peeked(&bytes).unwrap().ending.unwrap();
        let recording = &trace.recording;
        prop_assert_eq!(ending.snapshots, recording.snapshots().len() as u64);
        prop_assert_eq!(ending.lasted, recording.time_of(recording.last_snapshot()));
        if let Some(annotations) = ending.annotations {
            prop_assert_eq!(annotations, trace.annotations);
        }
        let head = frame_bounds(&bytes)[0];
        let cut = head + (bytes.len() - head - 1) * kept / 1000;
        let cut_off = peeked(&bytes[..cut]).unwrap();
        prop_assert!(!cut_off.is_complete());
        prop_assert_eq!(Some(&cut_off.start), recording.start());
    }

    #[test]
    fn a_forged_tail_is_no_ending_and_no_panic(tail in prop::collection::vec(any::<u8>(), 0..200)) {
        let (bytes, _) = written(&[]);
        let forged = [&bytes[..frame_bounds(&bytes)[0]], &tail].concat();
        prop_assert!(!peeked(&forged).unwrap().is_complete());
    }
}

#[test]
fn a_copy_tells_its_marks_at_a_glance() {
    let (bytes, _) = written(&few_steps());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    std::fs::write(&path, bytes).unwrap();
    for annotations in [one_mark(), Annotations::default()] {
        copy_trace(&path, &path, &annotations, Existing::Replace).unwrap();
        assert_eq!(peek(&path).unwrap().ending.unwrap().annotations, Some(annotations.clone()));
        assert_eq!(open(&path).unwrap().trace.annotations, annotations, "the last ones count");
    }
    assert!(matches!(peeked(b"no trace"), Err(OpenError::NotATrace(_))));
}

#[test]
fn a_file_is_kept_for_whoever_writes_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    let mut writer = Writer::create(&path, Existing::Keep, &sample_start()).unwrap();
    let trace = write_steps(&few_steps(), &mut writer);
    assert!(!path.exists(), "nobody has seen anything of it yet");
    writer.flush().and_then(|()| writer.take_name()).unwrap();
    assert!(is_being_written(&path));
    let refused = Writer::create(&path, Existing::Replace, &sample_start());
    assert!(matches!(refused, Err(WriteError::InUse(there)) if there == path));
    assert!(matches!(copy_trace(&path, &path, &one_mark(), Existing::Replace), Err(WriteError::InUse(_))));
    writer.finish().unwrap();
    assert!(!is_being_written(&path));
    assert_eq!(text_of(&open(&path).unwrap().trace), text_of(&trace));
    Writer::create(&path, Existing::Replace, &sample_start()).unwrap();
}

#[test]
fn a_frame_that_is_being_written_is_no_damage() {
    let (bytes, _) = written(&few_steps());
    let bounds = frame_bounds(&bytes);
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("from.strand"), folder.path().join("to.strand"));
    std::fs::write(&from, &bytes[..bounds[2] + 5]).unwrap();
    let recorder = std::fs::File::open(&from).unwrap();
    recorder.lock().unwrap();
    copy_trace(&from, &to, &one_mark(), Existing::Replace).unwrap();
    assert_eq!(open(&to).unwrap().trace.recording.warnings(), []);
}

#[test]
fn a_copy_that_finds_no_room_says_so() {
    let (bytes, _) = written(&few_steps());
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("from.strand");
    std::fs::write(&from, &bytes).unwrap();
    for room in [0, bytes.len() / 2] {
        let disk = Disk::default();
        disk.limit(Some(room));
        let refused = write_copy(&from, disk, Path::new(NAME), &one_mark());
        assert!(matches!(refused, Err(WriteError::NoRoom(..))), "{refused:?}");
    }
}
