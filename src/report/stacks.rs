//! Call stacks that another tool has logged, each with what it accounts for: evidence, of which no figure is made.

use super::markup::printable_line;
use super::view::{Block, Folded};
use crate::model::units::grouped;
use crate::model::{LoggedFrame, LoggedStack, LoggedStacks, Recording};

/// So many stacks are listed, those with the most bytes, and so many frames of each.
pub(super) const MOST_STACKS: usize = 20;
const MOST_FRAMES: usize = 40;

/// What a stack accounts for, in one line: `4.0 MiB in 12 calls, MALLOC_SMALL 3f9c00000-3fa000000 (vmmap)`.
pub fn stack_headline(stack: &LoggedStack) -> String {
    let bytes = stack.bytes.map(|bytes| bytes.to_string());
    let calls = match stack.calls {
        0 | 1 => None,
        calls => Some(format!("{} calls", grouped(usize::try_from(calls).unwrap_or(usize::MAX)))),
    };
    let amount = [bytes, calls].into_iter().flatten().collect::<Vec<_>>().join(" in ");
    let amount = if amount.is_empty() && stack.region.is_empty() { "1 call".to_owned() } else { amount };
    let parts = [amount, printable_line(&stack.region)];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{} ({})", parts.join(", "), printable_line(&stack.tool))
}

/// A frame in one line: `start + 2360 (dyld)`.
pub fn frame_line(frame: &LoggedFrame) -> String {
    let (symbol, module) = (printable_line(&frame.symbol), printable_line(&frame.module));
    if module.is_empty() { symbol } else { format!("{symbol} ({module})") }
}

/// The frames of a stack, a line each; what is left out is said.
fn frame_lines(stacks: &LoggedStacks, stack: &LoggedStack) -> Vec<String> {
    let mut lines: Vec<_> = stacks.frames_of(stack).take(MOST_FRAMES).map(frame_line).collect();
    if stack.frames.len() > MOST_FRAMES {
        lines.push(format!("… and {} more", stack.frames.len() - MOST_FRAMES));
    }
    lines
}

/// The stacks to list, and a sentence on those that are not.
pub(super) fn listed(recording: &Recording) -> (Vec<&LoggedStack>, Option<String>) {
    let mut stacks = recording.logged_stacks().by_size();
    let others = stacks.len().saturating_sub(MOST_STACKS);
    stacks.truncate(MOST_STACKS);
    (stacks, (others > 0).then(|| format!("and {others} more, which export --format ron has")))
}

/// The stacks with the most bytes, each to be unfolded; nothing where there are none.
pub(super) fn blocks(recording: &Recording) -> Vec<Block> {
    let stacks = recording.logged_stacks();
    let (listed, others) = listed(recording);
    if listed.is_empty() {
        return Vec::new();
    }
    let folded = |stack: &LoggedStack| {
        Block::Folded(Folded { headline: stack_headline(stack), lines: frame_lines(stacks, stack) })
    };
    let about = Block::Notes(vec!["As another tool has logged them; the innermost frame first.".to_owned()]);
    [about]
        .into_iter()
        .chain(listed.into_iter().map(folded))
        .chain(others.map(|others| Block::Notes(vec![others])))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::Bytes;

    #[test]
    fn a_stack_says_what_it_accounts_for() {
        let check = |calls, bytes: Option<u64>, region: &str, expected: &str| {
            let (region, tool) = (region.to_owned(), "leaks".to_owned());
            let stack =
                LoggedStack { tool, region, calls, bytes: bytes.map(Bytes::new), ..LoggedStack::default() };
            assert_eq!(stack_headline(&stack), expected);
        };
        check(1128, Some(4096), "", "4 KiB in 1,128 calls (leaks)");
        check(1, Some(4096), "STACK 1-2", "4 KiB, STACK 1-2 (leaks)");
        check(3, None, "ROOT LEAK", "3 calls, ROOT LEAK (leaks)");
        check(1, None, "", "1 call (leaks)");
    }
}
