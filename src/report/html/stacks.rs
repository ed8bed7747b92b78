//! Call stacks that another tool has logged, each to be unfolded.

use crate::model::{LoggedStack, Recording};
use crate::report::markup::Element;
use crate::report::render::page::note;
use crate::report::stacks::{TITLE, frame_lines, listed, stack_headline};

/// The stacks with the most bytes; nothing where there are none.
pub(super) fn details(recording: &Recording) -> Vec<Element> {
    let stacks = recording.logged_stacks();
    let (listed, others) = listed(recording);
    if listed.is_empty() {
        return Vec::new();
    }
    let folded = |stack: &LoggedStack| {
        let headline = Element::new("summary").text(stack_headline(stack));
        let frames = Element::new("pre").text(frame_lines(stacks, stack).join("\n"));
        Element::new("details").child(headline).child(frames)
    };
    let mut inside = vec![note(format!("{TITLE}."))];
    inside.extend(listed.into_iter().map(folded));
    inside.extend(others.map(|others| note(format!("{others}."))));
    inside
}
