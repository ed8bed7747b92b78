//! A figure at every snapshot, held as the steps by which it changes from one to the next.
//!
//! To change a figure over any span of the past is to change two steps, and that is what makes it possible to follow a
//! recording: a region that dies takes its whole life out of the survivors with one step for each of its states. Above
//! the single steps stand their sums over buckets of 2^k snapshots, for each k from [`LEAF_BITS`] on: a chart reads one
//! sum for each of its columns, and a value at one snapshot is the sum of one bucket of each size.
//!
//! Sums wrap around: only a forged trace has figures beyond eight exbibytes, and it must not make us panic.

use super::leaves::{LEAF, LEAF_BITS, Leaves};
use std::ops::Range;

/// One figure at every snapshot.
///
/// A snapshot takes 1/4 byte while the figure stands still, and one byte more for the sums; beside a change, in the same
/// leaf of sixteen, it takes four.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    leaves: Leaves,
    /// By size of bucket, from that of a leaf on; the largest is one bucket for all.
    sums: Vec<Vec<i64>>,
}

impl Steps {
    /// Makes room for so many snapshots; the figure stands still there.
    pub(super) fn extend_to(&mut self, snapshots: usize) {
        self.leaves.extend_to(snapshots);
        extend(&mut self.sums, snapshots, 0, |below| {
            below.iter().fold(0, |sum, &step| sum.wrapping_add(step))
        });
    }

    /// How many sizes of buckets there are.
    pub(super) fn sizes(&self) -> usize {
        self.sums.len()
    }

    /// Raises the figure from snapshot `at` on.
    pub(super) fn add(&mut self, at: usize, by: i64) {
        if by == 0 {
            return;
        }
        self.leaves.add(at, by);
        let mut bucket = at >> LEAF_BITS;
        for sums in &mut self.sums {
            sums[bucket] = sums[bucket].wrapping_add(by);
            bucket >>= 1;
        }
    }

    /// The figure just before snapshot `at`.
    pub(super) fn before(&self, at: usize) -> i64 {
        let mut sum: i64 = 0;
        let mut behind = 0;
        for (size, sums) in self.sums.iter().enumerate().rev() {
            let bits = size_bits(size);
            if behind + (1 << bits) <= at {
                sum = sum.wrapping_add(sums[behind >> bits]);
                behind += 1 << bits;
            }
        }
        if behind < at {
            sum = sum.wrapping_add(self.leaves.sum(behind >> LEAF_BITS, 0..at - behind));
        }
        sum
    }

    /// The figure at a snapshot.
    pub(super) fn at(&self, at: usize) -> i64 {
        self.before(at + 1)
    }

    /// By how much the figure changes in each bucket of a size.
    pub(super) fn sums(&self, size: usize) -> &[i64] {
        &self.sums[size]
    }

    /// Tells the figure at each of `snapshots`.
    pub(super) fn each(&self, snapshots: Range<usize>, mut tell: impl FnMut(usize, i64)) {
        let mut figure = self.before(snapshots.start);
        let mut at = snapshots.start;
        while at < snapshots.end {
            let leaf = at >> LEAF_BITS;
            let end = snapshots.end.min((leaf + 1) * LEAF);
            let steps = self.leaves.get(leaf);
            for at in at..end {
                figure = figure.wrapping_add(steps.as_ref().map_or(0, |steps| steps[at % LEAF]));
                tell(at, figure);
            }
            at = end;
        }
    }

    /// Bytes it takes.
    pub(super) fn footprint(&self) -> usize {
        self.leaves.footprint() + footprint(&self.sums)
    }
}

/// Binary digits of the number of snapshots in a bucket of a size.
pub(super) const fn size_bits(size: usize) -> usize {
    LEAF_BITS + size
}

/// Makes room for so many snapshots in a pyramid: a list of buckets for each size. A new size begins with what the two
/// buckets below it make together.
pub(super) fn extend<T: Copy>(
    pyramid: &mut Vec<Vec<T>>,
    snapshots: usize,
    empty: T,
    join: impl Fn(&[T]) -> T,
) {
    let mut buckets = snapshots.div_ceil(LEAF);
    for size in 0.. {
        if size == pyramid.len() {
            let below = size.checked_sub(1).map(|below| &pyramid[below]);
            pyramid.push(below.and_then(|below| below.get(..2)).map_or_else(Vec::new, |two| vec![join(two)]));
        }
        if buckets > pyramid[size].len() {
            pyramid[size].resize(buckets, empty);
        }
        if buckets <= 1 {
            return;
        }
        buckets = buckets.div_ceil(2);
    }
}

/// Bytes a pyramid takes.
pub(super) fn footprint<T>(pyramid: &[Vec<T>]) -> usize {
    pyramid.iter().map(|buckets| buckets.len() * size_of::<T>()).sum()
}
