//! Appends what explains a recording beside its snapshots: call stacks, their functions, and counts of the heap.

use super::error::WriteError;
use super::frame::Kind;
use super::v2;
use super::writer::{Sink, Writer};
use crate::model::{CallBatch, Function, HeapCount, LoggedStacks};

impl<S: Sink> Writer<S> {
    /// Adds call stacks that another tool has logged.
    pub fn logged_stacks(&mut self, stacks: &LoggedStacks) -> Result<(), WriteError> {
        self.push_frame(Kind::LoggedStacks, &v2::LoggedStacks::new(stacks))
    }

    /// Adds calls that changed the address space, and what came and went of pages.
    pub fn calls(&mut self, batch: &CallBatch) -> Result<(), WriteError> {
        let calls = v2::Calls::new(batch);
        if !calls.is_empty() {
            self.push_frame(Kind::Calls, &calls)?;
        }
        let pages = v2::Pages::new(batch);
        if !pages.is_empty() {
            self.push_frame(Kind::Pages, &pages)?;
        }
        Ok(())
    }

    /// Adds a count of what malloc's memory holds.
    pub fn heap_count(&mut self, allocator: &str, count: &HeapCount) -> Result<(), WriteError> {
        let wire = v2::HeapCount::new(allocator, count, self.last_heap_count.as_ref());
        self.push_frame(Kind::Heap, &wire)?;
        self.last_heap_count = Some(count.clone());
        Ok(())
    }

    /// Names the functions that the frames of all calls are in, in place of those that were named before.
    pub fn functions(&mut self, functions: &[Vec<Function>]) -> Result<(), WriteError> {
        self.push_frame(Kind::Functions, &v2::Functions::new(functions))
    }
}
