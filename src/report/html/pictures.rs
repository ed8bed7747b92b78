//! The charts of a report.

use crate::analysis::{LEAST_CYCLES, Subject, Verdict};
use crate::model::CategoryId;
use crate::report::Summary;
use crate::report::charts::{OverTime, Palette, cycle_chart};
use crate::report::markup::Element;
use crate::report::render::page::figure;
use crate::report::svg::svg_element;

/// So many categories are shown over time, beside the whole.
const OVER_TIME: usize = 2;

/// So many charts of levels over the cycles are shown.
const OVER_CYCLES: usize = 6;

/// The footprint, and the categories that are told of.
pub(super) fn over_time(summary: &Summary<'_>) -> Vec<Element> {
    if summary.trace.recording.snapshots().is_empty() {
        return Vec::new();
    }
    let measured = OverTime::measure(summary.trace, summary.window, &summary.assessment);
    let mut reported: Vec<CategoryId> = Vec::new();
    for row in &summary.assessment.verdicts.rows {
        if let Subject::Category(id, _) = row.subject
            && row.judgement.verdict >= Verdict::Suspect
            && !reported.contains(&id)
        {
            reported.push(id);
        }
    }
    let categories = reported.into_iter().filter_map(|id| measured.category(id)).take(OVER_TIME);
    let all = std::iter::once(measured.footprint()).chain(categories);
    all.map(|bands| figure(svg_element(&bands, Palette::Page), true)).collect()
}

/// The levels of what says most, one chart for each that is judged: the leading one first.
pub(super) fn over_cycles(summary: &Summary<'_>) -> Vec<Element> {
    let (verdicts, cycles) = (&summary.assessment.verdicts, &summary.assessment.cycles);
    if verdicts.cycles < LEAST_CYCLES {
        return Vec::new();
    }
    let mut shown = Vec::new();
    let mut charts = Vec::new();
    for row in verdicts.leading().into_iter().chain(&verdicts.rows) {
        let whose = whose(row.subject);
        // Of what stands still one chart is enough: that of what leads.
        let stands_still =
            row.judgement.verdict == Verdict::Steady && row.judgement.evidence.slope.median == 0.0;
        if stands_still && !charts.is_empty() {
            continue;
        }
        if charts.len() < OVER_CYCLES && !shown.contains(&whose) {
            shown.push(whose);
            let chart = cycle_chart(&summary.trace.recording, cycles, row);
            charts.push(figure(svg_element(&chart, Palette::Page), false));
        }
    }
    vec![Element::new("div").class("charts").children(charts)]
}

/// What a subject is about, whichever of its figures is meant.
#[derive(PartialEq)]
enum PictureSubject {
    All,
    Category(CategoryId),
    Unattributed,
}

fn whose(subject: Subject) -> PictureSubject {
    match subject {
        Subject::Total(_) => PictureSubject::All,
        Subject::Category(id, _) => PictureSubject::Category(id),
        Subject::Unattributed(_) => PictureSubject::Unattributed,
    }
}
