//! The level of each category, from snapshot to snapshot.

use crate::analysis::Level;
use crate::model::{CategoryId, LogChange, LogReader, Recording, RegionId, RegionState, SnapshotIndex};
use std::collections::BTreeSet;
use std::io;

/// What is there at the end of a snapshot.
pub(super) struct Moment<'a> {
    pub(super) snapshot: SnapshotIndex,
    pub(super) levels: &'a [Level],
    /// All counted categories, and the mappings of those that are reserved.
    pub(super) total: Level,
    /// The categories of which something changed.
    pub(super) changed: &'a BTreeSet<CategoryId>,
}

/// Goes through a recording, and tells each of its moments. What it keeps does not grow with the recording.
pub(super) fn walk(
    recording: &Recording,
    mut tell: impl FnMut(&Moment<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut levels = vec![Level::default(); recording.categories().len()];
    let mut changed = BTreeSet::new();
    let mut reader = LogReader::default();
    while let Some(entry) = reader.next(recording) {
        match entry.change {
            LogChange::Died(region) => {
                let category = category(recording, region);
                let last = recording.history(&recording.region(region)).next().unwrap_or_default();
                levels[category.index()] -= level(&last);
                changed.insert(category);
            }
            LogChange::State { region, now, before } => {
                let category = category(recording, region);
                levels[category.index()] -= before.as_ref().map(level).unwrap_or_default();
                levels[category.index()] += level(&now);
                changed.insert(category);
            }
            LogChange::Moved { .. } => {}
            LogChange::End(snapshot) => {
                let total = total(recording, &levels);
                tell(&Moment { snapshot, levels: &levels, total, changed: &changed })?;
                changed.clear();
            }
        }
    }
    Ok(())
}

fn category(recording: &Recording, region: RegionId) -> CategoryId {
    recording.category_of(region)
}

fn level(state: &RegionState) -> Level {
    Level {
        mapped: state.len,
        usage: state.usage,
        regions: state.regions(),
        estimated: usize::from(state.is_estimate()),
        mappings: state.mappings.into(),
    }
}

fn total(recording: &Recording, levels: &[Level]) -> Level {
    recording.categories().iter().zip(levels).fold(Level::default(), |mut total, (category, &level)| {
        total += if category.is_counted() { level } else { level.without_access() };
        total
    })
}
