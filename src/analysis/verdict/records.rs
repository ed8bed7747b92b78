//! Growth to what was once needed at most: a high-water mark.
//!
//! A heap grows when a load does not fit into its holes, and keeps what it has. Of loads that come in any order the k-th is
//! the highest so far with a chance of 1 ÷ k, each on its own (Rényi 1962, "Théorie des éléments saillants d'une suite
//! d'observations", Ann. Fac. Sci. Univ. Clermont-Ferrand 8): so such a level stands still more and more often, and a leak
//! does not.

/// How often loads in any order may make so many high-water marks that they count as more than that. Loads last from cycle
/// to cycle and holes are of the wrong size, so that heaps grow more often than by that law.
const RARE: f64 = 0.001;

/// Whether the level stands still at least as often as it falls, and came to new heights no more often than a high-water
/// mark does.
pub(super) fn is_high_water_mark(levels: &[f64]) -> bool {
    let count = |is_it: fn(std::cmp::Ordering) -> bool| {
        levels.windows(2).filter(|pair| is_it(pair[1].total_cmp(&pair[0]))).count()
    };
    let (stood_still, fell) = (count(std::cmp::Ordering::is_eq), count(std::cmp::Ordering::is_lt));
    stood_still > 0 && stood_still >= fell && chance_of_as_many(heights(levels), levels.len()) > RARE
}

/// How many levels are above all before them, the first left out.
fn heights(levels: &[f64]) -> usize {
    let mut highest = f64::NEG_INFINITY;
    let is_new = |level: &&f64| {
        let is_new = **level > highest;
        highest = highest.max(**level);
        is_new
    };
    levels.iter().filter(is_new).count().saturating_sub(1)
}

/// More high-water marks are never many by chance: of a thousand million levels in any order some 21 are expected.
const MOST_HEIGHTS: usize = 100;

/// How likely `count` levels in any order have at least so many that are above all before them, the first left out.
fn chance_of_as_many(heights: usize, count: usize) -> f64 {
    if heights > MOST_HEIGHTS {
        return 0.0;
    }
    // The chance of each number below that which is asked for.
    let mut fewer = vec![0.0; heights];
    if let Some(none) = fewer.first_mut() {
        *none = 1.0;
    }
    for level in 2..=count {
        let chance = 1.0 / level as f64;
        for nth in (0..heights).rev() {
            let one_less = nth.checked_sub(1).map_or(0.0, |nth| fewer[nth]);
            fewer[nth] = fewer[nth] * (1.0 - chance) + one_less * chance;
        }
    }
    1.0 - fewer.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_are_those_of_orders_counted_by_hand() {
        let check = |heights, count, orders: f64, of: f64| {
            let chance = chance_of_as_many(heights, count);
            assert!((chance - orders / of).abs() < 1e-12, "{heights} {count}: {chance}");
        };
        check(0, 4, 1.0, 1.0);
        // Of 3! orders 1-2-3 has two, 1-3-2, 2-1-3 and 2-3-1 have one.
        check(1, 3, 4.0, 6.0);
        check(2, 3, 1.0, 6.0);
        // Stirling's numbers of the first kind: 4536 + 546 + 36 + 1 of 9!.
        check(5, 9, 5119.0, 362_880.0);
        check(8, 9, 1.0, 362_880.0);
        check(9, 9, 0.0, 1.0);
    }

    #[test]
    fn heights_are_above_all_before() {
        assert_eq!(heights(&[3.0, 1.0, 3.0, 4.0, 2.0, 4.0, 9.0]), 2);
        assert_eq!(heights(&[-3.0, -2.0]), 1);
        assert_eq!(heights(&[]), 0);
    }

    #[test]
    fn what_stands_still_and_rises_seldom_is_one() {
        let check = |changes: &[f64], expected| {
            let levels: Vec<f64> = (0..=changes.len()).map(|count| changes[..count].iter().sum()).collect();
            assert_eq!(is_high_water_mark(&levels), expected, "{changes:?}");
        };
        check(&[4.0, 1.0, 0.0, 2.0, 0.0, 0.0, 5.0, 0.0], true);
        check(&[4.0, 1.0, 0.0, 2.0, 0.0, 3.0, 5.0, 1.0], true);
        check(&[4.0, 1.0, 0.0, 2.0, 1.0, 3.0, 5.0, 1.0], false);
        check(&[1.0; 8], false);
        // It falls as often as it stands still, or more often.
        check(&[4.0, -1.0, 0.0, 2.0, 1.0, 2.0, 1.0, 1.0], true);
        check(&[4.0, -1.0, 0.0, 2.0, -1.0, 2.0, 1.0, 1.0], false);
        // In every second cycle: eight of sixteen are too many, seven of fourteen are not.
        check(&[0.0, 1.0].repeat(7), true);
        check(&[0.0, 1.0].repeat(8), false);
        check(&[0.0, 0.0, 1.0].repeat(8), true);
        check(&[0.0, 0.0, 1.0].repeat(9), false);
    }
}
