//! The report to be pasted into a bug report: the verdict, the table that people make by hand, the evidence, what may be
//! behind it, how it was measured, and the rest to unfold.

mod cycles;

pub(super) use super::render::escape::{escaped, fenced};
pub(super) use cycles::leading;

use super::composition as composed;
use super::levels as change_of_levels;
use super::stacks;
use super::summary::Summary;
use super::table::printable;
use super::text::trust_paragraphs;
use super::verdicts::subject_name;
use super::{text, verdict_line, verdicts};
use crate::analysis::{Composition, Measure, Subject, Verdict};
use crate::model::RecordingStart;

/// The whole report in GitHub's Markdown, with a line end behind each line.
pub fn markdown(summary: &Summary<'_>) -> String {
    let sections = [
        ("Levels", levels(summary)),
        ("Per cycle", cycles::section(summary)),
        ("Evidence", evidence(summary)),
        ("Why", why(summary)),
        ("How it was measured", measured(summary)),
    ];
    if let Some(composition) = &summary.composition {
        return of_one_snapshot(summary, composition);
    }
    let mut lines = vec![format!("**{}**", escaped(&headline(summary)))];
    lines.extend(summary.verdict_covers().into_iter().flat_map(|covers| [String::new(), escaped(&covers)]));
    for (title, body) in sections.into_iter().filter(|(_, body)| !body.is_empty()) {
        lines.extend([String::new(), format!("### {title}"), String::new()]);
        lines.extend(body);
    }
    lines.extend(["", "<details><summary>All that was measured</summary>", ""].map(str::to_owned));
    lines.push(fenced(&text(summary), "text"));
    lines.extend(["", "</details>", ""].map(str::to_owned));
    lines.join("\n")
}

/// The verdict; of texts with too few cycles for one, what moved.
fn headline(summary: &Summary<'_>) -> String {
    match &summary.levels {
        Some(change) if summary.assessment.verdicts.overall() == Verdict::TooFewCycles => {
            change_of_levels::headline(change)
        }
        _ => verdict_line(summary),
    }
}

fn levels(summary: &Summary<'_>) -> Vec<String> {
    let Some(change) = &summary.levels else { return Vec::new() };
    let (table, others) = change_of_levels::table(change);
    table
        .markdown()
        .into_iter()
        .chain(others.into_iter().flat_map(|others| [String::new(), others]))
        .collect()
}

/// What is told of a single snapshot.
fn of_one_snapshot(summary: &Summary<'_>, composition: &Composition) -> String {
    let list = |lines: &[String]| lines.iter().map(|line| format!("- {}", escaped(line))).collect::<Vec<_>>();
    let warnings = summary.trace.recording.warnings().iter();
    let warnings: Vec<_> = warnings.map(|warning| printable(&warning.text)).collect();
    let (table, others) = composed::table(summary, composition);
    let others = others.into_iter().flat_map(|others| [String::new(), others]);
    let sections = [
        ("What is there", table.markdown().into_iter().chain(others).collect()),
        ("What stands out", list(&composed::findings(composition))),
        ("What to ask for next", list(&composition.asked)),
        ("Call stacks", logged_stacks(summary)),
        ("Warnings", list(&warnings)),
    ];
    let mut lines = vec![format!(
        "**{}**",
        escaped(&composed::composition_headline(&summary.trace.recording, composition))
    )];
    for (title, body) in sections.into_iter().filter(|(_, body)| !body.is_empty()) {
        lines.extend([String::new(), format!("### {title}"), String::new()]);
        lines.extend(body);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// Call stacks, to be unfolded; the other forms have them in the text of all that was measured.
fn logged_stacks(summary: &Summary<'_>) -> Vec<String> {
    let lines = stacks::lines(&summary.trace.recording);
    if lines.is_empty() {
        return lines;
    }
    let summary = format!("<details><summary>{}</summary>", escaped(stacks::TITLE));
    vec![summary, String::new(), fenced(&lines.join("\n"), "text"), String::new(), "</details>".to_owned()]
}

fn evidence(summary: &Summary<'_>) -> Vec<String> {
    let Some((table, others)) = verdicts::evidence(summary) else { return Vec::new() };
    let mut lines = table.markdown();
    lines.extend(others.into_iter().flat_map(|others| [String::new(), others]));
    lines.push(String::new());
    lines.push(verdicts::legend(summary).join(" "));
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
