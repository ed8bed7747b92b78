//! What is compared: recordings, or parts of one. A [`SideFollower`] reads the levels of such a part from the log: at its
//! start, at its end, and the highest in between.

use crate::analysis::living::Living;
use crate::analysis::{Assessment, Level, Metric, TrustLimit, Window};
use crate::model::units::{Bytes, TimeRange};
use crate::model::{
    Accumulator, Category, CategoryId, LogChange, LogEntry, LogReader, Recording, Region, RegionId,
    RegionState, SnapshotIndex, Trace,
};
use std::borrow::Cow;

/// How recordings are aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// By what a cycle adds. Recordings of different length can be compared, and chance is told from change.
    #[default]
    Cycles,
    /// By how much more there is at the end of each than at its start. There are no verdicts then.
    Time,
}

/// One recording of a comparison, or a part of one.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// How the user knows it: a path.
    pub name: Cow<'a, str>,
    pub trace: &'a Trace,
    /// The part that is compared.
    pub window: Window,
    /// What its cycles come to.
    pub assessment: Cow<'a, Assessment>,
}

impl<'a> Side<'a> {
    /// A whole recording: from its baseline, or its beginning, to its last closed cycle, or its end.
    pub fn whole(name: impl Into<Cow<'a, str>>, trace: &'a Trace) -> Self {
        let window =
            Window::resolve(trace, None, None).unwrap_or_else(|_reversed| Window::whole(&trace.recording));
        Self { name: name.into(), trace, window, assessment: Cow::Owned(Assessment::assess(trace, None)) }
    }

    /// A part of a recording, with the cycles that lie inside. Which of these are warm-up is decided in the whole recording.
    pub fn part(name: impl Into<Cow<'a, str>>, trace: &'a Trace, window: Window) -> Self {
        let assessment = Cow::Owned(Assessment::within(trace, window));
        Self { name: name.into(), trace, window, assessment }
    }

    /// Whether it can be compared by cycles.
    pub(super) fn has_cycles(&self) -> bool {
        !self.assessment.cycles.cycles.is_empty()
    }

    /// Whether it is a moment and not a span.
    pub(super) fn is_one_snapshot(&self) -> bool {
        self.window.from == self.window.to && !self.trace.recording.snapshots().is_empty()
    }
}

/// What a comparison says about one of its sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideSummary {
    /// How the user knows it: a path.
    pub name: String,
    /// The name of the program; empty in an empty recording.
    pub target: String,
    /// From when to when, since its recording began.
    pub range: TimeRange,
    /// The cycles that count: the numbers of their marks.
    pub counted: Vec<u32>,
    /// How many cycles are left out at the start.
    pub warmup: usize,
    /// Why growth in it is called suspect at most.
    pub limits: Vec<TrustLimit>,
    /// Whether it was made of texts of other tools.
    pub is_imported: bool,
}

impl SideSummary {
    pub(super) fn new(side: &Side<'_>) -> Self {
        let recording: &Recording = &side.trace.recording;
        let cycles = &side.assessment.cycles;
        Self {
            name: side.name.to_string(),
            target: recording.target().map(|target| target.name.clone()).unwrap_or_default(),
            range: side.window.range(recording),
            counted: cycles.cycles.iter().map(|cycle| cycle.number).collect(),
            warmup: cycles.warmup.len(),
            limits: side.assessment.trust.limits.clone(),
            is_imported: recording.is_imported(),
        }
    }

    pub const fn cycles(&self) -> usize {
        self.warmup + self.counted.len()
    }
}

/// The highest levels at any snapshot, each by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Peaks {
    /// Of mapped bytes.
    pub mapped: Bytes,
    /// Of dirty and swapped bytes.
    pub footprint: Bytes,
}

impl Peaks {
    fn raise(&mut self, level: &Level) {
        self.mapped = self.mapped.max(level.mapped);
        self.footprint = self.footprint.max(level.footprint());
    }

    /// The peak of the footprint, or else of mapped bytes.
    pub(super) fn get(&self, metric: Metric) -> Bytes {
        if metric == Metric::Footprint { self.footprint } else { self.mapped }
    }
}

/// The levels of one category inside a window, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WindowLevels {
    pub(super) start: Level,
    pub(super) end: Level,
    pub(super) peaks: Peaks,
}

/// Reads the levels of a window, in steps where somebody waits. While it reads, the end of each is the level as of now.
#[derive(Clone, Debug, Default)]
pub struct SideFollower {
    window: Window,
    reader: LogReader,
    total: WindowLevels,
    categories: Vec<WindowLevels>,
    /// The categories in which something changed since the last snapshot.
    touched: Vec<usize>,
    present: Living<RegionState>,
    /// How many late findings of categories there were when it began.
    findings: usize,
}

impl SideFollower {
    /// Will read this window.
    pub fn new(window: Window) -> Self {
        Self { window, ..Self::default() }
    }

    /// Reads all of a side at once.
    pub(super) fn whole(side: &Side<'_>) -> Self {
        let mut follower = Self::new(side.window);
        follower.follow(&side.trace.recording, usize::MAX);
        follower
    }

    /// Reads at most so many entries of the log, and says whether the window was read to its end.
    pub fn follow(&mut self, recording: &Recording, steps: usize) -> bool {
        let findings = recording.findings();
        if findings > self.findings {
            // The category that is found holds for all of the region's life, also for what was read of it.
            *self = Self { findings, ..Self::new(self.window) };
        }
        let mut reader = self.reader;
        let is_done = reader.advance(recording, self, steps);
        self.reader = reader;
        is_done
    }

    pub(super) const fn total(&self) -> &WindowLevels {
        &self.total
    }

    /// Whether a category has anything at any time; of reserved address space only what is used counts.
    pub(super) fn knows(&self, category: CategoryId) -> bool {
        let levels = self.categories.get(category.index());
        levels.is_some_and(|levels| levels.peaks != Peaks::default())
    }

    /// Several categories together. Their peaks are added up: there was no more than that at one time.
    pub(super) fn sum(&self, categories: &[CategoryId]) -> WindowLevels {
        let mut sum = WindowLevels::default();
        for levels in categories.iter().filter_map(|id| self.categories.get(id.index())) {
            sum.start += levels.start;
            sum.end += levels.end;
            sum.peaks.mapped += levels.peaks.mapped;
            sum.peaks.footprint += levels.peaks.footprint;
        }
        sum
    }

    /// Each region that is there at the end.
    pub(super) fn present<'a>(
        &'a self,
        recording: &'a Recording,
    ) -> impl Iterator<Item = (Region, &'a RegionState)> {
        self.present.iter().map(|(id, state)| (recording.region(id), state))
    }

    fn change(
        &mut self,
        recording: &Recording,
        id: RegionId,
        before: Option<&RegionState>,
        now: Option<&RegionState>,
    ) {
        let category = recording.category_of(id);
        let is_counted = recording.category(category).is_some_and(Category::is_counted);
        let level = |state: Option<&RegionState>| {
            let mut level = Level::default();
            if let Some(state) = state {
                level.add_region(state);
            }
            if is_counted { level } else { level.without_access() }
        };
        for end in [&mut self.categories[category.index()].end, &mut self.total.end] {
            *end += level(now);
            *end -= level(before);
        }
        self.touched.push(category.index());
    }

    fn end(&mut self, snapshot: SnapshotIndex) {
        if snapshot == self.window.from {
            for levels in std::iter::once(&mut self.total).chain(&mut self.categories) {
                levels.start = levels.end;
                levels.peaks.raise(&levels.end);
            }
        } else if snapshot > self.window.from {
            self.total.peaks.raise(&self.total.end);
            for &touched in &self.touched {
                let levels = &mut self.categories[touched];
                levels.peaks.raise(&levels.end);
            }
        }
        self.touched.clear();
    }
}

impl Accumulator for SideFollower {
    fn prepare(&mut self, recording: &Recording) {
        self.categories.resize(recording.categories().len(), WindowLevels::default());
    }

    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, change, .. } = entry;
        match change {
            // The region itself says to which category it belongs, as it always did.
            LogChange::Moved { .. } => {}
            LogChange::Died(id) => {
                let last = self.present.remove(id);
                self.change(recording, id, last.as_ref(), None);
            }
            LogChange::State { region, now, before } => {
                self.present.set(region, now);
                self.change(recording, region, before.as_ref(), Some(&now));
            }
            LogChange::End(snapshot) => self.end(snapshot),
        }
        0
    }

    fn is_complete(&self, next: SnapshotIndex) -> bool {
        next > self.window.to
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, RESERVED, Scenario};

    /// Mapped and touched pages at the start, at the end, and the most of each.
    #[track_caller]
    fn check(levels: &WindowLevels, expected: [(u64, u64); 3]) {
        let pages = |bytes: Bytes| bytes.get() / 4096;
        let level = |level: &Level| (pages(level.mapped), pages(level.footprint()));
        let peaks = (pages(levels.peaks.mapped), pages(levels.peaks.footprint));
        assert_eq!([level(&levels.start), level(&levels.end), peaks], expected);
    }

    #[test]
    fn peaks_are_found_between_marks() {
        let mut scenario = Scenario::new();
        scenario.map(0, 4, ANONYMOUS).map(1000, 90, FILE).touch(1000, 90).tick();
        scenario.unmap(1000, 90).tick();
        scenario.map(100, 20, ANONYMOUS).touch(100, 5).map(2000, 50, RESERVED).touch(2000, 3).tick();
        scenario.unmap(100, 15).tick();
        scenario.touch(115, 5).tick();
        scenario.map(3000, 70, FILE).tick();
        let window = Window::new(SnapshotIndex(1), SnapshotIndex(4));
        let recording = &scenario.trace.recording;
        let mut follower = SideFollower::new(window);
        while !follower.follow(recording, 1) {}
        check(&follower.sum(&[Scenario::category(ANONYMOUS)]), [(4, 0), (9, 5), (24, 5)]);
        check(&follower.sum(&[Scenario::category(FILE)]), [(0, 0), (0, 0), (0, 0)]);
        check(&follower.sum(&[Scenario::category(RESERVED)]), [(0, 0), (0, 3), (0, 3)]);
        check(follower.total(), [(4, 0), (9, 8), (24, 8)]);
        let present: Vec<_> = follower.present(recording).map(|(_, state)| state.len).collect();
        assert_eq!(present.into_iter().sum::<Bytes>(), Bytes::new(59 * 4096));
        let mut nothing = SideFollower::default();
        assert!(nothing.follow(&Recording::default(), 1));
        assert_eq!(nothing.total(), &WindowLevels::default());
    }
}
