//! The report for a terminal: the verdict first, then the tables, and below them what tables cannot say.

use super::Summary;
use super::authors::heaviest_of_verdict;
use super::markup::printable_line;
use super::render::text::report;
use super::sections::{self, FEW_STEADY};
use super::view::{Block, Section, composition_sentence, level_change_sentence, verdict_sentence};
use crate::analysis::Composition;

/// The whole report as text, with a line end behind each line.
pub fn text(summary: &Summary<'_>) -> String {
    let sections = match &summary.composition {
        Some(composition) => one_snapshot(summary, composition),
        None => window(summary),
    };
    report(header(summary), sections.into_iter().flatten())
}

fn window(summary: &Summary<'_>) -> Vec<Option<Section>> {
    let headline = summary.levels.as_ref().map(|change| level_change_sentence(change).to_string());
    vec![
        sections::levels(summary).map(|section| section.below(headline)),
        verdict(summary),
        sections::why(summary),
        sections::trust(summary),
        sections::growth(summary).map(untitled),
        sections::authors(summary),
        sections::heap(summary),
        sections::unattributed(summary),
        sections::reclaimable(summary),
        sections::sizes(summary),
        sections::born(summary),
        sections::call_stacks(summary),
        sections::marks(summary),
        sections::cost(summary),
        sections::warnings(summary),
        sections::notes(summary),
    ]
}

/// What is known of a single snapshot: no growth, and no columns of zeros.
fn one_snapshot(summary: &Summary<'_>, composition: &Composition) -> Vec<Option<Section>> {
    let headline = composition_sentence(&summary.trace.recording, composition).to_string();
    vec![
        sections::composition(summary, composition)
            .map(|section| untitled(section).below([headline, String::new()])),
        sections::findings(composition),
        sections::asked(composition),
        sections::call_stacks(summary),
        sections::marks(summary),
        sections::warnings(summary),
    ]
}

/// The line, and the evidence for each row that is worth it.
fn verdict(summary: &Summary<'_>) -> Option<Section> {
    summary.assessment.cycles.all().next()?;
    let line = verdict_sentence(&summary.trace.recording, &summary.assessment).to_string();
    let lines = Block::Lines(
        [line].into_iter().chain(heaviest_of_verdict(summary)).chain(summary.verdict_covers()).collect(),
    );
    let evidence = sections::evidence(summary, FEW_STEADY).map(|section| section.blocks);
    Section::new("Verdict", [lines].into_iter().chain(evidence.into_iter().flatten()))
}

/// The widest table, not set in.
fn untitled(section: Section) -> Section {
    Section { title: String::new(), ..section }
}

fn header(summary: &Summary<'_>) -> Vec<String> {
    let recording = &summary.trace.recording;
    let target = summary.target().map_or_else(
        || "no target".to_owned(),
        |(name, about)| {
            let runtimes = recording.runtimes().iter().map(|runtime| runtime.name().to_owned());
            [printable_line(&name), about].into_iter().chain(runtimes).collect::<Vec<_>>().join(", ")
        },
    );
    let range = summary.window.range(recording);
    let seconds = range.duration().as_secs_f64();
    let window = format!("{} to {} ({seconds:.1} s): {}", range.from, range.to, summary.looks());
    vec![target, if summary.composition.is_some() { summary.looks() } else { window }]
}
