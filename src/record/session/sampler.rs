//! The sampling thread: a loop over a grid of ticks, with commands in between.

use super::hot_spans::UsageState;
use super::journal::Journal;
use super::messages::{Command, End, EndCause, Event, MarkRequest, Refusal};
use super::{Options, Waker};
use crate::model::units::{Address, AddressRange, Timestamp};
use crate::model::{
    Annotations, Epoch, Mark, MarkRole, Readings, Runtimes, SnapshotDelta, TotalKind, Warning,
};
use crate::record::tracking::Tracker;
use crate::source::{
    CallSource, EndReason, Governor, HeapSource, Observed, ReadScope, Source, SourceError, Sweep,
};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// Owns source and tracker, and lives on a thread of its own.
pub(super) struct Sampler {
    pub(super) source: Box<dyn Source>,
    pub(super) tracker: Tracker,
    pub(super) governor: Governor,
    pub(super) journal: Journal,
    pub(super) calls: Option<Box<dyn CallSource>>,
    pub(super) heap: Option<Box<dyn HeapSource>>,
    inbox: Receiver<Command>,
    pub(super) outbox: Sender<Event>,
    pub(super) waker: Option<Waker>,
    /// The marks as they are in the file.
    marks: Annotations,
    /// The marks that were set, in order, whatever became of them since.
    marks_set: Vec<Mark>,
    pub(super) start: Instant,
    next_tick: Instant,
    paused: bool,
    skipped: u32,
    pub(super) known: Known,
    pub(super) usage: UsageState,
    pub(super) buffers: Buffers,
    /// CPU time of this thread when the last tick ended.
    pub(super) cpu_before: Duration,
}

/// What was told already, and what is still to be told.
#[derive(Default)]
pub(super) struct Known {
    tags: usize,
    categories: usize,
    runtimes: Runtimes,
    transient: Option<String>,
    /// Why the heap was not counted, or not exactly.
    pub(super) of_heap: Option<String>,
    /// Whether the full sweep found another program: a new epoch begins behind the snapshot under way.
    pub(super) is_replaced: bool,
}

/// Reused from tick to tick.
#[derive(Default)]
pub(super) struct Buffers {
    observed: Observed,
    pub(super) readings: Readings,
    pub(super) spans: Vec<AddressRange>,
}

impl Sampler {
    pub(super) fn new(
        source: Box<dyn Source>,
        options: Options,
        start: Instant,
        inbox: Receiver<Command>,
        outbox: Sender<Event>,
    ) -> Self {
        Self {
            tracker: Tracker::in_pages(source.target().page_size),
            source,
            governor: Governor::new(options.interval, options.budget),
            journal: Journal::new(options.writer),
            calls: options.calls,
            heap: options.heap,
            inbox,
            outbox,
            waker: options.waker,
            marks: Annotations::default(),
            marks_set: Vec::new(),
            start,
            next_tick: start,
            paused: false,
            skipped: 0,
            known: Known::default(),
            usage: UsageState::default(),
            buffers: Buffers::default(),
            cpu_before: Duration::ZERO,
        }
    }

    /// Records until told to stop, or until the target is gone. Whoever asks for something afterwards is answered until the
    /// session is dropped: what stays in a channel would never be.
    pub(super) fn run(self) {
        for command in self.record() {
            match command {
                Command::Mark(MarkRequest { answer, .. }) | Command::Snapshot(answer) => {
                    let _nobody_waits = answer.send(Err(Refusal::Ended));
                }
                Command::Leave => return,
                Command::Annotate(..)
                | Command::Warn(_)
                | Command::Pause
                | Command::Resume
                | Command::Stop => {}
            }
        }
    }

    /// Records; gives back the inbox when all has been told.
    fn record(mut self) -> Receiver<Command> {
        self.cpu_before = self.source.cpu_time();
        let mut ended = self.barrier().err();
        while ended.is_none() {
            ended = match self.next_command() {
                Some(Command::Mark(request)) => self.mark(request).err(),
                Some(Command::Snapshot(answer)) => self.snapshot(&answer).err(),
                Some(Command::Annotate(annotations, seen)) => {
                    self.annotate(annotations, seen);
                    None
                }
                Some(Command::Warn(text)) => {
                    self.warn(text);
                    None
                }
                Some(Command::Pause) => {
                    self.paused = true;
                    // Nothing comes for a while that would write what waits.
                    let failure = self.journal.flush();
                    self.tell_failure(failure);
                    None
                }
                Some(Command::Resume) => {
                    self.paused = false;
                    self.next_tick = Instant::now();
                    None
                }
                Some(Command::Stop | Command::Leave) => break,
                None => self.grid_tick().err(),
            };
        }
        let cause = match ended {
            Some(reason) => EndCause::Target(reason),
            // The last figures shall be complete; a target that goes at this very moment has given all it had.
            None => self.barrier().err().map_or(EndCause::Stopped, |_reason| EndCause::Stopped),
        };
        self.deliver_last_calls();
        // At the end of the file a list finds them without reading all of it.
        self.journal.annotations(&self.marks);
        let at = self.now();
        let (write_error, unwritten) = self.journal.finish().unzip();
        let end = Event::Ended(End { at, cause, write_error, unwritten });
        tell(&self.outbox, self.waker.as_ref(), end);
        self.inbox
    }

    /// Whether there is a mark of this role now.
    pub(super) fn has_mark(&self, role: MarkRole) -> bool {
        self.marks.mark_with_role(role).is_some()
    }

    /// A mark was set.
    pub(super) fn add_mark(&mut self, mark: Mark) {
        self.journal.mark(&mark);
        self.marks_set.push(mark.clone());
        self.marks.add_mark(mark);
    }

    /// The owner has changed the marks, without knowing yet of those that were set meanwhile.
    fn annotate(&mut self, annotations: Annotations, seen: usize) {
        self.marks = annotations;
        for mark in self.marks_set.iter().skip(seen) {
            self.marks.add_mark(mark.clone());
        }
        self.journal.annotations(&self.marks);
        if self.paused {
            let failure = self.journal.flush();
            self.tell_failure(failure);
        }
    }

    /// Sleeps until the next tick or command. Nothing means that a tick is due.
    fn next_command(&self) -> Option<Command> {
        if self.paused {
            return Some(self.inbox.recv().unwrap_or(Command::Stop));
        }
        match self.inbox.recv_deadline(self.next_tick) {
            Ok(command) => Some(command),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Command::Stop),
        }
    }

    /// A tick of the grid; left out where the owner of the recording cannot keep up.
    fn grid_tick(&mut self) -> Result<(), EndReason> {
        let now = Instant::now();
        let late = now.saturating_duration_since(self.next_tick);
        let period = self.governor.period();
        // Ticks that were slept through are left out, not made up for.
        let missed = u32::try_from(late.as_nanos() / period.as_nanos().max(1)).unwrap_or(u32::MAX);
        self.next_tick += period * (missed + 1);
        self.skipped += missed;
        if self.outbox.is_full() {
            self.skipped += 1;
            return Ok(());
        }
        self.tick(late)
    }

    fn tick(&mut self, late: Duration) -> Result<(), EndReason> {
        let began = self.source.cpu_time();
        let mut delta = SnapshotDelta::default();
        delta.cost.late = late;
        delta.cost.rest = began.saturating_sub(self.cpu_before);
        if !self.observe(ReadScope::Due, &mut delta)? {
            self.skipped += 1;
            self.cpu_before = began;
            return Ok(());
        }
        let observed = self.source.cpu_time();
        delta.cost.mapping = observed.saturating_sub(began);
        self.read_usage(&mut delta)?;
        self.cpu_before = self.source.cpu_time();
        delta.cost.usage = self.cpu_before.saturating_sub(observed);
        if let Some(period) = self.governor.book(&delta.cost) {
            self.warn(format!(
                "asking for the mappings takes more, or less, of the budget: a tick each {} ms now",
                period.as_millis()
            ));
        }
        self.deliver(delta);
        Ok(())
    }

    /// Asks what is mapped. Says whether there was an answer.
    pub(super) fn observe(&mut self, scope: ReadScope, delta: &mut SnapshotDelta) -> Result<bool, EndReason> {
        let observed = &mut self.buffers.observed;
        observed.clear();
        match self.source.observe(scope, observed) {
            Ok(()) => {}
            Err(SourceError::Ended(reason)) => return Err(reason),
            Err(SourceError::Replaced) => {
                self.begin_epoch();
                return Ok(false);
            }
            Err(SourceError::Transient(what)) => {
                self.warn_once(what);
                return Ok(false);
            }
        }
        delta.at = Timestamp::after(self.start.elapsed());
        delta.totals = observed.totals;
        self.tracker.observe(&observed.spans, &observed.mapped, delta);
        if observed.unmapped_read {
            self.tracker.observe_unmapped(&observed.unmapped, delta);
        }
        Ok(true)
    }

    /// Looks at pages and sweeps, as far as the budget goes.
    fn read_usage(&mut self, delta: &mut SnapshotDelta) -> Result<(), EndReason> {
        let resident = delta.totals.get(TotalKind::Resident);
        let grew_or_shrank = resident != self.usage.resident;
        self.usage.resident = resident;
        self.usage.moved_since_sweep |= grew_or_shrank || !delta.is_quiet();
        let plan = self.governor.plan(Instant::now(), self.usage.moved_since_sweep);
        self.tracker.take_moved(&mut self.buffers.spans);
        self.usage.hot.warm(&mut self.buffers.spans);
        if plan.measure > Duration::ZERO && grew_or_shrank | !delta.is_quiet() && !self.usage.hot.is_empty() {
            self.usage.hot.look(&mut self.buffers.spans);
            self.buffers.readings.clear();
            let measured = self.source.measure(&self.buffers.spans, plan.measure, &mut self.buffers.readings);
            self.take_readings(measured, delta)?;
        }
        if plan.sweep > Duration::ZERO {
            let began = self.source.cpu_time();
            self.buffers.readings.clear();
            let swept = self.source.sweep(plan.sweep, &mut self.buffers.readings);
            let complete = matches!(swept, Ok(Sweep::Complete));
            self.governor.swept(Instant::now(), self.source.cpu_time().saturating_sub(began), complete);
            self.take_readings(swept.map(drop), delta)?;
            self.tell_parts_apart(plan.measure, delta)?;
            delta.usage_complete = complete;
            self.usage.moved_since_sweep &= !complete;
        }
        Ok(())
    }

    /// Looks at the pages of regions that share a kernel entry, of which the last readings told no more than the sum. What
    /// `budget` does not reach is looked at when something moves.
    pub(super) fn tell_parts_apart(
        &mut self,
        budget: Duration,
        delta: &mut SnapshotDelta,
    ) -> Result<(), EndReason> {
        let Buffers { spans, readings, .. } = &mut self.buffers;
        spans.clear();
        self.tracker.take_unsure(spans);
        if spans.is_empty() {
            return Ok(());
        }
        readings.clear();
        let measured = self.source.measure(spans, budget, readings);
        let done = readings.spans.last().map_or(Address::ZERO, |last| last.end);
        spans.retain(|span| span.start >= done);
        self.usage.hot.warm(spans);
        self.take_readings(measured, delta)
    }

    pub(super) fn take_readings(
        &mut self,
        answer: Result<(), SourceError>,
        delta: &mut SnapshotDelta,
    ) -> Result<(), EndReason> {
        match answer {
            Ok(()) => self.tracker.take_readings(&self.buffers.readings, delta),
            Err(SourceError::Ended(reason)) => return Err(reason),
            Err(SourceError::Replaced) => self.known.is_replaced = true,
            Err(SourceError::Transient(what)) => self.warn_once(what),
        }
        self.buffers.spans.clear();
        Ok(())
    }

    /// The target called `exec`: everything before has died with the former program.
    fn begin_epoch(&mut self) {
        let mut delta = SnapshotDelta { at: self.now(), ..SnapshotDelta::default() };
        self.tracker.end_epoch(&mut delta);
        self.usage = UsageState::default();
        let epoch = Epoch { at: delta.at, target: self.source.target().clone() };
        self.deliver(delta);
        // Those that are known of the new program already are told with its first snapshot.
        self.known.runtimes = Runtimes::default();
        self.journal.epoch(&epoch);
        self.warn(format!("the target became another program ({}): a new epoch begins", epoch.target.name));
        tell(&self.outbox, self.waker.as_ref(), Event::Epoch(epoch));
    }

    /// Hands a snapshot to the file and to the owner of the recording. If its usage could not be read because the target is
    /// another program by now, the new epoch follows: no region may die before the snapshot in which it was born.
    pub(super) fn deliver(&mut self, mut delta: SnapshotDelta) {
        delta.cost.skipped = std::mem::take(&mut self.skipped);
        let vocabulary = self.source.vocabulary();
        delta.new_tags.extend_from_slice(&vocabulary.tags()[self.known.tags..]);
        delta.new_categories.extend_from_slice(&vocabulary.categories()[self.known.categories..]);
        (self.known.tags, self.known.categories) = (vocabulary.tags().len(), vocabulary.categories().len());
        let runtimes = self.source.runtimes();
        delta.runtimes = (runtimes != self.known.runtimes).then_some(runtimes);
        self.known.runtimes = runtimes;
        self.deliver_calls();
        let failure = self.journal.push(&delta);
        tell(&self.outbox, self.waker.as_ref(), Event::Delta(delta));
        self.tell_failure(failure);
        for warning in self.source.take_warnings() {
            self.warn(warning);
        }
        if std::mem::take(&mut self.known.is_replaced) {
            self.begin_epoch();
        }
    }

    pub(super) fn tell_failure(&mut self, failure: Option<String>) {
        if let Some(failure) = failure {
            self.warn(failure);
        }
    }

    fn warn_once(&mut self, text: String) {
        if self.known.transient.as_ref() != Some(&text) {
            self.known.transient = Some(text.clone());
            self.warn(text);
        }
    }

    pub(super) fn warn(&mut self, text: String) {
        let warning = Warning { at: self.now(), text };
        self.journal.warning(&warning);
        tell(&self.outbox, self.waker.as_ref(), Event::Warning(warning));
    }

    pub(super) fn now(&self) -> Timestamp {
        Timestamp::after(self.start.elapsed())
    }
}

/// Where nobody listens any more, the session is being dropped.
pub(super) fn tell(outbox: &Sender<Event>, waker: Option<&Waker>, event: Event) {
    let _nobody_listens = outbox.send(event);
    if let Some(waker) = waker {
        waker();
    }
}
