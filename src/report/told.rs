//! What is told beside the verdict, in sentences: what may be behind it, and how far it can be trusted.

use super::summary::Summary;
use super::table::printable;
use crate::analysis::{Hint, Trust};
use crate::model::Category;

/// A line of text is about as long as this.
const WIDTH: usize = 120;

/// What may be behind the growth: each category, and below it what there is to know, and to run.
pub(super) fn why(summary: &Summary<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for (category, hints) in by_category(summary) {
        lines.push(category);
        for hint in hints {
            lines.extend(wrapped(&printable(&hint.text)).into_iter().map(|line| format!("  {line}")));
            let commands = hint.command.iter().flat_map(|command| command.lines());
            lines.extend(commands.map(|line| format!("      {}", printable(line))));
        }
    }
    lines
}

/// The hints of each category under its name.
pub(super) fn by_category<'a>(summary: &'a Summary<'_>) -> Vec<(String, &'a [Hint])> {
    let name = |hint: &Hint| {
        let category = summary.trace.recording.category(hint.category).map(Category::to_string);
        printable(&category.unwrap_or_default())
    };
    let groups = summary.assessment.hints.chunk_by(|one, next| one.category == next.category);
    groups.map(|hints| (name(&hints[0]), hints)).collect()
}

/// Breaks text between words.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < WIDTH) {
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// How far the cycles can be trusted; nothing where none counts.
pub(super) fn trust(summary: &Summary<'_>) -> Vec<String> {
    let trust = &summary.assessment.trust;
    if summary.assessment.cycles.cycles.is_empty() {
        return Vec::new();
    }
    let lines = trust.limits.iter().map(|limit| format!("no more than suspect: {}", limit.reason()));
    lines.chain(figures(trust)).collect()
}

fn figures(trust: &Trust) -> Vec<String> {
    let percent = |part: f64| format!("{:.1} %", part * 100.0);
    // Where all is well there is nothing to say.
    let amiss = |part: Option<f64>| part.filter(|&part| part > 0.0).map(percent);
    let lines = [
        Some(looks(trust)),
        trust.reconciliation_error().map(percent).map(|error| {
            format!("regions and the system's total of resident bytes differ by {error} at most")
        }),
        trust.certain_share.map(percent).map(|share| format!("{share} of the bytes have a certain identity")),
        amiss(trust.unread_share).map(|share| format!("{share} of the bytes had no reading at some mark")),
        amiss(trust.estimated_share)
            .map(|share| format!("{share} of the footprint is estimated at some mark")),
        trust.detection_floor.map(|floor| {
            format!("the least growth of the footprint per cycle that would have been found: {floor}")
        }),
    ];
    lines.into_iter().flatten().collect()
}

fn looks(trust: &Trust) -> String {
    let looked = trust.marks - trust.marks_without_look.min(trust.marks);
    let longest = trust.longest_mark.as_secs_f64() * 1e3;
    let mut parts =
        vec![format!("{looked} of {} marks took a complete look, {longest:.1} ms at most", trust.marks)];
    if trust.marks_without_look > 0
        && let Some(age) = trust.oldest_usage
    {
        parts.push(format!("elsewhere usage is up to {:.1} s old", age.as_secs_f64()));
    }
    parts.push(format!("{} ticks between them, {} skipped", trust.ticks, trust.skipped_ticks));
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        let check = |text: &str, lines: &[&str]| assert_eq!(wrapped(text), lines);
        check("", &[""]);
        check("a b", &["a b"]);
        let long = "x".repeat(WIDTH - 2);
        check(&format!("{long} y z"), &[&format!("{long} y"), "z"]);
        let longer = "x".repeat(WIDTH + 1);
        check(&format!("a {longer} b"), &["a", &longer, "b"]);
    }
}
