//! Call stacks that another tool has logged.

use crate::model::units::Bytes;
use crate::model::{LoggedFrame, LoggedStack, LoggedStacks, Recording};
use crate::report::stacks::listed;
use serde::Serialize;

/// A call stack, and what was allocated there.
#[derive(Clone, Debug, Serialize)]
pub struct StackFigures {
    /// When the text that holds it was taken, in nanoseconds since the recording began.
    pub at_ns: u64,
    /// The tool that logged it.
    pub tool: String,
    /// The region that was allocated; null where the tool does not tell.
    pub region: Option<String>,
    pub calls: u64,
    /// Their bytes; null where the tool does not tell.
    pub bytes: Option<u64>,
    /// Its frames, the innermost first.
    pub frames: Vec<FrameFigures>,
}

/// A frame of a call stack.
#[derive(Clone, Debug, Serialize)]
pub struct FrameFigures {
    /// The function, with its offset where the tool tells one.
    pub symbol: String,
    /// The library or program that it is in; null where the tool does not tell.
    pub module: Option<String>,
}

impl StackFigures {
    /// Those with the most bytes.
    pub(super) fn listed(recording: &Recording) -> Vec<Self> {
        let stacks = recording.logged_stacks();
        listed(recording).0.into_iter().map(|stack| Self::new(stacks, stack)).collect()
    }

    fn new(stacks: &LoggedStacks, stack: &LoggedStack) -> Self {
        let known = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let frame =
            |frame: &LoggedFrame| FrameFigures { symbol: frame.symbol.clone(), module: known(&frame.module) };
        Self {
            at_ns: stack.at.nanos(),
            tool: stack.tool.clone(),
            region: known(&stack.region),
            calls: stack.calls,
            bytes: stack.bytes.map(Bytes::get),
            frames: stacks.frames_of(stack).map(frame).collect(),
        }
    }
}
