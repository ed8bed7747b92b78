//! Where the level of a category rests on estimates.

use super::lineage::{behind, steps_before};
use super::room::Room;
use super::steps::Steps;
use crate::analysis::membership::Membership;
use crate::model::{CategoryId, Cursor, News, Recording, RegionId, RegionState, SnapshotIndex};

/// How many regions of each category use something of which only an estimate is known, at each snapshot; it follows a
/// recording as that grows, as [`Levels`](super::Levels) does.
#[derive(Clone, Debug, Default)]
pub struct Estimates {
    cursor: Cursor,
    room: Room,
    membership: Membership,
    categories: Vec<Steps>,
}

impl Estimates {
    /// Takes in what is new, `most_news` entries of the log at most. Says whether all was taken in.
    pub fn follow(&mut self, recording: &Recording, most_news: usize) -> bool {
        let mut left = most_news;
        while left > 0 {
            let now = self.cursor.snapshot();
            let Some(news) = recording.next_news(&mut self.cursor) else { break };
            let work = self.take(recording, now, news);
            left = left.saturating_sub(work.max(1));
        }
        self.cursor.snapshot().index() == recording.snapshots().len()
    }

    /// Whether a category holds estimates at a snapshot, or at the last that was taken in where it lies behind.
    pub fn at(&self, category: CategoryId, snapshot: SnapshotIndex) -> bool {
        let last = self.cursor.snapshot().index().checked_sub(1);
        let series = self.categories.get(category.index());
        last.zip(series).is_some_and(|(last, series)| series.at(snapshot.index().min(last)) > 0)
    }

    /// Whether any of some categories does.
    pub fn any_at(&self, snapshot: SnapshotIndex, is_asked: impl Fn(CategoryId) -> bool) -> bool {
        let mut categories = (0..).map(CategoryId).take(self.categories.len());
        categories.any(|category| is_asked(category) && self.at(category, snapshot))
    }

    /// Takes in an entry; says how many states it had to walk through.
    fn take(&mut self, recording: &Recording, now: SnapshotIndex, news: News) -> usize {
        if let Some(room) = self.room.needed(recording, now) {
            self.categories.resize_with(room.categories, Steps::default);
            self.categories.iter_mut().for_each(|steps| steps.extend_to(room.snapshots));
        }
        match news {
            News::Died(id) => {
                let last = recording.history(&recording.region(id)).next().unwrap_or_default();
                self.add(self.membership.of(id), now, -count(&last));
            }
            News::State { region, now, before } => {
                if before.is_none() {
                    self.membership.enter(recording, region);
                }
                let by = count(&now) - before.as_ref().map_or(0, count);
                self.add(self.membership.of(region), now.since, by);
            }
            News::Moved { region, .. } => return self.take_along(recording, now, region),
            News::End(_) => {}
        }
        0
    }

    /// A region moves to another category, and takes its past along.
    fn take_along(&mut self, recording: &Recording, now: SnapshotIndex, id: RegionId) -> usize {
        let Some((from, to)) = self.membership.renew(recording, id) else { return 0 };
        let region = &recording.region(id);
        let mut states = 0;
        for (at, by) in steps_before(recording, region, behind(now), count) {
            self.add(from, at, -by);
            self.add(to, at, by);
            states += 1;
        }
        states
    }

    fn add(&mut self, category: CategoryId, at: SnapshotIndex, by: i64) {
        if let Some(steps) = self.categories.get_mut(category.index()) {
            steps.add(at.index(), by);
        }
    }
}

fn count(state: &RegionState) -> i64 {
    i64::from(state.is_estimate())
}
