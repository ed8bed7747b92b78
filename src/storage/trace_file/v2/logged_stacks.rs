//! Call stacks that another tool has logged.

use crate::model::units::{Bytes, Timestamp};
use crate::model::{self, Wording};
use serde::{Deserialize, Serialize};

/// Call stacks, and the frames that they share.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct LoggedStacks {
    frames: Vec<LoggedFrame>,
    stacks: Vec<LoggedStack>,
}

#[derive(Serialize, Deserialize)]
struct LoggedFrame {
    symbol: String,
    module: String,
}

#[derive(Serialize, Deserialize)]
struct LoggedStack {
    at: u64,
    tool: String,
    region: String,
    calls: u64,
    bytes: Option<u64>,
    frames: Vec<u32>,
}

impl LoggedStacks {
    pub(in crate::storage::trace_file) fn new(stacks: &model::LoggedStacks) -> Self {
        let frame = |frame: &model::LoggedFrame| LoggedFrame {
            symbol: frame.symbol.clone(),
            module: frame.module.clone(),
        };
        let stack = |stack: &model::LoggedStack| LoggedStack {
            at: stack.at.nanos(),
            tool: stack.tool.clone(),
            region: stack.region.clone(),
            calls: stack.calls,
            bytes: stack.bytes.map(Bytes::get),
            frames: stack.frames.clone(),
        };
        Self {
            frames: stacks.frames().iter().map(frame).collect(),
            stacks: stacks.stacks().iter().map(stack).collect(),
        }
    }

    /// What was written; nothing where a stack has a frame that is not there.
    pub(in crate::storage::trace_file) fn into_model(self) -> Option<model::LoggedStacks> {
        let frame = |frame: LoggedFrame| model::LoggedFrame { symbol: frame.symbol, module: frame.module };
        let stack = |stack: LoggedStack| model::LoggedStack {
            at: Timestamp::from_nanos(stack.at),
            tool: stack.tool,
            region: stack.region,
            calls: stack.calls,
            bytes: stack.bytes.map(Bytes::new),
            frames: stack.frames,
        };
        let frames = self.frames.into_iter().map(frame).collect();
        model::LoggedStacks::new(frames, self.stacks.into_iter().map(stack).collect())
    }

    /// The same in other words, if there are any.
    pub(in crate::storage::trace_file) fn reworded(self, wording: Option<&dyn Wording>) -> Self {
        let Some(wording) = wording else { return self };
        let mut stacks = self.into_model().unwrap_or_default();
        stacks.reword(wording);
        Self::new(&stacks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If this fails, old files cannot be read any more: give the new format a kind of its own.
    #[test]
    fn stacks_are_written_like_this_for_ever() {
        let frames =
            ["a", "b"].map(|symbol| model::LoggedFrame { symbol: symbol.to_owned(), module: "m".to_owned() });
        let stack = |bytes, frames: &[u32]| model::LoggedStack {
            at: Timestamp::from_nanos(5),
            tool: "t".to_owned(),
            region: String::new(),
            calls: 300,
            bytes,
            frames: frames.to_vec(),
        };
        let stacks = vec![stack(Some(Bytes::new(64)), &[1, 0]), stack(None, &[])];
        let model = model::LoggedStacks::new(frames.to_vec(), stacks).unwrap();
        let written = postcard::to_allocvec(&LoggedStacks::new(&model)).unwrap();
        let expected: &[&[u8]] = &[
            &[2, 1, b'a', 1, b'm', 1, b'b', 1, b'm'],
            &[2, 5, 1, b't', 0, 0xac, 0x02, 1, 64, 2, 1, 0],
            &[5, 1, b't', 0, 0xac, 0x02, 0, 0],
        ];
        assert_eq!(written, expected.concat());
        assert_eq!(postcard::from_bytes::<LoggedStacks>(&written).unwrap().into_model(), Some(model));
        let nowhere = [0, 1, 5, 1, b't', 0, 1, 0, 1, 7];
        assert_eq!(postcard::from_bytes::<LoggedStacks>(&nowhere).unwrap().into_model(), None);
    }
}
