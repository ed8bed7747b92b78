//! Which lines of `maps` changed since the last look.
//!
//! Two texts are walked side by side. Where they are equal they are compared in blocks and nothing is parsed; at a
//! difference the first addresses of the lines decide which text is behind, until both are at the same line again.

use crate::model::units::{Address, AddressRange};
use crate::source::proc_text::{maps_line, start_of_line};
use std::ops::Range;

/// A stretch of the new text that differs from the old, and the addresses that either of them speaks of there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Where the lines lie in the new text; empty where lines went away.
    pub(crate) lines: Range<usize>,
    /// Everything that the old or the new lines map.
    pub(crate) span: AddressRange,
}

/// Finds the changes between two texts and appends them to `changes`, in order and without overlaps.
///
/// Each change is a line wider than what differs, on either side: what a mapping is may depend on its neighbours.
pub(crate) fn changes(old: &[u8], new: &[u8], changes: &mut Vec<Change>) {
    let (mut i, mut j) = (0, 0);
    loop {
        let same = common_lines(&old[i..], &new[j..]);
        (i, j) = (i + same, j + same);
        if i == old.len() && j == new.len() {
            return;
        }
        let begin = j;
        let mut span = AddressRange::new(Address::MAX, Address::ZERO);
        while i < old.len() || j < new.len() {
            let (a, b) = (line_at(old, i), line_at(new, j));
            if a == b {
                break;
            }
            let (start_a, start_b) = (start_of(a), start_of(b));
            if start_a <= start_b {
                widen(&mut span, a);
                i += a.len();
            }
            if start_b <= start_a {
                widen(&mut span, b);
                j += b.len();
            }
        }
        add(new, Change { lines: begin..j, span }, changes);
    }
}

/// Widens a change by its neighbours, and joins it to the one before where they meet.
fn add(new: &[u8], change: Change, changes: &mut Vec<Change>) {
    let Change { lines, mut span } = change;
    let before = line_before(new, lines.start);
    widen(&mut span, &new[before..lines.start]);
    let behind = line_at(new, lines.end);
    widen(&mut span, behind);
    let lines = before..lines.end + behind.len();
    match changes.last_mut() {
        Some(last) if last.lines.end > lines.start || last.span.end >= span.start => {
            last.lines.end = lines.end.max(last.lines.end);
            last.span = AddressRange::new(last.span.start.min(span.start), last.span.end.max(span.end));
        }
        _ if span.is_empty() => {}
        _ => changes.push(Change { lines, span }),
    }
}

/// How many bytes both texts have in common at their beginning, in whole lines.
fn common_lines(old: &[u8], new: &[u8]) -> usize {
    const BLOCK: usize = 4096;
    let blocks = old.chunks_exact(BLOCK).zip(new.chunks_exact(BLOCK)).take_while(|(a, b)| a == b).count();
    let mut same = blocks * BLOCK;
    same += old[same..].iter().zip(&new[same..]).take_while(|(a, b)| a == b).count();
    let whole = old.len() == same && new.len() == same;
    if whole { same } else { line_start(new, same) }
}

/// The line that begins at `at`, with its line break; empty at the end of the text.
fn line_at(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at..];
    let end = rest.iter().position(|&letter| letter == b'\n').map_or(rest.len(), |end| end + 1);
    &rest[..end]
}

/// Where the line that holds the byte before `at` begins.
fn line_start(text: &[u8], at: usize) -> usize {
    text[..at].iter().rposition(|&letter| letter == b'\n').map_or(0, |end| end + 1)
}

/// Where the line before the one that begins at `at` begins.
fn line_before(text: &[u8], at: usize) -> usize {
    if at == 0 { 0 } else { line_start(text, at - 1) }
}

/// The first address of a line. The end of the text is behind every line; a line without address is passed at once.
fn start_of(line: &[u8]) -> u64 {
    if line.is_empty() { u64::MAX } else { start_of_line(line).unwrap_or(0) }
}

fn widen(span: &mut AddressRange, line: &[u8]) {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    if let Some(entry) = maps_line(line) {
        span.start = span.start.min(entry.range.start);
        span.end = span.end.max(entry.range.end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn text(map: &BTreeMap<u64, (u64, char)>) -> String {
        let line = |(start, (len, right)): (&u64, &(u64, char))| {
            format!("{start:08x}-{:08x} {right}w-p 00000000 00:00 0\n", start + len)
        };
        map.iter().map(line).collect()
    }

    fn starts(text: &[u8]) -> Vec<u64> {
        text.split(|&letter| letter == b'\n').filter_map(start_of_line).collect()
    }

    #[test]
    fn equal_texts_have_no_changes() {
        let text = "1000-2000 rw-p 0 00:00 0\n".repeat(1000);
        let mut found = Vec::new();
        changes(text.as_bytes(), text.as_bytes(), &mut found);
        assert_eq!(found, []);
    }

    #[test]
    fn a_change_takes_its_neighbours_along() {
        let line =
            |start: u64| format!("{:x}-{:x} rw-p 0 00:00 0\n", start * 0x1000, start * 0x1000 + 0x1000);
        let old: String = [1, 3, 5, 7, 9].map(line).concat();
        let new: String = [1, 3, 5, 6, 7, 9].map(line).concat();
        let mut found = Vec::new();
        changes(old.as_bytes(), new.as_bytes(), &mut found);
        let [change] = found.as_slice() else { panic!("one change: {found:?}") };
        assert_eq!(starts(&new.as_bytes()[change.lines.clone()]), [0x5000, 0x6000, 0x7000]);
        assert_eq!(change.span, AddressRange::from_bounds(0x5000, 0x8000));
    }

    proptest! {
        /// Whatever changed: outside the spans nothing did, and the lines of a change are all lines of its span.
        #[test]
        fn spans_cover_all_that_changed(
            old in proptest::collection::btree_map(0u64..200, (1u64..3, prop_oneof![Just('r'), Just('-')]), 0..60),
            edits in proptest::collection::vec((0u64..200, proptest::option::of((1u64..3, Just('r')))), 0..8),
        ) {
            let tidy = |map: &BTreeMap<u64, (u64, char)>| -> BTreeMap<u64, (u64, char)> {
                let mut end = 0;
                map.iter().filter(|(start, (len, _))| { let fits = **start >= end; if fits { end = **start + len } fits })
                    .map(|(start, (len, right))| (start * 0x1000, (len * 0x1000, *right))).collect()
            };
            let mut edited = old.clone();
            for (place, entry) in edits {
                match entry { Some(entry) => edited.insert(place, entry), None => edited.remove(&place) };
            }
            let (old, new) = (tidy(&old), tidy(&edited));
            let (old_text, new_text) = (text(&old), text(&new));
            let mut found = Vec::new();
            changes(old_text.as_bytes(), new_text.as_bytes(), &mut found);
            let covered = |start: u64| found.iter().any(|change| change.span.contains(Address::new(start)));
            for (start, entry) in old.iter().chain(&new) {
                if old.get(start) != new.get(start) {
                    prop_assert!(covered(*start), "{start:x} {entry:?} not in {found:?}");
                }
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].span.end < pair[1].span.start && pair[0].lines.end <= pair[1].lines.start);
            }
            for change in &found {
                let inside: Vec<u64> = new.keys().copied().filter(|&start| change.span.contains(Address::new(start))).collect();
                prop_assert_eq!(starts(&new_text.as_bytes()[change.lines.clone()]), inside);
            }
        }
    }
}
