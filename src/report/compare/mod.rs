//! Recordings side by side: text for people, Markdown for pull requests, JSON for scripts.

mod headline;

mod sections;

mod json;

mod trend;

pub use json::{
    CellFigures, ClassFigures, CompareDetails, CompareReport, CompareRowFigures, PeakFigures, PerSide,
    PointFigures, RetainedFigures, SideFigures, StepFigures,
};
pub(super) use trend::on_the_way;

use super::levels as change_of_levels;
use super::markdown::escaped;
use super::table::{Table, printable};
use crate::analysis::{Comparison, RowName};

/// What has become of it first, then the rows, the levels, what was retained, and in what the two differ; with a line end
/// behind each line.
pub fn compare_text(comparison: &Comparison) -> String {
    if comparison.sides.len() != 2 {
        return trend::trend_text(comparison);
    }
    let mut lines = headline::lines(comparison);
    lines.push(String::new());
    lines.extend(sections::sides(comparison).lines());
    for (title, body) in sections(comparison) {
        lines.extend([String::new(), title]);
        lines.extend(body.text());
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The same in GitHub's Markdown.
pub fn compare_markdown(comparison: &Comparison) -> String {
    if comparison.sides.len() != 2 {
        return trend::trend_markdown(comparison);
    }
    let mut said = headline::lines(comparison).into_iter();
    let mut lines: Vec<String> =
        said.next().map(|first| format!("**{}**", escaped(&first))).into_iter().collect();
    lines.extend(said.flat_map(|line| [String::new(), escaped(&line)]));
    lines.push(String::new());
    lines.extend(sections::sides(comparison).markdown());
    for (title, body) in sections(comparison) {
        lines.extend([String::new(), format!("### {title}"), String::new()]);
        lines.extend(body.markdown());
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A part of the report below its head.
enum Body {
    /// A table, and what is said below it.
    Table(Table, Option<String>),
    /// Sentences.
    Lines(Vec<String>),
}

impl Body {
    fn is_empty(&self) -> bool {
        matches!(self, Self::Lines(lines) if lines.is_empty())
    }

    fn text(&self) -> Vec<String> {
        let lines = match self {
            Self::Table(table, below) => table.lines().into_iter().chain(below.clone()).collect(),
            Self::Lines(lines) => lines.clone(),
        };
        lines.iter().map(|line| format!("  {line}")).collect()
    }

    fn markdown(&self) -> Vec<String> {
        match self {
            Self::Table(table, below) => {
                let below = below.iter().flat_map(|below| [String::new(), escaped(below)]);
                table.markdown().into_iter().chain(below).collect()
            }
            Self::Lines(lines) => lines.iter().map(|line| format!("- {}", escaped(line))).collect(),
        }
    }
}

fn sections(comparison: &Comparison) -> impl Iterator<Item = (String, Body)> {
    let differing = ("In what they differ".to_owned(), Body::Lines(sections::differing(comparison)));
    let sections = match &comparison.levels {
        Some(change) => {
            let (table, others) = change_of_levels::table(change);
            vec![("Levels".to_owned(), Body::Table(table, others)), differing]
        }
        None => vec![
            (sections::growth_title(comparison.alignment).to_owned(), sections::growth(comparison)),
            ("Levels: at the end, and the most there was".to_owned(), sections::levels(comparison)),
            (sections::retained_title(comparison), Body::Lines(sections::retained(comparison))),
            differing,
        ],
    };
    sections.into_iter().filter(|(_, body)| !body.is_empty())
}

/// How many regions more there are at the end of the second; nothing where they are not told.
fn more_regions(regions: Option<[usize; 2]>) -> Option<i64> {
    let [before, after] = regions?.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    Some(after - before)
}

/// Whether a count of regions is compared: those that texts of other tools count are figures of theirs.
pub(in crate::report) fn counts_regions(
    mut sides: impl Iterator<Item = bool>,
    mut regions: impl Iterator<Item = bool>,
) -> bool {
    sides.any(|is_imported| is_imported) && regions.any(|is_told| is_told)
}

/// How many regions more there are, with a sign.
pub(in crate::report) fn more_regions_text(regions: Option<[usize; 2]>) -> Option<(String, i64)> {
    let more = more_regions(regions)?;
    let sign = if more > 0 { "+" } else { "" };
    Some((format!("{sign}{more}"), more))
}

/// What a row is called.
fn row_name(name: &RowName) -> String {
    match name {
        RowName::Total => "*All*".to_owned(),
        RowName::Category { group, name } => printable(&format!("{group} ▸ {name}")),
        RowName::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    }
}
