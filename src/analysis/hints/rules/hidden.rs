//! "RSS hides 60 %": growth that a process list does not show.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};

/// Less than this, in percent, is not worth a sentence.
const WORTH: f64 = 10.0;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let gained = rise(case.gained(Metric::Footprint));
    let shown = rise(case.gained(Metric::Resident)).min(gained);
    let hidden = percent(gained.saturating_sub(shown), gained);
    let shown = if shown.get() == 0 { "nothing".to_owned() } else { format!("only {shown}") };
    (gained.get() > 0 && hidden >= WORTH).then(|| {
        Said::text(format!(
            "RSS hides {hidden:.0} % of the growth: of {gained} more in memory or swapped out it shows {shown}."
        ))
    })
}
