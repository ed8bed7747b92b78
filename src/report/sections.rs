//! The sections of the report on one window, alike in text, in Markdown and on a page.

use super::Summary;
use super::authors;
use super::stacks;
use super::view::{
    Block, Fact, Section, Sentence, advice, born_table, composition_table, cycles_table, evidence_notes,
    evidence_table, growth_notes, growth_table, heap_classes_table, heap_table, level_change_table,
    marks_table, own_cost, reclaimable_table, recording_facts, sizes_table, trust_sentences,
    unattributed_table, warning_lines,
};
use crate::analysis::{Composition, LEAST_CYCLES};

/// So many rows of the evidence that are steady are listed where lines do not scroll.
pub(super) const FEW_STEADY: usize = 4;

pub(super) fn levels(summary: &Summary<'_>) -> Option<Section> {
    Section::new("Levels", [level_change_table(summary.levels.as_ref()?).into()])
}

pub(super) fn evidence(summary: &Summary<'_>, most_steady: usize) -> Option<Section> {
    let assessment = &summary.assessment;
    if assessment.verdicts.cycles < LEAST_CYCLES {
        return None;
    }
    let table = evidence_table(&summary.trace.recording, assessment, most_steady);
    Section::new("Evidence", [table.into(), Block::Notes(evidence_notes(assessment))])
}

pub(super) fn why(summary: &Summary<'_>) -> Option<Section> {
    Section::new("Why", advice(&summary.trace.recording, &summary.assessment.hints))
}

pub(super) fn trust(summary: &Summary<'_>) -> Option<Section> {
    let sentences = trust_sentences(&summary.trace.recording, &summary.assessment);
    Section::new("Trust", [Block::Prose(sentences)])
}

pub(super) fn growth(summary: &Summary<'_>) -> Option<Section> {
    let Summary { trace, growth, assessment, .. } = summary;
    Section::new("What grew", [growth_table(&trace.recording, growth, &assessment.verdicts).into()])
}

/// What malloc's memory held at marks.
pub(super) fn heap(summary: &Summary<'_>) -> Option<Section> {
    let table = heap_table(summary.trace);
    Section::new(table.title.clone(), [table.into(), heap_classes_table(summary.trace).into()])
}

pub(super) fn unattributed(summary: &Summary<'_>) -> Option<Section> {
    let title = "Unattributed: what the system counts and no region explains";
    Section::new(title, [unattributed_table(&summary.unattributed).into()])
}

pub(super) fn reclaimable(summary: &Summary<'_>) -> Option<Section> {
    let title = "Reclaimable: freed, but in memory until the system is short of it; in no footprint";
    Section::new(title, [reclaimable_table(&summary.trace.recording, &summary.growth).into()])
}

pub(super) fn sizes(summary: &Summary<'_>) -> Option<Section> {
    let table = sizes_table(&summary.trace.recording, &summary.sizes);
    Section::new(table.title.clone(), [table.into()])
}

/// The levels at each closing mark.
pub(super) fn cycles(summary: &Summary<'_>) -> Option<Section> {
    let assessment = &summary.assessment;
    let table = cycles_table(&summary.trace.recording, &assessment.cycles, &assessment.verdicts);
    Section::new(table.title.clone(), [table.into()])
}

pub(super) fn born(summary: &Summary<'_>) -> Option<Section> {
    let table = born_table(&summary.trace.recording, &summary.assessment.cycles);
    Section::new(table.title.clone(), [table.into()])
}

pub(super) fn authors(summary: &Summary<'_>) -> Option<Section> {
    Section::new(authors::TITLE, authors::blocks(summary))
}

pub(super) fn call_stacks(summary: &Summary<'_>) -> Option<Section> {
    Section::new("Call stacks", stacks::blocks(&summary.trace.recording))
}

pub(super) fn marks(summary: &Summary<'_>) -> Option<Section> {
    Section::new("Marks", [marks_table(summary.trace).into()])
}

pub(super) fn cost(summary: &Summary<'_>) -> Option<Section> {
    let line = own_cost(&summary.cost, summary.own_footprint);
    Section::new("Own cost", [Block::Lines(line.into_iter().collect())])
}

pub(super) fn warnings(summary: &Summary<'_>) -> Option<Section> {
    Section::new("Warnings", [Block::Lines(warning_lines(&summary.trace.recording))])
}

pub(super) fn notes(summary: &Summary<'_>) -> Option<Section> {
    let notes = growth_notes(summary.trace, &summary.growth, &summary.sizes);
    Section::new("Notes", [Block::Prose(notes.into_iter().map(Sentence::new).collect())])
}

pub(super) fn recorded(summary: &Summary<'_>) -> Option<Section> {
    Section::new("What was recorded", [Block::Facts(facts(summary))])
}

/// The target, the recording, and what it cost.
pub(super) fn facts(summary: &Summary<'_>) -> Vec<Fact> {
    let looks = Fact { name: "In the window", value: summary.looks(), hint: "" };
    let cost = own_cost(&summary.cost, summary.own_footprint);
    let cost = cost.map(|value| Fact { name: "Own cost", value, hint: "" });
    recording_facts(&summary.trace.recording).into_iter().chain([looks]).chain(cost).collect()
}

pub(super) fn composition(summary: &Summary<'_>, composition: &Composition) -> Option<Section> {
    Section::new("What is there", [composition_table(&summary.trace.recording, composition).into()])
}

pub(super) fn findings(composition: &Composition) -> Option<Section> {
    let findings = composition.findings.iter().map(|finding| Sentence::new(finding.text.as_str()));
    Section::new("What stands out", [Block::Prose(findings.collect())])
}

/// What to ask for next: commands, which stay on their lines.
pub(super) fn asked(composition: &Composition) -> Option<Section> {
    Section::new("What to ask for next", [Block::Lines(composition.asked.clone())])
}
