//! Mapped, but not touched, or not dirty: what the growth costs is less than it looks.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};

/// Less of what was mapped than this, in percent, is as good as nothing.
const NOTHING: f64 = 10.0;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let mapped = rise(case.gained(Metric::Mapped));
    let (footprint, resident) = (rise(case.gained(Metric::Footprint)), rise(case.gained(Metric::Resident)));
    if mapped.get() == 0 || percent(footprint, mapped) >= NOTHING {
        return None;
    }
    Some(Said::text(if percent(resident, mapped) >= NOTHING {
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
