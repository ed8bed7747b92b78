//! Replaces the names in a trace; the figures stay what they are.

use super::{
    Annotations, CallBatch, Category, Epoch, Function, Identity, LoggedFrame, LoggedStacks, Mark, Module,
    RecordingStart, SnapshotDelta, Tag, Target, Trace, Warning,
};

/// Gives other words to all that a trace names: the figures stay what they are.
pub trait Wording {
    /// Of whom the trace is.
    fn target(&self, target: &mut Target);
    /// What the system calls a piece of memory.
    fn tag(&self, tag: &mut Tag);
    /// What we call it.
    fn category(&self, category: &mut Category);
    /// What stands behind it: what were two stay two.
    fn identity(&self, identity: &mut Identity);
    /// What the user called a moment.
    fn mark(&self, mark: &mut Mark);
    /// A frame of a call stack that another tool has logged.
    fn frame(&self, frame: &mut LoggedFrame);
    /// The region that such a stack has allocated.
    fn region_of_stack(&self, region: &mut String);
    /// A file with code, of the stacks of calls.
    fn module(&self, module: &mut Module);
    /// A function, of the stacks of calls.
    fn function(&self, function: &mut Function);
    fn warning(&self, warning: &mut Warning);
}

impl RecordingStart {
    /// Takes on other words.
    pub fn reword(&mut self, wording: &dyn Wording) {
        wording.target(&mut self.target);
        if let Some(launched) = &mut self.circumstances.launched {
            launched.clone_from(&self.target.command);
        }
    }
}

impl Epoch {
    /// Takes on other words.
    pub fn reword(&mut self, wording: &dyn Wording) {
        wording.target(&mut self.target);
    }
}

impl SnapshotDelta {
    /// Takes on other words.
    pub fn reword(&mut self, wording: &dyn Wording) {
        self.new_tags.iter_mut().for_each(|tag| wording.tag(tag));
        self.new_categories.iter_mut().for_each(|category| wording.category(category));
        self.born.iter_mut().for_each(|birth| wording.identity(&mut birth.identity));
    }
}

impl Annotations {
    /// The same moments under other names.
    #[must_use]
    pub fn reworded(&self, wording: &dyn Wording) -> Self {
        let marks = self.marks().iter().cloned();
        let renamed = marks.map(|mut mark| {
            wording.mark(&mut mark);
            mark
        });
        renamed.collect()
    }
}

impl LoggedStacks {
    /// Takes on other words.
    pub fn reword(&mut self, wording: &dyn Wording) {
        self.frames.iter_mut().for_each(|frame| wording.frame(frame));
        self.stacks.iter_mut().for_each(|stack| wording.region_of_stack(&mut stack.region));
    }
}

impl CallBatch {
    /// Takes on other words.
    pub fn reword(&mut self, wording: &dyn Wording) {
        self.modules.iter_mut().for_each(|module| wording.module(module));
    }
}

impl Trace {
    /// Takes on other words.
    pub fn reword(&mut self, wording: &dyn Wording) {
        self.recording.reword(wording);
        self.annotations = self.annotations.reworded(wording);
    }
}
