//! Stacks in one line each, with the bytes that they have kept: what flame graphs are drawn from.

use crate::analysis::{Author, Authors, CodePlace};
use crate::model::Recording;
use std::io::{self, Write};

/// Writes the stacks of what stayed: the category, then the functions, the outermost first, all parted by `;`.
pub fn folded(recording: &Recording, authors: &Authors, into: &mut dyn Write) -> io::Result<()> {
    let kept = authors.authors.iter().filter(|author| author.kept.count > 0);
    kept.map(|author| (line(recording, author), author.kept.bytes.get()))
        .try_for_each(|(line, bytes)| writeln!(into, "{line} {bytes}"))
}

fn line(recording: &Recording, author: &Author) -> String {
    let category = author.category.and_then(|id| recording.category(id)).map(ToString::to_string);
    let places = CodePlace::of_stack(recording.calls(), author.stack);
    let names = places.iter().rev().map(CodePlace::name);
    let parts = category.into_iter().chain(names).map(|name| name.replace([';', '\n'], ":"));
    parts.collect::<Vec<_>>().join(";")
}
