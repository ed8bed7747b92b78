//! What a chart draws: the levels of every category, column by column.

use super::columns::Columns;
use super::over_time::{Levels, bytes};
use super::peaks::size_of_columns;
use super::steps::Steps;
use super::survivors::Survivors;
use crate::model::units::{Bytes, TimeRange, Timestamp};
use crate::model::{CategoryId, Recording, SnapshotIndex};
use std::ops::Range;
use std::time::Duration;

/// The levels of every category in the columns of a chart. Filled anew for each picture; what it has allocated it keeps.
#[derive(Clone, Debug, Default)]
pub struct Strata {
    columns: Vec<LevelColumn>,
    bands: Vec<Band>,
    /// So many of the bands are of this picture; the others wait to be used again.
    in_view: usize,
    peaks: Vec<u32>,
}

/// One column of a chart: some snapshots, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LevelColumn {
    /// The times of its first and of its last snapshot.
    pub span: TimeRange,
    /// Of its snapshots the one whose levels it shows: the first at which the total was highest.
    pub shown: SnapshotIndex,
    /// The level of all categories at that snapshot.
    pub total: Bytes,
    /// Their persistent parts in all.
    pub persistent: Bytes,
    /// Regions of counted categories that were born. A piece that was split off is none of them.
    pub born: usize,
    /// Regions of counted categories that died, pieces too.
    pub died: usize,
    /// Regions of counted categories that are there at its end.
    pub alive: usize,
    /// Entries of the system's list of what is mapped at its end, those of reserved address space too; unknown where it is
    /// not told of all regions.
    pub mappings: Option<usize>,
    /// CPU time of its ticks as a share of the time since the snapshot before it, where 1 is one core: the mean over the
    /// column. Marks are not in it; they are outside the budget.
    pub cost: f64,
    /// Ticks of the grid that were left out.
    pub skipped: usize,
    /// Whether at one of its snapshots nothing had been seen for four times as long as usual.
    pub gap: bool,
}

/// One category in the columns of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Band {
    pub category: CategoryId,
    /// By column: its footprint at the snapshot that the column shows.
    pub level: Vec<Bytes>,
    /// By column: the part of that level that is persistent; as of the column's last snapshot, where bytes that came after
    /// the one it shows count too, but never more than the level. None behind a fixed end.
    pub persistent: Vec<Bytes>,
}

impl Strata {
    /// Measures `columns` anew, as far as `levels` has taken in the recording.
    pub fn fill(&mut self, recording: &Recording, levels: &Levels, survivors: &Survivors, columns: Columns) {
        let columns = columns.within(levels.len(), levels.peaks());
        self.columns.clear();
        self.in_view = 0;
        if columns.is_empty() {
            return;
        }
        levels.peaks().of_columns(columns.buckets(), columns.bits(), levels.len(), &mut self.peaks);
        self.fill_columns(recording, levels, columns);
        self.fill_activity(recording, levels, columns);
        for id in (0..).map(CategoryId).take(recording.categories().len()) {
            self.fill_band(levels, survivors, columns, id);
        }
    }

    /// The columns, in order of time.
    pub fn columns(&self) -> &[LevelColumn] {
        &self.columns
    }

    /// The categories that have anything in any of the columns, in the order of their ids.
    pub fn bands(&self) -> &[Band] {
        &self.bands[..self.in_view]
    }

    fn fill_columns(&mut self, recording: &Recording, levels: &Levels, columns: Columns) {
        let snapshots = recording.snapshots();
        let ended = levels.len();
        self.columns.extend(columns.buckets().zip(&self.peaks).map(|(bucket, &peak)| {
            let held = snapshots_of(bucket, columns.bits(), ended);
            LevelColumn {
                span: TimeRange::new(snapshots[held.start].at, snapshots[held.end - 1].at),
                shown: SnapshotIndex(peak),
                ..LevelColumn::default()
            }
        }));
        let mut totals = self.columns.iter_mut();
        levels.peaks().total().at_peaks(columns.buckets(), columns.bits(), &self.peaks, |level| {
            if let Some(column) = totals.next() {
                column.total = bytes(level);
            }
        });
    }

    fn fill_activity(&mut self, recording: &Recording, levels: &Levels, columns: Columns) {
        let activity = levels.activity();
        let ended = levels.len();
        let first = columns.buckets().start << columns.bits();
        let ahead = first.checked_sub(1).map(|ahead| recording.snapshots()[ahead].at);
        let mut since = ahead.unwrap_or(recording.snapshots()[first].at);
        let mut tell = |steps: &Steps, take: &mut dyn FnMut(&mut LevelColumn, i64, i64)| {
            let mut reported = self.columns.iter_mut();
            ends_of_columns(steps, columns, ended, |before, end| {
                if let Some(column) = reported.next() {
                    take(column, before, end);
                }
            });
        };
        tell(&activity.born, &mut |column, before, end| column.born = count(end - before));
        tell(&activity.died, &mut |column, before, end| column.died = count(end - before));
        tell(&activity.alive, &mut |column, _, end| column.alive = count(end));
        tell(&activity.mappings, &mut |column, _, end| column.mappings = Some(count(end)));
        tell(&activity.unknown_mappings, &mut |column, _, end| {
            column.mappings = column.mappings.filter(|_| end == 0);
        });
        tell(&activity.skipped, &mut |column, before, end| column.skipped = count(end - before));
        tell(&activity.gaps, &mut |column, before, end| column.gap = end > before);
        tell(&activity.cpu, &mut |column, before, end| {
            column.cost = share(end.wrapping_sub(before), since, column.span.to);
            since = column.span.to;
        });
    }

    fn fill_band(&mut self, levels: &Levels, survivors: &Survivors, columns: Columns, id: CategoryId) {
        let Some(series) = levels.peaks().categories().get(id.index()) else { return };
        if self.in_view == self.bands.len() {
            self.bands.push(Band::default());
        }
        let band = &mut self.bands[self.in_view];
        band.category = id;
        band.level.clear();
        let level = &mut band.level;
        series.at_peaks(columns.buckets(), columns.bits(), &self.peaks, |figure| level.push(bytes(figure)));
        if band.level.iter().all(|&level| level == Bytes::ZERO) {
            return;
        }
        self.in_view += 1;
        band.persistent.clear();
        if let Some(steps) = survivors.categories().get(id.index()) {
            let reported = columns.within_end(survivors.len());
            let persistent = &mut band.persistent;
            ends_of_columns(steps, reported, survivors.len(), |_, end| persistent.push(bytes(end)));
        }
        band.persistent.resize(band.level.len(), Bytes::ZERO);
        for ((persistent, &level), column) in
            band.persistent.iter_mut().zip(&band.level).zip(&mut self.columns)
        {
            *persistent = level.min(*persistent);
            column.persistent += *persistent;
        }
    }
}

/// The snapshots of a bucket, of which `ended` have ended.
fn snapshots_of(bucket: usize, bits: usize, ended: usize) -> Range<usize> {
    bucket << bits..ended.min((bucket + 1) << bits)
}

/// Tells a figure just before each column and at its end.
fn ends_of_columns(steps: &Steps, columns: Columns, ended: usize, mut tell: impl FnMut(i64, i64)) {
    let buckets = columns.buckets();
    let start = buckets.start << columns.bits();
    let mut before = steps.before(start);
    if let Some(size) = size_of_columns(columns.bits()) {
        if size >= steps.sizes() {
            // All there is lies within one column.
            tell(before, steps.before(ended));
            return;
        }
        for &sum in &steps.sums(size)[buckets] {
            let end = before.wrapping_add(sum);
            tell(before, end);
            before = end;
        }
        return;
    }
    let end = ended.min(buckets.end << columns.bits());
    steps.each(start..end, |at, figure| {
        let is_last = (at + 1).is_multiple_of(1 << columns.bits()) || at + 1 == end;
        if is_last {
            tell(before, figure);
            before = figure;
        }
    });
}

fn count(figure: i64) -> usize {
    usize::try_from(figure).unwrap_or(0)
}

/// Nanoseconds of CPU time as a share of the time between two moments.
fn share(nanos: i64, from: Timestamp, to: Timestamp) -> f64 {
    let lasted = TimeRange::new(from, to).duration();
    if lasted == Duration::ZERO { 0.0 } else { nanos as f64 / lasted.as_nanos() as f64 }
}
