//! How many more cycles would decide a verdict. A number is given only where simulation shows that it holds.

use super::CERTAIN_CYCLES;
use super::doubts::Doubt;
use super::evidence::{centred, changes, least_squares, off_the_line, sum_of_squares};
use super::filling::{is_constant_at_last, is_the_same_each_time};
use super::judgement::{Judgement, Verdict};
use super::series::Series;

/// Nobody is told to record more cycles than these in addition.
const MOST: usize = 40;

/// A cache counts as settled after four of its time constants; noise may hide that for one more.
const CONSTANTS: f64 = 5.0;

/// How many standard errors a cache may slow down less than it seems to.
const SLOWER: f64 = 1.3;

/// What slows down less evenly has no end that can be told: the standard error of the late rate ÷ the early one, as a logarithm.
const EVENLY: f64 = 0.1;

/// After how many more cycles the word will no longer be *suspect*, if it goes on as it does; nothing where that is not known.
///
/// It is known of what grows by the same with each cycle, which is a leak as soon as there are cycles enough, and of what slows
/// down so evenly that it can be said when it is full. Growth by chance in any other form may stay suspect for as long as it
/// likes.
pub(super) fn more_cycles(series: &Series, judged: &Judgement) -> Option<usize> {
    let doubt = judged.doubt.filter(|_| judged.verdict == Verdict::Suspect)?;
    let too_few = CERTAIN_CYCLES.saturating_sub(series.cycles);
    match doubt {
        Doubt::Untrusted(_) => None,
        _ if too_few > 0 && (is_constant_at_last(series) || is_the_same_each_time(series)) => Some(too_few),
        Doubt::SlowsDown => until_full(series),
        _ => None,
    }
}

/// How many more cycles it takes until a cache has settled that slows down by the same share with each cycle: the logarithms of
/// what the cycles bring fall along a line.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of cycles, far below 2^32"
)]
fn until_full(series: &Series) -> Option<usize> {
    let changes = changes(&series.levels);
    if changes.iter().any(|&change| change <= 0.0) {
        return None;
    }
    let logarithms: Vec<f64> = changes.iter().map(|change| change.ln()).collect();
    let count = logarithms.len() as f64;
    let cycles: f64 = centred(logarithms.len()).map(|cycle| cycle * cycle).sum();
    let error = (sum_of_squares(&off_the_line(&logarithms)) / (count - 2.0) / cycles).sqrt();
    let slower = -least_squares(&logarithms) - SLOWER * error;
    if !(error * count / 2.0 <= EVENLY && slower > 0.0) {
        return None;
    }
    let all = (CONSTANTS / slower).ceil();
    let more = (all - count).max(1.0) as usize;
    Some(more).filter(|&more| more <= MOST)
}

#[cfg(test)]
mod tests {
    use crate::analysis::verdict::{ALPHA, Judgement, Verdict, judge};

    fn judged(changes: &[f64]) -> Judgement {
        let levels: Vec<f64> = (0..=changes.len()).map(|count| changes[..count].iter().sum()).collect();
        judge(&[levels.into()], ALPHA).remove(0)
    }

    fn check(changes: &[f64], expected: Option<usize>) {
        let judged = judged(changes);
        assert_eq!(judged.more_cycles, expected, "{changes:?}: {judged:?}");
        assert!(expected.is_none() || judged.verdict == Verdict::Suspect);
    }

    #[test]
    fn a_number_is_told_where_it_is_known() {
        check(&[4.0; 5], Some(3));
        check(&[4.0; 7], Some(1));
        // Certain as it is.
        check(&[4.0; 8], None);
        // A leak or a high-water mark, and portions by chance: who knows.
        check(&[0.0, 1.0].repeat(6), None);
        check(&[3.0, 1.0, 5.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], None);
        check(&[544.0, 204.0, 708.0, 176.0, 160.0, 208.0, 304.0, 596.0], None);
    }

    #[test]
    fn a_cache_that_slows_down_evenly_has_settled_by_then() {
        for constant in [3.0, 4.0, 6.0, 9.0] {
            let fill = |cycles: u32| -> Vec<f64> {
                let level = |cycle: u32| 1e8 * (1.0 - (-f64::from(cycle) / constant).exp());
                (0..cycles).map(|cycle| level(cycle + 1) - level(cycle)).collect()
            };
            let more = judged(&fill(8)).more_cycles.unwrap();
            assert_eq!(judged(&fill(8 + u32::try_from(more).unwrap())).verdict, Verdict::Settles);
        }
        // Longer than anybody would record.
        let slow: Vec<f64> = (0..8).map(|cycle| 1e6 * (-f64::from(cycle) / 30.0).exp()).collect();
        check(&slow, None);
    }
}
