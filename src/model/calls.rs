//! Calls that change the address space, each with the stack that made it: they explain the snapshots and change none.

use super::recording::Chunks;
use crate::model::units::{AddressRange, Timestamp};
use std::sync::Arc;

/// A file with code that the target has mapped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Module {
    /// Its path, as the system tells it.
    pub path: String,
    /// The build id of its contents; empty where it has none.
    pub build_id: Vec<u8>,
}

/// A place in code, of any run of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Frame {
    /// Its place among [`CallLog::modules`]; nothing for code that lies in no file.
    pub module: Option<u32>,
    /// Its address in the file's own numbers, inside the instruction that calls; the address itself where it lies in no file.
    pub offset: u64,
}

/// A function that a frame is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Function {
    /// Its name, demangled.
    pub name: String,
    /// The source file; empty where it is not known.
    pub file: String,
    /// The line in it; 0 where it is not known.
    pub line: u32,
}

/// What a call did to the address space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Bytes are mapped, in place of whatever was there; without any right of access they are a reservation.
    Mapped(AddressRange, IsAccessible),
    /// Bytes are gone.
    Unmapped(AddressRange),
    /// Bytes are elsewhere now, or more or fewer of them are there.
    Moved(AddressRange, AddressRange),
    /// Bytes have other rights of access.
    Protected(AddressRange, IsAccessible),
    /// All bytes are gone: another program takes over.
    Replaced,
    /// A page was touched for the first time, or again after it had gone. Page faults are sampled: it stands for so many.
    Touched(AddressRange, u64),
    /// Pages are gone, and what is mapped there is still mapped (`madvise`).
    GaveBack(AddressRange),
}

impl Effect {
    /// Whether only pages came or went, while what is mapped stayed as it is.
    pub const fn is_of_pages(&self) -> bool {
        matches!(self, Self::Touched(..) | Self::GaveBack(_))
    }
}

/// Whether there is any right of access.
pub type IsAccessible = bool;

/// A call that succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    pub at: Timestamp,
    /// The thread that made it.
    pub thread: u32,
    pub effect: Effect,
    /// The stack that made it, by its place among [`CallLog::stacks`].
    pub stack: u32,
}

/// Calls that are missing from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostCalls {
    /// When this was noticed.
    pub at: Timestamp,
    /// How many, or [`LostCalls::UNKNOWN`].
    pub count: u64,
}

impl LostCalls {
    /// Nobody knows how many.
    pub const UNKNOWN: u64 = 0;
}

/// What came since the batch before. New modules, frames and stacks continue the tables of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallBatch {
    /// Since when calls are logged, told once.
    pub since: Option<Timestamp>,
    /// Modules that were not seen before.
    pub modules: Vec<Module>,
    /// Frames that were not seen before.
    pub frames: Vec<Frame>,
    /// Stacks that were not seen before: places of frames, the innermost first.
    pub stacks: Vec<Vec<u32>>,
    /// The calls in order of time.
    pub calls: Vec<Call>,
    pub lost: Vec<LostCalls>,
}

impl CallBatch {
    /// Adds the batch that comes next.
    pub fn take_in(&mut self, next: &Self) {
        self.since = self.since.or(next.since);
        self.modules.extend_from_slice(&next.modules);
        self.frames.extend_from_slice(&next.frames);
        self.stacks.extend_from_slice(&next.stacks);
        self.calls.extend_from_slice(&next.calls);
        self.lost.extend_from_slice(&next.lost);
    }

    /// Whether it tells nothing.
    pub const fn is_empty(&self) -> bool {
        self.since.is_none() && self.calls.is_empty() && self.lost.is_empty() && self.modules.is_empty()
    }
}

/// The calls of a recording, with the tables that their stacks are made of.
#[derive(Clone, Debug, Default)]
pub struct CallLog {
    since: Option<Timestamp>,
    modules: Arc<Vec<Module>>,
    frames: Arc<Vec<Frame>>,
    stacks: Arc<Vec<Vec<u32>>>,
    calls: Chunks<Call>,
    pages: Chunks<Call>,
    lost: Arc<Vec<LostCalls>>,
    functions: Arc<Vec<Vec<Function>>>,
}

impl CallLog {
    /// Whether calls were logged.
    pub const fn is_empty(&self) -> bool {
        self.since.is_none() && self.calls.is_empty() && self.pages.is_empty()
    }

    /// Since when calls are logged.
    pub const fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// The modules that frames are in.
    pub fn modules(&self) -> &[Module] {
        &self.modules
    }

    /// Every frame that some stack has.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// Every stack: places of frames, the innermost first.
    pub fn stacks(&self) -> &[Vec<u32>] {
        &self.stacks
    }

    /// The calls that changed what is mapped, in order of time.
    pub const fn calls(&self) -> &Chunks<Call> {
        &self.calls
    }

    /// What touched pages or gave them back, in order of time.
    pub const fn pages(&self) -> &Chunks<Call> {
        &self.pages
    }

    pub fn lost(&self) -> &[LostCalls] {
        &self.lost
    }

    /// The functions that a frame is in, the innermost of those that were inlined first; none where they are not known.
    pub fn functions(&self, frame: u32) -> &[Function] {
        self.functions.get(frame as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether the functions of any frame are known.
    pub fn is_symbolicated(&self) -> bool {
        self.functions.iter().any(|functions| !functions.is_empty())
    }

    /// Whether every place that the batch names is in the tables as they are with it.
    pub fn fits(&self, batch: &CallBatch) -> bool {
        let modules = self.modules.len() + batch.modules.len();
        let frames = self.frames.len() + batch.frames.len();
        let stacks = self.stacks.len() + batch.stacks.len();
        let has_module = |frame: &Frame| frame.module.is_none_or(|module| (module as usize) < modules);
        let has_frames = |stack: &Vec<u32>| stack.iter().all(|&frame| (frame as usize) < frames);
        batch.frames.iter().all(has_module)
            && batch.stacks.iter().all(has_frames)
            && batch.calls.iter().all(|call| (call.stack as usize) < stacks)
    }

    /// Adds a batch; leaves out one that does not fit, and says so.
    #[must_use]
    pub(super) fn append(&mut self, batch: &CallBatch) -> bool {
        if !self.fits(batch) {
            return false;
        }
        self.since = self.since.or(batch.since);
        extend(&mut self.modules, &batch.modules);
        extend(&mut self.frames, &batch.frames);
        extend(&mut self.stacks, &batch.stacks);
        extend(&mut self.lost, &batch.lost);
        self.calls.extend(batch.calls.iter().filter(|call| !call.effect.is_of_pages()).copied());
        self.pages.extend(batch.calls.iter().filter(|call| call.effect.is_of_pages()).copied());
        true
    }

    /// Names the functions of the frames, by their places.
    pub(super) fn name_functions(&mut self, functions: Vec<Vec<Function>>) {
        self.functions = Arc::new(functions);
    }

    pub(super) fn change_names(&mut self, module: impl Fn(&mut Module), function: impl Fn(&mut Function)) {
        Arc::make_mut(&mut self.modules).iter_mut().for_each(module);
        Arc::make_mut(&mut self.functions).iter_mut().flatten().for_each(function);
    }
}

fn extend<T: Clone>(list: &mut Arc<Vec<T>>, with: &[T]) {
    if !with.is_empty() {
        Arc::make_mut(list).extend_from_slice(with);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_points_nowhere_is_left_out_whole() {
        let call = |stack| Call { at: Timestamp::ZERO, thread: 1, effect: Effect::Replaced, stack };
        let batch = |module, frame, stack| CallBatch {
            modules: vec![Module::default()],
            frames: vec![Frame { module, offset: 1 }],
            stacks: vec![vec![frame]],
            calls: vec![call(stack)],
            ..CallBatch::default()
        };
        let mut log = CallLog::default();
        for wrong in [batch(Some(1), 0, 0), batch(None, 1, 0), batch(None, 0, 1)] {
            assert!(!log.append(&wrong) && log.is_empty() && log.frames().is_empty());
        }
        assert!(log.append(&batch(Some(0), 0, 0)) && log.append(&batch(Some(1), 1, 1)));
        assert_eq!((log.calls().len(), log.stacks().len()), (2, 2));
    }
}
