//! Traces that somebody made up to fill our memory: small files of which a report must stay small.

use crate::desk::Desk;
use std::fs;
use std::path::Path;

const MANIFEST: &str = "Manifest(recorder:\"x\",started:\"\",started_unix_nanos:0,interval_nanos:100000000,\
                        target:Target(pid:1,start_time:1,name:\"t\",command:\"t\",page_size:4096,os:linux,\
                        os_release:\"6\"))\n";

const DELTAS: u8 = 1;
const ANNOTATIONS: u8 = 4;
const WARNINGS: u8 = 5;
const ANNOTATION_CHANGE: u8 = 9;

/// A frame with a right checksum.
fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let packed = zstd::bulk::compress(payload, 3).unwrap();
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&[kind]);
    checksum.update(&packed);
    let mut frame = u32::try_from(packed.len()).unwrap().to_le_bytes().to_vec();
    frame.push(kind);
    frame.extend(checksum.finalize().to_le_bytes());
    frame.extend(packed);
    frame
}

fn number(mut value: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(u8::try_from(value & 127).unwrap() | 128);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// Three quiet snapshots, and these frames.
fn write(path: &Path, frames: &[Vec<u8>]) {
    let quiet = [&[1][..], &[0; 16]].concat().repeat(3);
    write_version(1, path, &[frame(DELTAS, &quiet), frames.concat()]);
}

/// A trace of a version with these frames.
fn write_version(version: u32, path: &Path, frames: &[Vec<u8>]) {
    let checksum = crc32fast::hash(MANIFEST.as_bytes());
    let manifest = format!("manifest {} crc32 {checksum:08x}\n{MANIFEST}", MANIFEST.len());
    let head = format!("strandline trace {version}\n{manifest}");
    fs::write(path, [head.into_bytes(), frames.concat()].concat()).unwrap();
}

const FORMS: [&str; 5] = ["text", "md", "json", "html", "svg"];

/// These forms of report are told in so much memory (in KiB, of addresses), and are no longer than so many bytes.
fn check(desk: &Desk, forms: &[&str], memory: u32, longest: u64) {
    for form in forms {
        let run = desk.shell(&format!(
            "ulimit -v {memory}; \"$STRANDLINE\" report forged.strand --format {form} --out - > out.{form}"
        ));
        run.end().succeeds();
        let actual = fs::metadata(desk.path(&format!("out.{form}"))).unwrap().len();
        assert!((1..longest).contains(&actual), "{form}: {actual} bytes");
    }
}

#[test]
fn a_hundred_thousand_cycles_take_no_memory_that_grows_with_their_square() {
    let desk = Desk::new();
    let mark = |nth: u32| [number(1), number(0), number(3), number(nth + 1), number(0)].concat();
    let marks: Vec<u8> = (0..100_000).flat_map(mark).collect();
    write(&desk.path("forged.strand"), &[frame(ANNOTATIONS, &[number(100_000), marks].concat())]);
    // The errors of reconciliation in JSON are a list of all marks.
    check(&desk, &FORMS, 1_000_000, 2_000_000);
}

#[test]
fn three_million_marks_in_some_kilobytes_make_no_long_report() {
    let desk = Desk::new();
    let count = 3_000_000;
    let marks = [1, 0, 0, 0].repeat(count as usize);
    let frame = frame(ANNOTATIONS, &[number(count), marks].concat());
    write(&desk.path("forged.strand"), &[frame]);
    // A page has all that the others have; to read so many takes seconds.
    check(&desk, &["html"], 3_000_000, 1_000_000);
}

#[test]
fn a_million_warnings_in_two_kilobytes_make_no_long_report() {
    let desk = Desk::new();
    let count = 1_000_000;
    let frame = frame(WARNINGS, &[number(count), [0, 0].repeat(count as usize)].concat());
    write(&desk.path("forged.strand"), &vec![frame; 5]);
    check(&desk, &FORMS, 2_000_000, 1_000_000);
}

/// A list is longer than there is room for, once it is taken apart: that is seen before.
#[test]
fn what_unpacks_out_of_all_proportion_is_not_taken_apart() {
    let desk = Desk::new();
    let many = |count: u32, entry: &[u8]| [number(count), entry.repeat(count as usize)].concat();
    let delta = |before: &[u8], list: Vec<u8>| frame(DELTAS, &[before, &list].concat());
    let frames = [
        delta(&[0; 3], many(30_000_000, &[0, 0])),
        delta(&[0; 5], many(60_000_000, &[0])),
        delta(&[0, 0, 0, 0, 0, 0, 0, 0], many(6_000_000, &[2, 0, 0, 1, 0, 0, 1, 0, 0, 3])),
        frame(ANNOTATIONS, &many(15_000_000, &[0; 4])),
        frame(WARNINGS, &many(30_000_000, &[0, 0])),
    ];
    for bomb in frames {
        write(&desk.path("forged.strand"), &[bomb]);
        let run = desk.shell("ulimit -v 400000; \"$STRANDLINE\" report forged.strand");
        let ended = run.end();
        ended.succeeds();
        assert!(ended.stderr.contains("out of all proportion"), "{}", ended.stderr);
    }
}

#[test]
fn marks_in_reverse_order_take_no_time_that_grows_with_their_square() {
    let desk = Desk::new();
    let quiet = frame(DELTAS, &[&[1][..], &[0; 17]].concat().repeat(3));
    let mark = |nth: u32| frame(ANNOTATION_CHANGE, &[&[0][..], &number(120_000 - nth), &[0, 0, 0]].concat());
    let marks: Vec<Vec<u8>> = (0..120_000).map(mark).collect();
    write_version(2, &desk.path("forged.strand"), &[vec![quiet], marks].concat());
    check(&desk, &["text"], 1_000_000, 1_000_000);
}
