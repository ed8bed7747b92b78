//! The verdict at the head of a page, before everything else: never a bare word.

use crate::analysis::{Judged, LEAST_CYCLES, Verdict};
use crate::report::Summary;
use crate::report::authors::heaviest_of_verdict;
use crate::report::charts::Curve;
use crate::report::markup::Element;
use crate::report::render::page::{named, note};
use crate::report::render::sign::sign;
use crate::report::view::{Label, Quantity, Sentence, steady_sentence, verdict_reasons};

/// The verdict, the figure of what leads, and the evidence.
pub(super) fn verdict(summary: &Summary<'_>) -> Element {
    let (recording, verdicts) = (&summary.trace.recording, &summary.assessment.verdicts);
    let overall = verdicts.overall();
    let word = Element::new("div").class("word").child(sign(overall)).text(overall.name());
    let remarks = heaviest_of_verdict(summary).into_iter().chain(summary.verdict_covers());
    let covers = remarks.map(|remark| note(Sentence::new(remark).whole()));
    let head = Element::new("div").child(word).children(covers);
    let frame = frame(overall == Verdict::Leak);
    match (overall, verdicts.leading()) {
        (Verdict::TooFewCycles, _) | (_, None) => {
            let count = match verdicts.cycles {
                1 => "1 cycle counts".to_owned(),
                count => format!("{count} cycles count"),
            };
            frame.child(head.child(subject(format!("{count}, and a verdict needs {LEAST_CYCLES}."))))
        }
        (Verdict::Steady, Some(_)) => {
            let floor = summary.assessment.trust.detection_floor.map(|floor| {
                Sentence::new(format!("a growth of the footprint by {floor} per cycle would have been found"))
            });
            let steady = steady_sentence(recording, &summary.assessment).whole();
            frame.child(head.child(subject(steady))).child(evidence(floor))
        }
        (_, Some(row)) => {
            let name = named(&Label::of_subject(recording, row.subject).to_string());
            let name = Element::new("p").class("subject").child(name);
            let name = name.text(format!(", {}", row.subject.measure().name()));
            let against = row.judgement.doubt_text().map(|doubt| {
                Element::new("li").class("against").text(format!("Speaks against a leak: {doubt}"))
            });
            let reasons = evidence(verdict_reasons(row)).children(against);
            frame.child(head.child(figure(summary, row)).child(name)).child(reasons)
        }
    }
}

/// The frame of what is said first.
pub(super) fn frame(is_alarm: bool) -> Element {
    let frame = Element::new("section").with("aria-label", "Verdict");
    frame.class(if is_alarm { "verdict leak" } else { "verdict" })
}

pub(super) fn subject(text: impl Into<String>) -> Element {
    Element::new("p").class("subject").text(text)
}

pub(super) fn evidence(sentences: impl IntoIterator<Item = Sentence>) -> Element {
    let item = |sentence: Sentence| Element::new("li").text(sentence.capitalised());
    Element::new("ul").class("evidence").children(sentences.into_iter().map(item))
}

/// What a cycle adds; of what has stopped growing, the level at which it did.
fn figure(summary: &Summary<'_>, row: &Judged) -> Element {
    let measure = row.subject.measure();
    let figure = Element::new("p").class("figure");
    let curve = Curve::new(&summary.assessment.cycles, row.subject);
    if let (Verdict::Settles, Some(&(_, level))) = (row.judgement.verdict, curve.counted.last()) {
        return figure
            .text("levels off at ")
            .child(Element::new("b").text(Quantity::level(measure, level).on_axis()));
    }
    let rate = Quantity::rate(measure, row.judgement.evidence.slope.median);
    figure.child(Element::new("b").text(rate.to_string())).text(format!(" {}", measure.per_cycle()))
}
