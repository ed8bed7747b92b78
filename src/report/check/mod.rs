//! What came of a budget: text for the terminal, Markdown for the summary of a CI run, JSON for scripts, `JUnit`'s XML for what
//! shows test results.

mod json;

pub use json::{Amount, CheckFigures, RowFigures};

use super::markup::Element;
use super::render::{markdown, text};
use super::view::{
    Block, Section, check_table, check_warnings, limit_words, measured, outcome_line, outcome_word,
};
use crate::analysis::gate::{Check, CheckRow, Outcome};

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

/// The outcomes as `JUnit`'s XML (<https://github.com/testmoapp/junitxml>), with a line end behind it: one suite with a test for
/// each limit. A limit that is exceeded is a failure, one that cannot be judged an error, one that is left out is skipped.
pub fn check_junit(check: &Check) -> String {
    let count = |outcomes: &[Outcome]| outcomes.iter().map(|&outcome| check.count(outcome)).sum::<usize>();
    let line = |text: String| Element::new("system-out").text(text);
    let suite = Element::new("testsuite")
        .with("name", "strandline check")
        .with("tests", check.rows.len())
        .with("failures", count(&[Outcome::Over]))
        .with("errors", count(&[Outcome::Unknown, Outcome::NoSuchThing]))
        .with("skipped", count(&[Outcome::Suppressed, Outcome::Skipped]))
        .children(check.rows.iter().map(test))
        .child(line(outcome_line(check).to_string()))
        .children(check.warnings.iter().map(|warning| line(format!("warning: {warning}"))));
    let all = Element::new("testsuites").child(suite);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", all.to_markup())
}

fn test(row: &CheckRow) -> Element {
    let name = format!("{} ({}): {}", row.name, row.metric, limit_words(row.limit));
    let test = Element::new("testcase").with("classname", "strandline.budget").with("name", name);
    let kind = match row.outcome {
        Outcome::Within => return test,
        Outcome::Over => "failure",
        Outcome::Unknown | Outcome::NoSuchThing => "error",
        Outcome::Suppressed | Outcome::Skipped => "skipped",
    };
    let measured = measured(row).text;
    let parts = [
        Some(outcome_word(row.outcome).to_owned()),
        Some(measured).filter(|reported| !reported.is_empty()),
        row.why.clone(),
    ];
    let message = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    let reported = Element::new(kind).with("message", message);
    test.child(if kind == "skipped" { reported } else { reported.with("type", row.outcome.json_name()) })
}
