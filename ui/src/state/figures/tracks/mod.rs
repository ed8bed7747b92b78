//! What the tracks show: it follows the recording in short steps, and measures columns anew only when the view, the width
//! or the recording is another. Nothing here costs more as the recording grows.

mod chart;
mod order;

pub use chart::{Chart, Gap, Layer, highest};

use super::pace::{LOG_STEPS, until};
use crate::state::{Subject, View};
use order::Order;
use std::time::Instant;
use strandline::analysis::{Columns, LevelColumn, Levels, Strata, Survivors, Unattributed};
use strandline::model::units::{About, Bytes, TimeRange, Timestamp};
use strandline::model::{Category, CategoryId, Follower, MarkRole, Recording, SnapshotIndex, Trace};

/// The figures of all tracks.
#[derive(Debug, Default)]
pub struct Tracks {
    levels: Follower<Levels>,
    /// What is alive now.
    present: Survivors,
    /// What was alive at the end of the selected range, if that is not the present.
    fixed: Option<Survivors>,
    strata: Strata,
    order: Order,
    chart: Chart,
    drawn: Option<Key>,
    /// Whether all was taken in that there was.
    is_followed: bool,
    /// How many regions were there when the recording began.
    at_start: Option<usize>,
}

/// A footprint in two parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// Alive at the end of the range.
    pub persistent: Bytes,
    /// Gone by then.
    pub transient: Bytes,
}

/// What the columns were measured for.
#[derive(Clone, Debug, PartialEq)]
struct Key {
    snapshots: usize,
    categories: usize,
    columns: Columns,
    end: Option<SnapshotIndex>,
    subject: Subject,
}

impl Tracks {
    /// Takes in what is new until `deadline`, and measures for a chart so many pixels wide. Says whether all was taken in;
    /// else another frame has to go on.
    pub fn refresh(
        &mut self,
        trace: &Trace,
        view: &View,
        is_live: bool,
        pixels: usize,
        deadline: Instant,
    ) -> bool {
        let recording = &trace.recording;
        let last = recording.last_snapshot();
        let end = view.range.map(|range| recording.snapshot_at(range.to)).filter(|&end| end < last);
        if self.fixed.as_ref().and_then(Survivors::end) != end {
            self.fixed = end.map(Survivors::at_end);
        }
        let is_complete = self.follow(recording, deadline);
        self.is_followed = is_complete;
        let range = view.time.range(recording.time_of(last), is_live);
        let key = Key {
            snapshots: self.levels.len(),
            categories: recording.categories().len(),
            columns: Columns::finest(recording, range, pixels),
            end,
            subject: view.subject.clone(),
        };
        // While little is missing, what was drawn last is better than figures that do not fit each other.
        if self.drawn.as_ref() != Some(&key) && (is_complete || !self.was_complete()) {
            self.measure(trace, view, &key, last);
            self.drawn = is_complete.then_some(key);
        }
        is_complete
    }

    /// How much of the recording was taken in, from 0 to 1.
    pub fn progress(&self, recording: &Recording) -> f64 {
        self.levels.len() as f64 / recording.snapshots().len().max(1) as f64
    }

    /// Whether everything was taken in once: from then on little is missing at any time.
    pub const fn was_complete(&self) -> bool {
        self.drawn.is_some()
    }

    /// The columns that are on screen.
    pub const fn chart(&self) -> &Chart {
        &self.chart
    }

    /// The column in which a moment lies, or the last before it.
    pub fn column_at(&self, moment: Timestamp) -> Option<&LevelColumn> {
        let columns = self.strata.columns();
        let behind = columns.partition_point(|column| column.span.from <= moment);
        columns.get(behind.checked_sub(1)?)
    }

    /// The footprint of everything that counts.
    pub fn total_at(&self, snapshot: SnapshotIndex) -> About {
        about(self.levels.total_at(snapshot), self.levels.has_estimates_beside(&[], snapshot))
    }

    /// The footprint of a category.
    pub fn level_at(&self, category: CategoryId, snapshot: SnapshotIndex) -> About {
        about(self.levels.at(category, snapshot), self.levels.has_estimates(category, snapshot))
    }

    /// The footprint of everything that counts but some categories.
    pub fn others_at(&self, reported: &[CategoryId], snapshot: SnapshotIndex) -> About {
        let told_bytes: Bytes = reported.iter().map(|&id| self.levels.at(id, snapshot)).sum();
        let has_estimates = self.levels.has_estimates_beside(reported, snapshot);
        about(self.levels.total_at(snapshot) - told_bytes, has_estimates)
    }

    /// The footprint of a subject.
    pub fn level_of(&self, recording: &Recording, subject: &Subject, at: SnapshotIndex) -> About {
        let bytes = of_subject(recording, subject).map(|(id, _)| self.levels.at(id, at)).sum();
        about(bytes, self.is_estimate(recording, subject, at))
    }

    /// Whether the figures of a subject rest on estimates.
    pub fn is_estimate(&self, recording: &Recording, subject: &Subject, at: SnapshotIndex) -> bool {
        of_subject(recording, subject).any(|(id, _)| self.levels.has_estimates(id, at))
    }

    /// What of a subject's footprint is alive at the end of the range, and what is gone by then. Behind that end nothing is
    /// told apart, nor before all was taken in.
    pub fn parts_at(&self, recording: &Recording, subject: &Subject, at: SnapshotIndex) -> Option<Parts> {
        if !self.is_followed || self.is_behind(at) {
            return None;
        }
        let mut parts = Parts::default();
        for (id, _) in of_subject(recording, subject) {
            let level = self.levels.at(id, at);
            let persistent = self.survivors().at(id, at).min(level);
            parts.persistent += persistent;
            parts.transient += level - persistent;
        }
        Some(parts)
    }

    /// Whether all was taken in for a range with this end; nothing stands for the present.
    pub fn is_of(&self, end: Option<SnapshotIndex>) -> bool {
        self.is_followed && self.end() == end
    }

    /// Whether a snapshot lies behind the end of the range.
    pub fn is_behind(&self, at: SnapshotIndex) -> bool {
        self.end().is_some_and(|end| at > end)
    }

    fn end(&self) -> Option<SnapshotIndex> {
        self.fixed.as_ref().and_then(Survivors::end)
    }

    /// What no region explained at each mark in a span of time.
    pub fn unattributed<'a>(
        &'a self,
        recording: &'a Recording,
        range: TimeRange,
    ) -> impl Iterator<Item = (Timestamp, Unattributed)> + use<'a> {
        let all = self.levels.unattributed();
        let first = all.partition_point(|&(at, _)| recording.time_of(at) < range.from);
        let reported = all[first..].iter().map(|&(at, rest)| (recording.time_of(at), rest));
        reported.take_while(move |&(at, _)| at <= range.to)
    }

    /// What no region explained at the last mark up to a snapshot.
    pub fn last_unattributed(&self, until: SnapshotIndex) -> Option<Unattributed> {
        let all = self.levels.unattributed();
        let behind = all.partition_point(|&(at, _)| at <= until);
        Some(all.get(behind.checked_sub(1)?)?.1)
    }

    fn survivors(&self) -> &Survivors {
        self.fixed.as_ref().unwrap_or(&self.present)
    }

    fn follow(&mut self, recording: &Recording, deadline: Instant) -> bool {
        until(deadline, || {
            self.levels.follow(recording, LOG_STEPS)
                & self.present.follow(recording, LOG_STEPS)
                & self.fixed.as_mut().is_none_or(|fixed| fixed.follow(recording, LOG_STEPS))
        })
    }

    fn measure(&mut self, trace: &Trace, view: &View, key: &Key, last: SnapshotIndex) {
        let Self { levels, present, fixed, strata, order, chart, at_start, .. } = self;
        let recording = &trace.recording;
        let survivors = fixed.as_ref().unwrap_or(present);
        strata.fill(recording, levels, survivors, key.columns);
        let from = match (view.range, trace.annotations.mark_with_role(MarkRole::Baseline)) {
            (Some(range), _) => recording.snapshot_at(range.from),
            (None, Some(baseline)) => recording.snapshot_at(baseline.at),
            (None, None) => SnapshotIndex(0),
        };
        let to = key.end.unwrap_or(last);
        order.update(strata.bands(), |id| {
            let (then, now) = (survivors.at(id, from), survivors.at(id, to));
            (now - then, levels.at(id, to))
        });
        let is_shown =
            |id: CategoryId| recording.category(id).is_some_and(|category| key.subject.holds(id, category));
        chart.measure(recording, strata, key.columns, order.named(), is_shown);
        let end = recording.time_of(to);
        chart.reported = strata.columns().partition_point(|column| column.span.from <= end);
        if strata
            .columns()
            .first()
            .is_some_and(|first| first.span.from == recording.time_of(SnapshotIndex(0)))
        {
            chart.leave_out_births(*at_start.get_or_insert_with(|| count_at_start(recording)));
        }
    }
}

/// What the first look finds was not born then.
fn count_at_start(recording: &Recording) -> usize {
    let first = recording.regions().iter().take_while(|region| region.since == SnapshotIndex(0));
    let is_counted = |id| recording.category(id).is_some_and(Category::is_counted);
    first.filter(|region| is_counted(region.class.category)).count()
}

/// A figure that rests on estimates is one; nothing is none.
fn about(bytes: Bytes, has_estimates: bool) -> About {
    About { bytes, is_estimate: has_estimates && bytes > Bytes::ZERO }
}

/// The categories that a subject stands for.
pub fn of_subject<'a>(
    recording: &'a Recording,
    subject: &'a Subject,
) -> impl Iterator<Item = (CategoryId, &'a Category)> + use<'a> {
    let all = recording.categories();
    // One is found by its number: a recording may have thousands, and each has a row.
    let (first, most) = match subject {
        Subject::Category(id) => (id.0, 1),
        Subject::All | Subject::Umbrella(_) | Subject::Group(_) => (0, all.len()),
    };
    let asked = (first..).map(CategoryId).zip(all.iter().skip(first as usize).take(most));
    asked.filter(|(id, category)| subject.holds(*id, category))
}
