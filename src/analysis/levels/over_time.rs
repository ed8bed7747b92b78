//! The levels of every category at every snapshot.

use super::activity::Activity;
use super::lineage::{behind, footprint, steps_before};
use super::peaks::Peaks;
use super::room::Room;
use super::steps::Steps;
use crate::analysis::Unattributed;
use crate::analysis::explained::Explained;
use crate::analysis::membership::Membership;
use crate::model::units::Bytes;
use crate::model::{
    Accumulator, CategoryId, LogChange, LogEntry, Recording, RegionId, RegionState, SnapshotIndex,
};

/// The footprint of each category at each snapshot, and what happened there; a log keeps them up to date.
///
/// All is told in hindsight: a region is counted, for its whole life, in the category that it is known to belong to.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    /// How many snapshots were taken in whole.
    len: usize,
    room: Room,
    membership: Membership,
    peaks: Peaks,
    /// How many regions of each category use something of which only an estimate is known.
    estimates: Vec<Steps>,
    activity: Activity,
    explained: Explained,
}

impl Accumulator for Levels {
    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, at: now, change } = entry;
        if let Some(room) = self.room.needed(recording, now) {
            self.peaks.extend_to(room.snapshots, room.categories);
            self.estimates.resize_with(room.categories, Steps::default);
            self.estimates.iter_mut().for_each(|steps| steps.extend_to(room.snapshots));
            self.activity.extend_to(room.snapshots);
        }
        match change {
            LogChange::Died(region) => self.die(recording, now, region),
            LogChange::State { region, now, before } => self.change(recording, region, &now, before.as_ref()),
            LogChange::Moved { region, .. } => return self.take_along(recording, now, region),
            LogChange::End(now) => {
                self.peaks.end(now.index());
                self.activity.end(recording, now);
                self.explained.end(recording, now);
                self.len = now.index() + 1;
            }
        }
        0
    }
}

impl Levels {
    /// How many snapshots were taken in whole.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether none was.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The footprint of a category at a snapshot, by the last readings as of then. Takes as many steps as the number of
    /// snapshots has binary digits.
    pub fn at(&self, category: CategoryId, snapshot: SnapshotIndex) -> Bytes {
        let series = self.peaks.categories().get(category.index());
        self.last_of(snapshot).zip(series).map_or(Bytes::ZERO, |(at, series)| bytes(series.at(at)))
    }

    /// The footprint of all categories at a snapshot.
    pub fn total_at(&self, snapshot: SnapshotIndex) -> Bytes {
        self.last_of(snapshot).map_or(Bytes::ZERO, |at| bytes(self.peaks.total().at(at)))
    }

    /// Whether the footprint of a category rests on estimates at a snapshot.
    pub fn has_estimates(&self, category: CategoryId, snapshot: SnapshotIndex) -> bool {
        let series = self.estimates.get(category.index());
        self.last_of(snapshot).zip(series).is_some_and(|(at, series)| series.at(at) > 0)
    }

    /// Whether the footprint of any other category than these does.
    pub fn has_estimates_beside(&self, reported: &[CategoryId], snapshot: SnapshotIndex) -> bool {
        let mut others =
            (0..).map(CategoryId).take(self.estimates.len()).filter(|category| !reported.contains(category));
        others.any(|category| self.has_estimates(category, snapshot))
    }

    /// What no region explained at each barrier, in order of time.
    pub fn unattributed(&self) -> &[(SnapshotIndex, Unattributed)] {
        self.explained.at_barriers()
    }

    /// Bytes of our own memory that this takes.
    pub fn footprint(&self) -> Bytes {
        let estimates = self.estimates.iter().map(Steps::footprint).sum();
        let parts =
            [self.membership.footprint(), self.peaks.footprint(), estimates, self.activity.footprint()];
        Bytes::new(parts.iter().sum::<usize>() as u64)
    }

    pub(super) fn peaks(&self) -> &Peaks {
        &self.peaks
    }

    pub(super) fn activity(&self) -> &Activity {
        &self.activity
    }

    /// The place of a snapshot, or of the last that was taken in where it lies behind.
    fn last_of(&self, snapshot: SnapshotIndex) -> Option<usize> {
        Some(snapshot.index().min(self.len().checked_sub(1)?))
    }

    fn die(&mut self, recording: &Recording, now: SnapshotIndex, id: RegionId) {
        let region = &recording.region(id);
        let last = recording.history(region).next().unwrap_or_default();
        let category = self.membership.category_of(id);
        self.explained.change(region, Some(&last), None);
        self.peaks.add(category.index(), now.index(), footprint(&last).wrapping_neg());
        self.peaks.add_to_total(now.index(), footprint(&last).wrapping_neg());
        self.add_estimates(category, now, -estimates(&last));
        if is_counted(recording, category) {
            self.activity.count(now, -regions(&last), 1, false);
        }
        self.activity.count_mappings(now, Some(&last), None);
    }

    fn change(
        &mut self,
        recording: &Recording,
        id: RegionId,
        now: &RegionState,
        before: Option<&RegionState>,
    ) {
        let region = &recording.region(id);
        if before.is_none() {
            self.membership.enter(recording, id);
        }
        let category = self.membership.category_of(id);
        let by = footprint(now).wrapping_sub(before.map_or(0, footprint));
        self.explained.change(region, before, Some(now));
        self.peaks.add(category.index(), now.since.index(), by);
        self.peaks.add_to_total(now.since.index(), by);
        self.add_estimates(category, now.since, estimates(now) - before.map_or(0, estimates));
        if is_counted(recording, category) {
            let more = regions(now) - before.map_or(0, regions);
            let is_piece = before.is_none() && region.parent.is_some();
            self.activity.count(now.since, more, 1, is_piece);
        }
        self.activity.count_mappings(now.since, before, Some(now));
    }

    /// A region moves to another category, and takes its past along.
    fn take_along(&mut self, recording: &Recording, now: SnapshotIndex, id: RegionId) -> usize {
        let Some((from, to)) = self.membership.renew(recording, id) else { return 0 };
        let region = &recording.region(id);
        let mut states = 0;
        for (at, by) in steps_before(recording, region, behind(now), footprint) {
            self.peaks.add(from.index(), at.index(), by.wrapping_neg());
            self.peaks.add(to.index(), at.index(), by);
            states += 1;
        }
        for (at, by) in steps_before(recording, region, behind(now), estimates) {
            self.add_estimates(from, at, -by);
            self.add_estimates(to, at, by);
        }
        let sign = i64::from(is_counted(recording, to)) - i64::from(is_counted(recording, from));
        if sign != 0 {
            for (at, more) in steps_before(recording, region, behind(now), regions) {
                let is_piece = at == region.since && region.parent.is_some();
                self.activity.count(at, more, sign, is_piece);
            }
        }
        states
    }

    fn add_estimates(&mut self, category: CategoryId, at: SnapshotIndex, by: i64) {
        if let Some(steps) = self.estimates.get_mut(category.index()) {
            steps.add(at.index(), by);
        }
    }
}

fn estimates(state: &RegionState) -> i64 {
    i64::from(state.is_estimate())
}

/// For how many regions a state stands.
fn regions(state: &RegionState) -> i64 {
    i64::try_from(state.regions()).unwrap_or(i64::MAX)
}

fn is_counted(recording: &Recording, category: CategoryId) -> bool {
    recording.category(category).is_some_and(crate::model::Category::is_counted)
}

/// A level as a size. Below zero, or beyond eight exbibytes, it is only in a forged trace.
pub(super) fn bytes(level: i64) -> Bytes {
    Bytes::new(u64::try_from(level).unwrap_or(0))
}
