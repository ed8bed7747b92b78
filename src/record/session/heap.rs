//! What malloc's memory holds is counted at each mark.

use super::messages::Event;
use super::sampler::{Sampler, tell};
use crate::model::HeapCount;
use crate::model::units::Timestamp;
use crate::source::HeapUnknown;

impl Sampler {
    /// Counts for the mark at `at`, and hands it on.
    pub(super) fn count_heap(&mut self, at: Timestamp) {
        let Some(heap) = &mut self.heap else { return };
        let counted = heap.count();
        let refusal = heap.take_refusal();
        match counted {
            Ok(count) => {
                let allocator = heap.allocator().to_owned();
                let count = HeapCount { at, ..count };
                self.journal.heap_count(&allocator, &count);
                tell(&self.outbox, self.waker.as_ref(), Event::Heap(allocator, count));
                if let Some(why) = refusal {
                    self.warn_of_heap(format!("the heap is counted while the target runs, so about: {why}"));
                }
            }
            // Whoever was not recognised may still begin to use malloc; a target that is gone says so itself.
            Err(HeapUnknown::NoArena | HeapUnknown::Gone) => {}
            Err(why) => self.warn_of_heap(format!("the heap was not counted: {why}")),
        }
    }

    /// Each reason is told once.
    fn warn_of_heap(&mut self, text: String) {
        let begins_alike = |told: &String| told.split(':').next() == text.split(':').next();
        if !self.known.of_heap.as_ref().is_some_and(begins_alike) {
            self.known.of_heap = Some(text.clone());
            self.warn(text);
        }
    }
}
