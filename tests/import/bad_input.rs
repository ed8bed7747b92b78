//! Texts that are broken: nothing panics, nothing hangs, nothing fills the memory, and what is whole is still read.

use crate::corpus;
use crate::mutating::{Dice, mutate};
use std::io::{self, Read};
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportedSeries, Text};

/// Longer texts are cut: every mutation reads the whole of it.
const LONGEST: usize = 24 << 10;

fn seeds() -> Vec<Vec<u8>> {
    let folders = ["", "pasted"]
        .map(|folder| std::fs::read_dir(crate::fixture(folder)).expect("the fixtures are there"));
    let ours = folders.into_iter().flatten().flatten().map(|file| file.path());
    let paths = ours.filter(|path| path.is_file()).chain(corpus::texts());
    let mut paths: Vec<_> = paths.collect();
    paths.sort();
    let read = |path| std::fs::read(path).expect("files can be read");
    paths
        .into_iter()
        .map(read)
        .map(|mut text| {
            text.truncate(LONGEST);
            text
        })
        .collect()
}

/// Words that a parser may stumble over.
const WORDS: &[&str] = &[
    "-1",
    "NaN",
    "inf",
    "18446744073709551616",
    "99999999999999999999G",
    "ffffffffffffffff",
    "0",
    "\u{1b}[31m",
    "> ",
    "\r\n",
    "\n\n",
    "\0",
    "[",
    "]",
    ":",
    "```",
    "{",
    "}",
    "\"",
    "unmapped-unmapped",
    "TOTAL",
    "REGION TYPE",
    "\u{feff}",
    "١٢٣",
    "....",
    "Process:  a [1]\n",
    "1e308",
    "-",
    "// ",
    "| ",
    "<td>",
    "&lt;",
    "@@ -1 +1 @@\n",
    "< ",
    "a.txt:",
    "\\n",
    "**",
    "`",
];

/// Reads and assembles; whatever comes of it must hold together.
fn digest(bytes: &[u8]) {
    let text = Text::read("mutated", bytes).expect("memory can be read");
    let pid = text.captures.first().and_then(|capture| capture.process.pid);
    if let Ok(series) =
        ImportedSeries::assemble(&[text], &Rules::built_in(), Choice { pid, ..Choice::default() })
    {
        let snapshots = series.deltas.len();
        assert_eq!(series.into_trace().recording.snapshots().len(), snapshots);
    }
}

#[test]
fn mutated_texts_never_break_anything() {
    let mut dice = Dice::new(7);
    for seed in seeds() {
        digest(&seed);
        for _ in 0..100 {
            digest(&mutate(&seed, WORDS, &mut dice));
        }
    }
}

/// Whoever copies from a terminal often copies its beginning only, or begins in the middle.
#[test]
fn every_beginning_and_every_end_of_a_text_is_read() {
    for seed in seeds() {
        let ends = seed.iter().enumerate().filter(|&(_, &byte)| byte == b'\n').map(|(place, _)| place + 1);
        let ends: Vec<_> = ends.collect();
        let step = ends.len().div_ceil(24).max(1);
        for &end in ends.iter().step_by(step) {
            digest(&seed[..end]);
            digest(&seed[..end.saturating_sub(3)]);
            digest(&seed[end..]);
        }
    }
}

/// A text that is made while it is read.
struct Endless<'a> {
    piece: &'a [u8],
    place: usize,
    left: u64,
}

impl Read for Endless<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let rest = &self.piece[self.place..];
        let len = rest.len().min(into.len()).min(usize::try_from(self.left).unwrap_or(usize::MAX));
        into[..len].copy_from_slice(&rest[..len]);
        self.place = (self.place + len) % self.piece.len();
        self.left -= len as u64;
        Ok(len)
    }
}

/// Reads so much of a text made of `piece` over and over; says how much memory that took at most.
fn peak(piece: &[u8], bytes: u64) -> (Text, u64) {
    let mut text = None;
    let info = allocation_counter::measure(|| {
        text = Some(Text::read("endless", Endless { piece, place: 0, left: bytes }).expect("it never fails"));
    });
    (text.expect("it was read"), info.bytes_max)
}

#[test]
fn garbage_takes_no_memory() {
    const SIZE: u64 = 8 << 20;
    let check = |piece: &[u8], lines| {
        let (text, peak) = peak(piece, SIZE);
        assert!(peak < 1 << 20, "{peak} bytes for {piece:?}");
        assert_eq!((text.unread.count, text.captures.len()), (lines, 0));
    };
    check(b"This is none of it, and never will be.\n", (SIZE).div_ceil(39));
    check(b"x", 1);
    check(b"\x00\xff\xfe binary \x80\n", SIZE.div_ceil(13));
    check(b"Process:  a [1]\n", 0);
    check(b"\n", 0);
    check(b"===\n", 0);
}

#[test]
fn one_long_line_among_others_costs_only_itself() {
    let whole = std::fs::read(crate::fixture("cycle-0.txt")).expect("the fixture is there");
    let long = Endless { piece: b"y", place: 0, left: 100 << 20 };
    let mut text = None;
    let info = allocation_counter::measure(|| {
        text = Some(Text::read("long", long.chain(&b"\n"[..]).chain(&*whole)).expect("it never fails"));
    });
    let text = text.expect("it was read");
    assert_eq!((text.captures.len(), text.captures[0].rows.len(), text.unread.count), (1, 9, 1));
    assert!(info.bytes_max < 1 << 20, "{}", info.bytes_max);
}

/// However a text was sent, it is the same text.
#[test]
fn transport_does_no_harm() {
    let original = std::fs::read_to_string(crate::fixture("full-after.txt")).expect("the fixture is there");
    let around = |before: &str, behind: &str| {
        original.lines().flat_map(|line| [before, line, behind]).collect::<String>().into_bytes()
    };
    let wide = |bytes: fn(u16) -> [u8; 2]| original.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let ways = [
        around("> ", "\r\n"),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        format!("\u{feff}{original}").into_bytes(),
        around("\u{1b}[32m", "\u{1b}[0m\n"),
        around("            ", "\n"),
        format!("```text\n{original}```\n").into_bytes(),
        original.replace(' ', "\u{a0}").into_bytes(),
    ];
    let expected = Text::read("x", original.as_bytes()).expect("memory can be read");
    for way in ways {
        let text = Text::read("x", &*way).expect("memory can be read");
        assert_eq!(text.unread.count, 0, "{}", text.unread);
        assert_eq!(format!("{:?}", text.captures), format!("{:?}", expected.captures));
    }
}

#[test]
fn odd_figures_are_lines_not_understood() {
    let row = |figure: &str| {
        let whole = std::fs::read_to_string(crate::fixture("smaps.txt")).expect("the fixture is there");
        let text =
            whole.replacen("Rss:                   8 kB", &format!("Rss:                   {figure} kB"), 1);
        assert_ne!(text, whole);
        Text::read("x", text.as_bytes()).expect("memory can be read").unread.count
    };
    for figure in ["-8", "NaN", "18446744073709551616", "8.5", "1e3"] {
        assert_eq!(row(figure), 1, "{figure}");
    }
    assert_eq!(row("8192"), 0);
}

#[test]
fn regions_that_lie_over_others_count_once() {
    let maps = "100000-300000 rw-p 00000000 00:00 0 \n200000-400000 rw-p 00000000 00:00 0 \n250000-260000 rw-p 00000000 00:00 0 \n";
    let text = Text::read("x", maps.as_bytes()).expect("memory can be read");
    let series =
        ImportedSeries::assemble(&[text], &Rules::built_in(), Choice::default()).expect("it is imported");
    assert!(series.warnings.iter().any(|warning| warning.text.starts_with("2 regions lie over others")));
    let trace = series.into_trace();
    let mapped: u64 = trace.recording.regions().iter().map(|region| region.last_len().get()).sum();
    assert_eq!(mapped, 0x30_0000);
}
