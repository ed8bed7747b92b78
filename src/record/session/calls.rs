//! Passes calls that change the address space on to the journal.

use super::messages::Event;
use super::sampler::{Sampler, tell};
use crate::model::{CallBatch, LostCalls};
use std::time::Duration;

/// So long the last calls are waited for. No tick waits for any.
const LAST_CALLS: Duration = Duration::from_secs(5);

impl Sampler {
    /// Hands on the calls that came since the snapshot before, as far as they are at hand.
    pub(super) fn deliver_calls(&mut self) {
        let patience = self.governor.period() / 4;
        self.hand_on_calls(patience);
    }

    /// Hands on what is left of the calls. Where that does not come, an unknown number is lost.
    pub(super) fn deliver_last_calls(&mut self) {
        if self.calls.is_some() && !self.hand_on_calls(LAST_CALLS) {
            let lost = vec![LostCalls { at: self.now(), count: LostCalls::UNKNOWN }];
            self.hand_on(CallBatch { lost, ..CallBatch::default() });
            self.warn("the last calls are missing: they were not read in time".to_owned());
        }
    }

    /// Says whether all that came was at hand.
    fn hand_on_calls(&mut self, patience: Duration) -> bool {
        let Some(calls) = &mut self.calls else { return true };
        let batch = calls.take(self.start, patience);
        let warnings = calls.take_warnings();
        let is_at_hand = batch.is_some();
        self.hand_on(batch.unwrap_or_default());
        for warning in warnings {
            self.warn(warning);
        }
        is_at_hand
    }

    fn hand_on(&mut self, batch: CallBatch) {
        if !batch.is_empty() {
            self.journal.calls(&batch);
            tell(&self.outbox, self.waker.as_ref(), Event::Calls(batch));
        }
    }
}
