//! The report to be pasted into a bug report: the verdict, the table that people make by hand, the evidence, what may be
//! behind it, how it was measured, and the rest to unfold.

mod cycles;

mod escape;

pub(super) use cycles::leading;
pub(super) use escape::{escaped, fenced};

use super::summary::Summary;
use super::table::printable;
use super::text::trust_paragraphs;
use super::verdicts::subject_name;
use super::{text, verdict_line, verdicts};
use crate::analysis::{Measure, Subject};
use crate::model::RecordingStart;

/// The whole report in GitHub's Markdown, with a line end behind each line.
pub fn markdown(summary: &Summary<'_>) -> String {
    let sections = [
        ("Per cycle", cycles::section(summary)),
        ("Evidence", evidence(summary)),
        ("Why", why(summary)),
        ("How it was measured", measured(summary)),
    ];
    let mut lines = vec![format!("**{}**", escaped(&verdict_line(summary)))];
    for (title, body) in sections.into_iter().filter(|(_, body)| !body.is_empty()) {
        lines.extend([String::new(), format!("### {title}"), String::new()]);
        lines.extend(body);
    }
    lines.extend(["", "<details><summary>All that was measured</summary>", ""].map(str::to_owned));
    lines.push(fenced(&text(summary), "text"));
    lines.extend(["", "</details>", ""].map(str::to_owned));
    lines.join("\n")
}

fn evidence(summary: &Summary<'_>) -> Vec<String> {
    let Some((table, others)) = verdicts::evidence(summary) else { return Vec::new() };
    let mut lines = table.markdown();
    lines.extend(others.into_iter().flat_map(|others| [String::new(), others]));
    lines
}

fn why(summary: &Summary<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for hints in summary.assessment.hints.chunk_by(|one, next| one.category == next.category) {
        let category = subject_name(summary, Subject::Category(hints[0].category, Measure::Stayed));
        lines.extend([format!("**{}**", escaped(&category)), String::new()]);
        for hint in hints {
            lines.push(format!("- {}", escaped(&printable(&hint.text))));
            if let Some(command) = &hint.command {
                let block = fenced(command, "");
                lines.extend(block.lines().map(|line| format!("  {}", printable(line))));
            }
        }
        lines.push(String::new());
    }
    lines.pop();
    lines
}

fn measured(summary: &Summary<'_>) -> Vec<String> {
    let recording = &summary.trace.recording;
    let cycles = &summary.assessment.cycles;
    let mut lines: Vec<String> = recording.start().map(program).into_iter().flatten().collect();
    let (counted, warmup) = (cycles.cycles.len(), cycles.warmup.len());
    lines.push(format!("{counted} cycles that count, after {warmup} to warm up"));
    lines.extend(trust_paragraphs(summary));
    lines.iter().map(|line| format!("- {}", escaped(line))).collect()
}

/// What was recorded, by what.
fn program(start: &RecordingStart) -> [String; 2] {
    let target = &start.target;
    let system = printable(target.os_release.trim());
    [
        format!("{} (pid {}) on {} {system}", printable(&target.name), target.pid, target.os),
        format!("Recorded by {}, a tick each {} ms", printable(&start.recorder), start.interval.as_millis()),
    ]
}
