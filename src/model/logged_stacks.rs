//! Call stacks that another tool has logged: evidence that stands beside the figures and changes none of them.

use crate::model::units::{Bytes, Timestamp};
use std::cmp::Reverse;

/// A frame of a call stack, as the tool prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LoggedFrame {
    /// The function, with its offset where the tool tells one.
    pub symbol: String,
    /// The library or program that it is in; empty where the tool does not tell.
    pub module: String,
}

/// A call stack, and the memory that was allocated there and not freed by the time of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedStack {
    /// When the text was taken: the time of a snapshot.
    pub at: Timestamp,
    /// The tool that logged it.
    pub tool: String,
    /// The region that was allocated (vmmap); empty where the tool does not tell.
    pub region: String,
    /// How many allocations it stands for.
    pub calls: u64,
    /// Their bytes, as far as the tool tells; of a call tree they are rounded.
    pub bytes: Option<Bytes>,
    /// Its frames as places among [`LoggedStacks::frames`], the innermost first.
    pub frames: Vec<u32>,
}

/// The call stacks of a recording, and the frames that they share.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoggedStacks {
    pub(super) frames: Vec<LoggedFrame>,
    pub(super) stacks: Vec<LoggedStack>,
}

impl LoggedStacks {
    /// Stacks of these frames; nothing where one of them has a frame that is not there.
    pub fn new(frames: Vec<LoggedFrame>, stacks: Vec<LoggedStack>) -> Option<Self> {
        let is_there = |&frame: &u32| (frame as usize) < frames.len();
        let fits = stacks.iter().all(|stack| stack.frames.iter().all(is_there));
        fits.then_some(Self { frames, stacks })
    }

    /// Every frame that some stack has.
    pub fn frames(&self) -> &[LoggedFrame] {
        &self.frames
    }

    /// The stacks, in the order of their texts.
    pub fn stacks(&self) -> &[LoggedStack] {
        &self.stacks
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.stacks.is_empty()
    }

    /// The frames of one of its stacks, the innermost first.
    pub fn frames_of<'a>(
        &'a self,
        stack: &'a LoggedStack,
    ) -> impl DoubleEndedIterator<Item = &'a LoggedFrame> {
        stack.frames.iter().filter_map(|&frame| self.frames.get(frame as usize))
    }

    /// The stacks, those with the most bytes first.
    pub fn by_size(&self) -> Vec<&LoggedStack> {
        let mut stacks: Vec<_> = self.stacks.iter().collect();
        stacks.sort_by_key(|stack| Reverse((stack.bytes, stack.calls)));
        stacks
    }

    /// Adds those of another text.
    pub fn take_in(&mut self, other: Self) {
        let first = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        self.frames.extend(other.frames);
        self.stacks.extend(other.stacks.into_iter().map(|mut stack| {
            stack.frames.iter_mut().for_each(|frame| *frame = frame.saturating_add(first));
            stack
        }));
    }

    /// Keeps those with the most bytes, and the frames that they have. Says how many are left out.
    pub fn keep_largest(&mut self, most: usize) -> usize {
        let left_out = self.stacks.len().saturating_sub(most);
        if left_out == 0 {
            return 0;
        }
        self.stacks.sort_by_key(|stack| Reverse((stack.bytes, stack.calls)));
        self.stacks.truncate(most);
        let mut places = vec![None; self.frames.len()];
        let mut kept = Vec::new();
        for frame in self.stacks.iter_mut().flat_map(|stack| &mut stack.frames) {
            let old = *frame as usize;
            *frame = *places[old].get_or_insert_with(|| {
                kept.push(std::mem::take(&mut self.frames[old]));
                u32::try_from(kept.len() - 1).unwrap_or(u32::MAX)
            });
        }
        self.frames = kept;
        left_out
    }

    /// The same stacks as those of one moment.
    #[must_use]
    pub fn taken_at(mut self, at: Timestamp) -> Self {
        self.stacks.iter_mut().for_each(|stack| stack.at = at);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stacks(symbols: &[&str], frames: &[&[u32]]) -> Option<LoggedStacks> {
        let symbols =
            symbols.iter().map(|&symbol| LoggedFrame { symbol: symbol.to_owned(), ..Default::default() });
        let stack = |frames: &&[u32]| LoggedStack { frames: frames.to_vec(), ..LoggedStack::default() };
        LoggedStacks::new(symbols.collect(), frames.iter().map(stack).collect())
    }

    #[test]
    fn frames_of_several_texts_stay_apart() {
        let mut all = stacks(&["a", "b"], &[&[0, 1]]).unwrap();
        all.take_in(stacks(&["c"], &[&[0]]).unwrap().taken_at(Timestamp::from_nanos(7)));
        let actual: Vec<String> = all
            .stacks()
            .iter()
            .map(|stack| all.frames_of(stack).map(|frame| frame.symbol.as_str()).collect())
            .collect();
        assert_eq!((actual, all.stacks()[1].at.nanos()), (vec!["ab".to_owned(), "c".to_owned()], 7));
        assert_eq!(stacks(&["a"], &[&[1]]), None);
    }

    #[test]
    fn the_largest_stay_with_their_frames() {
        let mut all = stacks(&["a", "b", "c"], &[&[0], &[2, 1, 2]]).unwrap();
        all.stacks[1].calls = 5;
        assert_eq!((all.keep_largest(1), all.keep_largest(1)), (1, 0));
        assert_eq!(all, LoggedStacks { stacks: all.stacks.clone(), ..stacks(&["c", "b"], &[]).unwrap() });
        assert_eq!(all.stacks[0].frames, [0, 1, 0]);
    }
}
