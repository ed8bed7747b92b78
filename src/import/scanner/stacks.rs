//! Call stacks that a text holds: kept whole, but for what a forged text would have too many of.

use super::Scanner;
use crate::import::apple::stacks::{
    CallRow, call_row, calls_for, frames_between_bars, numbered_frame, stack_of_leaks,
};
use crate::import::capture::Listed;
use crate::import::foreign;
use crate::model::units::Bytes;
use crate::model::{LoggedFrame, LoggedStack, LoggedStacks};
use std::cmp::Reverse;
use std::collections::HashMap;

/// So many stacks of a text are kept, those with the most bytes.
const MOST_STACKS: usize = 10_000;

/// So many frames of a stack.
const MOST_FRAMES: usize = 512;

/// So many bytes of the names of frames.
const MOST_LETTERS: usize = 16 << 20;

/// So many frames of the heaviest path of a call tree are told.
const MOST_TOLD: usize = 8;

const VMMAP: &str = "vmmap";
const LEAKS: &str = "leaks";
const CALL_TREE: &str = "malloc_history -callTree";
const BY_SIZE: &str = "malloc_history -allBySize";

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Stacks {
    frames: HashMap<LoggedFrame, u32>,
    letters: usize,
    kept: Vec<LoggedStack>,
    left_out: usize,
    /// The rows of a call tree from its root to the last one.
    path: Vec<CapturedRow>,
    /// What the first call tree adds up to, and its heaviest path.
    tree: Option<Tree>,
    open: Option<Open>,
}

/// A row of a call tree, and what the rows that it calls have of it.
#[derive(Debug)]
struct CapturedRow {
    column: usize,
    frame: Option<u32>,
    calls: u64,
    bytes: Bytes,
    below: Option<(u64, Bytes)>,
}

#[derive(Debug)]
struct Tree {
    calls: u64,
    size: String,
    bytes: Bytes,
    path: Vec<String>,
    /// Whether another tree has begun.
    is_over: bool,
}

/// A stack whose lines are still coming.
#[derive(Debug)]
struct Open {
    stack: LoggedStack,
    lines: Lines,
}

#[derive(Debug)]
enum Lines {
    /// One for each frame, with the number of it.
    Numbered(Vec<(u32, u32)>),
    /// Frames between bars, the outermost first; they go on in the next line where that begins with a bar, or the last
    /// one ended with one.
    Bars { ends_in_bar: bool },
}

impl Stacks {
    fn frame(&mut self, frame: LoggedFrame) -> Option<u32> {
        if let Some(&known) = self.frames.get(&frame) {
            return Some(known);
        }
        self.letters += frame.symbol.len() + frame.module.len() + size_of::<LoggedFrame>();
        let number = u32::try_from(self.frames.len()).ok().filter(|_| self.letters <= MOST_LETTERS)?;
        self.frames.insert(frame, number);
        Some(number)
    }

    fn begin(&mut self, stack: LoggedStack, lines: Lines) {
        self.end_open();
        self.open = Some(Open { stack, lines });
    }

    fn end_open(&mut self) {
        let Some(Open { mut stack, lines }) = self.open.take() else { return };
        match lines {
            Lines::Numbered(mut frames) => {
                frames.sort_by_key(|&(number, _)| number);
                stack.frames = frames.into_iter().map(|(_, frame)| frame).collect();
            }
            Lines::Bars { .. } => stack.frames.reverse(),
        }
        self.add(stack);
    }

    fn add(&mut self, stack: LoggedStack) {
        if stack.frames.is_empty() {
            return;
        }
        self.kept.push(stack);
        if self.kept.len() > 2 * MOST_STACKS {
            self.keep_largest();
        }
    }

    fn keep_largest(&mut self) {
        if self.kept.len() > MOST_STACKS {
            self.left_out += self.kept.len() - MOST_STACKS;
            self.kept.sort_by_key(|stack| Reverse((stack.bytes, stack.calls)));
            self.kept.truncate(MOST_STACKS);
        }
    }

    /// Takes a row of a call tree.
    fn add_row(&mut self, row: CallRow<'_>) {
        self.end_rows(row.column);
        if self.path.len() >= MOST_FRAMES {
            return;
        }
        if let Some(parent) = self.path.last_mut() {
            let (calls, bytes) = parent.below.unwrap_or_default();
            parent.below = Some((calls.saturating_add(row.calls), bytes + row.bytes));
        }
        let is_root = row.frame.symbol.starts_with("<< TOTAL >>");
        let frame = if is_root { None } else { self.frame(row.frame) };
        self.path.push(CapturedRow {
            column: row.column,
            frame,
            calls: row.calls,
            bytes: row.bytes,
            below: None,
        });
    }

    /// Ends the rows from a column on. What they have and those below them do not is a stack of its own.
    fn end_rows(&mut self, column: usize) {
        while let Some(row) = self.path.pop_if(|row| row.column >= column) {
            let (calls, bytes) = row.below.map_or((row.calls, row.bytes), |(calls, bytes)| {
                (row.calls.saturating_sub(calls), row.bytes.saturating_sub(bytes))
            });
            let is_leaf = row.below.is_none();
            let frames = self.path.iter().rev().map(|row| row.frame);
            let frames: Vec<_> = [row.frame].into_iter().chain(frames).flatten().collect();
            if is_leaf || calls > 0 && bytes > Bytes::ZERO {
                let tool = CALL_TREE.to_owned();
                self.add(LoggedStack { tool, calls, bytes: Some(bytes), frames, ..LoggedStack::default() });
            }
        }
    }

    /// All of it, and what there is to say of it: sentences without full stop.
    pub(super) fn finish(mut self) -> (LoggedStacks, Vec<String>) {
        self.end_open();
        self.end_rows(0);
        self.keep_largest();
        let mut said = Vec::new();
        if let Some(tree) = self.tree.take() {
            let path = if tree.path.is_empty() {
                String::new()
            } else {
                format!("; most of it by {}", tree.path.join(" → "))
            };
            said.push(format!("call tree: {} calls hold {}{path}", tree.calls, tree.size));
        }
        for tool in [VMMAP, LEAKS, CALL_TREE, BY_SIZE] {
            let count = self.kept.iter().filter(|stack| stack.tool == tool).count();
            let stacks = if count == 1 { "call stack" } else { "call stacks" };
            if count > 0 {
                said.push(format!("{count} {stacks} of {tool}"));
            }
        }
        said.extend(stacks_left_out(self.left_out));
        let mut frames: Vec<_> = self.frames.into_iter().collect();
        frames.sort_by_key(|&(_, number)| number);
        let frames = frames.into_iter().map(|(frame, _)| frame).collect();
        (LoggedStacks::new(frames, self.kept).unwrap_or_default(), said)
    }
}

/// Says that there are more stacks than are kept; nothing where there are not.
pub(in crate::import) fn stacks_left_out(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 smaller call stack is left out".to_owned()),
        count => Some(format!("{count} smaller call stacks are left out")),
    }
}

impl Scanner {
    /// Whether a line is of a call stack; blanks at its beginning tell the depth of a row of a call tree.
    pub(super) fn is_of_stacks(&mut self, line: &str) -> bool {
        let words = line.trim();
        if self.goes_on(words) {
            return true;
        }
        if let Some((calls, bytes, frames)) = calls_for(words) {
            self.add_foreign(foreign::CALL_TREE);
            let stack =
                LoggedStack { tool: BY_SIZE.to_owned(), calls, bytes: Some(bytes), ..LoggedStack::default() };
            self.stacks.begin(stack, Lines::Bars { ends_in_bar: false });
            self.add_between_bars(frames);
            return true;
        }
        if words == "Call graph:" {
            self.add_foreign(foreign::CALL_TREE);
            return true;
        }
        if words.starts_with("Call stack:") {
            let region = self.open.as_ref().and_then(|capture| capture.regions.last());
            let stack = region.map(stack_of_region);
            let Some(stack) = stack else { return false };
            self.stacks.begin(stack, Lines::Numbered(Vec::new()));
            return true;
        }
        if let Some((calls, what)) = stack_of_leaks(words) {
            let (tool, region) = (LEAKS.to_owned(), what.to_owned());
            self.stacks.begin(
                LoggedStack { tool, region, calls, ..LoggedStack::default() },
                Lines::Numbered(Vec::new()),
            );
            return true;
        }
        self.is_of_call_tree(line)
    }

    /// Whether a line goes on with the stack under way.
    fn goes_on(&mut self, line: &str) -> bool {
        let Some(open) = &mut self.stacks.open else { return false };
        match &open.lines {
            Lines::Bars { ends_in_bar } if *ends_in_bar || line.starts_with('|') => {
                self.add_between_bars(line);
                return true;
            }
            Lines::Numbered(_) => {
                if let Some((number, frame)) = numbered_frame(line) {
                    let frame = self.stacks.frame(frame);
                    if let (Some(frame), Some(Open { lines: Lines::Numbered(frames), .. })) =
                        (frame, &mut self.stacks.open)
                        && frames.len() < MOST_FRAMES
                    {
                        frames.push((number, frame));
                    }
                    return true;
                }
            }
            Lines::Bars { .. } => {}
        }
        self.stacks.end_open();
        false
    }

    fn add_between_bars(&mut self, text: &str) {
        for frame in frames_between_bars(text) {
            let frame = self.stacks.frame(frame);
            let Some(Open { stack, lines }) = &mut self.stacks.open else { return };
            if stack.frames.len() < MOST_FRAMES {
                stack.frames.extend(frame);
            }
            *lines = Lines::Bars { ends_in_bar: text.trim_end().ends_with('|') };
        }
    }

    /// `52174 (2359M) << TOTAL >>`, and the rows below it.
    fn is_of_call_tree(&mut self, line: &str) -> bool {
        let Some(row) = call_row(line) else { return false };
        let stacks = &mut self.stacks;
        if row.frame.symbol.starts_with("<< TOTAL >>") {
            let (calls, size, bytes) = (row.calls, row.size.to_owned(), row.bytes);
            match &mut stacks.tree {
                Some(first) => first.is_over = true,
                None => stacks.tree = Some(Tree { calls, size, bytes, path: Vec::new(), is_over: false }),
            }
            stacks.end_rows(0);
            stacks.add_row(row);
            self.add_foreign(foreign::CALL_TREE);
            return true;
        }
        if stacks.path.is_empty() {
            return false;
        }
        if let Some(tree) = stacks.tree.as_mut().filter(|tree| !tree.is_over) {
            let is_heavy = row.bytes.get().saturating_mul(2) >= tree.bytes.get();
            if is_heavy && tree.path.len() < MOST_TOLD {
                let symbol = row.frame.symbol.split(" + ").next().unwrap_or_default();
                tree.path.push(symbol.to_owned());
            }
        }
        stacks.add_row(row);
        true
    }
}

/// What vmmap tells of the region above a stack: what it uses, or how long it is.
fn stack_of_region(region: &Listed) -> LoggedStack {
    let place = region
        .range
        .map_or_else(String::new, |range| format!(" {:x}-{:x}", range.start.get(), range.end.get()));
    let used = region.figures.footprint().map(|size| size.bytes).filter(|&bytes| bytes > Bytes::ZERO);
    LoggedStack {
        tool: VMMAP.to_owned(),
        region: format!("{}{place}", region.label),
        calls: 1,
        bytes: Some(used.unwrap_or_else(|| region.len())),
        ..LoggedStack::default()
    }
}
