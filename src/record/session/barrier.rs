//! A mark is a barrier: one moment, complete.

use super::messages::{Event, MarkAnswer, MarkRequest, Refusal};
use super::sampler::{Sampler, tell};
use crate::model::units::Timestamp;
use crate::model::{Mark, MarkRole, SnapshotDelta, SnapshotKind, TotalKind, Totals};
use crate::source::{EndReason, ReadScope};
use crossbeam_channel::Sender;
use std::time::{Duration, Instant};

impl Sampler {
    /// Sets a mark, and answers when everything about its moment is known.
    pub(super) fn mark(&mut self, request: MarkRequest) -> Result<(), EndReason> {
        let MarkRequest { label, role, answer } = request;
        if let MarkRole::Closed(cycle) = role
            && self.has_mark(role)
        {
            let _nobody_waits = answer.send(Err(Refusal::ClosedBefore(cycle)));
            return Ok(());
        }
        self.answer(&answer, |sampler, MarkAnswer { at, cost }| {
            sampler.count_heap(at);
            let mark = Mark { at, label, role, cost };
            sampler.add_mark(mark.clone());
            Some(mark)
        })
    }

    /// Takes a complete look by itself, and answers.
    pub(super) fn snapshot(&mut self, answer: &Sender<Result<MarkAnswer, Refusal>>) -> Result<(), EndReason> {
        self.answer(answer, |_, _| None)
    }

    /// Takes a complete look, and answers when it is in the file with the mark that `set` makes of it.
    fn answer(
        &mut self,
        whom: &Sender<Result<MarkAnswer, Refusal>>,
        set: impl FnOnce(&mut Self, MarkAnswer) -> Option<Mark>,
    ) -> Result<(), EndReason> {
        let result = match self.barrier() {
            Err(reason) => {
                let _nobody_waits = whom.send(Err(Refusal::Ended));
                return Err(reason);
            }
            Ok(None) => Err(Refusal::Unreadable("the target could not be read at this moment".to_owned())),
            Ok(Some((at, cost))) => {
                let answer = MarkAnswer { at, cost };
                let mark = set(self, answer);
                let failure = self.journal.flush();
                self.tell_failure(failure);
                if let Some(mark) = mark {
                    tell(&self.outbox, self.waker.as_ref(), Event::Mark(mark));
                }
                Ok(answer)
            }
        };
        let _nobody_waits = whom.send(result);
        Ok(())
    }

    /// One moment, complete: mappings, objects, the usage of everything, and what the walk finds out about categories.
    /// Says when it was and what it cost, or nothing where the target could not be read.
    ///
    /// It takes two snapshots: what the walk learns of a region can only be told once the region is there.
    pub(super) fn barrier(&mut self) -> Result<Option<(Timestamp, Duration)>, EndReason> {
        let began = self.source.cpu_time();
        let Some(totals) = self.walk(began)? else {
            return Ok(None);
        };
        let mut delta = SnapshotDelta { kind: SnapshotKind::Barrier, ..SnapshotDelta::default() };
        let walked = self.cpu_before;
        if !self.observe(ReadScope::Due, &mut delta)? {
            return Ok(None);
        }
        // What only the walk tells is added; all else is of this look, as its regions are.
        for (kind, value) in totals.iter() {
            if delta.totals.get(kind).is_none() {
                delta.totals.set(kind, value);
            }
        }
        let observed = self.source.cpu_time();
        self.buffers.spans.clear();
        self.tracker.estimated_spans(&mut self.buffers.spans);
        self.buffers.readings.clear();
        let measured = self.source.measure(&self.buffers.spans, Duration::MAX, &mut self.buffers.readings);
        self.take_readings(measured, &mut delta)?;
        self.cpu_before = self.source.cpu_time();
        delta.cost.mapping = observed.saturating_sub(walked);
        delta.cost.usage = self.cpu_before.saturating_sub(observed);
        let at = delta.at;
        self.deliver(delta);
        self.everything_is_read(&totals);
        Ok(Some((at, self.cpu_before.saturating_sub(began))))
    }

    /// The first half of a barrier: everything is asked for. Gives the totals, with those that only a walk can tell.
    fn walk(&mut self, began: Duration) -> Result<Option<Totals>, EndReason> {
        let mut delta = SnapshotDelta { kind: SnapshotKind::Barrier, ..SnapshotDelta::default() };
        delta.cost.rest = began.saturating_sub(self.cpu_before);
        // A target that became another program just now is asked once more.
        if !self.observe(ReadScope::Everything, &mut delta)?
            && !self.observe(ReadScope::Everything, &mut delta)?
        {
            return Ok(None);
        }
        let observed = self.source.cpu_time();
        self.buffers.readings.clear();
        let mut totals = delta.totals;
        let walked = self.source.walk(&mut self.buffers.readings, &mut totals);
        delta.usage_complete = walked.is_ok();
        self.take_readings(walked, &mut delta)?;
        self.tell_parts_apart(Duration::MAX, &mut delta)?;
        self.cpu_before = self.source.cpu_time();
        delta.totals = totals;
        delta.cost.mapping = observed.saturating_sub(began);
        delta.cost.usage = self.cpu_before.saturating_sub(observed);
        self.governor.walked(Instant::now(), delta.cost.usage);
        let is_replaced = self.known.is_replaced;
        self.deliver(delta);
        // What was read of the former program is nothing to the next.
        Ok((!is_replaced).then_some(totals))
    }

    /// After a barrier nothing is worth another look until it moves.
    fn everything_is_read(&mut self, totals: &Totals) {
        self.usage.moved_since_sweep = false;
        self.usage.resident = totals.get(TotalKind::Resident);
        self.tracker.take_moved(&mut self.buffers.spans);
        self.buffers.spans.clear();
    }
}
