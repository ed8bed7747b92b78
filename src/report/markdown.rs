//! The report to be pasted into a bug report: the verdict, the table that people make by hand, the evidence, what may be
//! behind it, how it was measured, and the rest to unfold.

use super::authors::heaviest_of_verdict;
use super::render::markdown::{folded_text, report};
use super::sections::{self, FEW_STEADY};
use super::view::{
    Block, Section, composition_sentence, level_change_sentence, trust_sentences, verdict_sentence,
};
use super::{Summary, text};
use crate::analysis::{Composition, Verdict};

/// The whole report in GitHub's Markdown, with a line end behind each line.
pub fn markdown(summary: &Summary<'_>) -> String {
    if let Some(composition) = &summary.composition {
        return one_snapshot(summary, composition);
    }
    let recording = &summary.trace.recording;
    // Of texts with too few cycles for a verdict, what moved.
    let headline = match &summary.levels {
        Some(change) if summary.assessment.verdicts.overall() == Verdict::TooFewCycles => {
            level_change_sentence(change)
        }
        _ => verdict_sentence(recording, &summary.assessment),
    };
    let sections = [
        sections::levels(summary),
        sections::cycles(summary),
        sections::evidence(summary, FEW_STEADY),
        sections::why(summary),
        sections::heap(summary),
        measured(summary),
    ];
    let above: Vec<_> = heaviest_of_verdict(summary).into_iter().chain(summary.verdict_covers()).collect();
    let whole = folded_text("All that was measured", &text(summary));
    format!("{}\n{}\n", report(headline.clause(), &above, sections.into_iter().flatten()), whole.join("\n"))
}

fn one_snapshot(summary: &Summary<'_>, composition: &Composition) -> String {
    let sections = [
        sections::composition(summary, composition),
        sections::findings(composition),
        sections::asked(composition),
        sections::call_stacks(summary),
        sections::warnings(summary),
    ];
    let headline = composition_sentence(&summary.trace.recording, composition);
    report(headline.clause(), &[], sections.into_iter().flatten())
}

/// What was recorded how; without the command, which may tell what is nobody's business.
fn measured(summary: &Summary<'_>) -> Option<Section> {
    let mut facts = sections::facts(summary);
    facts.retain(|fact| fact.name != "Command");
    let trust = trust_sentences(&summary.trace.recording, &summary.assessment);
    Section::new("How it was measured", [Block::Facts(facts), Block::Prose(trust)])
}
