//! How many more cycles would tell.

use super::doubts::{Doubt, doubt};
use super::evidence::{changes, evidence, is_step};
use super::judging::{CERTAIN_CYCLES, Judgement, Verdict};
use super::kendall::TrendTest;
use super::records::is_high_water_mark;
use super::series::Series;
use super::wandering::Wandering;
use crate::analysis::{Measure, Metric};

/// Nobody is told to record more cycles than these in addition.
const MOST: usize = 40;

/// A word that is gone again a cycle later is none: it must stay for so many.
const STAYS: usize = 2;

/// How many more cycles tell whether growth that is doubted is a leak; nothing where that is not known, or not asked.
///
/// If it goes on as in the later half of the cycles, the doubt is gone by then; if it does not, that shows sooner.
pub(super) fn more_cycles(series: &Series, judged: &Judgement, company: f64) -> Option<usize> {
    let doubt = judged.doubt.filter(|_| judged.verdict == Verdict::Suspect)?;
    match doubt {
        Doubt::FewCycles => Some(CERTAIN_CYCLES.saturating_sub(series.cycles)),
        Doubt::OtherMeasure => until_mapped_is_full(series, judged),
        Doubt::Total => Some(series.cycles.div_ceil(2)),
        Doubt::Untrusted(_) => None,
        _ => {
            (1..=MOST).find(|&more| (more..more + STAYS).all(|more| is_certain_after(series, company, more)))
        }
    }
}

/// What is mapped already can be filled without being a leak; what comes beyond cannot.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of cycles, far below 2^32"
)]
fn until_mapped_is_full(series: &Series, judged: &Judgement) -> Option<usize> {
    let again = series.cycles.div_ceil(2);
    let room = match series.facet {
        Some(facet) if facet.measure == Measure::Level(Metric::Footprint) => {
            facet.mapped - series.levels[series.levels.len() - 1]
        }
        _ => return Some(again),
    };
    let cycles = (room / judged.evidence.slope.median).ceil().max(0.0) as usize;
    Some(cycles.max(again)).filter(|&cycles| cycles <= MOST)
}

fn is_certain_after(series: &Series, company: f64, more: usize) -> bool {
    let mut longer = series.clone();
    let changes = changes(&series.levels);
    let later = &changes[changes.len() / 2..];
    for nth in 0..more {
        longer.levels.push(longer.levels[longer.levels.len() - 1] + later[nth % later.len()]);
    }
    longer.cycles += more;
    // What costs least first.
    let wandering = Wandering::new(&longer, company);
    if is_step(&longer.levels)
        || is_high_water_mark(&longer.levels)
        || wandering.wanders()
        || wandering.comes_in_unequal_portions()
    {
        return false;
    }
    let surely = TrendTest { p_value: 0.0, smallest_p_value: 0.0 };
    doubt(&longer, &evidence(&longer, surely, 1.0), company).is_none()
}

#[cfg(test)]
mod tests {
    use crate::analysis::verdict::{ALPHA, Series, Verdict, judge};

    fn check(changes: &[f64], expected: Option<usize>) {
        let levels: Vec<f64> = (0..=changes.len()).map(|count| changes[..count].iter().sum()).collect();
        let judged = &judge(&[levels.into()], ALPHA)[0];
        assert_eq!(judged.more_cycles, expected, "{changes:?}: {judged:?}");
        assert!(expected.is_none() || judged.verdict == Verdict::Suspect);
    }

    #[test]
    fn so_many_more_cycles_tell() {
        check(&[4.0; 5], Some(3));
        check(&[4.0; 7], Some(1));
        // Certain as it is.
        check(&[4.0; 8], None);
        // In every second cycle: eight of sixteen are certain.
        check(&[0.0, 1.0].repeat(6), Some(4));
        check(&[0.0, 1.0].repeat(4), Some(8));
        // What stands still at last never becomes certain.
        check(&[3.0, 1.0, 5.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0].map(|change| change), None);
    }

    #[test]
    fn after_so_many_cycles_of_the_same_it_is_a_leak() {
        let changes = [544.0, 204.0, 708.0, 176.0, 160.0, 208.0, 304.0, 596.0];
        let judged = |changes: &[f64]| {
            let levels: Vec<f64> = (0..=changes.len()).map(|count| changes[..count].iter().sum()).collect();
            judge(&[Series::from(levels)], ALPHA).remove(0)
        };
        let first = judged(&changes);
        if let Some(more) = first.more_cycles {
            let later: Vec<f64> = changes[4..].iter().copied().cycle().take(more).collect();
            assert_eq!(judged(&[&changes[..], &later].concat()).verdict, Verdict::Leak);
            assert_ne!(judged(&[&changes[..], &later[..more - 1]].concat()).verdict, Verdict::Leak);
        }
    }
}
