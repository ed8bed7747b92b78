//! Which snapshots stand together in one column of a chart.

use super::peaks::Peaks;
use crate::model::Recording;
use crate::model::units::TimeRange;
use std::ops::Range;

/// No chart has more columns: the widest screens have that many pixels.
const MOST_COLUMNS: usize = 4096;

/// The columns of a chart: each of 2^k snapshots, from a multiple of 2^k on, so that a column stands for the same
/// snapshots while the recording goes on and the view moves.
///
/// The first holds the last snapshot at or before the start of the view: what is there at the left edge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Columns {
    /// The first snapshot in view.
    first: usize,
    /// The snapshot behind the last in view.
    end: usize,
    /// Binary digits of the number of snapshots in a column.
    bits: usize,
}

impl Columns {
    /// The finest columns for a span of time of which there are at most `most`, and never more than 4096.
    pub fn finest(recording: &Recording, range: TimeRange, most: usize) -> Self {
        if recording.snapshots().is_empty() {
            return Self::default();
        }
        let first = recording.snapshot_at(range.from).index();
        let last = recording.snapshot_at(range.to).index().max(first);
        let most = most.clamp(1, MOST_COLUMNS);
        let mut columns = Self { first, end: last + 1, bits: 0 };
        while columns.len() > most {
            columns.bits += 1;
        }
        columns
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.buckets().len()
    }

    /// Whether there are none: the recording has no snapshot.
    pub fn is_empty(&self) -> bool {
        self.first == self.end
    }

    /// How many snapshots a column stands for.
    pub fn snapshots_in_each(&self) -> usize {
        1 << self.bits
    }

    pub(super) fn bits(&self) -> usize {
        self.bits
    }

    /// The columns, counted from the beginning of the recording.
    pub(super) fn buckets(&self) -> Range<usize> {
        if self.is_empty() {
            return 0..0;
        }
        self.first >> self.bits..((self.end - 1) >> self.bits) + 1
    }

    /// What can be drawn of them when `ended` snapshots were taken in: fewer, and finer ones if there are none so coarse.
    pub(super) fn within(mut self, ended: usize, peaks: &Peaks) -> Self {
        self.end = self.end.min(ended);
        self.first = self.first.min(self.end);
        self.bits = self.bits.min(peaks.largest_bits());
        self
    }

    /// Those of them that begin before snapshot `end`.
    pub(super) fn within_end(mut self, end: usize) -> Self {
        let first = (self.first >> self.bits) << self.bits;
        if first >= end {
            return Self::default();
        }
        let columns = self.buckets().end.min(((end - 1) >> self.bits) + 1);
        self.first = first;
        self.end = ((columns - 1) << self.bits) + 1;
        self
    }
}
