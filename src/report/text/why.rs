//! What may be behind the growth, as text.

use crate::analysis::{Measure, Subject};
use crate::report::Summary;
use crate::report::table::printable;
use crate::report::verdicts::subject_name;
use std::mem;

/// So many columns are filled with prose. Commands stay on one line, to be copied.
const COLUMNS: usize = 100;

/// The hints, under the category that they are about.
pub(super) fn section(summary: &Summary<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut last = None;
    for hint in &summary.assessment.hints {
        if last.replace(hint.category) != Some(hint.category) {
            lines.push(subject_name(summary, Subject::Category(hint.category, Measure::Stayed)));
        }
        lines.extend(wrapped(&printable(&hint.text), 2));
        lines.extend(hint.command.as_ref().map(|command| format!("      {}", printable(command))));
    }
    lines
}

/// Lines of prose, all but the first with an indent of two more than `indent`. The report's own indent is two.
pub(in crate::report) fn wrapped(text: &str, indent: usize) -> Vec<String> {
    let start = " ".repeat(indent);
    let (mut lines, mut line) = (Vec::new(), start.clone());
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && 2 + line.chars().count() + 1 + word.chars().count() > COLUMNS {
            lines.push(mem::replace(&mut line, format!("{start}  ")));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_fills_the_columns_and_no_more() {
        let lines = wrapped(&"a tide of words ".repeat(20), 2);
        let widths: Vec<_> = lines.iter().map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|&width| width <= COLUMNS - 2), "{widths:?}");
        assert!(widths[..widths.len() - 1].iter().all(|&width| width > COLUMNS - 10), "{widths:?}");
        assert_eq!(lines.join(" ").split_whitespace().count(), 80);
        assert_eq!(wrapped("one", 0), ["one"]);
        assert_eq!(wrapped(&"x".repeat(200), 1).len(), 1);
    }
}
