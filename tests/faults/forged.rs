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
    let checksum = crc32fast::hash(MANIFEST.as_bytes());
    let head = format!("strandline trace 1\nmanifest {} crc32 {checksum:08x}\n{MANIFEST}", MANIFEST.len());
    let quiet = [&[1][..], &[0; 16]].concat().repeat(3);
    let whole = [head.into_bytes(), frame(DELTAS, &quiet), frames.concat()].concat();
    fs::write(path, whole).unwrap();
}

const FORMS: [&str; 5] = ["text", "md", "json", "html", "svg"];

/// These forms of report are told in so much memory (in KiB, of addresses), and are no longer than so many bytes.
fn check(desk: &Desk, forms: &[&str], memory: u32, longest: u64) {
    for form in forms {
        let run = desk.shell(&format!(
            "ulimit -v {memory}; \"$STRANDLINE\" report forged.strand --format {form} --out - > out.{form}"
        ));
        run.end().succeeds();
        let told = fs::metadata(desk.path(&format!("out.{form}"))).unwrap().len();
        assert!((1..longest).contains(&told), "{form}: {told} bytes");
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
