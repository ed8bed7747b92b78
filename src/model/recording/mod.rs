//! All that was measured; it only grows.

mod appending;
mod checking;
mod chunks;
mod events;
mod log_reader;
mod mappings;
mod numbers;
mod regions;
mod settling;
mod totals_log;
mod wording;

pub use checking::Inconsistent;
pub use chunks::Chunks;
pub use log_reader::{Accumulator, Follower, LogEntry, LogReader};
pub use regions::Regions;

use events::EventLog;
use totals_log::TotalsLog;

use super::log::{Cursor, LogChange, Move};
use super::{
    CallBatch, CallLog, Category, CategoryId, Circumstances, Epoch, Function, HeapCount, HeapLog,
    LoggedStacks, Place, Region, RegionId, RegionState, Rounding, Runtimes, Snapshot, SnapshotIndex, Tag,
    TagId, Target, Totals, Untold, Warning,
};
use crate::model::units::Timestamp;
use std::sync::Arc;
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
    /// To which steps the figures were rounded.
    pub rounding: Rounding,
    /// What is known of the time before.
    pub circumstances: Circumstances,
    /// How many entries the system's list of mappings may have (Linux: `vm.max_map_count`), where it has a limit.
    pub most_mappings: Option<u64>,
}

impl RecordingStart {
    /// How a recording of a process that is made up begins, ten times a second.
    pub fn synthetic(name: &str) -> Self {
        Self {
            target: Target::synthetic(name),
            started: SystemTime::UNIX_EPOCH,
            interval: Duration::from_millis(100),
            recorder: "synthetic".to_owned(),
            rounding: Rounding::default(),
            circumstances: Circumstances::default(),
            most_mappings: None,
        }
    }
}

/// All that was measured: the targets, the snapshots, and every region that ever lived.
///
/// What a region had at which time is one log for all regions, in which every entry points to the region's entry before:
/// appending never moves or rewrites anything, and the history of one region is read without touching the others. It is packed:
/// a reading takes some sixteen bytes.
///
/// A copy shares what both have in common, so that it costs next to nothing: whoever looks at a recording on another thread
/// takes one along, and the original may grow meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    start: Option<RecordingStart>,
    epochs: Vec<Epoch>,
    tags: Arc<Vec<Tag>>,
    categories: Arc<Vec<Category>>,
    snapshots: Chunks<Snapshot>,
    totals: TotalsLog,
    regions: Regions,
    events: EventLog,
    /// The mappings of regions that have more than one kind of them, or had.
    mappings: Chunks<mappings::Entry>,
    /// The regions that died, in order of time.
    deaths: Chunks<RegionId>,
    moves: Chunks<Move>,
    warnings: Vec<Warning>,
    runtimes: Runtimes,
    logged_stacks: Arc<LoggedStacks>,
    calls: CallLog,
    heap: HeapLog,
    settling: settling::Settling,
}

impl Recording {
    /// Whether it was made of texts of other tools.
    pub fn is_imported(&self) -> bool {
        self.start().is_some_and(|start| start.recorder.ends_with(" import"))
    }

    /// Whether it was made of a single text: it tells what was there, and nothing of what was born or went.
    pub fn is_one_text(&self) -> bool {
        self.snapshots.len() == 1 && self.is_imported()
    }

    /// For how many regions one stood when it was born: one, but for a row of a summary those that it counts.
    pub fn regions_at_birth(&self, region: &Region) -> usize {
        let is_row = matches!(region.place, Place::Aggregate(..));
        let state = is_row.then(|| self.state_at(region, region.birth)).flatten();
        state.map_or(1, |state| state.regions())
    }

    /// A recording without snapshots.
    pub fn new(start: RecordingStart) -> Self {
        Self { start: Some(start), ..Self::default() }
    }

    /// What was known before the first snapshot; absent only in the empty default.
    pub fn start(&self) -> Option<&RecordingStart> {
        self.start.as_ref()
    }

    /// Figures of a category that are not told: only texts leave any out.
    pub fn untold(&self, category: CategoryId) -> Untold {
        self.start.as_ref().map(|start| start.rounding.untold(category)).unwrap_or_default()
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

    /// The allocators and language runtimes that were recognised in the program of the last epoch; none in older traces.
    pub const fn runtimes(&self) -> Runtimes {
        self.runtimes
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
    pub const fn snapshots(&self) -> &Chunks<Snapshot> {
        &self.snapshots
    }

    /// What the system said of the whole process, and of the machine, at a snapshot.
    pub fn totals_at(&self, snapshot: SnapshotIndex) -> Totals {
        self.totals.at(snapshot)
    }

    /// Every region that ever lived, by id.
    pub const fn regions(&self) -> &Regions {
        &self.regions
    }

    /// The region of an id that this recording gave out.
    ///
    /// # Panics
    ///
    /// Where it gave out none such.
    pub fn region(&self, id: RegionId) -> Region {
        self.regions.get(id).expect("the id is of this recording")
    }

    /// The category of the region of an id that this recording gave out: quicker than to ask the region.
    ///
    /// # Panics
    ///
    /// Where it gave out none such.
    pub fn category_of(&self, id: RegionId) -> CategoryId {
        self.regions.class(id).expect("the id is of this recording").category
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

    /// Whether a region is older than the recording: it was there at the first look at a program that had run before.
    pub fn is_older(&self, region: &Region) -> bool {
        let began_together = |start: &RecordingStart| start.circumstances.began_together(start.interval);
        region.birth == SnapshotIndex(0) && !self.start.as_ref().is_some_and(began_together)
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
        self.states_back_from(region.last_event)
    }

    /// The states from an entry of the log back to the region's first.
    fn states_back_from(&self, entry: Option<events::Place>) -> impl Iterator<Item = RegionState> + '_ {
        let mut next = entry;
        std::iter::from_fn(move || {
            let event = self.events.get(next?)?;
            next = event.previous;
            Some(event.state)
        })
    }

    /// The states of all regions in order of time, those since `last` included. For a question that concerns most regions
    /// this is far quicker than their histories one by one, which lie scattered over the log.
    pub fn states_until(&self, last: SnapshotIndex) -> impl Iterator<Item = (RegionId, RegionState)> {
        let states = self.events.iter().map(|(_, event)| (event.region, event.state));
        states.take_while(move |(_, state)| state.since <= last)
    }

    /// Each region that is there at `snapshot`, and what it has, found in one pass over the log.
    pub fn present_at(
        &self,
        snapshot: SnapshotIndex,
    ) -> impl Iterator<Item = (RegionId, Region, RegionState)> {
        let mut last = vec![None; self.regions.len()];
        let events = self.events.iter().take_while(|(_, event)| event.state.since <= snapshot);
        events.for_each(|(place, event)| last[event.region.index()] = Some(place));
        // Of the others not even what they were is unpacked.
        let is_left = move |id: &RegionId| self.regions.death(*id).is_none_or(|death| death > snapshot);
        let left = (0..).map(RegionId).zip(last).filter(move |(id, last)| last.is_some() && is_left(id));
        left.filter_map(move |(id, last)| Some((id, self.regions.get(id)?, self.events.get(last?)?.state)))
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
    fn next_change(&self, cursor: &mut Cursor) -> Option<LogChange> {
        let snapshot = SnapshotIndex(cursor.snapshot);
        if snapshot.index() >= self.snapshots.len() {
            return None;
        }
        if let Some(&id) = self.deaths.get(cursor.death)
            && self.regions.death(id) == Some(snapshot)
        {
            cursor.death += 1;
            return Some(LogChange::Died(id));
        }
        let event = self.events.read(cursor.event);
        if let Some((event, next)) = event.filter(|(event, _)| event.state.since == snapshot) {
            cursor.event = next;
            let before = event.previous.and_then(|place| self.events.get(place));
            let before = before.map(|event| event.state);
            return Some(LogChange::State { region: event.region, now: event.state, before });
        }
        if let Some(&Move { region, from, to, .. }) =
            self.moves.get(cursor.moved).filter(|moved| moved.at == snapshot)
        {
            cursor.moved += 1;
            return Some(LogChange::Moved { region, from, to });
        }
        cursor.snapshot += 1;
        Some(LogChange::End(snapshot))
    }

    /// How many regions were found to be in another category.
    pub fn findings(&self) -> usize {
        self.moves.len()
    }

    /// The place behind the last entry.
    fn end_of_log(&self) -> Cursor {
        Cursor {
            snapshot: index_from(self.snapshots.len()).0,
            death: self.deaths.len(),
            event: self.events.end(),
            moved: self.moves.len(),
        }
    }

    /// Call stacks that another tool has logged; only texts bring any.
    pub fn logged_stacks(&self) -> &LoggedStacks {
        &self.logged_stacks
    }

    /// Adds call stacks that another tool has logged.
    pub fn add_logged_stacks(&mut self, stacks: LoggedStacks) {
        Arc::make_mut(&mut self.logged_stacks).take_in(stacks);
    }

    /// The calls that changed the address space, where they were logged.
    pub const fn calls(&self) -> &CallLog {
        &self.calls
    }

    /// Adds calls. A batch that does not fit (only a forged or damaged trace has one) is refused whole.
    pub fn add_calls(&mut self, batch: &CallBatch) -> Result<(), Inconsistent> {
        let fits = self.calls.append(batch);
        fits.then_some(()).ok_or(Inconsistent("a call, a stack or a frame names one that is not there"))
    }

    /// What the memory of malloc held at marks, where it was counted.
    pub const fn heap(&self) -> &HeapLog {
        &self.heap
    }

    /// Adds a count of the heap. One that is not later than the last (only a forged or damaged trace has it) is refused.
    pub fn add_heap_count(&mut self, allocator: &str, count: HeapCount) -> Result<(), Inconsistent> {
        let fits = self.heap.append(allocator, count);
        fits.then_some(()).ok_or(Inconsistent("a count of the heap is not later than the one before"))
    }

    /// Names the functions that the frames of calls are in, in the order of [`CallLog::frames`].
    pub fn name_functions(&mut self, functions: Vec<Vec<Function>>) {
        self.calls.name_functions(functions);
    }

    /// Adds a warning.
    pub fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// Notes which allocators and language runtimes live in the process.
    pub const fn recognise(&mut self, runtimes: Runtimes) {
        self.runtimes = runtimes;
    }

    /// Begins a new epoch: the target called `exec`.
    pub fn begin_epoch(&mut self, epoch: Epoch) {
        self.runtimes = Runtimes::default();
        self.settling = settling::Settling::default();
        self.epochs.push(epoch);
    }
}

fn index_from(place: usize) -> SnapshotIndex {
    SnapshotIndex(u32::try_from(place).unwrap_or(u32::MAX))
}
