//! How many regions of each category were born, grew, shrank and died in a window, kept up to date while the recording
//! grows: a tick costs what it changed, not what ever lived.

use super::Change;
use crate::analysis::living::Living;
use crate::analysis::{Metric, Window};
use crate::model::units::Bytes;
use crate::model::{
    Accumulator, Category, CategoryId, LogChange, LogEntry, Recording, RegionId, RegionState, SnapshotIndex,
    UsageQuality,
};
use std::ops::AddAssign;

/// How many regions changed, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Born in the window, and there at its end.
    pub new: usize,
    /// Older, and with more than at its start.
    pub grew: usize,
    /// Older, and with less than at its start.
    pub shrank: usize,
    /// Died in it.
    pub gone: usize,
}

impl Changes {
    /// How many regions changed so.
    pub const fn count(&self, change: Change) -> usize {
        match change {
            Change::None => 0,
            Change::New => self.new,
            Change::Grew => self.grew,
            Change::Shrank => self.shrank,
            Change::Gone => self.gone,
        }
    }

    /// Where regions that changed so are counted.
    const fn count_of(&mut self, change: Change) -> Option<&mut usize> {
        match change {
            Change::None => None,
            Change::New => Some(&mut self.new),
            Change::Grew => Some(&mut self.grew),
            Change::Shrank => Some(&mut self.shrank),
            Change::Gone => Some(&mut self.gone),
        }
    }
}

impl AddAssign for Changes {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.grew += other.grew;
        self.shrank += other.shrank;
        self.gone += other.gone;
    }
}

/// Counts the changes in one window, as [`RegionFacts::change`](super::RegionFacts::change) tells
/// them.
#[derive(Clone, Debug)]
pub struct ChangeCounts {
    from: SnapshotIndex,
    /// The end of the window; nothing where that is the present.
    to: Option<SnapshotIndex>,
    alive: Living<Followed>,
    rows: Vec<Changes>,
}

/// A region that is alive, or was at the end of the window.
#[derive(Clone, Copy, Debug)]
struct Followed {
    /// Where it is counted.
    category: CategoryId,
    change: Change,
    is_new: bool,
    /// What it had at the start, or with its first entry behind that.
    len: Bytes,
    /// Its footprint then, once it was read exactly.
    footprint: Option<Bytes>,
    /// What became of its footprint since; an estimate changes nothing.
    by_use: Change,
}

impl Followed {
    /// Goes on to another state. What it has by the start of the window is what it is compared with.
    fn update(&mut self, state: &RegionState, start: SnapshotIndex) {
        let footprint = Metric::Footprint.measure(state.len, &state.usage);
        if state.since <= start {
            self.len = state.len;
            self.footprint = None;
            self.by_use = Change::None;
        }
        if state.quality == UsageQuality::Exact {
            self.by_use = Change::between(*self.footprint.get_or_insert(footprint), footprint);
        }
        let by_size = Change::between(self.len, state.len);
        self.change = match (self.is_new, by_size) {
            (true, _) => Change::New,
            (false, Change::None) => self.by_use,
            (false, by_size) => by_size,
        };
    }
}

impl ChangeCounts {
    /// Of the window behind `from`, up to `to` or, without it, to the present.
    pub fn new(from: SnapshotIndex, to: Option<SnapshotIndex>) -> Self {
        Self { from, to, alive: Living::new(), rows: Vec::new() }
    }

    /// The changes of all categories that are asked for.
    pub fn changes(&self, recording: &Recording, holds: impl Fn(CategoryId, &Category) -> bool) -> Changes {
        let mut sum = Changes::default();
        for ((id, category), row) in (0..).map(CategoryId).zip(recording.categories()).zip(&self.rows) {
            if holds(id, category) {
                sum += *row;
            }
        }
        sum
    }

    fn update(&mut self, recording: &Recording, id: RegionId, state: &RegionState, is_first: bool) {
        if is_first {
            let region = &recording.region(id);
            let window = Window::new(self.from, self.to.unwrap_or(state.since));
            self.alive.insert(
                id,
                Followed {
                    category: region.class.category,
                    change: Change::None,
                    is_new: window.contains(region.birth),
                    len: state.len,
                    footprint: None,
                    by_use: Change::None,
                },
            );
        }
        let Some(followed) = self.alive.get_mut(id) else { return };
        let had = followed.change;
        followed.update(state, self.from);
        let (category, change) = (followed.category, followed.change);
        if had != change {
            self.take(category, had);
            self.count(category, change);
        }
    }

    /// Who dies by the start of the window counts nowhere.
    fn bury(&mut self, id: RegionId, now: SnapshotIndex) {
        let Some(followed) = self.alive.remove(id) else { return };
        self.take(followed.category, followed.change);
        if now > self.from {
            self.count(followed.category, Change::Gone);
        }
    }

    /// A region was found to belong to another category. The recording may be ahead of what was read: it knows best where.
    fn renew(&mut self, recording: &Recording, id: RegionId) {
        let Some(followed) = self.alive.get_mut(id) else { return };
        let (from, change) = (followed.category, followed.change);
        let to = recording.category_of(id);
        followed.category = to;
        self.take(from, change);
        self.count(to, change);
    }

    fn count(&mut self, category: CategoryId, change: Change) {
        if let Some(count) = self.rows.get_mut(category.index()).and_then(|row| row.count_of(change)) {
            *count += 1;
        }
    }

    fn take(&mut self, category: CategoryId, change: Change) {
        if let Some(count) = self.rows.get_mut(category.index()).and_then(|row| row.count_of(change)) {
            *count -= 1;
        }
    }
}

impl Accumulator for ChangeCounts {
    fn prepare(&mut self, recording: &Recording) {
        self.rows.resize(recording.categories().len(), Changes::default());
    }

    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, at, change } = entry;
        match change {
            LogChange::State { region, now, before } => {
                self.update(recording, region, &now, before.is_none());
            }
            LogChange::Died(id) => self.bury(id, at),
            LogChange::Moved { region, .. } => self.renew(recording, region),
            LogChange::End(_) => {}
        }
        0
    }

    fn is_complete(&self, next: SnapshotIndex) -> bool {
        self.to.is_some_and(|to| to < next)
    }
}
