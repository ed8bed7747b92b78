//! "94 % of what stayed is 48 × 9.5 MiB": where it comes in pieces of one size, that size is what to search for.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};
use crate::model::units::{Bytes, grouped};
use std::collections::BTreeMap;

/// Less of what stayed than this, in percent, is no portrait of it.
const MOST: f64 = 50.0;

/// So many sizes may make up the portrait together.
const SIZES: usize = 2;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    if case.is_certain() { sizes(case) } else { per_cycle(case) }
}

/// The sizes of the regions that stayed, the one with most bytes first; another one where one alone is not enough.
fn sizes(case: &Case<'_>) -> Option<Said> {
    let mut counts: BTreeMap<Bytes, usize> = BTreeMap::new();
    for found in case.survivors() {
        *counts.entry(found.state.len).or_default() += 1;
    }
    let of =
        |(&len, &count): (&Bytes, &usize)| (Bytes::new(len.get().saturating_mul(count as u64)), len, count);
    let mut classes: Vec<_> = counts.iter().map(of).collect();
    classes.sort_unstable_by_key(|&(bytes, len, _)| std::cmp::Reverse((bytes, len)));
    let all: Bytes = classes.iter().map(|&(bytes, ..)| bytes).sum();
    let most = |classes: &[(Bytes, Bytes, usize)]| {
        let bytes: Bytes = classes.iter().map(|&(bytes, ..)| bytes).sum();
        let come_again = classes.iter().all(|&(.., count)| count > 1);
        let share = percent(bytes, all);
        (come_again && share >= MOST).then(|| {
            let portions: Vec<_> =
                classes.iter().map(|(_, len, count)| format!("{count} × {len} ({})", len.exact())).collect();
            Said::text(format!("{share:.0} % of what stayed is {}.", portions.join(" and ")))
        })
    };
    // Two sizes where both come again and again; else the one.
    let both = classes.get(..SIZES).filter(|both| percent(both[1].0, both[0].0) >= MOST);
    both.and_then(most).or_else(|| most(classes.get(..1)?))
}

/// Births that are balanced by deaths say nothing of growth: they may be so many times as much as it, in percent. Where
/// nothing was born, it grew in place.
const PORTIONS: f64 = 125.0;

/// The size that the runs are multiples of, or the bytes that cycles add, where that is all that can be known.
fn per_cycle(case: &Case<'_>) -> Option<Said> {
    let born: Bytes = case.series.cycles.iter().map(|cycle| cycle.born.mapped).sum();
    if born == Bytes::ZERO || percent(born, rise(case.gained(Metric::Mapped))) > PORTIONS {
        return None;
    }
    if let Some((quantum, total)) = case.series.quantum.and_then(|quantum| Some((quantum, quantum.total?))) {
        let (size, exact) = (quantum.bytes, quantum.bytes.exact());
        if quantum.is_mean {
            return Some(Said::text(format!(
                "What came in the cycles is {} regions of {size} on average, as the rows of the texts count them.",
                grouped(total)
            )));
        }
        return Some(Said::text(format!(
            "The kernel merges such memory: nearly all that came in the cycles is {total} × {size} ({exact}), or more pieces of a \
             size that divides it."
        )));
    }
    let mut cycles: BTreeMap<Bytes, usize> = BTreeMap::new();
    for cycle in case.series.cycles.iter().filter(|cycle| cycle.born.mapped > Bytes::ZERO) {
        *cycles.entry(cycle.born.mapped).or_default() += 1;
    }
    let of = case.series.cycles.len();
    let mut sizes: Vec<_> = cycles.into_iter().filter(|&(_, cycles)| cycles > 1).collect();
    sizes.sort_unstable_by_key(|&(bytes, cycles)| std::cmp::Reverse((cycles, bytes)));
    sizes.truncate(SIZES);
    let shown = |bytes: Bytes| format!("{bytes} ({})", bytes.exact());
    let adds = match sizes[..] {
        [(bytes, cycles), ..] if cycles == of => format!("Each cycle adds {}", shown(bytes)),
        [(bytes, cycles), ..] if 4 * cycles >= 3 * of => {
            format!("{cycles} of {of} cycles add {} each", shown(bytes))
        }
        [(one, of_one), (other, of_other)] if 4 * (of_one + of_other) >= 3 * of => {
            format!("{of_one} of {of} cycles add {} each, {of_other} add {}", shown(one), shown(other))
        }
        _ => return None,
    };
    Some(Said::text(format!(
        "{adds}; the kernel merges such memory, so how many mappings that is cannot be told."
    )))
}
