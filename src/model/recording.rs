//! All that was measured; it only grows.

use super::news::{Cursor, Move, News};
use super::totals_log::TotalsLog;
use super::{
    Birth, Category, CategoryId, Cut, Epoch, Place, Reclassification, Region, RegionId, Snapshot,
    SnapshotDelta, SnapshotIndex, Split, Tag, TagId, Target, Totals, Usage, UsageChange, UsageQuality,
    Warning,
};
use crate::units::{Bytes, Timestamp};
use std::fmt;
use std::time::{Duration, SystemTime};

/// What is known before the first snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingStart {
    /// The process under study.
    pub target: Target,
    /// The wall clock at time zero.
    pub started: SystemTime,
    /// The period of the grid that was asked for.
    pub interval: Duration,
    /// Version of the program that recorded.
    pub recorder: String,
}

/// All that was measured: the targets, the snapshots, and every region that ever lived.
///
/// What a region had at which time is one log for all regions, in which every entry points to the region's entry before:
/// appending never moves or rewrites anything, and the history of one region is read without touching the others.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    start: Option<RecordingStart>,
    epochs: Vec<Epoch>,
    tags: Vec<Tag>,
    categories: Vec<Category>,
    snapshots: Vec<Snapshot>,
    totals: TotalsLog,
    regions: Vec<Region>,
    events: Vec<Event>,
    /// The regions that died, in order of time.
    deaths: Vec<RegionId>,
    moves: Vec<Move>,
    warnings: Vec<Warning>,
}

/// A region's length and usage from one snapshot on.
#[derive(Clone, Copy, Debug)]
struct Event {
    region: RegionId,
    state: RegionState,
    previous: Option<u32>,
}

/// A region's length and usage at one snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RegionState {
    /// Since which snapshot it is so.
    pub since: SnapshotIndex,
    /// Bytes mapped.
    pub len: Bytes,
    /// What they use.
    pub usage: Usage,
    /// How good that reading is.
    pub quality: UsageQuality,
}

impl Recording {
    /// A recording without snapshots.
    pub fn new(start: RecordingStart) -> Self {
        Self { start: Some(start), ..Self::default() }
    }

    /// What was known before the first snapshot; absent only in the empty default.
    pub fn start(&self) -> Option<&RecordingStart> {
        self.start.as_ref()
    }

    /// The target as it is in the last epoch.
    pub fn target(&self) -> Option<&Target> {
        let last = self.epochs.last().map(|epoch| &epoch.target);
        last.or_else(|| self.start.as_ref().map(|start| &start.target))
    }

    /// The epochs after the first.
    pub fn epochs(&self) -> &[Epoch] {
        &self.epochs
    }

    /// Every tag that was seen.
    pub fn tags(&self) -> &[Tag] {
        &self.tags
    }

    /// Every category that was seen.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The snapshots in order of time.
    pub fn snapshots(&self) -> &[Snapshot] {
        &self.snapshots
    }

    /// What the system said of the whole process, and of the machine, at a snapshot.
    pub fn totals_at(&self, snapshot: SnapshotIndex) -> Totals {
        self.totals.at(snapshot)
    }

    /// Every region that ever lived, by id.
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// What the recorder and the reader of the file found odd.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The tag of this id, or nothing where a forged trace points nowhere.
    pub fn tag(&self, id: TagId) -> Option<&Tag> {
        self.tags.get(id.index())
    }

    /// The category of this id, or nothing where a forged trace points nowhere.
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.get(id.index())
    }

    /// The last snapshot at or before `moment`; the first where there is none before.
    pub fn snapshot_at(&self, moment: Timestamp) -> SnapshotIndex {
        let behind = self.snapshots.partition_point(|snapshot| snapshot.at <= moment);
        index_from(behind.saturating_sub(1))
    }

    /// The last snapshot of all.
    pub fn last_snapshot(&self) -> SnapshotIndex {
        index_from(self.snapshots.len().saturating_sub(1))
    }

    /// When a snapshot was taken.
    pub fn time_of(&self, snapshot: SnapshotIndex) -> Timestamp {
        self.snapshots.get(snapshot.index()).map_or(Timestamp::ZERO, |snapshot| snapshot.at)
    }

    /// A region's states from its last one back to its first.
    pub fn history(&self, region: &Region) -> impl Iterator<Item = RegionState> + '_ {
        let mut next = region.last_event;
        std::iter::from_fn(move || {
            let event = self.events.get(next? as usize)?;
            next = event.previous;
            Some(event.state)
        })
    }

    /// The states of all regions in order of time, those since `last` included. For a question that concerns most regions
    /// this is far quicker than their histories one by one, which lie scattered over the log.
    pub fn states_until(&self, last: SnapshotIndex) -> impl Iterator<Item = (RegionId, &RegionState)> {
        let end = self.events.partition_point(|event| event.state.since <= last);
        self.events[..end].iter().map(|event| (event.region, &event.state))
    }

    /// What a region had at `snapshot`; nothing where it was not there.
    pub fn state_at(&self, region: &Region, snapshot: SnapshotIndex) -> Option<RegionState> {
        if !region.is_alive_at(snapshot) {
            return None;
        }
        self.history(region).find(|state| state.since <= snapshot)
    }

    /// The next entry of the log behind `cursor`, which moves on; nothing where all was read.
    #[inline]
    pub fn next_news(&self, cursor: &mut Cursor) -> Option<News> {
        let snapshot = cursor.snapshot();
        if snapshot.index() >= self.snapshots.len() {
            return None;
        }
        if let Some(&id) = self.deaths.get(cursor.death)
            && self.regions[id.index()].death == Some(snapshot)
        {
            cursor.death += 1;
            return Some(News::Died(id));
        }
        if let Some(event) = self.events.get(cursor.event).filter(|event| event.state.since == snapshot) {
            cursor.event += 1;
            let before = event.previous.and_then(|place| self.events.get(place as usize));
            let before = before.map(|event| event.state);
            return Some(News::State { region: event.region, now: event.state, before });
        }
        if let Some(&Move { region, from, to, .. }) =
            self.moves.get(cursor.moved).filter(|moved| moved.at == snapshot)
        {
            cursor.moved += 1;
            return Some(News::Moved { region, from, to });
        }
        cursor.snapshot += 1;
        Some(News::End(snapshot))
    }

    /// The region that was the `nth` to be found in another category; nothing where there were fewer such findings. For
    /// those who do not read the log to its end: what was found there holds for all of it.
    pub fn moved(&self, nth: usize) -> Option<RegionId> {
        self.moves.get(nth).map(|found| found.region)
    }

    /// A cursor that has read all there is: for those who want to hear only of what comes.
    pub fn latest(&self) -> Cursor {
        Cursor {
            snapshot: index_from(self.snapshots.len()).0,
            death: self.deaths.len(),
            event: self.events.len(),
            moved: self.moves.len(),
        }
    }

    /// Adds a warning.
    pub fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Begins a new epoch: the target called `exec`.
    pub fn begin_epoch(&mut self, epoch: Epoch) {
        self.epochs.push(epoch);
    }

    /// Adds a snapshot. A delta that does not fit (only a forged or damaged trace has one) is refused whole.
    pub fn append(&mut self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        self.check(delta)?;
        let now = index_from(self.snapshots.len());
        self.tags.extend_from_slice(&delta.new_tags);
        self.categories.extend_from_slice(&delta.new_categories);
        self.totals.push(now, &delta.totals);
        self.snapshots.push(Snapshot {
            at: delta.at,
            kind: delta.kind,
            usage_complete: delta.usage_complete,
            cost: delta.cost,
        });
        for &id in &delta.died {
            self.regions[id.index()].death = Some(now);
        }
        self.deaths.extend_from_slice(&delta.died);
        delta.cut.iter().for_each(|cut| self.cut(now, cut));
        delta.split.iter().for_each(|split| self.split(now, split));
        delta.born.iter().for_each(|birth| self.give_birth(now, birth));
        delta.reclassified.iter().for_each(|change| self.reclassify(now, change));
        delta.usage.iter().for_each(|change| self.change_usage(now, change));
        Ok(())
    }

    fn check(&self, delta: &SnapshotDelta) -> Result<(), Inconsistent> {
        if self.snapshots.last().is_some_and(|last| delta.at < last.at) {
            return Err(Inconsistent("a snapshot lies before the one ahead of it"));
        }
        let expected = self.regions.len();
        let new_ids = delta.split.iter().map(|split| split.id).chain(delta.born.iter().map(|birth| birth.id));
        if !new_ids.enumerate().all(|(nth, id)| id.index() == expected + nth) {
            return Err(Inconsistent("region ids are not consecutive"));
        }
        let total = expected + delta.split.len() + delta.born.len();
        let old = |id: RegionId| self.regions.get(id.index()).is_some_and(Region::is_alive);
        let known = |id: RegionId| id.index() < total && (id.index() >= expected || old(id));
        let changes = delta.died.iter().copied().chain(delta.cut.iter().map(|cut| cut.id));
        let parents = delta.split.iter().map(|split| split.parent);
        let later = delta
            .reclassified
            .iter()
            .map(|change| change.id)
            .chain(delta.usage.iter().map(|change| change.id));
        if !changes.chain(parents).all(old) || !later.into_iter().all(known) {
            return Err(Inconsistent("a change names a region that is not alive"));
        }
        let (tags, categories) =
            (self.tags.len() + delta.new_tags.len(), self.categories.len() + delta.new_categories.len());
        let named =
            |class: &super::Classification| class.category.index() < categories && class.label.index() < tags;
        let placed = |place: Place| match place {
            Place::Aggregate(category, _) => category.index() < categories,
            Place::Mapped(_) | Place::Object(..) => true,
        };
        let fits =
            |birth: &Birth| named(&birth.class) && birth.identity.tag.index() < tags && placed(birth.place);
        if !delta.born.iter().all(fits) || !delta.reclassified.iter().all(|change| named(&change.class)) {
            return Err(Inconsistent("a region names a tag or category that is not there"));
        }
        Ok(())
    }

    fn cut(&mut self, now: SnapshotIndex, cut: &Cut) {
        let before = self.last_state(cut.id);
        let region = &mut self.regions[cut.id.index()];
        region.place = Place::in_space(region.place.space(), cut.range);
        let len = cut.range.len();
        self.push_event(
            cut.id,
            now,
            len,
            before.usage.share(len, before.len),
            UsageQuality::Estimated.min(before.quality),
        );
    }

    /// A piece takes along its share of what the parent had; the next reading corrects it.
    fn split(&mut self, now: SnapshotIndex, split: &Split) {
        let parent = self.regions[split.parent.index()].clone();
        let whole = self.history(&parent).find(|state| state.since < now).unwrap_or_default();
        let len = split.range.len();
        self.regions.push(Region {
            place: Place::in_space(parent.place.space(), split.range),
            since: now,
            parent: Some(split.parent),
            first_len: len,
            last_event: None,
            ..parent
        });
        let quality = UsageQuality::Estimated.min(whole.quality);
        self.push_event(split.id, now, len, whole.usage.share(len, whole.len), quality);
    }

    fn give_birth(&mut self, now: SnapshotIndex, birth: &Birth) {
        self.regions.push(Region {
            place: birth.place,
            identity: birth.identity,
            class: birth.class,
            birth: now,
            since: now,
            parent: None,
            death: None,
            first_len: birth.place.len(),
            last_event: None,
        });
        self.push_event(birth.id, now, birth.place.len(), Usage::default(), UsageQuality::Unknown);
    }

    fn change_usage(&mut self, now: SnapshotIndex, change: &UsageChange) {
        let len = self.regions[change.id.index()].place.len();
        self.push_event(change.id, now, len, change.usage, change.quality);
    }

    fn reclassify(&mut self, now: SnapshotIndex, change: &Reclassification) {
        let class = &mut self.regions[change.id.index()].class;
        let (from, to) = (class.category, change.class.category);
        *class = change.class;
        if from != to {
            self.moves.push(Move { at: now, region: change.id, from, to });
        }
    }

    fn last_state(&self, id: RegionId) -> RegionState {
        self.history(&self.regions[id.index()]).next().unwrap_or_default()
    }

    /// One entry for each region and snapshot: a later one of the same snapshot takes the place of the earlier.
    fn push_event(
        &mut self,
        id: RegionId,
        snapshot: SnapshotIndex,
        len: Bytes,
        usage: Usage,
        quality: UsageQuality,
    ) {
        let state = RegionState { since: snapshot, len, usage, quality };
        let region = &mut self.regions[id.index()];
        if let Some(last) = region.last_event {
            let event = &mut self.events[last as usize];
            if event.state.since == snapshot {
                event.state = state;
                return;
            }
        }
        let previous = region.last_event;
        let Ok(place) = u32::try_from(self.events.len()) else {
            return;
        };
        region.last_event = Some(place);
        self.events.push(Event { region: id, state, previous });
    }
}

fn index_from(place: usize) -> SnapshotIndex {
    SnapshotIndex(u32::try_from(place).unwrap_or(u32::MAX))
}

/// A delta that does not fit the recording it was given to; says what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inconsistent(pub &'static str);

impl fmt::Display for Inconsistent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Inconsistent {}
