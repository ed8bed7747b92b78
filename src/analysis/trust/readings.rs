//! How complete the usage readings at the marks are.

use crate::analysis::Level;
use crate::model::units::Bytes;
use crate::model::{
    Accumulator, Category, LogChange, LogEntry, Recording, Region, RegionId, RegionState, SnapshotIndex,
    UsageQuality,
};
use std::collections::{HashMap, VecDeque};

/// The worst of all marks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Readings {
    /// The part of the mapped bytes whose usage was never read.
    pub(super) unread: Option<f64>,
    /// The part of the footprint that is a share of a larger reading.
    pub(super) estimated: Option<f64>,
}

/// The bytes that are alive and were not read exactly. They are few, so that this costs little more than to read the log.
#[derive(Clone, Debug, Default)]
struct Inexact {
    regions: HashMap<RegionId, PoorReadings>,
    sum: PoorReadings,
}

#[derive(Clone, Copy, Debug, Default)]
struct PoorReadings {
    unread: Bytes,
    estimated: Bytes,
}

impl Inexact {
    fn set(&mut self, id: RegionId, state: &RegionState) {
        let (len, footprint) = (state.len, state.usage.footprint());
        let poor = match state.quality {
            UsageQuality::Exact => return self.remove(id),
            UsageQuality::Unknown => PoorReadings { unread: len, estimated: Bytes::ZERO },
            UsageQuality::Estimated => PoorReadings { unread: Bytes::ZERO, estimated: footprint },
        };
        self.remove(id);
        self.sum.unread += poor.unread;
        self.sum.estimated += poor.estimated;
        self.regions.insert(id, poor);
    }

    fn remove(&mut self, id: RegionId) {
        if let Some(poor) = self.regions.remove(&id) {
            self.sum.unread -= poor.unread;
            self.sum.estimated -= poor.estimated;
        }
    }
}

impl Readings {
    /// Reads the log once. Each mark is told by its snapshot and by what is counted there, in order of time.
    pub(super) fn at_marks(
        recording: &Recording,
        marks: impl IntoIterator<Item = (SnapshotIndex, Level)>,
    ) -> Self {
        let marks = marks.into_iter().collect();
        let reading = Reading { marks, worst: Self::default(), inexact: Inexact::default() };
        recording.read_log(reading).worst
    }

    fn see(&mut self, poor: PoorReadings, level: &Level) {
        let part = |of: Bytes, whole: Bytes| (whole > Bytes::ZERO).then(|| super::part(of, whole));
        let worse =
            |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other).max_by(f64::total_cmp);
        self.unread = worse(self.unread, part(poor.unread, level.mapped));
        self.estimated = worse(self.estimated, part(poor.estimated, level.footprint()));
    }
}

/// Reads up to the last mark.
struct Reading {
    /// Those that are still to come.
    marks: VecDeque<(SnapshotIndex, Level)>,
    worst: Readings,
    inexact: Inexact,
}

impl Accumulator for Reading {
    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, change, .. } = entry;
        let is_counted =
            |region: &Region| recording.category(region.class.category).is_some_and(Category::is_counted);
        match change {
            LogChange::State { region, now, .. } => {
                if now.quality == UsageQuality::Exact || is_counted(&recording.region(region)) {
                    self.inexact.set(region, &now);
                }
            }
            LogChange::Died(id) => self.inexact.remove(id),
            LogChange::End(snapshot) => {
                while let Some((_, level)) = self.marks.pop_front_if(|&mut (at, _)| at == snapshot) {
                    self.worst.see(self.inexact.sum, &level);
                }
            }
            LogChange::Moved { .. } => {}
        }
        0
    }

    fn is_complete(&self, _next: SnapshotIndex) -> bool {
        self.marks.is_empty()
    }
}
