//! Many tests at one price: with thirty categories one of them would seem to grow by chance in most recordings.
//!
//! Holm (1979, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6) shares the price among
//! those not yet decided. Tarone (1990, "A modified Bonferroni method for discrete data", Biometrics 46) leaves out whoever
//! could not reach its share whatever it did: a category with few distinct levels costs the others nothing.

/// A test that takes part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) p_value: f64,
    /// The smallest p-value that it could have had.
    pub(super) smallest_p_value: f64,
}

/// For each test the p-value that it must not exceed, where the chance that any is found wrongly is at most `alpha`.
pub(super) fn thresholds(members: &[Member], alpha: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by(|&a, &b| members[a].p_value.total_cmp(&members[b].p_value));
    let mut thresholds = vec![0.0; members.len()];
    let mut stopped_at = None;
    for (place, &nth) in order.iter().enumerate() {
        let threshold = stopped_at.unwrap_or_else(|| alpha / share(members, &order[place..], alpha));
        if members[nth].p_value > threshold {
            stopped_at = Some(threshold);
        }
        thresholds[nth] = threshold;
    }
    thresholds
}

/// Tarone's divisor: the smallest k such that at most k of those left could reach alpha ÷ k.
fn share(members: &[Member], left: &[usize], alpha: f64) -> f64 {
    let able =
        |k: &f64| left.iter().filter(|&&nth| members[nth].smallest_p_value <= alpha / k).count() as f64;
    (1..=left.len()).map(|k| k as f64).find(|k| able(k) <= *k).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(members: &[(f64, f64)], alpha: f64) -> Vec<bool> {
        let members: Vec<_> =
            members.iter().map(|&(p_value, smallest_p_value)| Member { p_value, smallest_p_value }).collect();
        let thresholds = thresholds(&members, alpha);
        members.iter().zip(thresholds).map(|(member, threshold)| member.p_value <= threshold).collect()
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
            let members: Vec<_> = values.iter().map(|&(p, share)| (p, p * share)).collect();
            let mut reversed = members.clone();
            reversed.reverse();
            let mut back = found(&reversed, 0.05);
            back.reverse();
            prop_assert_eq!(found(&members, 0.05), back);
        }
    }
}
