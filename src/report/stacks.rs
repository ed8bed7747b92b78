//! Call stacks that another tool has logged, each with what it accounts for: evidence, of which no figure is made.

use super::table::printable;
use crate::model::units::grouped;
use crate::model::{LoggedFrame, LoggedStack, LoggedStacks, Recording};

/// So many stacks are listed, those with the most bytes, and so many frames of each.
pub(super) const MOST_STACKS: usize = 20;
const MOST_FRAMES: usize = 40;

/// What stands above them in every form.
pub(super) const TITLE: &str = "Call stacks, as another tool has logged them; the innermost frame first";

/// What a stack accounts for, in one line: `4.0 MiB in 12 calls, MALLOC_SMALL 3f9c00000-3fa000000 (vmmap)`.
pub fn stack_headline(stack: &LoggedStack) -> String {
    let bytes = stack.bytes.map(|bytes| bytes.to_string());
    let calls = match stack.calls {
        0 | 1 => None,
        calls => Some(format!("{} calls", grouped(usize::try_from(calls).unwrap_or(usize::MAX)))),
    };
    let amount = [bytes, calls].into_iter().flatten().collect::<Vec<_>>().join(" in ");
    let amount = if amount.is_empty() && stack.region.is_empty() { "1 call".to_owned() } else { amount };
    let parts = [amount, printable(&stack.region)];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{} ({})", parts.join(", "), printable(&stack.tool))
}

/// A frame in one line: `start + 2360 (dyld)`.
pub fn frame_line(frame: &LoggedFrame) -> String {
    let (symbol, module) = (printable(&frame.symbol), printable(&frame.module));
    if module.is_empty() { symbol } else { format!("{symbol} ({module})") }
}

/// The frames of a stack, a line each; what is left out is said.
pub(super) fn frame_lines(stacks: &LoggedStacks, stack: &LoggedStack) -> Vec<String> {
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

/// All of it as lines of text.
pub(super) fn lines(recording: &Recording) -> Vec<String> {
    let stacks = recording.logged_stacks();
    let (listed, others) = listed(recording);
    let of_stack = |stack: &LoggedStack| {
        let frames = frame_lines(stacks, stack).into_iter().map(|line| format!("  {line}"));
        [stack_headline(stack)].into_iter().chain(frames).collect::<Vec<_>>()
    };
    listed.into_iter().flat_map(of_stack).chain(others).collect()
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
