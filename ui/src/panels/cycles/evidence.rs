//! What the verdict rests on, what may be behind it, and how far all that can be trusted.

use super::cohorts;
use crate::command::Command;
use crate::panels::inspector::parts::{Card, fact, heading, remark};
use crate::panels::{verdict_sign, words};
use crate::state::{Document, Subject as Row, ViewChange};
use crate::theme::{Tokens, category_color, strong, weak};
use crate::widgets::{PushButton, copy_box, dot};
use eframe::egui::{self, Color32, RichText, Ui};
use strandline::analysis::{
    Assessment, CycleSeries, Doubt, Evidence, Judged, LEAST_CYCLES, Measure, Subject, Trust, Verdict, Window,
};
use strandline::model::units::Bytes;
use strandline::report::view::{Label, Quantity, UNKNOWN, portions};

pub(in crate::panels) fn evidence_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    let Some(judged) = document.judged().filter(|_| document.figures.assessed.closed() > 0) else {
        ui.label(weak(ui, "What is said of the cycles will stand here"));
        return;
    };
    let recording = &document.trace.recording;
    let Label { group, name, .. } = &Label::of_subject(recording, judged.subject);
    let (group, name) = if name.is_empty() { ("", &**group) } else { (&**group, &**name) };
    let color = match judged.subject {
        Subject::Category(..) => category_color(ui, group, name),
        Subject::Total(_) | Subject::Unattributed(_) => Tokens::in_force(ui).others,
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        dot(ui, color);
        if !group.is_empty() {
            ui.label(weak(ui, format!("{group} ▸")));
        }
        ui.add(egui::Label::new(strong(ui, name)).truncate());
    });
    ui.add_space(4.0);
    card_ui(ui, judged);
    doubt_ui(ui, document, judged);
    evidence_lines_ui(ui, judged);
    let assessed = &document.figures.assessed;
    let series = match judged.subject {
        Subject::Total(_) => Some(&assessed.cycles().total),
        Subject::Category(id, _) => assessed.cycles().categories.get(&id),
        Subject::Unattributed(_) => None,
    };
    if let Some(series) = series {
        cohorts_ui(ui, series, &assessed.short_names(), color);
    }
    regions_ui(ui, document, judged.subject, commands);
    hints_ui(ui, assessed.assessment(), judged.subject);
    if judged.judgement.evidence.of > 0 {
        trust_ui(ui, &assessed.assessment().trust);
    }
}

/// The rate, the word, and how often it grew.
fn card_ui(ui: &mut Ui, judged: &Judged) {
    let tokens = Tokens::in_force(ui);
    let (verdict, evidence) = (judged.judgement.verdict, &judged.judgement.evidence);
    let measure = judged.subject.measure();
    let below = match verdict {
        Verdict::TooFewCycles => {
            format!("{}: {} count, a verdict needs {LEAST_CYCLES}", verdict.name(), evidence.of)
        }
        _ => format!("{}: grew in {} cycles", verdict.name(), grew(evidence)),
    };
    let unit = measure.per_cycle().to_owned();
    let figure = Quantity::rate(measure, evidence.slope.median).to_string();
    let (ground, ink) = match verdict {
        Verdict::Leak => (tokens.verdict_soft, tokens.verdict),
        _ => (tokens.header, tokens.strong),
    };
    let card =
        Card { figure: &figure, unit: &unit, below: &below, edge: verdict_sign::ink(&tokens, verdict) };
    card.card_ui(ui, ground, ink);
}

/// In how many cycles it grew: `8 of 8`.
fn grew(evidence: &Evidence) -> String {
    format!("{} of {}", evidence.grew_in, evidence.of)
}

/// What speaks against the word that the trend alone would bear.
fn doubt_ui(ui: &mut Ui, document: &Document, judged: &Judged) {
    let Some(doubt) = judged.judgement.doubt else {
        if let Some(reason) = why_steady(judged) {
            heading(ui, "Why steady");
            ui.add(egui::Label::new(RichText::new(reason).color(Tokens::in_force(ui).text)).wrap());
        }
        return;
    };
    heading(
        ui,
        if judged.judgement.verdict == Verdict::Suspect { "Why only suspect" } else { "To be known" },
    );
    let step = judged.judgement.evidence.step.filter(|_| doubt == Doubt::OneStep);
    let number = step.and_then(|step| document.figures.assessed.number_of(step.cycle));
    let text = match (step, number) {
        (Some(step), Some(number)) => {
            format!("Cycle {number} brought {} at once", Quantity::rate(judged.subject.measure(), step.bytes))
        }
        _ => words::sentence(&judged.judgement.doubt_text().unwrap_or_default()),
    };
    ui.add(egui::Label::new(RichText::new(text).color(Tokens::in_force(ui).text)).wrap());
}

/// Why levels with a trend that is hardly chance are called steady all the same.
fn why_steady(judged: &Judged) -> Option<&'static str> {
    let evidence = &judged.judgement.evidence;
    if judged.judgement.verdict != Verdict::Steady || evidence.p_value > evidence.threshold {
        return None;
    }
    Some(if evidence.slope.median <= 0.0 {
        "p is small, but the middle of all rates is not above zero: it does not grow from cycle to cycle"
    } else {
        "p is small, but all that grew is a few pages, or less than the figures are exact to"
    })
}

fn evidence_lines_ui(ui: &mut Ui, judged: &Judged) {
    heading(ui, "Evidence");
    let (evidence, measure): (&Evidence, Measure) = (&judged.judgement.evidence, judged.subject.measure());
    let change = |figure| Quantity::rate(measure, figure).to_string();
    let slope = evidence.slope;
    fact(ui, "Slope", &change(slope.median), "Theil–Sen: the median of all rates between two closing marks");
    let interval = format!("{} to {}", change(slope.low), change(slope.high));
    fact(ui, "Interval", &interval, "It holds the slope in 95 of 100 recordings, for this row by itself");
    fact(ui, "Grew in", &format!("{} cycles", grew(evidence)), "In how many cycles it became more");
    fact(ui, "Median change", &change(evidence.median_change), "The middle of what the cycles added");
    if let Some(quantum) = &judged.quantum {
        let text = format!("{} in {} of {}", portions(quantum), quantum.cycles, evidence.of);
        fact(ui, "Repeating sizes", &text, "What comes with more than half of the cycles");
        fact(ui, "Exact size", &quantum.bytes.exact(), "To the byte, to filter the calls of other tools by");
    }
    let p = Quantity::probability(evidence.p_value).to_string();
    fact(ui, "p", &p, "How likely levels without trend would rise as clearly (Mann, Kendall)");
    let threshold = Quantity::probability(evidence.threshold).to_string();
    fact(ui, "Threshold for p", &threshold, "What is left of its family's chance of a false alarm");
    let ratio =
        evidence.decay_ratio.map_or_else(|| UNKNOWN.to_owned(), |ratio| Quantity::ratio(ratio).to_string());
    fact(
        ui,
        "2nd ÷ 1st half",
        &ratio,
        "The rate of the later half by that of the earlier: near 0 where something fills up",
    );
    fact(
        ui,
        "Noise",
        &Quantity::level(measure, evidence.noise).to_string(),
        "By how much a level is off by chance",
    );
    let floor = Quantity::level(measure, evidence.detection_floor).to_string();
    fact(
        ui,
        "Smallest leak shown",
        &floor,
        "The smallest growth per cycle that would be found nineteen times in twenty",
    );
}

fn cohorts_ui(ui: &mut Ui, series: &CycleSeries, names: &[String], color: Color32) {
    if series.all().all(|cycle| cycle.born.mapped == Bytes::ZERO) {
        return;
    }
    heading(ui, "What became of each cycle's bytes");
    cohorts::cohorts_ui(ui, series, names, color);
    remark(ui, &cohorts::cohorts_description(series));
}

/// The way to the regions that were born in the cycles that count, and are still there.
fn regions_ui(ui: &mut Ui, document: &Document, subject: Subject, commands: &mut Vec<Command>) {
    let Subject::Category(id, _) = subject else { return };
    let cycles = &document.figures.assessed.cycles().cycles;
    let (Some(first), Some(last)) = (cycles.first(), cycles.last()) else { return };
    ui.add_space(8.0);
    let tooltip = "Those that were born since the first cycle that counts, and are there after the last";
    if PushButton::text("Show these regions").tooltip(tooltip).show(ui).clicked() {
        let range = Window::new(first.window.from, last.window.to).range(&document.trace.recording);
        let changes = [
            ViewChange::DrillDown(Row::Category(id)),
            ViewChange::Range(Some(range)),
            ViewChange::FilterRegions("new alive".to_owned()),
        ];
        commands.extend(changes.map(Command::View));
    }
}

/// What may be behind it.
fn hints_ui(ui: &mut Ui, assessment: &Assessment, subject: Subject) {
    let Subject::Category(id, _) = subject else { return };
    let mut hints = assessment.hints.iter().filter(|hint| hint.category == id).peekable();
    if hints.peek().is_some() {
        heading(ui, "Why");
    }
    for hint in hints {
        ui.add(egui::Label::new(RichText::new(&hint.text).color(Tokens::in_force(ui).text)).wrap());
        if let Some(command) = &hint.command {
            copy_box(ui, command, "what leads further");
        }
    }
}

fn trust_ui(ui: &mut Ui, trust: &Trust) {
    heading(ui, "Trust");
    for limit in &trust.limits {
        ui.add(egui::Label::new(strong(ui, words::sentence(limit.reason()))).wrap());
    }
    let percent = |share: Option<f64>| {
        share.map_or_else(|| "not known".to_owned(), |share| format!("{:.1} %", share * 100.0))
    };
    let error = percent(trust.reconciliation_error());
    fact(ui, "Off the kernel's total", &error, "The most, at any closing mark, of resident bytes");
    let certain = percent(trust.certain_share);
    fact(
        ui,
        "Identity certain",
        &certain,
        "Of the mapped bytes at the end; others are told by address and name",
    );
    let unread = percent(trust.unread_share);
    fact(ui, "Never looked into", &unread, "Of the mapped bytes, at the worst closing mark");
    let age = trust.oldest_usage.map_or_else(|| "not known".to_owned(), words::duration);
    fact(ui, "Oldest usage at a mark", &age, "How long before a closing mark the last complete look lies");
    let looked = format!("{} of {}", trust.marks - trust.marks_without_look.min(trust.marks), trust.marks);
    fact(ui, "Marks with a look", &looked, "At the others usage is as old as its last reading");
    let skipped = format!("{} of {}", trust.skipped_ticks, trust.ticks + trust.skipped_ticks);
    fact(ui, "Ticks left out", &skipped, "What came and went in one of them was not seen");
    if let Some(percent) = trust.cost.cpu_percent {
        fact(ui, "Cost of looking", &format!("{percent:.1} %"), "CPU time of the sampler, of one core");
    }
}
