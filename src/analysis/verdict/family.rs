//! Many tests at one price: with thirty categories one of them would seem to grow by chance in most recordings.
//!
//! Holm (1979, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6) shares the price among
//! those not yet decided. Tarone (1990, "A modified Bonferroni method for discrete data", Biometrics 46) leaves out whoever
//! could not reach its share whatever it did: a category with few distinct levels costs the others nothing.

use super::kendall::{TrendTest, ranks};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// For each series the p-value that its test must not exceed, where the chance that any is found wrongly is at most
/// `alpha`.
///
/// Series in one order by rank are one test and pay once, as mapped bytes and footprint do that move alike. (Where two that
/// have nothing to do with each other happen to be in one order, both are found or none: that costs less than `alpha²`.) A
/// shorter series whose order is that of a longer one's beginning pays nothing, and is found only where the longer one is.
pub(super) fn thresholds(family: &[&[f64]], tests: &[TrendTest], alpha: f64) -> Vec<f64> {
    let orders = Orders::new(family);
    let spokesmen: Vec<usize> =
        (0..family.len()).map(|nth| representative(family, &orders, tests, nth)).collect();
    let payers: Vec<usize> = (0..family.len()).filter(|&nth| spokesmen[nth] == nth).collect();
    let payers_tests: Vec<TrendTest> = payers.iter().map(|&nth| tests[nth]).collect();
    let mut thresholds = vec![0.0; family.len()];
    for (&nth, threshold) in payers.iter().zip(shared(&payers_tests, alpha)) {
        thresholds[nth] = threshold;
    }
    for (nth, &representative) in spokesmen.iter().enumerate() {
        let is_found = tests[representative].p_value <= thresholds[representative];
        if is_found || family[nth].len() == family[representative].len() {
            thresholds[nth] = thresholds[representative];
        }
    }
    thresholds
}

/// The series that pays for this one: the longest in the same order, the clearest of those, the first of those.
fn representative(family: &[&[f64]], orders: &Orders, tests: &[TrendTest], nth: usize) -> usize {
    let alike = (0..family.len()).filter(|&other| orders.begins_in_order_of(nth, other));
    let better = |&one: &usize, &other: &usize| {
        let lengths = family[one].len().cmp(&family[other].len());
        let clearer = tests[other].p_value.total_cmp(&tests[one].p_value);
        lengths.then(clearer).then(Reverse(one).cmp(&Reverse(other)))
    };
    alike.max_by(better).unwrap_or(nth)
}

/// The order of each series by rank, and that of its beginnings that are as long as another series.
struct Orders {
    lengths: Vec<usize>,
    /// For each series, by length.
    ranks: Vec<BTreeMap<usize, Vec<usize>>>,
}

impl Orders {
    fn new(family: &[&[f64]]) -> Self {
        let lengths: Vec<usize> = family.iter().map(|levels| levels.len()).collect();
        let asked: BTreeSet<usize> = lengths.iter().copied().collect();
        let of_one = |levels: &&[f64]| {
            asked.range(..=levels.len()).map(|&length| (length, ranks(&levels[..length]))).collect()
        };
        Self { ranks: family.iter().map(of_one).collect(), lengths }
    }

    /// Whether any two levels of one series compare as those at the same cycles of a series at least as long do.
    fn begins_in_order_of(&self, one: usize, longer: usize) -> bool {
        let length = &self.lengths[one];
        self.ranks[longer].get(length).is_some_and(|ranks| *ranks == self.ranks[one][length])
    }
}

/// Holm's thresholds, with Tarone's shares.
fn shared(tests: &[TrendTest], alpha: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..tests.len()).collect();
    order.sort_by(|&a, &b| tests[a].p_value.total_cmp(&tests[b].p_value));
    let mut thresholds = vec![0.0; tests.len()];
    let mut stopped_at = None;
    for (place, &nth) in order.iter().enumerate() {
        let threshold = stopped_at.unwrap_or_else(|| alpha / share(tests, &order[place..], alpha));
        if tests[nth].p_value > threshold {
            stopped_at = Some(threshold);
        }
        thresholds[nth] = threshold;
    }
    thresholds
}

/// Tarone's divisor: the smallest k such that at most k of those left could reach alpha ÷ k.
fn share(tests: &[TrendTest], left: &[usize], alpha: f64) -> f64 {
    let able = |k: &f64| left.iter().filter(|&&nth| tests[nth].smallest_p_value <= alpha / k).count() as f64;
    (1..=left.len()).map(|k| k as f64).find(|k| able(k) <= *k).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(tests: &[(f64, f64)], alpha: f64) -> Vec<bool> {
        let tests: Vec<_> = tests
            .iter()
            .map(|&(p_value, smallest_p_value)| TrendTest { p_value, smallest_p_value })
            .collect();
        let thresholds = shared(&tests, alpha);
        tests.iter().zip(thresholds).map(|(test, threshold)| test.p_value <= threshold).collect()
    }

    fn thresholds_of(family: &[&[f64]]) -> Vec<f64> {
        let tests: Vec<_> = family.iter().map(|levels| TrendTest::new(levels)).collect();
        thresholds(family, &tests, 0.06)
    }

    const RISING: &[f64] = &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    const MIXED: &[f64] = &[3.0, 1.0, 4.0, 2.0, 6.0, 5.0];

    #[test]
    fn series_in_one_order_pay_once() {
        let curved: &[f64] = &[10.0, 20.0, 21.0, 500.0, 501.0, 800.0];
        assert_eq!(thresholds_of(&[RISING, MIXED]), [0.03, 0.06]);
        assert_eq!(thresholds_of(&[RISING, MIXED, curved]), [0.03, 0.06, 0.03]);
        assert_eq!(thresholds_of(&[MIXED, RISING, MIXED, curved]), [0.06, 0.03, 0.06, 0.03]);
        assert_eq!(thresholds_of(&[curved, RISING, curved]), [0.06; 3]);
        // A tie is another order.
        assert_eq!(thresholds_of(&[RISING, &[1.0, 2.0, 3.0, 3.0, 5.0, 6.0]]), [0.03, 0.06]);
    }

    #[test]
    fn the_beginning_of_another_pays_nothing_and_is_found_only_with_it() {
        assert_eq!(thresholds_of(&[RISING, &RISING[..5]]), [0.06, 0.06]);
        assert_eq!(thresholds_of(&[&RISING[..5], RISING, MIXED]), [0.03, 0.03, 0.06]);
        // Five that rise and a sixth that falls below all: found neither by itself nor by its beginning.
        let falls_at_last: &[f64] = &[1.0, 2.0, 3.0, 4.0, 5.0, 0.0];
        assert_eq!(thresholds_of(&[falls_at_last, &RISING[..5]]), [0.06, 0.0]);
        // What goes its own way pays for itself.
        assert_eq!(thresholds_of(&[falls_at_last, &MIXED[..5]]), [0.03, 0.03]);
    }

    #[test]
    fn without_discreteness_it_is_holm() {
        // Shares of 0.05: a third, a half, the whole.
        assert_eq!(found(&[(0.01, 0.0), (0.04, 0.0), (0.03, 0.0)], 0.05), [true, false, false]);
        assert_eq!(found(&[(0.01, 0.0), (0.04, 0.0), (0.02, 0.0)], 0.05), [true, true, true]);
        assert_eq!(found(&[(0.02, 0.0), (0.02, 0.0), (0.02, 0.0)], 0.05), [false; 3]);
        assert_eq!(found(&[], 0.05), [false; 0]);
    }

    #[test]
    fn who_cannot_be_found_costs_nothing() {
        assert_eq!(found(&[(0.04, 0.001), (0.5, 0.2), (1.0, 1.0)], 0.05), [true, false, false]);
        assert_eq!(found(&[(0.04, 0.001), (0.5, 0.01), (1.0, 1.0)], 0.05), [false, false, false]);
    }

    proptest! {
        #[test]
        fn the_order_does_not_matter(values in prop::collection::vec((0.0_f64..0.1, 0.0_f64..1.0), 1..12)) {
            let tests: Vec<_> = values.iter().map(|&(p, share)| (p, p * share)).collect();
            let mut reversed = tests.clone();
            reversed.reverse();
            let mut back = found(&reversed, 0.05);
            back.reverse();
            prop_assert_eq!(found(&tests, 0.05), back);
        }
    }
}
