//! What came of a budget: text for the terminal, Markdown for the summary of a CI run, JSON for scripts, `JUnit`'s XML for what
//! shows test results.

mod json;

mod junit;

pub use json::{Amount, CheckFigures, RowFigures};
pub use junit::check_junit;

use super::render::{markdown, text};
use super::view::{Block, Section, check_table, check_warnings, outcome_line};
use crate::analysis::gate::Check;

/// The table, what is odd about the budget, and the outcome last; with a line end behind each line.
pub fn check_text(check: &Check) -> String {
    let last = [outcome_line(check).to_string()];
    let lines = check_warnings(check).into_iter().chain(last).collect();
    text::report(text::table_lines(&check_table(check)), Section::new("", [Block::Lines(lines)]))
}

/// The same in GitHub's Markdown, the outcome first.
pub fn check_markdown(check: &Check) -> String {
    let blocks = [Block::from(check_table(check)), Block::Lines(check_warnings(check))];
    markdown::report(outcome_line(check).clause(), &[], Section::new("", blocks))
}
