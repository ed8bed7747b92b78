//! The definitions, word by word, at whatever cost.

use super::LevelsAndSurvivors;
use crate::analysis::levels::{Band, Columns, LevelColumn};
use crate::model::units::{Bytes, TimeRange};
use crate::model::{Category, CategoryId, Recording, Region, SnapshotIndex, SnapshotKind};
use std::time::Duration;

/// Levels of all snapshots, and the survivors at `end`.
pub(super) fn measure(recording: &Recording, end: SnapshotIndex) -> LevelsAndSurvivors {
    let all = || super::categories(recording);
    let levels: Vec<Vec<Bytes>> = super::snapshots(recording)
        .map(|snapshot| all().map(|category| level(recording, category, snapshot)).collect())
        .collect();
    let survivors = super::snapshots(recording)
        .map(|snapshot| all().map(|category| survivors(recording, category, snapshot, end)).collect())
        .collect();
    LevelsAndSurvivors {
        totals: levels.iter().map(|row| row.iter().copied().sum()).collect(),
        levels,
        survivors,
    }
}

fn level(recording: &Recording, category: CategoryId, snapshot: SnapshotIndex) -> Bytes {
    let of_category = |region: &Region| region.class.category == category;
    let states = recording.regions().iter().filter(of_category);
    states.filter_map(|region| Some(recording.state_at(&region, snapshot)?.usage.footprint())).sum()
}

fn survivors(
    recording: &Recording,
    category: CategoryId,
    snapshot: SnapshotIndex,
    end: SnapshotIndex,
) -> Bytes {
    if snapshot > end {
        return Bytes::ZERO;
    }
    let mut sum = Bytes::ZERO;
    for region in recording.regions() {
        let Some(at_end) = recording.state_at(&region, end) else { continue };
        let mut part_of = Some(region);
        while let Some(region) = part_of.filter(|region| region.since > snapshot) {
            part_of = region.parent.map(|parent| recording.region(parent));
        }
        let Some(part_of) = part_of.filter(|region| region.class.category == category) else { continue };
        let state = recording.history(&part_of).find(|state| state.since <= snapshot).unwrap();
        assert!(state.len >= at_end.len, "bytes only die");
        sum += state.usage.footprint().share(at_end.len, state.len);
    }
    sum
}

/// The columns that should be drawn of what was told.
pub(super) fn picture(
    recording: &Recording,
    actual: &LevelsAndSurvivors,
    end: SnapshotIndex,
    columns: Columns,
) -> (Vec<LevelColumn>, Vec<Band>) {
    let held: Vec<Vec<usize>> = columns
        .buckets()
        .map(|bucket| {
            let each = columns.snapshots_in_each();
            (bucket * each..recording.snapshots().len().min((bucket + 1) * each)).collect()
        })
        .collect();
    let peaks: Vec<usize> = held
        .iter()
        .map(|held| held.iter().rev().copied().max_by_key(|&at| actual.totals[at]).unwrap())
        .collect();
    let band = |category: CategoryId| {
        let level: Vec<Bytes> = peaks.iter().map(|&peak| actual.levels[peak][category.index()]).collect();
        let persistent = held.iter().zip(&level).map(|(held, &level)| {
            let last = held[held.len() - 1].min(end.index());
            let is_behind = held[0] > end.index();
            if is_behind { Bytes::ZERO } else { level.min(actual.survivors[last][category.index()]) }
        });
        Band { category, persistent: persistent.collect(), level }
    };
    let is_in_view = |band: &Band| band.level.iter().any(|&level| level > Bytes::ZERO);
    let bands: Vec<Band> = super::categories(recording).map(band).filter(is_in_view).collect();
    let columns = held.iter().enumerate().map(|(nth, held)| {
        let persistent = bands.iter().map(|band| band.persistent[nth]).sum();
        let total = actual.totals[peaks[nth]];
        let shown = SnapshotIndex(u32::try_from(peaks[nth]).unwrap());
        LevelColumn { shown, total, persistent, ..happened(recording, held) }
    });
    (columns.collect(), bands)
}

/// What happened at some snapshots.
fn happened(recording: &Recording, held: &[usize]) -> LevelColumn {
    let snapshots = recording.snapshots();
    let (first, last) = (held[0], held[held.len() - 1]);
    let counted =
        |region: &Region| recording.category(region.class.category).is_some_and(Category::is_counted);
    let regions = || recording.regions().iter().filter(counted);
    let within = |at: SnapshotIndex| held.contains(&at.index());
    let end = SnapshotIndex(u32::try_from(last).unwrap());
    let ticks = held.iter().filter(|&&at| snapshots[at].kind == SnapshotKind::Tick);
    let cpu: Duration = ticks.map(|&at| snapshots[at].cost.cpu()).sum();
    let before = snapshots[first.saturating_sub(1)].at;
    let lasted = TimeRange::new(before, snapshots[last].at).duration();
    let distance = |at: usize| TimeRange::new(snapshots[at - 1].at, snapshots[at].at).duration();
    let is_gap = |at: usize| {
        let usual = (1..at).rev().take(4).map(distance).max().unwrap_or_default();
        at > 0 && distance(at) > 4 * usual.max(Duration::from_millis(100))
    };
    LevelColumn {
        span: TimeRange::new(snapshots[first].at, snapshots[last].at),
        born: regions().filter(|region| region.parent.is_none() && within(region.birth)).count(),
        died: regions().filter(|region| region.death.is_some_and(within)).count(),
        alive: regions().filter(|region| region.is_alive_at(end)).count(),
        // Nobody told of any region how many it is.
        mappings: recording.regions().iter().all(|region| !region.is_alive_at(end)).then_some(0),
        cost: if lasted.is_zero() { 0.0 } else { cpu.as_nanos() as f64 / lasted.as_nanos() as f64 },
        skipped: held.iter().map(|&at| snapshots[at].cost.skipped as usize).sum(),
        gap: held.iter().any(|&at| is_gap(at)),
        ..LevelColumn::default()
    }
}
