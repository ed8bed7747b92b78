//! "RSS hides 60 %": growth that a process list does not show.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};
use crate::model::units::Bytes;

/// Less than this, in percent, is not worth a sentence.
const WORTH: f64 = 10.0;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let [mapped, resident, footprint, swapped] =
        [Metric::Mapped, Metric::Resident, Metric::Footprint, Metric::Swapped]
            .map(|metric| rise(case.gained(metric)));
    let untouched = mapped.saturating_sub(resident + swapped);
    if percent(footprint, mapped) >= WORTH && percent(untouched, mapped) >= WORTH {
        return hidden(mapped, resident, "mapped, touched or not,");
    }
    hidden(footprint, resident, "in memory or swapped out")
}

/// The sentence, where enough of `gained` is hidden.
fn hidden(gained: Bytes, resident: Bytes, what: &str) -> Option<Said> {
    let shown = resident.min(gained);
    let hidden = percent(gained.saturating_sub(shown), gained);
    let shown = if shown == Bytes::ZERO { "nothing".to_owned() } else { format!("only {shown}") };
    (gained > Bytes::ZERO && hidden >= WORTH).then(|| {
        Said::text(format!(
            "RSS hides {hidden:.0} % of the growth: of {gained} more {what} it shows {shown}."
        ))
    })
}
