//! Writes the recording to disk as it grows.

use super::messages::Unwritten;
use crate::model::{Annotations, CallBatch, Epoch, HeapCount, Mark, SnapshotDelta, Warning};
use crate::storage::trace_file::{WriteError, Writer};
use std::time::{Duration, Instant};

/// What was not written for this long is lost to a `kill -9`.
const FLUSH_PERIOD: Duration = Duration::from_millis(500);

/// Writes a recording, if it is to be written. What fails stays in memory and is tried again; the first failure is told.
pub(super) struct Journal {
    writer: Option<Writer>,
    flushed: Instant,
    failing: bool,
    /// Whether a snapshot came already: with the first the file gets its name.
    has_begun: bool,
    /// Calls that wait for the next flush.
    calls: CallBatch,
}

impl Journal {
    pub(super) fn new(writer: Option<Writer>) -> Self {
        Self {
            writer,
            flushed: Instant::now(),
            failing: false,
            has_begun: false,
            calls: CallBatch::default(),
        }
    }

    /// Appends a snapshot, and writes when it is time. Gives what should be told.
    pub(super) fn push(&mut self, delta: &SnapshotDelta) -> Option<String> {
        if let Some(failure) = self.write(|writer| writer.push(delta)) {
            return Some(failure);
        }
        let is_first = !std::mem::replace(&mut self.has_begun, true);
        if is_first || self.flushed.elapsed() >= FLUSH_PERIOD { self.flush() } else { None }
    }

    /// Writes everything now: somebody waits for it.
    pub(super) fn flush(&mut self) -> Option<String> {
        self.flushed = Instant::now();
        let told_before = std::mem::replace(&mut self.failing, false);
        let calls = std::mem::take(&mut self.calls);
        if !calls.is_empty() {
            self.write(|writer| writer.calls(&calls));
        }
        let failure = self.write(|writer| writer.flush().and_then(|()| writer.take_name()))?;
        self.failing = true;
        (!told_before).then_some(failure)
    }

    /// Appends calls, with the next flush.
    pub(super) fn calls(&mut self, batch: &CallBatch) {
        if self.writer.is_some() {
            self.calls.take_in(batch);
        }
    }

    /// Appends the marks.
    pub(super) fn annotations(&mut self, annotations: &Annotations) {
        self.write(|writer| writer.annotations(annotations));
    }

    /// Appends one mark to those that are written.
    pub(super) fn mark(&mut self, mark: &Mark) {
        self.write(|writer| writer.mark(mark));
    }

    /// Appends a count of the heap.
    pub(super) fn heap_count(&mut self, allocator: &str, count: &HeapCount) {
        self.write(|writer| writer.heap_count(allocator, count));
    }

    /// Appends an epoch.
    pub(super) fn epoch(&mut self, epoch: &Epoch) {
        self.write(|writer| writer.epoch(epoch));
    }

    /// Appends a warning.
    pub(super) fn warning(&mut self, warning: &Warning) {
        self.write(|writer| writer.warning(warning));
    }

    /// Ends the file. Where that fails, gives the reason, and what can still be saved elsewhere. Of a recording without a
    /// snapshot nothing is left.
    pub(super) fn finish(self) -> Option<(WriteError, Unwritten)> {
        let mut writer = self.writer.filter(|writer| writer.snapshots() > 0)?;
        let error = writer.finish().err()?;
        Some((error, Unwritten(Box::new(writer))))
    }

    fn write(&mut self, write: impl FnOnce(&mut Writer) -> Result<(), WriteError>) -> Option<String> {
        let error = write(self.writer.as_mut()?).err()?;
        Some(format!("the trace cannot be written and is kept in memory: {error}"))
    }
}
