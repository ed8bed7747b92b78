//! The growth of a window, kept up to date with the log.
//!
//! Every region adds its part to the figures of its category. A region that changes is taken out of the sums and waits
//! until the log is read to its end; only then its part is added anew. So a tick costs what it changed, and a long stretch
//! of log costs each region once, however often it changed.
//!
//! Only regions that are alive are kept. What one that died has added stays in the sums and never changes any more.

use super::followed::{Followed, RegionExit};
use super::sizes::Sizes;
use super::{CategoryGrowth, Growth, GrowthFigures};
use crate::analysis::living::Living;
use crate::analysis::{Metric, Window};
use crate::model::units::Bytes;
use crate::model::{
    Accumulator, CategoryId, LogChange, LogEntry, Recording, RegionId, RegionState, SnapshotIndex,
};
use std::collections::HashMap;

/// Sums up the growth of one window.
#[derive(Clone, Debug)]
pub struct GrowthSums {
    from: SnapshotIndex,
    /// The end of the window; nothing where that is the present.
    to: Option<SnapshotIndex>,
    metric: Metric,
    alive: Living<Followed>,
    /// When pieces of which length were split off from regions that were born inside and are alive.
    pieces: HashMap<RegionId, Vec<(SnapshotIndex, Bytes)>>,
    /// The sums, without the regions that wait.
    rows: Vec<CategoryGrowth>,
    /// Regions that wait to be added to the sums. Those that died since are among them.
    waiting: Vec<RegionId>,
    /// What died of each size, where that is asked for.
    sizes: Option<Sizes>,
    /// The end of the snapshot for which the regions that wait are being added.
    settling: Option<SnapshotIndex>,
    /// The figures as of the last snapshot at which nothing was left to read.
    growth: Growth,
}

impl GrowthSums {
    /// Of the window behind `from`, up to `to` or, without it, to the present.
    pub fn new(from: SnapshotIndex, to: Option<SnapshotIndex>, metric: Metric) -> Self {
        Self {
            from,
            to,
            metric,
            alive: Living::new(),
            pieces: HashMap::new(),
            rows: Vec::new(),
            waiting: Vec::new(),
            sizes: None,
            settling: None,
            growth: Growth { window: Window::new(from, from), metric, ..Growth::default() },
        }
    }

    /// Sorts what was born inside by size, too.
    pub(super) fn by_size(self) -> Self {
        Self { sizes: Some(Sizes::default()), ..self }
    }

    /// What was born inside, by size, as of the snapshot up to which the log was read.
    pub(super) fn sizes(&self, recording: &Recording) -> Sizes {
        let mut sizes = self.sizes.clone().unwrap_or_default();
        for (id, followed) in self.alive.iter().filter(|(_, followed)| followed.is_newborn()) {
            let figures = followed.figures(self.metric, RegionExit::Stayed);
            sizes.add(&recording.region(id), followed.last(), &figures);
        }
        sizes
    }

    /// The growth as of the last snapshot at which nothing was left to take in; its window ends there.
    pub const fn growth(&self) -> &Growth {
        &self.growth
    }

    /// The growth, where nothing more is to be followed.
    pub fn into_growth(self) -> Growth {
        self.growth
    }

    fn update(&mut self, recording: &Recording, id: RegionId, state: RegionState) {
        let (start, metric) = (self.from, self.metric);
        let go_on = |followed: &mut Followed| {
            followed.update(state, start);
            followed.note_peak(metric);
        };
        if self.withdraw(id, go_on).is_some() {
            return;
        }
        let region = &recording.region(id);
        let category = region.class.category;
        let parent = region.parent.filter(|_| state.since > start);
        let piece = parent.and_then(|parent| {
            let piece = self.withdraw(parent, |whole| whole.split(category, region.first_len, state))?;
            if piece.is_newborn() && self.metric != Metric::Mapped {
                self.pieces.entry(parent).or_default().push((state.since, region.first_len));
            }
            Some(piece)
        });
        let mut followed = piece.unwrap_or_else(|| {
            if state.since <= start {
                Followed::present(category, state)
            } else {
                Followed::newborn(category, region.first_len, state)
            }
        });
        followed.note_peak(metric);
        self.alive.insert(id, followed);
        self.waiting.push(id);
    }

    fn bury(&mut self, recording: &Recording, id: RegionId, now: SnapshotIndex) {
        self.withdraw(id, |_| ());
        let pieces = self.pieces.remove(&id);
        let Some(followed) = self.alive.remove(id).filter(|_| now > self.from) else { return };
        let peak = pieces.map_or(followed.peak(), |pieces| peak(recording, id, &pieces, self.metric));
        let figures = followed.figures(self.metric, RegionExit::Died(peak));
        if let Some(sizes) = self.sizes.as_mut().filter(|_| followed.is_newborn()) {
            sizes.add(&recording.region(id), followed.last(), &figures);
        }
        if let Some(row) = self.rows.get_mut(followed.category.index()) {
            row.figures += figures;
        }
    }

    /// Takes a region out of the sums and changes it; it waits to be added anew. Nothing where it is not alive.
    fn withdraw<R>(&mut self, id: RegionId, change: impl FnOnce(&mut Followed) -> R) -> Option<R> {
        let followed = self.alive.get_mut(id)?;
        if followed.is_settled {
            if let Some(row) = self.rows.get_mut(followed.category.index()) {
                row.figures -= followed.figures(self.metric, RegionExit::Stayed);
            }
            followed.is_settled = false;
            self.waiting.push(id);
        }
        Some(change(followed))
    }

    /// Adds a region that waits, unless it died since.
    fn add_settled(&mut self, id: RegionId) {
        if let Some(followed) = self.alive.get_mut(id).filter(|followed| !followed.is_settled)
            && let Some(row) = self.rows.get_mut(followed.category.index())
        {
            row.figures += followed.figures(self.metric, RegionExit::Stayed);
            followed.is_settled = true;
        }
    }

    /// All is read and added: the figures are those of `snapshot`.
    fn finish(&mut self, snapshot: SnapshotIndex) {
        self.settling = None;
        self.growth.window.to = snapshot;
        self.growth.rows.clone_from(&self.rows);
        self.growth.total = GrowthFigures::default();
        for row in &self.rows {
            self.growth.total += row.part_of_total(self.metric);
        }
    }
}

impl Accumulator for GrowthSums {
    fn prepare(&mut self, recording: &Recording) {
        let new = (0..).map(CategoryId).zip(recording.categories()).skip(self.rows.len());
        self.rows.extend(new.map(|(category, described)| CategoryGrowth {
            category,
            counted: described.is_counted(),
            figures: GrowthFigures::default(),
        }));
    }

    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, at, change } = entry;
        match change {
            LogChange::Died(id) => self.bury(recording, id, at),
            LogChange::State { region, now, .. } => self.update(recording, region, now),
            LogChange::Moved { region, .. } => {
                // The recording may be ahead of what was read: it knows best where the region belongs.
                self.withdraw(region, |followed| {
                    followed.category = recording.category_of(region);
                });
                self.settling = self.to.filter(|&to| to == at);
            }
            LogChange::End(snapshot) => {
                let is_last = snapshot == recording.last_snapshot();
                self.settling = (is_last || self.to == Some(snapshot)).then_some(snapshot);
            }
        }
        0
    }

    /// Adds the regions that wait.
    fn settle(&mut self, _recording: &Recording, left: &mut usize) -> bool {
        let Some(end) = self.settling else { return true };
        while *left > 0
            && let Some(id) = self.waiting.pop()
        {
            self.add_settled(id);
            *left -= 1;
        }
        if self.waiting.is_empty() {
            self.finish(end);
        }
        self.settling.is_none()
    }

    fn is_complete(&self, next: SnapshotIndex) -> bool {
        self.to.is_some_and(|to| to < next)
    }
}

/// The most that a region's own bytes had; the bytes of its pieces count with the pieces.
fn peak(recording: &Recording, id: RegionId, pieces: &[(SnapshotIndex, Bytes)], metric: Metric) -> Bytes {
    let had = recording.history(&recording.region(id)).map(|state| {
        let later = pieces.iter().filter(|&&(since, _)| since > state.since);
        let own = state.len - later.map(|&(_, len)| len).sum();
        metric.measure(state.len, &state.usage).share(own, state.len)
    });
    had.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, Scenario};
    use crate::model::Follower;

    #[test]
    fn only_the_living_are_kept() {
        let mut scenario = Scenario::new();
        let mut sums = Follower::new(GrowthSums::new(SnapshotIndex(0), None, Metric::Dirty));
        for round in 0..20 {
            scenario.map(10 * round, 5, ANONYMOUS).touch(10 * round, 5).tick();
            scenario.unmap(10 * round + 2, 1).tick();
            assert!(sums.follow(&scenario.trace.recording, usize::MAX));
            assert_eq!(sums.alive.len(), 2);
            scenario.unmap(10 * round, 5).tick();
        }
        assert!(sums.follow(&scenario.trace.recording, usize::MAX));
        assert!(sums.alive.len() == 0 && sums.pieces.is_empty() && sums.waiting.is_empty());
        assert_eq!(sums.growth().total.transient.count, 38);
        assert_eq!(sums.growth().total.before.regions, 1);
    }

    #[test]
    fn a_step_is_bounded_and_the_figures_stay_until_all_is_taken_in() {
        let mut scenario = Scenario::new();
        scenario.map(0, 1, ANONYMOUS).tick();
        let mut sums = Follower::new(GrowthSums::new(SnapshotIndex(0), None, Metric::Mapped));
        let recording = &scenario.trace.recording;
        assert!(!sums.follow(recording, 0));
        assert!(!sums.follow(recording, 2));
        assert!(sums.growth().rows.is_empty());
        assert!(sums.follow(recording, 3));
        assert_eq!(sums.growth().total.after.regions, 1);
        assert!(sums.follow(recording, 1));
    }
}
