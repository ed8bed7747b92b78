//! Passes calls that change the address space on to the journal.

use super::messages::Event;
use super::sampler::{Sampler, tell};

impl Sampler {
    /// Hands on the calls that came since the snapshot before.
    pub(super) fn deliver_calls(&mut self) {
        let Some(calls) = &mut self.calls else { return };
        let batch = calls.take(self.start);
        let warnings = calls.take_warnings();
        if !batch.is_empty() {
            self.journal.calls(&batch);
            tell(&self.outbox, self.waker.as_ref(), Event::Calls(batch));
        }
        for warning in warnings {
            self.warn(warning);
        }
    }
}
