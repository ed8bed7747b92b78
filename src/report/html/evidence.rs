//! The verdict, and what it rests on.

use super::grid::{Cell, Grid};
use crate::analysis::{Judged, LEAST_CYCLES, Subject, Verdict};
use crate::report::Summary;
use crate::report::charts::{Curve, amount};
use crate::report::markup::Element;
use crate::report::render::page::{named, note};
use crate::report::render::sign::sign;
use crate::report::verdicts::{
    INTERVALS, counted_cycles, percent, probability, quantum_text, rate, ratio, steady_summary, subject_name,
};

/// More rows say nothing new.
const MOST: usize = 40;

/// The verdict at the head of the page: never a bare word.
pub(super) fn verdict(summary: &Summary<'_>) -> Element {
    let verdicts = &summary.assessment.verdicts;
    let overall = verdicts.overall();
    let word = Element::new("div").class("word").child(sign(overall)).text(overall.name());
    let covers = summary.verdict_covers().map(|covers| note(capital(&covers) + "."));
    let words = Element::new("div").child(word).children(covers);
    let frame = Element::new("section").with("aria-label", "Verdict");
    let frame = frame.class(if overall == Verdict::Leak { "verdict leak" } else { "verdict" });
    let plain = |text: String| Element::new("p").class("subject").text(text);
    match (overall, verdicts.leading()) {
        (Verdict::TooFewCycles, _) | (_, None) => {
            let count = if verdicts.cycles == 1 {
                "1 cycle counts".to_owned()
            } else {
                format!("{} cycles count", verdicts.cycles)
            };
            let text = format!("{count}, and a verdict takes {LEAST_CYCLES}.");
            frame.child(words.child(plain(text)))
        }
        (Verdict::Steady, Some(_)) => {
            let floor = summary.assessment.trust.detection_floor.map(|floor| {
                let text = format!("A growth of the footprint by {floor} per cycle would have been found.");
                Element::new("li").text(text)
            });
            let evidence = Element::new("ul").class("evidence").children(floor);
            frame.child(words.child(plain(capital(&steady_summary(summary)) + "."))).child(evidence)
        }
        (_, Some(row)) => {
            let name = name_of(summary, row.subject);
            let subject = Element::new("p").class("subject").child(named(&name));
            let subject = subject.text(format!(", {}", row.subject.measure().name()));
            frame.child(words.child(figure(summary, row)).child(subject)).child(reasons(row))
        }
    }
}

/// What a cycle adds; of what has stopped growing, the level at which it did.
fn figure(summary: &Summary<'_>, row: &Judged) -> Element {
    let measure = row.subject.measure();
    let figure = Element::new("p").class("figure");
    let curve = Curve::new(&summary.assessment.cycles, row.subject);
    if let (Verdict::Settles, Some(&(_, level))) = (row.judgement.verdict, curve.counted.last()) {
        return figure.text("levels off at ").child(Element::new("b").text(amount(measure, level)));
    }
    let rate = rate(measure, row.judgement.evidence.slope.median);
    figure.child(Element::new("b").text(rate)).text(format!(" {}", measure.per_cycle()))
}

/// What speaks for it, and what against.
fn reasons(row: &Judged) -> Element {
    let (evidence, measure) = (&row.judgement.evidence, row.subject.measure());
    let shown = |value| rate(measure, value);
    let slope = &evidence.slope;
    let stopped = if row.judgement.verdict == Verdict::Settles { ", and stopped" } else { "" };
    let needed = if evidence.is_significant() { "which is enough" } else { "which is not enough" };
    let ratio = evidence.decay_ratio.map(|ratio| format!("Second-half rate ÷ first-half rate: {ratio:.2}"));
    let lines = [
        Some(format!("Grew in {} of {} cycles{stopped}", evidence.grew_in, evidence.of)),
        row.quantum.map(|quantum| capital(&quantum_text(&quantum, evidence))),
        Some(format!(
            "Between {} and {} per cycle, in 95 of 100 recordings (this row by itself)",
            shown(slope.low),
            shown(slope.high)
        )),
        Some(format!(
            "Trend: p {}, {needed} (at most {})",
            probability(evidence.p_value),
            probability(evidence.threshold)
        )),
        ratio,
    ];
    let doubt = row
        .judgement
        .doubt_text()
        .map(|doubt| Element::new("li").class("against").text(format!("Speaks against a leak: {doubt}")));
    let lines = lines.into_iter().flatten().map(|line| Element::new("li").text(line));
    Element::new("ul").class("evidence").children(lines).children(doubt)
}

/// What is judged.
pub(super) fn name_of(summary: &Summary<'_>, subject: Subject) -> String {
    match subject {
        Subject::Total(_) => "All".to_owned(),
        Subject::Category(..) | Subject::Unattributed(_) => subject_name(summary, subject),
    }
}

/// With a capital at its start.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The evidence for everything that was judged; nothing where there are too few cycles.
pub(super) fn table(summary: &Summary<'_>) -> Vec<Element> {
    let verdicts = &summary.assessment.verdicts;
    if verdicts.cycles < LEAST_CYCLES {
        return Vec::new();
    }
    let has_doubts = verdicts.rows.iter().any(|row| row.judgement.doubt.is_some());
    let columns = [
        ("What", true),
        ("Figure", true),
        ("Verdict", true),
        ("Per cycle", false),
        ("At least", false),
        ("At most", false),
        ("Of the growth", false),
        ("Grew in", false),
        ("p", false),
        ("2nd ÷ 1st half", false),
        ("Smallest leak shown", false),
        ("What speaks against it", true),
    ];
    let shown = if has_doubts { columns.len() } else { columns.len() - 1 };
    let mut grid = Grid::new(columns[..shown].iter().copied(), MOST);
    for row in &verdicts.rows {
        grid.add(cells(summary, row).into_iter().take(shown).collect());
    }
    let mut inside = grid.done("Evidence");
    inside.push(note(format!("{} {INTERVALS}.", counted_cycles(summary))));
    inside
}

fn cells(summary: &Summary<'_>, row: &Judged) -> Vec<Cell> {
    let (evidence, measure) = (&row.judgement.evidence, row.subject.measure());
    let figure = |value: f64| Cell::figure(rate(measure, value), value);
    let floor = rate(measure, evidence.detection_floor);
    let share = summary.assessment.verdicts.share(row);
    vec![
        Cell::name([named(&name_of(summary, row.subject))]),
        Cell::text(measure.name()),
        Cell::verdict(row.judgement.verdict),
        figure(evidence.slope.median),
        figure(evidence.slope.low),
        figure(evidence.slope.high),
        share.map_or_else(Cell::none, |share| Cell::figure(percent(share), share)),
        Cell::figure(format!("{} of {}", evidence.grew_in, evidence.of), evidence.grew_in as f64),
        Cell::figure(probability(evidence.p_value), evidence.p_value),
        ratio(row).map_or_else(Cell::none, |ratio| Cell::figure(format!("{ratio:.2}"), ratio)),
        Cell::figure(floor.trim_start_matches('+'), evidence.detection_floor),
        Cell::wrapped_text(row.judgement.doubt_text().unwrap_or_default()),
    ]
}
