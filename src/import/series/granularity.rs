//! How finely a series is told: region by region, or by rows.

use super::choosing::ChosenCapture;
use crate::import::capture::{CapturedRow, Listed};
use crate::import::figures::Rounded;
use std::collections::BTreeMap;

/// How finely all captures of a series tell what there is; finer than the coarsest of them would be births and deaths
/// that never were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Granularity {
    /// Region by region, as the kernel has them.
    Regions,
    /// Region by region, where neighbours of one kind are one: so does vmmap.
    JoinedRegions,
    /// By the rows of a summary.
    Rows,
}

impl Granularity {
    /// How finely these captures tell it.
    pub(super) fn measure(captures: &[ChosenCapture<'_>]) -> Self {
        let lists = |taken: &ChosenCapture<'_>| {
            let capture = taken.capture;
            capture.lists_everything() || capture.rows.is_empty() && !capture.regions.is_empty()
        };
        if !captures.iter().all(lists) {
            return Self::Rows;
        }
        let is_apple = captures.iter().any(|taken| taken.capture.format.is_apple());
        if is_apple { Self::JoinedRegions } else { Self::Regions }
    }
}

/// The regions summed up by what they are called, as a summary would have it.
pub(super) fn sums(regions: &[Listed]) -> Vec<CapturedRow> {
    let mut rows: BTreeMap<&str, CapturedRow> = BTreeMap::new();
    for region in regions {
        let row = rows.entry(&region.label).or_insert_with(|| CapturedRow {
            label: region.label.clone(),
            mapped: Some(Rounded::default()),
            count: Some(0),
            ..CapturedRow::default()
        });
        let size = region.range.map_or(region.size, |range| Rounded::exact(range.len()));
        row.mapped = row.mapped.map(|sum| sum + size);
        row.figures = row.figures.plus(region.figures);
        row.count = row.count.map(|count| count + 1);
    }
    rows.into_values().collect()
}
