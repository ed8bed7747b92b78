//! Who mapped it: the stacks of calls.

use crate::analysis::{Author, CodePlace};
use crate::report::Summary;
use serde::Serialize;

/// So many stacks are listed.
const MOST_STACKS: usize = 1000;

/// What the calls of one stack have mapped in memory of one category.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorFigures {
    /// The upper level of the category's name; null where the memory was gone before any look at it.
    pub group: Option<String>,
    /// The lower level, likewise.
    pub name: Option<String>,
    /// Bytes mapped in the window and there at its end.
    pub kept_bytes: u64,
    /// Of how many calls.
    pub kept_count: usize,
    /// Bytes mapped and gone in the window.
    pub transient_bytes: u64,
    /// Calls of which nothing is left.
    pub transient_count: usize,
    /// What was followed: `map`, calls that change the address space.
    pub source: &'static str,
    /// Its frames, the innermost first.
    pub frames: Vec<PlaceFigures>,
}

/// A place in code.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceFigures {
    /// The function; null where it is not known. Inlined functions have entries of their own.
    pub function: Option<String>,
    /// The path of the file that the code is in; null where it is in none.
    pub module: Option<String>,
    /// The address in that file's own numbers.
    pub offset: u64,
    /// The source file; null where it is not known.
    pub file: Option<String>,
    /// The line in it, likewise.
    pub line: Option<u32>,
}

impl AuthorFigures {
    /// The stacks that kept most; nothing where calls were not followed.
    pub(super) fn listed(summary: &Summary<'_>) -> Option<Vec<Self>> {
        let authors = summary.authors.as_ref()?;
        Some(authors.authors.iter().take(MOST_STACKS).map(|author| Self::new(summary, author)).collect())
    }

    fn new(summary: &Summary<'_>, author: &Author) -> Self {
        let recording = &summary.trace.recording;
        let category = author.category.and_then(|id| recording.category(id));
        let places = CodePlace::of_stack(recording.calls(), author.stack);
        Self {
            group: category.map(|category| category.group.clone()),
            name: category.map(|category| category.name.clone()),
            kept_bytes: author.kept.bytes.get(),
            kept_count: author.kept.count,
            transient_bytes: author.transient.bytes.get(),
            transient_count: author.transient.count,
            source: "map",
            frames: places.iter().map(PlaceFigures::new).collect(),
        }
    }
}

impl PlaceFigures {
    fn new(place: &CodePlace<'_>) -> Self {
        let function = place.function;
        let file = function.map(|function| function.file.clone()).filter(|file| !file.is_empty());
        Self {
            function: function.map(|function| function.name.clone()),
            module: place.module.map(|module| module.path.clone()),
            offset: place.offset,
            file,
            line: function.map(|function| function.line).filter(|&line| line > 0),
        }
    }
}
