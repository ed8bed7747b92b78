//! "Of 56 regions that the cycles opened, 48 were still there when they were closed."

use super::{Case, Said};
use crate::analysis::hints::case::counted;
use crate::analysis::hints::retained::Counts;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    let noun = |count| {
        let (one, many) =
            if case.counts_regions() { ("region", "regions") } else { ("run of bytes", "runs of bytes") };
        counted(count, one, many)
    };
    let Counts { opened, came } = case.retained;
    let (told, born) = if opened.kept > 0 {
        (format!("Of {} that the cycles opened, {}", noun(opened.all), opened.kept), opened)
    } else {
        (format!("{} that came in the cycles", noun(came.kept)), came)
    };
    let be = |count, one, many| if count == 1 { one } else { many };
    (born.kept > 0).then(|| {
        Said::text(format!(
            "{told} {} still there when they were closed, and {} {} there at the end.",
            be(born.kept, "was", "were"),
            born.still_there,
            be(born.still_there, "is", "are"),
        ))
    })
}
