//! Recordings side by side: text for people, Markdown for pull requests, JSON for scripts.

mod json;

pub(super) mod sections;

pub use json::{
    CellFigures, ClassFigures, CompareDetails, CompareReport, CompareRowFigures, PeakFigures, PerSide,
    PointFigures, RetainedFigures, SideFigures, StepFigures,
};

use super::render::{markdown, text};
use super::view::{Sentence, compare_sentences};
use crate::analysis::Comparison;

/// What has changed first, then the rows, the levels, what was retained, and in what they differ; with a line end behind
/// each line.
pub fn compare_text(comparison: &Comparison) -> String {
    let head = compare_sentences(comparison).iter().map(Sentence::to_string).collect();
    text::report(head, sections::all(comparison))
}

/// The same in GitHub's Markdown.
pub fn compare_markdown(comparison: &Comparison) -> String {
    let said: Vec<_> = compare_sentences(comparison).iter().map(Sentence::to_string).collect();
    let (headline, others) = said.split_first().map_or(("", &[][..]), |(first, others)| (&**first, others));
    markdown::report(headline, others, sections::all(comparison))
}
