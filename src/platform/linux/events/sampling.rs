//! How many page faults get a stack: as many as the reader can unwind at next to no cost.

/// The kernel samples one in so many: a prime keeps no step with programs that touch pages in turns.
///
/// It stays as it is: the kernel changes the period of a thread, but not of the threads that it starts, and a sample that tells
/// its period (`PERF_SAMPLE_PERIOD`) is taken of each fault.
pub(super) const FAULT_PERIOD: u64 = 7;

/// Of the samples one in so many is taken in, for the same reason primes.
const SHARES: [u64; 8] = [1, 2, 5, 11, 23, 47, 97, 197];

/// So many samples of a second are taken in: with more the share shrinks, with fewer it grows. In an hour these are some 100 MB
/// of a recording in memory.
const MOST: u32 = 1000;
const FEWEST: u32 = 200;

/// So often that is looked at, in nanoseconds.
const SPAN: u64 = 50_000_000;
const SPANS_A_SECOND: u32 = 20;

/// How the share of samples that are taken in follows their rate.
#[derive(Debug, Default)]
pub(super) struct FaultRate {
    /// The place of the share among [`SHARES`].
    place: usize,
    since: u64,
    /// Samples of this span that were taken in.
    taken: u32,
    /// Spans in a row with few samples.
    calm: u32,
    /// Samples that were left out since the last that was taken in.
    left_out: u64,
}

impl FaultRate {
    /// Takes a sample. Says for how many faults it stands; nothing where it is left out.
    pub(super) fn take(&mut self) -> Option<u64> {
        self.left_out += 1;
        if self.left_out < SHARES[self.place] {
            return None;
        }
        self.taken = self.taken.saturating_add(1);
        Some(FAULT_PERIOD * std::mem::take(&mut self.left_out))
    }

    /// Follows the rate up to now.
    pub(super) fn adjust(&mut self, now: u64) {
        if now.saturating_sub(self.since) < SPAN {
            return;
        }
        self.since = now;
        let taken = std::mem::take(&mut self.taken);
        self.calm = if taken < FEWEST / SPANS_A_SECOND { self.calm + 1 } else { 0 };
        if taken > MOST / SPANS_A_SECOND {
            self.place = (self.place + 1).min(SHARES.len() - 1);
        } else if self.calm >= SPANS_A_SECOND {
            self.calm = 0;
            self.place = self.place.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For how many faults the samples of each span stand, while so many come in it.
    fn check(rates: &[u32], expected: &[u64]) {
        let mut rate = FaultRate::default();
        let faults = (1..).zip(rates).map(|(nth, &samples)| {
            let faults = (0..samples).filter_map(|_| rate.take()).sum::<u64>();
            rate.adjust(nth * SPAN);
            faults
        });
        assert_eq!(faults.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn with_many_faults_fewer_are_taken_in_and_none_is_forgotten() {
        check(&[50, 50], &[350, 350]);
        check(&[51, 100, 100, 7], &[357, 700, 700, 42]);
        check(&[500, 500, 500, 500, 500], &[3500, 3500, 3500, 7 * 495, 7 * 495]);
        let calm = [&[51][..], &[0; 19], &[1, 1, 1]].concat();
        check(&calm, &[&[357][..], &[0; 19], &[0, 14, 7]].concat());
    }
}
