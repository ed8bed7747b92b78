//! One text, read: what was found in it, and which lines were not understood.

use super::apple::heap::Heap;
use super::capture::{Capture, CapturedProcess};
use super::foreign::{self, Foreign};
use crate::model::LoggedStacks;
use std::fmt;

/// What was found in one text.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// What the user calls it: the file's name without its ending.
    pub name: String,
    /// What tools said of processes, in the order of the text.
    pub captures: Vec<Capture>,
    /// What malloc holds, where heap or leaks say so.
    pub heaps: Vec<Heap>,
    /// What other tools say that is no memory region: each a sentence without full stop.
    pub evidence: Vec<String>,
    /// The call stacks that it holds.
    pub stacks: LoggedStacks,
    /// What was recognised and is not imported.
    pub foreign: Vec<Foreign>,
    /// Lines that were not understood.
    pub unread: Unread,
    /// What its lines were taken for, as runs of lines in order; of JSON nothing.
    pub outline: Vec<LineRun>,
    /// What else should be known of it, each a sentence without full stop.
    pub notes: Vec<String>,
}

impl Text {
    /// Adds what was found in a part of it.
    pub(super) fn take_in(&mut self, part: Self) {
        self.captures.extend(part.captures);
        self.heaps.extend(part.heaps);
        self.evidence.extend(part.evidence);
        self.stacks.take_in(part.stacks);
        for foreign in part.foreign {
            if !self.foreign.contains(&foreign) {
                self.foreign.push(foreign);
            }
        }
        part.notes.iter().for_each(|note| self.note(note));
    }

    /// Notes something, once.
    pub(super) fn note(&mut self, text: &str) {
        if !self.notes.iter().any(|known| known == text) {
            self.notes.push(text.to_owned());
        }
    }

    /// The process and format of each capture in words, each once; what else it is where there is none.
    pub fn recognised_as(&self) -> String {
        let mut words: Vec<String> = Vec::new();
        for capture in &self.captures {
            let word = if capture.process == CapturedProcess::default() {
                capture.format.to_string()
            } else {
                format!("{} of {}", capture.format, capture.process)
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        if words.is_empty() {
            words.extend(self.refusal().map(|foreign| foreign.what.to_owned()));
        }
        if words.is_empty() { "nothing known".to_owned() } else { words.join(", ") }
    }

    /// Why it cannot be imported, where a kind of text is the reason.
    pub fn refusal(&self) -> Option<Foreign> {
        let has_evidence = !self.heaps.is_empty() || !self.evidence.is_empty();
        let heap = has_evidence.then_some(foreign::HEAP);
        self.foreign.first().copied().or(heap).filter(|_| self.captures.is_empty())
    }
}

/// Lines one behind the other that were taken for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRun {
    /// The number of the first, from 1.
    pub first: u64,
    /// The number of the last.
    pub last: u64,
    /// What they were taken for; nothing where they were not understood.
    pub what: Option<&'static str>,
    /// The beginning of the first.
    pub begins: String,
}

impl fmt::Display for LineRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}–{}", self.first, self.last)
        };
        write!(f, "{lines:>11}  {:<24}  {}", self.what.unwrap_or("? not understood"), self.begins)
    }
}

/// Lines that were not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    pub count: u64,
    /// The first of them, as runs: the first and the last line of each.
    pub runs: Vec<(u64, u64)>,
}

impl Unread {
    /// So many runs are told.
    const MOST_RUNS: usize = 8;

    /// Notes a line.
    pub(super) fn add(&mut self, number: u64) {
        self.count += 1;
        let has_room = self.runs.len() < Self::MOST_RUNS;
        match self.runs.last_mut() {
            Some(last) if last.1 + 1 == number => last.1 = number,
            _ if has_room => self.runs.push((number, number)),
            _ => {}
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self
            .runs
            .iter()
            .map(|&(first, last)| if first == last { first.to_string() } else { format!("{first}–{last}") });
        let reported: u64 = self.runs.iter().map(|&(first, last)| last - first + 1).sum();
        let more = if reported < self.count { ", …" } else { "" };
        let lines = if self.count == 1 { "line" } else { "lines" };
        write!(f, "{} {lines} not understood: {}{more}", self.count, runs.collect::<Vec<_>>().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_not_understood_are_told_by_number() {
        let check = |lines: &[u64], expected: &str| {
            let mut unread = Unread::default();
            for &line in lines {
                unread.add(line);
            }
            assert_eq!(unread.to_string(), expected);
        };
        check(&[7], "1 line not understood: 7");
        check(&[1, 2, 3, 9], "4 lines not understood: 1–3, 9");
        check(
            &(0..20).map(|nth| nth * 2).collect::<Vec<_>>(),
            "20 lines not understood: 0, 2, 4, 6, 8, 10, 12, 14, …",
        );
    }
}
