//! What the fuzz targets do, with the same few thousand inputs in every run: so they are known to work, and need no fuzzer
//! to find what is plainly wrong.

#[path = "../fuzz/src/entries.rs"]
mod entries;
mod mutating;

use mutating::{Dice, mutate};
use std::path::{Path, PathBuf};
use strandline::storage::trace_file::export_text;

/// Words that a reader of RON may stumble over.
const WORDS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    "-1",
    "18446744073709551616",
    "NaN",
    "inf",
    "Some(",
    "None",
    "\"",
    "//",
    "/*",
    "\0",
    "\u{1b}[31m",
    "\n",
    "died:[0]",
    "cut:[(id:0,range:(start:1,len:18446744073709551615))]",
    "id:-1",
    "len:0",
    "1e308",
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).expect("the fixture is there")
}

fn mutations(seed: &[u8], count: usize, entry: fn(&[u8])) {
    let mut dice = Dice::new(11);
    entry(seed);
    (0..count).for_each(|_| entry(&mutate(seed, WORDS, &mut dice)));
}

#[test]
fn texts_of_other_tools() {
    mutations(&read("import/cycle-0.txt"), 300, entries::import_text);
    mutations(&read("import/footprint.json"), 300, entries::import_text);
}

#[test]
fn traces() {
    mutations(&read("traces/v1-pagelist.strand"), 300, entries::open_trace);
}

#[test]
fn traces_as_text() {
    let mut text = Vec::new();
    let trace = fixture("traces/v1-pagelist.strand");
    export_text(&trace, &mut text, Path::new("-"), None).expect("the fixture is a trace");
    // The first lines have one of everything.
    let text: Vec<_> = text.split_inclusive(|&byte| byte == b'\n').take(12).flatten().copied().collect();
    mutations(&text, 300, entries::import_trace);
}

#[test]
fn budgets() {
    mutations(&read("report/budget.ron"), 2000, entries::parse_budget);
}

#[test]
fn files_of_proc() {
    let named =
        ["maps", "smaps", "smaps_rollup", "status", "stat"].map(|name| format!("proc/named/412/{name}"));
    let graphics = ["7", "8"].map(|descriptor| format!("proc/graphics/413/fdinfo/{descriptor}"));
    for name in named.iter().chain(&graphics) {
        mutations(&read(name), 300, entries::read_proc_text);
    }
}

/// What the fuzzer begins with has no fixture of its own.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let files = std::fs::read_dir(folder).expect("the target has seeds");
    files.map(|file| std::fs::read(file.expect("the folder is there").path()).expect("a file")).collect()
}

#[test]
fn requests_for_marks() {
    for seed in seeds("parse_mark_request") {
        mutations(&seed, 1000, entries::parse_mark_request);
    }
}

#[test]
fn programs_and_entitlements() {
    for seed in seeds("read_program") {
        mutations(&seed, 500, entries::read_program);
    }
}
