//! Transparent huge pages: memory that a touched byte makes 2 MiB large.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};
use crate::analysis::hints::kind::Kind;
use crate::model::TotalKind;

/// Where less of the growth is in huge pages than this, in percent, they are not what makes it.
const MOST: f64 = 50.0;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
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
    (grown.get() > 0 && share >= MOST).then(|| {
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
