//! Portions of one size that come with every cycle: "6 regions of 9.5 MiB in 8 of 8 cycles".

use crate::units::Bytes;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What comes with most cycles, in the same number and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantum {
    /// How many regions; nothing where the kernel merges neighbours, so that only the bytes can be known.
    pub count: Option<usize>,
    /// The bytes of each region, or of all where their count cannot be known.
    pub bytes: Bytes,
    /// In how many cycles.
    pub cycles: usize,
}

/// The regions of one category that were born in a cycle and stayed to its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Litter {
    /// How many there are of each length.
    lens: BTreeMap<Bytes, usize>,
    /// How many of them may be several mappings.
    merged: usize,
}

impl Litter {
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

    fn bytes(&self) -> Bytes {
        self.lens.iter().map(|(&len, &count)| times(len, count)).sum()
    }
}

/// What comes in more than half of so many cycles; of several, what comes in most, then what is most. Cycles in which nothing
/// was born need no litter.
pub(super) fn quantum<'a>(
    litters: impl Iterator<Item = &'a Litter> + Clone,
    cycles: usize,
) -> Option<Quantum> {
    let is_merged = litters.clone().any(|litter| litter.merged > 0);
    let mut seen: BTreeMap<(Option<usize>, Bytes), usize> = BTreeMap::new();
    for litter in litters {
        if is_merged {
            *seen.entry((None, litter.bytes())).or_default() += 1;
        } else {
            litter.lens.iter().for_each(|(&len, &count)| *seen.entry((Some(count), len)).or_default() += 1);
        }
    }
    seen.into_iter()
        .filter(|&((_, bytes), seen_in)| bytes > Bytes::ZERO && 2 * seen_in > cycles)
        .max_by_key(|&((count, bytes), seen_in)| (seen_in, times(bytes, count.unwrap_or(1)), Reverse(count)))
        .map(|((count, bytes), cycles)| Quantum { count, bytes, cycles })
}

fn times(bytes: Bytes, count: usize) -> Bytes {
    Bytes::new(bytes.get().saturating_mul(count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(litters: &[&[(u64, usize)]], is_certain: bool, expected: Option<(Option<usize>, u64, usize)>) {
        let litter = |lens: &&[(u64, usize)]| {
            let mut litter = Litter::default();
            for &(kib, count) in *lens {
                (0..count).for_each(|_| litter.add(Bytes::from_kib(kib), is_certain));
            }
            litter
        };
        let litters: Vec<_> = litters.iter().map(litter).collect();
        let expected =
            expected.map(|(count, kib, cycles)| Quantum { count, bytes: Bytes::from_kib(kib), cycles });
        assert_eq!(quantum(litters.iter(), litters.len()), expected);
    }

    #[test]
    fn a_quantum_comes_with_most_cycles() {
        check(&[], true, None);
        check(&[&[], &[], &[]], true, None);
        check(&[&[(592, 6)], &[(592, 6), (4, 1)], &[(592, 6)]], true, Some((Some(6), 592, 3)));
        check(&[&[(592, 6)], &[(592, 6)], &[(592, 5)]], true, Some((Some(6), 592, 2)));
        check(&[&[(592, 6)], &[(592, 5)]], true, None);
        check(&[&[(8, 1), (4, 1)], &[(8, 1), (4, 1)]], true, Some((Some(1), 8, 2)));
    }

    #[test]
    fn what_was_taken_out_leaves_no_trace() {
        let mut litter = Litter::default();
        litter.add(Bytes::from_kib(4), true);
        litter.add(Bytes::from_kib(8), false);
        litter.remove(Bytes::from_kib(8), false);
        let expected = Quantum { count: Some(1), bytes: Bytes::from_kib(4), cycles: 1 };
        assert_eq!(quantum([litter].iter(), 1), Some(expected));
    }

    #[test]
    fn merged_memory_has_bytes_only() {
        check(&[&[(592, 6)], &[(3552, 1)], &[(1776, 2)]], false, Some((None, 3552, 3)));
    }
}
