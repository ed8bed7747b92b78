//! How much of it is out of memory already: RSS never saw it go.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::percent;
use crate::model::Os;

/// Less than this, in percent, is not worth a sentence.
const WORTH: f64 = 10.0;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let now = case.series.cycles.last()?.after;
    let swapped = now.get(Metric::Swapped);
    let share = percent(swapped, now.footprint());
    let is_mac = case.process().is_some_and(|process| process.os == Os::MacOs);
    let how = if is_mac { "compressed or swapped out" } else { "swapped out" };
    (share >= WORTH).then(|| Said::text(format!("{share:.0} % of it ({swapped}) is {how} already.")))
}
