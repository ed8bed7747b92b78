//! Portions of one size that come with the cycles: "6 regions of 9.5 MiB in 8 of 8 cycles".

use crate::analysis::Counted;
use crate::model::units::Bytes;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What comes with most cycles, in portions of one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantum {
    /// How many regions each time; nothing where that differs from cycle to cycle, or where the kernel merges neighbours so
    /// that only the bytes can be known.
    pub count: Option<usize>,
    /// The bytes of each region, or of all that a cycle brings where neither count is known.
    pub bytes: Bytes,
    /// In how many cycles.
    pub cycles: usize,
    /// How many regions of this size all cycles brought together, where that can be known.
    pub total: Option<usize>,
    /// Whether the size is a mean, of rows that tell their bytes and how many regions they sum up.
    pub is_mean: bool,
    /// Whether neighbours may have been merged: one mapping has these bytes or a whole part of them, and the counts are the
    /// fewest.
    pub is_merged: bool,
}

impl Quantum {
    /// What all cycles brought of it.
    pub fn all_bytes(&self) -> Bytes {
        times(self.bytes, self.total.unwrap_or(self.cycles))
    }
}

/// The regions of one category that were born in a cycle and stayed to its end.
#[derive(Clone, Debug, Default)]
pub(super) struct BirthSizes {
    /// How many there are of each length.
    lens: BTreeMap<Bytes, usize>,
    /// How many of them may be several mappings.
    merged: usize,
    /// What rows of a summary have more, where they tell how many regions that is; it is no length of a region.
    rows: Counted,
}

impl BirthSizes {
    pub(super) fn add(&mut self, len: Bytes, is_certain: bool) {
        *self.lens.entry(len).or_default() += 1;
        self.merged += usize::from(!is_certain);
    }

    pub(super) fn remove(&mut self, len: Bytes, is_certain: bool) {
        self.merged -= usize::from(!is_certain);
        if let Some(count) = self.lens.get_mut(&len) {
            *count -= 1;
            if *count == 0 {
                self.lens.remove(&len);
            }
        }
    }

    /// A row of a summary has so much more.
    pub(super) fn add_row(&mut self, more: Counted) {
        self.rows += more;
    }

    pub(super) fn remove_row(&mut self, more: Counted) {
        self.rows -= more;
    }

    fn bytes(&self) -> Bytes {
        let lens: Bytes = self.lens.iter().map(|(&len, &count)| times(len, count)).sum();
        lens + self.rows.bytes
    }
}

/// What comes in more than half of so many cycles; of several, what comes in most, then what is most. Cycles in which nothing
/// was born need no sizes.
///
/// Where the kernel merges neighbours, or the number differs, the size of one is that of which nearly all are multiples.
pub(super) fn quantum(birth_sizes: &[&BirthSizes], cycles: usize, page: Bytes) -> Option<Quantum> {
    let has_rows = birth_sizes.iter().any(|sizes| sizes.rows != Counted::default());
    let is_merged = has_rows || birth_sizes.iter().any(|sizes| sizes.merged > 0);
    let mut seen: BTreeMap<(Option<usize>, Bytes), usize> = BTreeMap::new();
    for sizes in birth_sizes {
        if is_merged {
            *seen.entry((None, sizes.bytes())).or_default() += 1;
        } else {
            sizes.lens.iter().for_each(|(&len, &count)| *seen.entry((Some(count), len)).or_default() += 1);
        }
    }
    let alike = seen
        .into_iter()
        .filter(|&((_, bytes), seen_in)| bytes > Bytes::ZERO && 2 * seen_in > cycles)
        .max_by_key(|&((count, bytes), seen_in)| (seen_in, times(bytes, count.unwrap_or(1)), Reverse(count)))
        .map(|((count, bytes), cycles)| {
            let of_all = |sizes: &&BirthSizes| sizes.lens.get(&bytes).copied().unwrap_or(0);
            let total = count.map(|_| birth_sizes.iter().map(of_all).sum());
            Quantum { count, bytes, cycles, total, is_mean: false, is_merged }
        });
    let reported = alike.filter(|quantum| quantum.count.is_some());
    let of_several = || {
        if has_rows {
            mean(birth_sizes, cycles)
        } else {
            unit(birth_sizes, cycles, page).map(|quantum| Quantum { is_merged, ..quantum })
        }
    };
    reported.or_else(of_several).or(alike)
}

/// So much of what was born must be whole multiples of a size, in percent.
const MULTIPLES: u64 = 90;

/// So many lengths are tried against each other, the most frequent first.
const LENGTHS: usize = 16;

/// The mean size of one cycle may be so small a part of the usual one larger or smaller.
const ALIKE: u64 = 4;

/// A common divisor of fewer pages is one of any lengths, unless most runs are of that.
const LEAST_UNIT: u64 = 8;

/// The size of one portion: the largest of which nearly all that was born is a multiple.
///
/// Runs that the kernel merged are multiples of what was mapped. One length alone says nothing of how many it holds, unless
/// several of it were found beside each other.
fn unit(birth_sizes: &[&BirthSizes], cycles: usize, page: Bytes) -> Option<Quantum> {
    let mut runs: BTreeMap<Bytes, usize> = BTreeMap::new();
    for (&len, &count) in birth_sizes.iter().flat_map(|sizes| &sizes.lens) {
        *runs.entry(len).or_default() += count;
    }
    let mut lens: Vec<(Bytes, usize)> = runs.iter().map(|(&len, &count)| (len, count)).collect();
    lens.sort_by_key(|&(len, count)| Reverse((count, len)));
    lens.truncate(LENGTHS);
    let pairs = lens.iter().flat_map(|one| lens.iter().map(move |other| divisor(one.0, other.0)));
    let mut sizes: Vec<Bytes> = pairs.collect();
    sizes.extend(lens.iter().map(|&(len, _)| len));
    sizes.push(lens.iter().fold(Bytes::ZERO, |one, &(len, _)| divisor(one, len)));
    let all: usize = runs.values().sum();
    let is_usual = |size: &Bytes| runs.get(size).is_some_and(|&count| 2 * count > all);
    let is_large = |size: &Bytes| size.get() >= LEAST_UNIT * page.get().max(1);
    sizes.retain(|size| *size > Bytes::ZERO && (is_large(size) || is_usual(size)));
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().rev().find_map(|size| in_units(birth_sizes, cycles, size))
}

/// How often a size comes, where nearly all is multiples of it.
fn in_units(birth_sizes: &[&BirthSizes], cycles: usize, size: Bytes) -> Option<Quantum> {
    let is_multiple = |len: Bytes| len > Bytes::ZERO && len.get().is_multiple_of(size.get());
    let counts: Vec<usize> = birth_sizes
        .iter()
        .map(|sizes| {
            let multiples = sizes.lens.iter().filter(|(len, _)| is_multiple(**len));
            multiples.map(|(&len, &count)| portions(len, size) * count).sum()
        })
        .collect();
    let total: usize = counts.iter().sum();
    let all: Bytes = birth_sizes.iter().map(|sizes| sizes.bytes()).sum();
    let seen_in = counts.iter().filter(|&&count| count > 0).count();
    let comes_alone = counts.iter().all(|&count| count <= 1);
    let is_told = times(size, total).get() >= all.get() / 100 * MULTIPLES && 2 * seen_in > cycles;
    if comes_alone || !is_told {
        return None;
    }
    let usual = usual(counts.into_iter().filter(|&count| count > 0), cycles);
    Some(Quantum {
        count: usual.map(|(count, _)| count),
        bytes: size,
        cycles: usual.map_or(seen_in, |(_, cycles)| cycles),
        total: Some(total),
        is_mean: false,
        is_merged: false,
    })
}

/// The mean size of what rows of a summary have more, with most cycles: bytes by count, where both rise alike.
fn mean(birth_sizes: &[&BirthSizes], cycles: usize) -> Option<Quantum> {
    let each = |rows: &Counted| rows.bytes.get() / rows.count as u64;
    let rises = birth_sizes.iter().map(|sizes| sizes.rows);
    let mut rises: Vec<_> = rises.filter(|rows| rows.count > 0 && rows.bytes > Bytes::ZERO).collect();
    rises.sort_by_key(each);
    let middle = each(rises.get(rises.len() / 2)?);
    rises.retain(|rows| each(rows).abs_diff(middle) <= middle / ALIKE);
    if 2 * rises.len() <= cycles {
        return None;
    }
    let mut all = Counted::default();
    for &rows in &rises {
        all += rows;
    }
    let usual = usual(rises.iter().map(|rows| rows.count), cycles);
    Some(Quantum {
        count: usual.map(|(count, _)| count),
        bytes: Bytes::new(each(&all)),
        cycles: usual.map_or(rises.len(), |(_, cycles)| cycles),
        total: Some(all.count),
        is_mean: true,
        is_merged: false,
    })
}

/// The count that comes in more than half of so many cycles, and in how many.
fn usual(counts: impl Iterator<Item = usize>, cycles: usize) -> Option<(usize, usize)> {
    let mut times_seen: BTreeMap<usize, usize> = BTreeMap::new();
    counts.for_each(|count| *times_seen.entry(count).or_default() += 1);
    times_seen.into_iter().find(|&(_, alike)| 2 * alike > cycles)
}

/// How many of this size the length holds.
fn portions(len: Bytes, size: Bytes) -> usize {
    usize::try_from(len.get() / size.get()).unwrap_or(usize::MAX)
}

/// The greatest common divisor.
fn divisor(one: Bytes, other: Bytes) -> Bytes {
    let (mut one, mut other) = (one.get(), other.get());
    while other > 0 {
        (one, other) = (other, one % other);
    }
    Bytes::new(one)
}

fn times(bytes: Bytes, count: usize) -> Bytes {
    Bytes::new(bytes.get().saturating_mul(count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: Bytes = Bytes::from_kib(4);

    fn birth_sizes(birth_sizes: &[&[(u64, usize)]], is_certain: bool) -> Vec<BirthSizes> {
        let sizes = |lens: &&[(u64, usize)]| {
            let mut sizes = BirthSizes::default();
            for &(kib, count) in *lens {
                (0..count).for_each(|_| sizes.add(Bytes::from_kib(kib), is_certain));
            }
            sizes
        };
        birth_sizes.iter().map(sizes).collect()
    }

    /// Count, KiB, cycles and how many in all.
    fn check(
        lens: &[&[(u64, usize)]],
        is_certain: bool,
        expected: Option<(Option<usize>, u64, usize, Option<usize>)>,
    ) {
        let expected = expected.map(|(count, kib, cycles, total)| Quantum {
            count,
            bytes: Bytes::from_kib(kib),
            cycles,
            total,
            is_mean: false,
            is_merged: !is_certain,
        });
        let birth_sizes = birth_sizes(lens, is_certain);
        let found = quantum(&birth_sizes.iter().collect::<Vec<_>>(), birth_sizes.len(), PAGE);
        assert_eq!(found, expected, "{lens:?}");
    }

    #[test]
    fn a_quantum_comes_with_most_cycles() {
        check(&[], true, None);
        check(&[&[], &[], &[]], true, None);
        check(&[&[(592, 6)], &[(592, 6), (4, 1)], &[(592, 6)]], true, Some((Some(6), 592, 3, Some(18))));
        check(&[&[(592, 6)], &[(592, 6)], &[(592, 5)]], true, Some((Some(6), 592, 2, Some(17))));
        check(&[&[(8, 1), (4, 1)], &[(8, 1), (4, 1)]], true, Some((Some(1), 8, 2, Some(2))));
    }

    #[test]
    fn a_number_that_differs_leaves_the_size() {
        check(&[&[(592, 6)], &[(592, 5)]], true, Some((None, 592, 2, Some(11))));
        let counts: [&[(u64, usize)]; 5] = [&[(592, 5)], &[(592, 4)], &[(592, 1)], &[(592, 3)], &[(592, 6)]];
        check(&counts, true, Some((None, 592, 5, Some(19))));
    }

    #[test]
    fn what_was_taken_out_leaves_no_trace() {
        let mut sizes = BirthSizes::default();
        sizes.add(Bytes::from_kib(4), true);
        sizes.add(Bytes::from_kib(8), false);
        sizes.remove(Bytes::from_kib(8), false);
        let expected = Quantum {
            count: Some(1),
            bytes: Bytes::from_kib(4),
            cycles: 1,
            total: Some(1),
            is_mean: false,
            is_merged: false,
        };
        assert_eq!(quantum(&[&sizes], 1, PAGE), Some(expected));
    }

    #[test]
    fn rows_that_tell_their_counts_have_a_mean() {
        let found = |rows: &[(u64, usize)]| {
            let sizes = |&(kib, count): &(u64, usize)| {
                let mut sizes = BirthSizes::default();
                sizes.add_row(Counted { bytes: Bytes::from_kib(kib), count });
                sizes
            };
            let birth_sizes: Vec<_> = rows.iter().map(sizes).collect();
            quantum(&birth_sizes.iter().collect::<Vec<_>>(), birth_sizes.len(), PAGE)
        };
        let check = |rows: &[(u64, usize)], expected: Option<(Option<usize>, u64, usize, usize)>| {
            let actual = found(rows).map(|found| {
                assert!(found.is_mean);
                (found.count, found.bytes.get() >> 10, found.cycles, found.total.unwrap())
            });
            assert_eq!(actual, expected, "{rows:?}");
        };
        check(&[(16_800, 2), (16_800, 2), (16_800, 2)], Some((Some(2), 8400, 3, 6)));
        check(&[(8400, 1), (16_800, 2), (33_600, 4)], Some((None, 8400, 3, 7)));
        // Texts round: 16.7, 16.4 and 16.5 MiB.
        check(&[(17_100, 2), (16_800, 2), (16_896, 2)], Some((Some(2), 8466, 3, 6)));
        // Regions of any size have no portion.
        check(&[(400, 100), (90_000, 3), (70, 7)], None);
        // Bytes alone are those of a cycle.
        let bytes = found(&[(8400, 0), (8400, 0), (8400, 1)]).unwrap();
        assert_eq!(
            (bytes.count, bytes.total, bytes.bytes, bytes.is_mean),
            (None, None, Bytes::from_kib(8400), false)
        );
        // One cycle of another kind does not hide the others.
        check(&[(16_800, 2), (16_800, 2), (4, 4), (16_800, 2)], Some((Some(2), 8400, 3, 6)));
    }

    #[test]
    fn merged_memory_comes_in_multiples() {
        // 19,780 KiB, five times, four times and so on, in runs as the kernel happens to merge them.
        let runs: [&[(u64, usize)]; 5] = [
            &[(5 * 19_780, 1)],
            &[(2 * 19_780, 1), (19_780, 2)],
            &[(19_780, 1), (4, 1)],
            &[(3 * 19_780, 1)],
            &[(19_780, 6)],
        ];
        check(&runs, false, Some((None, 19_780, 5, Some(19))));
        // Twice each time, one run or two.
        let twice: [&[(u64, usize)]; 3] = [&[(19_780, 2)], &[(2 * 19_780, 1)], &[(19_780, 2)]];
        check(&twice, false, Some((Some(2), 19_780, 3, Some(6))));
        // Eight of 260 KiB: no run is of one alone, their divisor is.
        let eight: [&[(u64, usize)]; 3] = [&[(780, 1), (1300, 1)], &[(2080, 1)], &[(2080, 1)]];
        check(&eight, false, Some((Some(8), 260, 3, Some(24))));
    }

    #[test]
    fn one_length_alone_may_be_several() {
        check(&[&[(2080, 1)], &[(2080, 1)], &[(2080, 1)]], false, Some((None, 2080, 3, None)));
        // Lengths that have little in common.
        check(&[&[(132, 1)], &[(268, 1)], &[(404, 1)], &[(140, 1)]], false, None);
        check(&[&[(100, 1)], &[(2080, 1)], &[(13, 1)]], false, None);
    }

    proptest! {
        #[test]
        fn the_size_is_found_however_runs_are_merged(
            pages in 8_u64..5000,
            cycles in prop::collection::vec(prop::collection::vec(1_u64..7, 1..4), 3..10),
        ) {
            let mut all = Vec::new();
            for runs in &cycles {
                let mut sizes = BirthSizes::default();
                for &times in runs {
                    sizes.add(Bytes::from_kib(4 * pages * times), false);
                }
                all.push(sizes);
            }
            let total: u64 = cycles.iter().flatten().sum();
            let multiples = cycles.iter().flatten().fold(0, |one, &other| {
                divisor(Bytes::new(one), Bytes::new(other)).get()
            });
            let found = quantum(&all.iter().collect::<Vec<_>>(), all.len(), PAGE).unwrap();
            if let Some(count) = found.total {
                let size = found.bytes.get() / (4096 * pages);
                prop_assert_eq!(found.bytes.get() % (4096 * pages), 0);
                // Where a tenth at most is no multiple of it.
                prop_assert!(size >= multiples && count as u64 * size * 10 >= total * 9);
            }
        }
    }
}
