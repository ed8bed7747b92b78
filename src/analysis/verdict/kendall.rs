//! Does a series of levels rise? The rank test of Mann (1945), "Nonparametric tests against trend", Econometrica 13, and
//! Kendall, "Rank Correlation Methods" (1975), one-sided.
//!
//! It asks only which of two levels is higher: a single outlier cannot make a trend, and sizes need no law.

/// Up to so many levels the null distribution is exact; behind them it is as good as normal.
const LONGEST_EXACT: usize = 60;

/// What the order of the levels says of a trend.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct TrendTest {
    /// How likely levels that come in any order would rise at least as clearly.
    pub(super) p_value: f64,
    /// The smallest p-value that levels with these ties could have had; 1 where they never changed.
    pub(super) smallest_p_value: f64,
}

impl TrendTest {
    pub(super) fn new(levels: &[f64]) -> Self {
        let score = score(levels);
        let ties = ties(levels);
        if levels.len() > LONGEST_EXACT {
            let deviation = variance(levels.len(), &ties).sqrt();
            let normal =
                |score: f64| if deviation > 0.0 { upper_tail((score - 1.0) / deviation) } else { 1.0 };
            let most = untied_pairs(levels.len(), &ties);
            return Self { p_value: normal(score as f64), smallest_p_value: normal(most as f64) };
        }
        let chances = distribution_of_falls(&ties);
        let most = untied_pairs(levels.len(), &ties);
        let fallen_pairs = usize::try_from((most - score) / 2).unwrap_or(0);
        Self {
            p_value: chances.iter().take(fallen_pairs + 1).sum::<f64>().min(1.0),
            smallest_p_value: chances[0],
        }
    }
}

impl TrendTest {
    /// How likely levels that all differ, and come in any order, would rise at least as clearly as these.
    pub(super) fn p_value_without_ties(levels: &[f64]) -> f64 {
        let (score, count) = (score(levels), levels.len());
        let ties = vec![1; count];
        if count > LONGEST_EXACT {
            return upper_tail((score as f64 - 1.0) / variance(count, &ties).sqrt());
        }
        // Equal levels make an odd number of pairs neither rise nor fall: rounded to what is less clear.
        let fallen_pairs = usize::try_from((untied_pairs(count, &ties) - score + 1) / 2).unwrap_or(0);
        distribution_of_falls(&ties).iter().take(fallen_pairs + 1).sum::<f64>().min(1.0)
    }
}

/// Kendall's S: the pairs that rise less the pairs that fall. Counted by rank in a tree of sums (Fenwick 1994, "A new data
/// structure for cumulative frequency tables", Software: Practice and Experience 24), since pairs grow with the square of the
/// levels.
fn score(levels: &[f64]) -> i64 {
    let ranks = ranks(levels);
    let mut sums = vec![0_i64; levels.len() + 1];
    let at_most = |sums: &[i64], rank: usize| {
        let places = std::iter::successors(Some(rank), |place| Some(place & place.checked_sub(1)?));
        places.map(|place| sums[place]).sum::<i64>()
    };
    let mut score = 0;
    for (earlier, &rank) in (0..).zip(&ranks) {
        let (lower, not_higher) = (at_most(&sums, rank), at_most(&sums, rank + 1));
        score += lower - (earlier - not_higher);
        let mut place = rank + 1;
        while let Some(sum) = sums.get_mut(place) {
            *sum += 1;
            place += place & place.wrapping_neg();
        }
    }
    score
}

/// The place of each level among all distinct ones, from 0: equal levels have one rank.
pub(super) fn ranks(levels: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by(|&one, &other| levels[one].total_cmp(&levels[other]));
    let mut ranks = vec![0; levels.len()];
    for (rank, equal) in order.chunk_by(|&a, &b| levels[a].total_cmp(&levels[b]).is_eq()).enumerate() {
        for &nth in equal {
            ranks[nth] = rank;
        }
    }
    ranks
}

/// How many levels share each value.
fn ties(levels: &[f64]) -> Vec<usize> {
    let mut sorted = levels.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(<[f64]>::len).collect()
}

fn untied_pairs(count: usize, ties: &[usize]) -> i64 {
    let pairs = |count: usize| count * count.saturating_sub(1) / 2;
    let within: usize = ties.iter().map(|&tie| pairs(tie)).sum();
    i64::try_from(pairs(count) - within).unwrap_or(i64::MAX)
}

/// The variance of S where every order is as likely, ties taken into account (Kendall 1975).
pub(super) fn variance_of(levels: &[f64]) -> f64 {
    variance(levels.len(), &ties(levels))
}

fn variance(count: usize, ties: &[usize]) -> f64 {
    let term = |count: usize| {
        let count = count as f64;
        count * (count - 1.0) * (2.0 * count + 5.0)
    };
    (term(count) - ties.iter().map(|&tie| term(tie)).sum::<f64>()) / 18.0
}

/// How likely each number of falling pairs is where every order of levels with these ties is as likely.
///
/// One value after the other joins those before it; where its levels come to stand among them is independent of how those
/// stand among themselves, so that the distributions are folded.
fn distribution_of_falls(ties: &[usize]) -> Vec<f64> {
    let mut all = vec![1.0];
    let mut count = 0;
    for &tie in ties {
        count += tie;
        all = if tie == 1 {
            with_one_more(&all, count)
        } else {
            folded(&all, &falls_between(count - tie, tie))
        };
    }
    all
}

/// One higher level joins: it comes to stand at each of `count` places as likely, and falls to all that are behind it.
fn with_one_more(all: &[f64], count: usize) -> Vec<f64> {
    let mut sum = 0.0;
    let next = |falls: usize| {
        sum += all.get(falls).copied().unwrap_or(0.0);
        let chance = sum / count as f64;
        sum -= falls.checked_sub(count - 1).and_then(|left| all.get(left)).copied().unwrap_or(0.0);
        chance
    };
    (0..all.len() + count - 1).map(next).collect()
}

/// The distribution of falling pairs between `others` levels and `tie` equal ones above them.
///
/// The last in the row is one of the equal ones, which adds no fall, or one of the others, which falls behind each of the
/// equal ones.
fn falls_between(others: usize, tie: usize) -> Vec<f64> {
    let mut rows: Vec<Vec<f64>> = vec![vec![1.0]; tie + 1];
    for other in 1..=others {
        for equal in 1..=tie {
            let count = (other + equal) as f64;
            let mut chances = vec![0.0; other * equal + 1];
            for (falls, chance) in rows[equal - 1].iter().enumerate() {
                chances[falls] += chance * equal as f64 / count;
            }
            for (falls, chance) in rows[equal].iter().enumerate() {
                chances[falls + equal] += chance * other as f64 / count;
            }
            rows[equal] = chances;
        }
    }
    rows.swap_remove(tie)
}

fn folded(one: &[f64], other: &[f64]) -> Vec<f64> {
    let mut both = vec![0.0; one.len() + other.len() - 1];
    for (nth, a) in one.iter().enumerate() {
        for (sum, b) in both[nth..].iter_mut().zip(other) {
            *sum += a * b;
        }
    }
    both
}

/// The normal law's upper tail, to 1e-7: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.2.17.
pub(super) fn upper_tail(z: f64) -> f64 {
    if z < 0.0 {
        return 1.0 - upper_tail(-z);
    }
    let t = 1.0 / (1.0 + 0.231_641_9 * z);
    let factors = [1.330_274_429, -1.821_255_978, 1.781_477_937, -0.356_563_782, 0.319_381_530];
    let polynomial = factors.iter().fold(0.0, |sum, factor| (sum + factor) * t);
    (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * polynomial
}

/// How far out the normal law leaves `chance` above, by halving.
pub(super) fn quantile_above(chance: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if upper_tail(middle) > chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(levels: &[f64], p_value: f64, smallest: f64) {
        let test = TrendTest::new(levels);
        assert!((test.p_value - p_value).abs() < 1e-9, "{levels:?}: {test:?}");
        assert!((test.smallest_p_value - smallest).abs() < 1e-9, "{levels:?}: {test:?}");
    }

    #[test]
    fn p_values_are_those_of_counting_by_hand() {
        check(&[1.0, 2.0, 3.0], 1.0 / 6.0, 1.0 / 6.0);
        // Three of the six orders of three rise in at least two pairs of three.
        check(&[1.0, 3.0, 2.0], 3.0 / 6.0, 1.0 / 6.0);
        check(&[3.0, 2.0, 1.0], 1.0, 1.0 / 6.0);
        // Kendall (1975), table 1: four levels, S = 4.
        check(&[1.0, 2.0, 4.0, 3.0], 4.0 / 24.0, 1.0 / 24.0);
        // A single step: of nine places for the one low level, the first rises most.
        check(&[0.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0], 1.0 / 9.0, 1.0 / 9.0);
        check(&[0.0, 0.0, 1.0, 1.0], 1.0 / 6.0, 1.0 / 6.0);
        // Of the six orders of 0 0 1 1, that one and 0 1 0 1 rise in at least two pairs more than they fall.
        check(&[0.0, 1.0, 0.0, 1.0], 2.0 / 6.0, 1.0 / 6.0);
        check(&[7.0; 6], 1.0, 1.0);
        check(&[], 1.0, 1.0);
    }

    #[test]
    fn ten_levels_are_as_tabulated() {
        // Kendall (1975), table 1: ten levels, S = 23 has 0.023, S = 21 has 0.036.
        let falls = distribution_of_falls(&[1; 10]);
        let at_least = |score: usize| falls.iter().take((45 - score) / 2 + 1).sum::<f64>();
        assert!((at_least(23) - 0.023).abs() < 5e-4 && (at_least(21) - 0.036).abs() < 5e-4);
    }

    #[test]
    fn many_levels_are_judged_alike_by_both_ways() {
        let mut falls = distribution_of_falls(&[1; 60]);
        falls.truncate(60 * 59 / 4 - 200);
        let exact: f64 = falls.iter().sum();
        let score = 1770.0 - 2.0 * (falls.len() as f64 - 1.0);
        let normal = upper_tail((score - 1.0) / variance(60, &[1; 60]).sqrt());
        assert!((exact / normal - 1.0).abs() < 0.05, "{exact} {normal}");
        let rising: Vec<f64> = (0..61).map(f64::from).collect();
        assert!(TrendTest::new(&rising).p_value < 1e-9);
    }

    #[test]
    fn the_normal_tail_is_as_tabulated() {
        for (z, tail) in [(0.0, 0.5), (1.0, 0.158_655), (1.96, 0.024_998), (-1.0, 0.841_345)] {
            assert!((upper_tail(z) - tail).abs() < 1e-6, "{z}");
        }
    }

    #[test]
    fn quantiles_are_as_tabulated() {
        for (chance, expected) in [(0.025, 1.959_964), (0.0125, 2.241_403), (0.001, 3.090_232)] {
            assert!((quantile_above(chance) - expected).abs() < 1e-4, "{chance}");
        }
    }

    fn every_order(levels: &mut Vec<f64>, from: usize, found: &mut Vec<i64>) {
        if from == levels.len() {
            found.push(score(levels));
        }
        for nth in from..levels.len() {
            levels.swap(from, nth);
            every_order(levels, from + 1, found);
            levels.swap(from, nth);
        }
    }

    proptest! {
        #[test]
        fn the_score_is_that_of_all_pairs(levels in prop::collection::vec(0_u8..9, 0..40)) {
            let levels: Vec<f64> = levels.into_iter().map(f64::from).collect();
            let pairs = (0..levels.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
            let counted: i64 = pairs
                .map(|(earlier, later)| (levels[earlier], levels[later]))
                .map(|(a, b)| i64::from(b > a) - i64::from(b < a))
                .sum();
            prop_assert_eq!(score(&levels), counted);
        }

        #[test]
        fn the_p_value_is_the_share_of_orders(levels in prop::collection::vec(0_u8..4, 1..7)) {
            let mut levels: Vec<f64> = levels.into_iter().map(f64::from).collect();
            let (test, seen) = (TrendTest::new(&levels), score(&levels));
            let mut scores = Vec::new();
            every_order(&mut levels, 0, &mut scores);
            let as_high = scores.iter().filter(|&&score| score >= seen).count();
            prop_assert!((test.p_value - as_high as f64 / scores.len() as f64).abs() < 1e-9);
        }
    }
}
