//! Reads a recording's log from where one left off, and hands each entry to what keeps figures of it.
//!
//! This is the only way to the log: who wants figures of it writes an [`Accumulator`], and does not see where the log lies.

use super::Recording;
use crate::model::SnapshotIndex;
use crate::model::log::{Cursor, LogChange, Move};
use std::ops::Deref;

/// An entry of the log, with the recording that it is of.
#[derive(Clone, Copy, Debug)]
pub struct LogEntry<'a> {
    pub recording: &'a Recording,
    /// The snapshot in whose part of the log it stands. Of a finding that stands behind all that was read, the last one read.
    pub at: SnapshotIndex,
    pub change: LogChange,
}

/// Figures that are kept up to date with a log.
///
/// Nothing is allocated for an entry: only [`Accumulator::add`] is called for each, and the others between snapshots.
pub trait Accumulator {
    /// Makes room for what the recording knows by now.
    fn prepare(&mut self, _recording: &Recording) {}

    /// Takes in an entry. Says how many states it had to look up beside the entry, which count as entries too.
    fn add(&mut self, entry: &LogEntry<'_>) -> usize;

    /// Does what is left to do behind a snapshot, in at most `left` steps, which it counts down. Says whether that is all.
    fn settle(&mut self, _recording: &Recording, _left: &mut usize) -> bool {
        true
    }

    /// Whether no entry of snapshot `next` or later is wanted. Later findings of categories are wanted all the same: they
    /// hold for all of a region's life.
    fn is_complete(&self, _next: SnapshotIndex) -> bool {
        false
    }
}

/// Two that read the log together: each entry is read once for both.
impl<A: Accumulator, B: Accumulator> Accumulator for (A, B) {
    fn prepare(&mut self, recording: &Recording) {
        self.0.prepare(recording);
        self.1.prepare(recording);
    }

    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        self.0.add(entry) + self.1.add(entry)
    }

    fn settle(&mut self, recording: &Recording, left: &mut usize) -> bool {
        self.0.settle(recording, left) && self.1.settle(recording, left)
    }

    fn is_complete(&self, next: SnapshotIndex) -> bool {
        self.0.is_complete(next) && self.1.is_complete(next)
    }
}

/// How far a log was read. The default has read nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogReader {
    cursor: Cursor,
}

impl LogReader {
    /// A reader that has read all there is: for who wants to hear only of what comes.
    pub fn at_end(recording: &Recording) -> Self {
        Self { cursor: recording.end_of_log() }
    }

    /// The first snapshot that was not read to its end.
    pub const fn next_snapshot(&self) -> SnapshotIndex {
        SnapshotIndex(self.cursor.snapshot)
    }

    /// Hands over what is new, in at most so many steps. Says whether the figures are as of all that is wanted: of the
    /// log's end, or of where all of them are complete.
    pub fn advance(&mut self, recording: &Recording, figures: &mut impl Accumulator, steps: usize) -> bool {
        figures.prepare(recording);
        let mut left = steps;
        let mut is_between_snapshots = true;
        let mut is_complete = false;
        loop {
            if is_between_snapshots {
                if !figures.settle(recording, &mut left) {
                    return false;
                }
                is_complete = figures.is_complete(self.next_snapshot());
            }
            if left == 0 {
                return if is_complete {
                    self.knows_findings(recording)
                } else {
                    self.has_read_all(recording)
                };
            }
            let next = if is_complete { self.late_finding(recording) } else { self.next(recording) };
            let Some(entry) = next else { return true };
            is_between_snapshots = is_complete || matches!(entry.change, LogChange::End(_));
            left = left.saturating_sub(figures.add(&entry).max(1));
        }
    }

    /// The next entry; nothing where all was read.
    pub fn next<'a>(&mut self, recording: &'a Recording) -> Option<LogEntry<'a>> {
        let at = self.next_snapshot();
        let change = recording.next_change(&mut self.cursor)?;
        Some(LogEntry { recording, at, change })
    }

    /// The next finding of another category, wherever in the log it stands.
    fn late_finding<'a>(&mut self, recording: &'a Recording) -> Option<LogEntry<'a>> {
        let &Move { region, from, to, .. } = recording.moves.get(self.cursor.moved)?;
        self.cursor.moved += 1;
        let at = SnapshotIndex(self.cursor.snapshot.saturating_sub(1));
        Some(LogEntry { recording, at, change: LogChange::Moved { region, from, to } })
    }

    fn knows_findings(&self, recording: &Recording) -> bool {
        self.cursor.moved == recording.moves.len()
    }

    fn has_read_all(&self, recording: &Recording) -> bool {
        self.next_snapshot().index() == recording.snapshots().len()
    }
}

impl Recording {
    /// Reads the whole log for some figures.
    pub fn read_log<A: Accumulator>(&self, mut figures: A) -> A {
        LogReader::default().advance(self, &mut figures, usize::MAX);
        figures
    }
}

/// Figures, and how far the log was read for them.
#[derive(Clone, Debug, Default)]
pub struct Follower<A> {
    reader: LogReader,
    figures: A,
}

impl<A: Accumulator> Follower<A> {
    /// Will keep these figures up to date, from the beginning of the log on.
    pub fn new(figures: A) -> Self {
        Self { reader: LogReader::default(), figures }
    }

    /// Takes in what is new, in at most so many steps: entries of the log, and what has to be looked up for them. Says
    /// whether the figures are as of all that is wanted.
    ///
    /// It is to be called as long as the recording grows, also when the figures are of a time that is over: the category of
    /// a region may be found later, and holds for all of its life.
    pub fn follow(&mut self, recording: &Recording, steps: usize) -> bool {
        self.reader.advance(recording, &mut self.figures, steps)
    }
}

impl<A> Deref for Follower<A> {
    type Target = A;

    fn deref(&self) -> &A {
        &self.figures
    }
}
