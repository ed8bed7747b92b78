//! Who mapped it: the stacks of calls.

use crate::analysis::{Author, CodePlace, FirstTouch};
use crate::model::CategoryId;
use crate::report::Summary;
use serde::Serialize;

/// So many stacks are listed.
const MOST_STACKS: usize = 1000;

/// What the code of one stack has mapped, or touched first, in memory of one category.
#[derive(Clone, Debug, Serialize)]
pub struct AuthorFigures {
    /// The upper level of the category's name; null where the memory was gone before any look at it.
    pub group: Option<String>,
    /// The lower level, likewise.
    pub name: Option<String>,
    /// Bytes mapped, or touched first, in the window and there at its end.
    pub kept_bytes: u64,
    /// How much more or less than that it may be, with a probability of 95 %: zero for calls, of which none is left out.
    pub kept_error_bytes: u64,
    /// Of how many calls, or samples of faults.
    pub kept_count: usize,
    /// Bytes mapped and gone in the window.
    pub transient_bytes: u64,
    /// Calls of which nothing is left.
    pub transient_count: usize,
    /// What was followed: `map`, calls that change the address space; `fault`, page faults, of which some were sampled.
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
        let mapped = authors.authors.iter().take(MOST_STACKS).map(|author| Self::mapped(summary, author));
        let touched = authors.touches.iter().take(MOST_STACKS).map(|touch| Self::touched(summary, touch));
        Some(mapped.chain(touched).collect())
    }

    fn mapped(summary: &Summary<'_>, author: &Author) -> Self {
        Self {
            kept_bytes: author.kept.bytes.get(),
            kept_count: author.kept.count,
            transient_bytes: author.transient.bytes.get(),
            transient_count: author.transient.count,
            ..Self::without_figures(summary, author.category, author.stack, "map")
        }
    }

    fn touched(summary: &Summary<'_>, touch: &FirstTouch) -> Self {
        Self {
            kept_bytes: touch.bytes.get(),
            kept_error_bytes: touch.error.get(),
            kept_count: touch.samples,
            ..Self::without_figures(summary, Some(touch.category), touch.stack, "fault")
        }
    }

    fn without_figures(
        summary: &Summary<'_>,
        category: Option<CategoryId>,
        stack: u32,
        source: &'static str,
    ) -> Self {
        let recording = &summary.trace.recording;
        let category = category.and_then(|id| recording.category(id));
        let places = CodePlace::of_stack(recording.calls(), stack);
        Self {
            group: category.map(|category| category.group.clone()),
            name: category.map(|category| category.name.clone()),
            kept_bytes: 0,
            kept_error_bytes: 0,
            kept_count: 0,
            transient_bytes: 0,
            transient_count: 0,
            source,
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
            line: place.line(),
        }
    }
}
