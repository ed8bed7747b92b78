//! Recordings side by side: text for people, Markdown for pull requests, JSON for scripts.

mod json;

pub use json::{
    CellFigures, ClassFigures, CompareDetails, CompareReport, CompareRowFigures, PeakFigures, PerSide,
    PointFigures, RetainedFigures, SideFigures, StepFigures,
};

use super::render::{markdown, text};
use super::view::{
    Block, Section, Sentence, compare_levels_table, compare_sentences, compare_table, compare_title,
    differing_lines, level_change_table, retained_lines, retained_title, side_names, sides_table,
};
use crate::analysis::Comparison;

/// What has changed first, then the rows, the levels, what was retained, and in what they differ; with a line end behind
/// each line.
pub fn compare_text(comparison: &Comparison) -> String {
    let head = compare_sentences(comparison).iter().map(Sentence::to_string).collect();
    text::report(head, sections(comparison))
}

/// The same in GitHub's Markdown.
pub fn compare_markdown(comparison: &Comparison) -> String {
    let said: Vec<_> = compare_sentences(comparison).iter().map(Sentence::to_string).collect();
    let (headline, others) = said.split_first().map_or(("", &[][..]), |(first, others)| (&**first, others));
    markdown::report(headline, others, sections(comparison))
}

/// What is compared with what.
pub(in crate::report) fn sides(comparison: &Comparison) -> Block {
    sides_table(comparison, &side_names(comparison)).into()
}

/// What each of them does and has, with so many rows that do nothing.
pub(in crate::report) fn measured(comparison: &Comparison, most_quiet: usize) -> Vec<Section> {
    if let Some(change) = &comparison.levels {
        return Section::new("Levels", [level_change_table(change).into()]).into_iter().collect();
    }
    let names = side_names(comparison);
    let levels = compare_levels_table(comparison, &names, most_quiet);
    let sections = [
        Section::new(
            compare_title(comparison.alignment),
            [compare_table(comparison, &names, most_quiet).into()],
        ),
        Section::new(levels.title.clone(), [levels.into()]),
    ];
    sections.into_iter().flatten().collect()
}

/// What was retained, where that is compared.
pub(in crate::report) fn retained(comparison: &Comparison) -> Vec<String> {
    if comparison.has_retained_sets() { retained_lines(&comparison.retained) } else { Vec::new() }
}

fn sections(comparison: &Comparison) -> Vec<Section> {
    let mut all: Vec<_> = Section::new("", [sides(comparison)]).into_iter().collect();
    all.extend(measured(comparison, 0));
    all.extend(Section::new(retained_title(comparison), [Block::Lines(retained(comparison))]));
    all.extend(Section::new("In what they differ", [Block::Lines(differing_lines(comparison))]));
    all
}
