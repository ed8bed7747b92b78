//! How far the figures of the cycles can be trusted.

mod limits;

mod readings;

#[cfg(test)]
mod tests;

pub use limits::TrustLimit;

use self::limits::limits;
use self::readings::Readings;
use super::{Cycles, Level, Measure, Metric, OwnCost, Subject, Unattributed, Verdicts, Window};
use crate::model::units::{ByteDelta, Bytes};
use crate::model::{Mark, Recording, SnapshotIndex, SnapshotKind, TotalKind, Trace};
use std::time::Duration;

/// What the figures rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trust {
    /// The marks that begin or end the cycles that count.
    pub marks: usize,
    /// So many of them took no look of their own, so that usage is as old as its last reading.
    pub marks_without_look: usize,
    /// How old, at the worst of these marks, the last complete look at usage is; nothing where there was none before one.
    pub oldest_usage: Option<Duration>,
    /// The longest that setting one of these marks took.
    pub longest_mark: Duration,
    /// At each of these marks, by how much the regions and the system's own total of resident bytes (macOS: of the
    /// footprint) differ, as a part of the latter: below zero where the regions claim more. Nothing where it is not known.
    pub reconciliation: Vec<Option<f64>>,
    /// How much more no region explains at the last of these marks than at the first, resident and swapped; nothing where
    /// it is not known. A constant error does no harm to a trend.
    pub unexplained_change: Option<ByteDelta>,
    /// What the regions gained between these marks, dirty and swapped.
    pub footprint_gained: ByteDelta,
    /// The part of the mapped bytes at the end whose identity is certain; nothing where nothing is mapped.
    pub certain_share: Option<f64>,
    /// The part of the mapped bytes whose usage was never read, at the worst of these marks.
    pub unread_share: Option<f64>,
    /// The part of the footprint that is a share of a larger reading, at the worst of these marks.
    pub estimated_share: Option<f64>,
    /// The smallest growth of the footprint per cycle that would have been found nineteen times in twenty; nothing where
    /// nothing was judged.
    pub detection_floor: Option<Bytes>,
    /// Ticks in the cycles that count.
    pub ticks: usize,
    /// Ticks that were left out there.
    pub skipped_ticks: usize,
    /// What looking cost the machine there.
    pub cost: OwnCost,
    /// Why the recording does not bear the word *leak*, where it does not.
    pub limits: Vec<TrustLimit>,
}

impl Trust {
    /// Looks at the cycles that count. The verdicts are those before any limit is thought of.
    pub fn assess(trace: &Trace, cycles: &Cycles, verdicts: &Verdicts) -> Self {
        let recording = &trace.recording;
        let (Some(first), Some(last)) = (cycles.cycles.first(), cycles.cycles.last()) else {
            return Self::default();
        };
        let window = Window::new(first.window.from, last.window.to);
        let bounds: Vec<_> = std::iter::once(first.window.from)
            .chain(cycles.cycles.iter().map(|cycle| cycle.window.to))
            .collect();
        let marks: Vec<_> = bounds.iter().copied().zip(levels(cycles)).collect();
        let readings = Readings::at_marks(recording, marks.iter().copied());
        let mut trust = Self {
            reconciliation: reconciliation(recording, &bounds, &cycles.unattributed),
            unexplained_change: unexplained_change(&cycles.unattributed),
            footprint_gained: footprint_gained(cycles),
            certain_share: certain_share(cycles),
            unread_share: readings.unread,
            estimated_share: readings.estimated,
            detection_floor: detection_floor(verdicts),
            ticks: window.ticks(recording),
            skipped_ticks: window.skipped_ticks(recording),
            cost: OwnCost::measure(recording, window),
            longest_mark: longest_mark(trace, &bounds),
            ..looks(recording, &bounds)
        };
        let range = window.range(recording);
        let is_inside = |at| range.from < at && at <= range.to;
        let is_replaced = recording.epochs().iter().any(|epoch| is_inside(epoch.at));
        let is_void = |&(at, level): &(SnapshotIndex, Level)| {
            level.mapped == Bytes::ZERO && recording.totals_at(at).footprint() > Bytes::ZERO
        };
        trust.limits = limits(&trust, is_replaced, marks.iter().any(is_void));
        trust
    }

    /// The largest error of reconciliation at any mark, as a part of what the system counts as resident; nothing where it is
    /// known at none.
    pub fn reconciliation_error(&self) -> Option<f64> {
        self.reconciliation.iter().flatten().map(|error| error.abs()).max_by(f64::total_cmp)
    }
}

/// What is counted at the start of the first cycle that counts, and at the end of each.
fn levels(cycles: &Cycles) -> impl Iterator<Item = Level> {
    let figures = &cycles.total.cycles;
    figures.first().map(|first| first.before).into_iter().chain(figures.iter().map(|cycle| cycle.after))
}

/// What the marks themselves tell.
fn looks(recording: &Recording, bounds: &[SnapshotIndex]) -> Trust {
    let snapshots = recording.snapshots();
    let at = |bound: &SnapshotIndex| snapshots.get(bound.index());
    let looked = bounds.iter().filter_map(at).filter(|snapshot| snapshot.kind == SnapshotKind::Barrier);
    let walks: Vec<usize> =
        (0..).zip(snapshots).filter(|(_, snapshot)| snapshot.usage_complete).map(|(nth, _)| nth).collect();
    let age = |bound: &SnapshotIndex| {
        let walked = walks.partition_point(|&walk| walk <= bound.index()).checked_sub(1)?;
        Some(at(bound)?.at.since_start().saturating_sub(snapshots[walks[walked]].at.since_start()))
    };
    let ages: Option<Vec<Duration>> = bounds.iter().map(age).collect();
    Trust {
        marks: bounds.len(),
        marks_without_look: bounds.len() - looked.count(),
        oldest_usage: ages.and_then(|ages| ages.into_iter().max()),
        ..Trust::default()
    }
}

fn longest_mark(trace: &Trace, bounds: &[SnapshotIndex]) -> Duration {
    let is_bound = |mark: &&Mark| bounds.binary_search(&trace.recording.snapshot_at(mark.at)).is_ok();
    let marks = trace.annotations.marks().iter().filter(is_bound);
    marks.map(|mark| mark.cost).max().unwrap_or_default()
}

fn reconciliation(
    recording: &Recording,
    bounds: &[SnapshotIndex],
    unattributed: &[Unattributed],
) -> Vec<Option<f64>> {
    let error = |(&at, unattributed): (&SnapshotIndex, &Unattributed)| {
        let totals = recording.totals_at(at);
        let walked = unattributed.resident.zip(totals.get(TotalKind::WalkedResident));
        let charged = || unattributed.footprint.zip(totals.get(TotalKind::PhysFootprint));
        let (rest, total) = walked.or_else(charged)?;
        Some(rest.get() as f64 / total.get().max(1) as f64)
    };
    bounds.iter().zip(unattributed).map(error).collect()
}

fn unexplained_change(unattributed: &[Unattributed]) -> Option<ByteDelta> {
    let at = |at: &Unattributed| Some(at.resident? + at.swapped.unwrap_or_default());
    Some(at(unattributed.last()?)? + -at(unattributed.first()?)?)
}

fn footprint_gained(cycles: &Cycles) -> ByteDelta {
    let (first, last) = (cycles.total.cycles.first(), cycles.total.cycles.last());
    let gained = first.zip(last).map(|(first, last)| last.after.footprint().since(first.before.footprint()));
    gained.unwrap_or_default()
}

fn certain_share(cycles: &Cycles) -> Option<f64> {
    let ending = cycles.total.cycles.last().filter(|ending| ending.after.mapped > Bytes::ZERO)?;
    Some(part(ending.certain_after.bytes, ending.after.mapped))
}

fn detection_floor(verdicts: &Verdicts) -> Option<Bytes> {
    let footprint = Subject::Total(Measure::Level(Metric::Footprint));
    let row = verdicts.rows.iter().find(|row| row.subject == footprint)?;
    Some(whole(row.judgement.evidence.detection_floor))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below zero and too large stop there"
)]
fn whole(bytes: f64) -> Bytes {
    Bytes::new(bytes.round() as u64)
}

fn part(of: Bytes, whole: Bytes) -> f64 {
    of.get() as f64 / whole.get().max(1) as f64
}
