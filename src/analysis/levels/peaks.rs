//! The levels of all categories, and when they were highest together.
//!
//! A chart in which a column stands for many snapshots shows one of them: the first at which the total was
//! highest. All categories are shown as of that same instant, so that they add up. For each bucket of 2^k snapshots that
//! instant is kept, and by how much each category had risen by then since just before the bucket.

use super::steps::{Steps, extend, footprint, size_bits};
use std::ops::Range;

/// Levels by category, and their total.
#[derive(Clone, Debug, Default)]
pub(super) struct Peaks {
    /// By size of bucket: the first snapshot with the highest total.
    at: Vec<Vec<u32>>,
    total: Series,
    categories: Vec<Series>,
}

/// A level at every snapshot.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    steps: Steps,
    /// By size of bucket: the level at the bucket's peak, over that just before the bucket.
    rises: Vec<Vec<i64>>,
}

impl Peaks {
    /// Makes room for so many snapshots and categories.
    pub(super) fn extend_to(&mut self, snapshots: usize, categories: usize) {
        if categories > self.categories.len() {
            self.categories.resize_with(categories, Series::default);
        }
        extend(&mut self.at, snapshots, 0, |below| below[0]);
        let all = std::iter::once(&mut self.total).chain(&mut self.categories);
        all.for_each(|series| series.extend_to(snapshots));
    }

    /// The levels of each category.
    pub(super) fn categories(&self) -> &[Series] {
        &self.categories
    }

    /// The level of all categories.
    pub(super) fn total(&self) -> &Series {
        &self.total
    }

    /// Raises the level of a category from snapshot `at` on; not the total.
    pub(super) fn add(&mut self, category: usize, at: usize, by: i64) {
        if let Some(series) = self.categories.get_mut(category) {
            series.add(&self.at, at, by);
        }
    }

    /// Raises the total from snapshot `at` on.
    pub(super) fn add_to_total(&mut self, at: usize, by: i64) {
        self.total.add(&self.at, at, by);
    }

    /// Snapshot `now`, the last so far, has all its steps.
    pub(super) fn end(&mut self, now: usize) {
        let instant = u32::try_from(now).unwrap_or(u32::MAX);
        for size in 0..self.at.len() {
            let bucket = now >> size_bits(size);
            let is_first = bucket << size_bits(size) == now;
            if is_first || self.total.steps.sums(size)[bucket] > self.total.rises[size][bucket] {
                self.at[size][bucket] = instant;
                for series in std::iter::once(&mut self.total).chain(&mut self.categories) {
                    series.rises[size][bucket] = series.steps.sums(size)[bucket];
                }
            }
        }
    }

    /// Binary digits of the largest bucket.
    pub(super) fn largest_bits(&self) -> usize {
        size_bits(self.at.len().saturating_sub(1))
    }

    /// The peak of each of `columns`, in columns of 2^bits snapshots of which `ended` have ended.
    pub(super) fn of_columns(&self, columns: Range<usize>, bits: usize, ended: usize, peaks: &mut Vec<u32>) {
        peaks.clear();
        if let Some(size) = size_of_columns(bits) {
            peaks.extend_from_slice(&self.at[size][columns]);
            return;
        }
        let mut highest = 0;
        self.total.steps.each(columns.start << bits..ended.min(columns.end << bits), |at, level| {
            let instant = u32::try_from(at).unwrap_or(u32::MAX);
            if at.is_multiple_of(1 << bits) {
                peaks.push(instant);
                highest = level;
            } else if level > highest
                && let Some(peak) = peaks.last_mut()
            {
                *peak = instant;
                highest = level;
            }
        });
    }

    /// Bytes it takes.
    pub(super) fn footprint(&self) -> usize {
        let series = |series: &Series| series.steps.footprint() + footprint(&series.rises);
        footprint(&self.at) + series(&self.total) + self.categories.iter().map(series).sum::<usize>()
    }
}

impl Series {
    fn extend_to(&mut self, snapshots: usize) {
        self.steps.extend_to(snapshots);
        extend(&mut self.rises, snapshots, 0, |below| below[0]);
    }

    fn add(&mut self, peaks: &[Vec<u32>], at: usize, by: i64) {
        self.steps.add(at, by);
        for (size, (rises, peaks)) in self.rises.iter_mut().zip(peaks).enumerate() {
            let bucket = at >> size_bits(size);
            if at <= peaks[bucket] as usize {
                rises[bucket] = rises[bucket].wrapping_add(by);
            }
        }
    }

    /// The level at a snapshot.
    pub(super) fn at(&self, at: usize) -> i64 {
        self.steps.at(at)
    }

    /// Tells the level at the peak of each of `columns`, as [`Peaks::of_columns`] found them.
    pub(super) fn at_peaks(
        &self,
        columns: Range<usize>,
        bits: usize,
        peaks: &[u32],
        mut tell: impl FnMut(i64),
    ) {
        let start = columns.start << bits;
        if let Some(size) = size_of_columns(bits) {
            let mut level = self.steps.before(start);
            let (sums, rises) = (&self.steps.sums(size)[columns.clone()], &self.rises[size][columns]);
            for (&sum, &rise) in sums.iter().zip(rises) {
                tell(level.wrapping_add(rise));
                level = level.wrapping_add(sum);
            }
        } else if let Some(&last) = peaks.last() {
            let mut peaks = peaks.iter().map(|&peak| peak as usize).peekable();
            self.steps.each(start..last as usize + 1, |at, level| {
                if peaks.next_if_eq(&at).is_some() {
                    tell(level);
                }
            });
        }
    }
}

/// Which size of bucket columns of 2^bits snapshots are; nothing where they are finer than any.
pub(super) fn size_of_columns(bits: usize) -> Option<usize> {
    bits.checked_sub(size_bits(0))
}
