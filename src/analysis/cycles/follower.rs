//! The cycles of a recording, kept up to date while it grows and marks are set, moved and taken away.
//!
//! The log is read up to the last closing mark and no further: a mark set later costs what happened since the one before.
//! Where marks change that were passed already, all is read anew. What is found out later of a region's category holds for
//! all of its life, so findings are taken in wherever they stand.

use super::cycle::{Cycle, closed, inside};
use super::tally::{Lasting, Standing, Tally};
use super::{CycleSeries, Cycles};
use crate::analysis::explained::Explained;
use crate::analysis::living::Living;
use crate::analysis::membership::Membership;
use crate::analysis::{Unattributed, Window};
use crate::model::units::Bytes;
use crate::model::{
    Accumulator, Category, CategoryId, LogChange, LogEntry, LogReader, Recording, Region, RegionId,
    RegionState, Revision, SnapshotIndex, Trace,
};
use std::collections::BTreeSet;

/// Follows a recording and keeps the figures of its cycles.
#[derive(Clone, Debug, Default)]
pub struct CyclesFollower {
    /// How many cycles are left out, where somebody said so.
    told_warmup: Option<usize>,
    /// In which part of the recording cycles are looked for, where somebody said so.
    told_window: Option<Window>,
    /// The marks by which the cycles are told, as long as they tell the same.
    marks: Option<Revision>,
    /// The cycles that are read, or being read.
    cycles: Vec<Cycle>,
    warmup: usize,
    /// Where they begin and end.
    bounds: Vec<SnapshotIndex>,
    /// How many bounds were passed.
    passed: usize,
    reader: LogReader,
    /// Whether anything was read behind the last bound that was passed.
    has_read_on: bool,
    membership: Membership,
    explained: Explained,
    tallies: Vec<Tally>,
    /// What is alive of the cycles that are not closed yet.
    newborn: Living<Standing>,
    /// Who was born in them, those that died since included.
    births: Vec<RegionId>,
    /// What no region explained at each bound that was passed.
    unattributed: Vec<Unattributed>,
    /// As of the last time when all was read.
    published: Cycles,
    times_changed: u64,
    /// Whether the figures may be others since: all was read anew, or a finding came.
    is_outdated: bool,
}

impl CyclesFollower {
    /// Leaves out so many cycles at the start; without it those that end by the baseline, or two where there is none.
    pub fn new(warmup: Option<usize>) -> Self {
        Self { told_warmup: warmup, ..Self::default() }
    }

    /// Follows the cycles inside a window only.
    pub fn within(window: Window, warmup: Option<usize>) -> Self {
        Self { told_window: Some(window), ..Self::new(warmup) }
    }

    /// The cycles as of the last time when all was read.
    pub const fn cycles(&self) -> &Cycles {
        &self.published
    }

    /// How often [`Self::cycles`] became others: while this stays the same, so do they.
    pub const fn times_changed(&self) -> u64 {
        self.times_changed
    }

    /// The cycles, where nothing more is to be followed.
    pub fn into_cycles(self) -> Cycles {
        self.published
    }

    /// Takes in what is new, in at most so many steps, and says whether the figures are those of all closed cycles.
    pub fn follow(&mut self, trace: &Trace, steps: usize) -> bool {
        self.look_at_marks(trace);
        let recording = &trace.recording;
        let mut reader = self.reader;
        let has_read = reader.advance(recording, self, steps);
        self.reader = reader;
        let is_done = has_read && self.is_read();
        if is_done && !self.is_published() {
            let measured = self.measured(recording);
            if measured != self.published {
                self.published = measured;
                self.times_changed += 1;
            }
            self.is_outdated = false;
        }
        is_done
    }

    /// Finds out which cycles there are, unless the marks are those of the last time.
    fn look_at_marks(&mut self, trace: &Trace) {
        let Trace { recording, annotations } = trace;
        if self.marks == Some(annotations.revision()) {
            return;
        }
        let all = closed(trace, self.told_warmup);
        let (cycles, warmup) = match self.told_window {
            Some(window) => inside(all, window),
            None => all,
        };
        if cycles != self.cycles || warmup != self.warmup {
            self.expect(cycles, warmup);
        }
        // The snapshot of a mark that lies behind all of them is still to come.
        let last = recording.snapshots().last().map(|snapshot| snapshot.at);
        let is_settled =
            annotations.marks().last().is_none_or(|mark| last.is_some_and(|last| mark.at < last));
        self.marks = is_settled.then(|| annotations.revision());
    }

    fn is_read(&self) -> bool {
        self.passed == self.bounds.len()
    }

    fn is_published(&self) -> bool {
        let published = self.published.warmup.len();
        !self.is_outdated && published == self.warmup && self.published.all().eq(&self.cycles)
    }

    /// Other cycles are asked for. What was read stays where they begin and end at the same snapshots so far.
    fn expect(&mut self, cycles: Vec<Cycle>, warmup: usize) {
        let bounds: BTreeSet<_> =
            cycles.iter().flat_map(|cycle| [cycle.window.from, cycle.window.to]).collect();
        let bounds: Vec<_> = bounds.into_iter().collect();
        let last = self.passed.checked_sub(1).map(|last| self.bounds[last]);
        let next = bounds.get(self.passed);
        let goes_on = bounds.starts_with(&self.bounds[..self.passed])
            && next.is_none_or(|&next| next >= self.reader.next_snapshot())
            && self.read_windows(&cycles, last).eq(self.read_windows(&self.cycles, last));
        if !goes_on {
            let published = std::mem::take(&mut self.published);
            let Self { told_warmup, told_window, times_changed, .. } = *self;
            let anew = Self { told_warmup, told_window, published, times_changed, ..Self::default() };
            *self = Self { is_outdated: true, ..anew };
        }
        (self.cycles, self.warmup, self.bounds) = (cycles, warmup, bounds);
    }

    /// The windows of those cycles in which something was read, where `last` is the last bound that was passed.
    fn read_windows(&self, cycles: &[Cycle], last: Option<SnapshotIndex>) -> impl Iterator<Item = Window> {
        let has_read_on = self.has_read_on;
        let is_read = move |window: &Window| {
            last.is_some_and(|last| window.to <= last || has_read_on && window.from <= last)
        };
        cycles.iter().map(|cycle| cycle.window).take_while(is_read)
    }

    fn update(&mut self, recording: &Recording, id: RegionId, now: RegionState, before: Option<RegionState>) {
        let region = &recording.region(id);
        if before.is_none() {
            self.membership.enter(recording, id);
        }
        self.explained.change(region, before.as_ref(), Some(&now));
        let cohort = self.cohort_of(region);
        let tally = &mut self.tallies[self.membership.category_of(id).index()];
        if let Some(before) = before {
            tally.leave(&Standing::new(region, before, cohort));
        }
        let standing = Standing::new(region, now, cohort);
        tally.enter(&standing);
        if cohort.is_some_and(|cohort| now.since <= self.cycles[cohort].window.to) {
            if let Some(before) = self.newborn.get_mut(id) {
                *before = standing;
            } else {
                self.newborn.insert(id, standing);
                self.births.push(id);
            }
        }
    }

    fn bury(&mut self, recording: &Recording, id: RegionId) {
        let region = &recording.region(id);
        // Nothing is said of a region behind its death.
        if let Some(state) = recording.history(region).next() {
            self.explained.change(region, Some(&state), None);
            let standing = Standing::new(region, state, self.cohort_of(region));
            self.tallies[self.membership.category_of(id).index()].leave(&standing);
        }
        self.newborn.remove(id);
    }

    /// The category that a region is found to have holds for all of its life; the tallies are those of `now`.
    fn take_along(&mut self, recording: &Recording, id: RegionId, now: SnapshotIndex) {
        let Some((from, to)) = self.membership.renew(recording, id) else { return };
        self.is_outdated = true;
        let region = &recording.region(id);
        let cohort = self.cohort_of(region);
        let so_far = (self.passed, self.closed());
        let mut until = region.death.filter(|&death| death <= now);
        for state in recording.history(region).filter(|state| state.since <= now) {
            let lasting = self.lasting(state.since, until);
            let standing = Standing::new(region, state, cohort);
            for (category, belongs) in [(from, false), (to, true)] {
                self.tallies[category.index()].amend(&standing, lasting, so_far, belongs);
            }
            until = Some(state.since);
        }
    }

    /// How many cycles were closed by the bounds that were passed.
    fn closed(&self) -> usize {
        let last = self.passed.checked_sub(1).map(|last| self.bounds[last]);
        self.cycles.partition_point(|cycle| last.is_some_and(|last| cycle.window.to <= last))
    }

    /// At which bounds and closing marks so far something was there from one snapshot up to another.
    fn lasting(&self, from: SnapshotIndex, until: Option<SnapshotIndex>) -> Lasting {
        let (passed, closed) = (&self.bounds[..self.passed], &self.cycles[..self.closed()]);
        let bound = |at: SnapshotIndex| passed.partition_point(|&bound| bound < at);
        let closing = |at: SnapshotIndex| closed.partition_point(|cycle| cycle.window.to < at);
        Lasting { bounds: (bound(from), until.map(bound)), closings: (closing(from), until.map(closing)) }
    }

    /// Cycles do not overlap, so the first that ends at or behind a birth is the only one that may hold it.
    fn cohort_of(&self, region: &Region) -> Option<usize> {
        let nth = self.cycles.partition_point(|cycle| cycle.window.to < region.birth);
        self.cycles.get(nth)?.window.contains(region.birth).then_some(nth)
    }

    fn pass(&mut self, recording: &Recording, bound: SnapshotIndex) {
        self.tallies.iter_mut().for_each(|tally| tally.pass(self.passed));
        self.passed += 1;
        self.has_read_on = false;
        self.unattributed.push(self.explained.now(recording, bound));
        let first = self.cycles.partition_point(|cycle| cycle.window.to < bound);
        for nth in first..self.closed() {
            for id in self.births.drain(..) {
                if let Some(standing) = self.newborn.remove(id) {
                    self.tallies[self.membership.category_of(id).index()].bear(nth, &standing);
                }
            }
            self.tallies.iter_mut().for_each(|tally| tally.close(nth));
        }
    }

    fn measured(&self, recording: &Recording) -> Cycles {
        let place = |at: SnapshotIndex| self.bounds.partition_point(|&bound| bound < at);
        let places: Vec<_> =
            self.cycles.iter().map(|cycle| (place(cycle.window.from), place(cycle.window.to))).collect();
        let target = recording.target().filter(|_| !self.cycles.is_empty());
        let page_size = target.map_or(Bytes::ZERO, |target| target.page_size);
        let rounding = recording.start().map(|start| start.rounding.clone()).unwrap_or_default();
        let mut cycles = Cycles { warmup: self.cycles.clone(), page_size, rounding, ..Cycles::default() };
        cycles.cycles = cycles.warmup.split_off(self.warmup);
        cycles.total = CycleSeries::empty(places.len(), self.warmup);
        for (id, tally) in (0..).map(CategoryId).zip(&self.tallies) {
            let is_counted = recording.category(id).is_some_and(Category::is_counted);
            let series = tally.series(self.passed, &places, self.warmup, page_size);
            let Some(series) = series else { continue };
            let series = if is_counted { series } else { series.without_access() };
            cycles.total.add(&series);
            if is_counted || series.is_used() {
                cycles.categories.insert(id, series);
            }
        }
        let counted = &places[self.warmup..];
        let bounds =
            counted.first().map(|&(from, _)| from).into_iter().chain(counted.iter().map(|&(_, to)| to));
        cycles.unattributed = bounds.map(|bound| self.unattributed[bound]).collect();
        cycles
    }
}

impl Accumulator for CyclesFollower {
    fn prepare(&mut self, recording: &Recording) {
        self.tallies.resize_with(recording.categories().len(), Tally::default);
    }

    fn add(&mut self, entry: &LogEntry<'_>) -> usize {
        let &LogEntry { recording, at, change } = entry;
        self.has_read_on |= !self.is_read();
        match change {
            LogChange::Died(id) => self.bury(recording, id),
            LogChange::State { region, now, before } => self.update(recording, region, now, before),
            LogChange::Moved { .. } if self.bounds.is_empty() => {}
            LogChange::Moved { region, .. } => self.take_along(recording, region, at),
            LogChange::End(snapshot) => {
                if self.bounds.get(self.passed) == Some(&snapshot) {
                    self.pass(recording, snapshot);
                }
            }
        }
        0
    }

    /// Behind the last bound only findings of categories are of interest.
    fn is_complete(&self, _next: SnapshotIndex) -> bool {
        self.is_read()
    }
}
