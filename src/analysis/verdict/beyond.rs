//! Does a series rise by more with every cycle than is allowed?

use super::kendall::TrendTest;

/// How likely levels without a trend beyond `rate` per cycle would rise at least as clearly.
///
/// What is allowed is taken off the levels, and the rest is tested for a trend. A higher rate is never exceeded more clearly
/// than a lower one: levels that are often the same leave few orders to chance, and less so when a slope is taken off them, so
/// that the rest is tested as levels that all differ, and what the levels themselves say is the least of it.
pub fn chance_beyond(levels: &[f64], rate: f64) -> f64 {
    let of_levels = TrendTest::new(levels).p_value;
    if rate <= 0.0 {
        return of_levels;
    }
    let rest: Vec<f64> = levels.iter().enumerate().map(|(nth, level)| level - rate * nth as f64).collect();
    of_levels.max(TrendTest::p_value_without_ties(&rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(levels: &[f64], rate: f64, expected: f64) {
        let chance = chance_beyond(levels, rate);
        assert!((chance - expected).abs() < 1e-9, "{levels:?} {rate}: {chance}");
    }

    #[test]
    fn what_is_allowed_is_taken_off() {
        let line = [0.0, 4.0, 8.0, 12.0];
        check(&line, 0.0, 1.0 / 24.0);
        check(&line, 3.9, 1.0 / 24.0);
        // Four levels in any order: 15 of 24 rise in at least as many pairs as they fall.
        check(&line, 4.0, 15.0 / 24.0);
        check(&line, 4.1, 1.0);
        // The one step is the clearest of four orders; what is left of it beside a slope says no more.
        check(&[0.0, 0.0, 0.0, 9.0], 0.0, 1.0 / 4.0);
        check(&[0.0, 0.0, 0.0, 9.0], 1.0, 15.0 / 24.0);
    }

    proptest! {
        #[test]
        fn a_higher_rate_is_never_exceeded_more_clearly(
            levels in prop::collection::vec(0_u32..12, 2..80),
            rate in 0_u32..9,
            more in 1_u32..9,
        ) {
            let levels: Vec<f64> = levels.into_iter().map(f64::from).collect();
            let [rate, higher] = [rate, rate + more].map(|rate| f64::from(rate) / 2.0);
            prop_assert!(chance_beyond(&levels, rate) <= chance_beyond(&levels, higher));
        }
    }
}
