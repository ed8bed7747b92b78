//! Rules about where the growth is: not touched, hidden from RSS, in huge pages, or swapped out.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};
use crate::analysis::hints::kind::Kind;
use crate::model::units::Bytes;
use crate::model::{Os, TotalKind};

/// Less of what was mapped than this, in percent, is as good as nothing.
const LEAST_TOUCHED: f64 = 10.0;

pub(super) fn address_space(case: &Case<'_>) -> Option<Said> {
    let mapped = rise(case.gained(Metric::Mapped));
    let (footprint, resident) = (rise(case.gained(Metric::Footprint)), rise(case.gained(Metric::Resident)));
    if mapped.get() == 0 || percent(footprint, mapped) >= LEAST_TOUCHED {
        return None;
    }
    Some(Said::text(if percent(resident, mapped) >= LEAST_TOUCHED {
        format!(
            "Its pages are clean: of {mapped} more, {resident} is in memory and {footprint} is dirty or swapped out. \
             The system drops clean pages when memory is short."
        )
    } else {
        format!(
            "Address space only: of {mapped} more, {footprint} was touched. It costs no memory until it is, but page \
             tables, and on Linux one of the mappings that vm.max_map_count allows."
        )
    }))
}

/// Less than this, in percent, is not worth a sentence.
const LEAST_HIDDEN: f64 = 10.0;

pub(super) fn hidden(case: &Case<'_>) -> Option<Said> {
    let [mapped, resident, footprint, swapped] =
        [Metric::Mapped, Metric::Resident, Metric::Footprint, Metric::Swapped]
            .map(|metric| rise(case.gained(metric)));
    let untouched = mapped.saturating_sub(resident + swapped);
    if percent(footprint, mapped) >= LEAST_HIDDEN && percent(untouched, mapped) >= LEAST_HIDDEN {
        return hidden_sentence(mapped, resident, "mapped, touched or not,");
    }
    hidden_sentence(footprint, resident, "in memory or swapped out")
}

/// The sentence, where enough of `gained` is hidden.
fn hidden_sentence(gained: Bytes, resident: Bytes, what: &str) -> Option<Said> {
    let shown = resident.min(gained);
    let hidden = percent(gained.saturating_sub(shown), gained);
    let shown = if shown == Bytes::ZERO { "nothing".to_owned() } else { format!("only {shown}") };
    (gained > Bytes::ZERO && hidden >= LEAST_HIDDEN).then(|| {
        Said::text(format!(
            "RSS hides {hidden:.0} % of the growth: of {gained} more {what} it shows {shown}."
        ))
    })
}

/// Where less of the growth is in huge pages than this, in percent, they are not what makes it.
const LEAST_HUGE: f64 = 50.0;

pub(super) fn huge_pages(case: &Case<'_>) -> Option<Said> {
    if !matches!(case.kind()?, Kind::Malloc | Kind::Managed(_) | Kind::Anonymous | Kind::Named) {
        return None;
    }
    let cycles = &case.cycles.cycles;
    let huge = |at| case.trace.recording.totals_at(at).get(TotalKind::HugeAnonymous);
    let (first, last) = cycles.first().zip(cycles.last())?;
    let grown = rise(huge(last.window.to)?.since(huge(first.window.from)?));
    let resident = rise(case.gained(Metric::Resident));
    // The figure is the whole process's: what is more than this category grew by lies elsewhere too.
    let share = percent(grown.min(resident), resident);
    (grown.get() > 0 && share >= LEAST_HUGE).then(|| {
        Said::with_command(
            format!(
                "In the same cycles the process got {grown} more in transparent huge pages, up to {share:.0} % of what grows \
                 here: one touched byte can cost a whole page of 2 MiB. Without them (for the whole process as below, or \
                 madvise with MADV_NOHUGEPAGE for one mapping) only touched pages of 4 KiB count."
            ),
            "prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);",
        )
    })
}

/// Less than this, in percent, is not worth a sentence.
const LEAST_SWAPPED: f64 = 10.0;

pub(super) fn swapped(case: &Case<'_>) -> Option<Said> {
    let now = case.series.cycles.last()?.after;
    let swapped = now.get(Metric::Swapped);
    let share = percent(swapped, now.footprint());
    let is_mac = case.process().is_some_and(|process| process.os == Os::MacOs);
    let how = if is_mac { "compressed or swapped out" } else { "swapped out" };
    (share >= LEAST_SWAPPED).then(|| Said::text(format!("{share:.0} % of it ({swapped}) is {how} already.")))
}
