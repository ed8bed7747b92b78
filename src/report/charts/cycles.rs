//! Levels at the closing marks, with the line of the verdict.

use super::chart::{
    Axis, Chart, ChartSeries, ColourRole, Form, LevelPoints, Point, Remark, Shape, Span, SpanKind, Trend,
    title_of,
};
use super::curve::{Curve, Fit};
use super::{Hue, Scale};
use crate::analysis::{Cycles, Judged, Measure, Subject, Verdict};
use crate::model::Recording;
use crate::report::view::{Label, Quantity};

/// The levels of what is judged, over the cycles of one recording.
pub fn cycle_chart(recording: &Recording, cycles: &Cycles, judged: &Judged) -> Chart {
    let (measure, verdict) = (judged.subject.measure(), judged.judgement.verdict);
    let curve = Curve::new(cycles, judged.subject);
    let fit = curve.fit(judged);
    let ends = fit.iter().map(|fit| fit.at(curve.cycles as f64, 1));
    let ground = curve.counted.first().map(|&(_, level)| level);
    let scale = Scale::around(measure, curve.levels().chain(ends), ground);
    let names: Vec<String> = std::iter::once("before".to_owned()).chain(cycle_names(cycles)).collect();
    let label = Label::of_subject(recording, judged.subject);
    let hue = Hue::from(&label);
    let conclusion = conclusion(&curve, fit, measure, verdict);
    let warm_up = curve.warmup.last().map_or(0, |&(last, _)| last + 1).min(curve.cycles);
    let across = Axis::cycles(0, names.clone());
    let warm_up = Span { from: across.from, to: warm_up as f64, kind: SpanKind::WarmUp };
    let mut series: Vec<ChartSeries> = verdict_line(&curve, fit, verdict).into_iter().collect();
    series.push(ChartSeries::LevelPoints(LevelPoints {
        points: points(&curve, measure, &names),
        shape: Shape::Round,
        role: ColourRole::Hue(hue),
        is_joined: false,
        label: String::new(),
    }));
    Chart {
        form: Form::OverCycles,
        title: title_of(&label),
        shows: "levels over the cycles",
        description: description(&curve, measure, verdict, conclusion.as_deref()),
        hue: (!matches!(judged.subject, Subject::Unattributed(_))).then_some(hue),
        headline: Remark { text: verdict.name().to_owned(), role: ColourRole::of_verdict(verdict) },
        subtitle: subtitle(measure, &scale),
        across,
        scale,
        spans: if warm_up.to > 0.0 { vec![warm_up] } else { Vec::new() },
        series,
        conclusion: conclusion.map(|text| Remark { text, role: ColourRole::of_verdict(verdict) }),
        flags: Vec::new(),
        legend: Vec::new(),
        legend_notes: &[],
    }
}

/// What is drawn, and against what.
pub(super) fn subtitle(measure: Measure, scale: &Scale) -> String {
    let against = match scale.ground {
        0.0 => String::new(),
        ground => format!(", against {}", Quantity::level(measure, ground)),
    };
    format!("{} at each closing mark{against}", measure.name())
}

/// What the line says; nothing where there are too few cycles.
fn conclusion(curve: &Curve, fit: Option<Fit>, measure: Measure, verdict: Verdict) -> Option<String> {
    match (verdict, curve.counted.last(), fit) {
        (Verdict::TooFewCycles, ..) | (_, None, _) => None,
        (Verdict::Settles, Some(&(_, level)), _) => {
            Some(format!("levels off at {}", Quantity::level(measure, level).on_axis()))
        }
        (_, _, Some(fit)) => Some(format!("Theil–Sen {} per cycle", Quantity::rate(measure, fit.slopes[1]))),
        _ => None,
    }
}

fn description(curve: &Curve, measure: Measure, verdict: Verdict, conclusion: Option<&str>) -> String {
    let ends = match (curve.counted.first(), curve.counted.last()) {
        (Some(&(_, first)), Some(&(_, last))) => {
            let [first, last] = [first, last].map(|level| Quantity::level(measure, level));
            format!("{first} before, {last} at the last closing mark")
        }
        _ => "no cycle counts yet".to_owned(),
    };
    let conclusion = conclusion.map_or_else(String::new, |text| format!("; {text}"));
    let (name, cycles, verdict) = (measure.name(), curve.cycles, verdict.name());
    format!("{name} at each closing mark over {cycles} cycles: {ends}{conclusion}. Verdict: {verdict}.")
}

/// What the verdict makes of the levels: a line with its band, or the level at which it stops.
fn verdict_line(curve: &Curve, fit: Option<Fit>, verdict: Verdict) -> Option<ChartSeries> {
    let (&(first, _), &(last, level)) = (curve.counted.first()?, curve.counted.last()?);
    let (from, to, role) = (first as f64, last as f64 + 0.3, ColourRole::of_verdict(verdict));
    match (verdict, fit) {
        (Verdict::TooFewCycles, _) => None,
        (Verdict::Settles, _) => Some(ChartSeries::Dashes { from: [from, level], to: [to, level], role }),
        (_, fit) => fit.map(|fit| {
            let band = [from, fit.middle, to].map(|at| [at, fit.at(at, 0), fit.at(at, 2)]);
            ChartSeries::Trend(Trend { ends: [from, to].map(|at| [at, fit.at(at, 1)]), band, role })
        }),
    }
}

fn points(curve: &Curve, measure: Measure, names: &[String]) -> Vec<Point> {
    let point = |cycle: usize, level: f64, counts: bool| {
        let name = names.get(cycle).map_or("", String::as_str);
        let name = if cycle == 0 { "Before the first cycle".to_owned() } else { format!("Cycle {name}") };
        let hint = format!("{name}: {}", Quantity::level(measure, level));
        Point { at: cycle as f64, level, counts, note: String::new(), hint }
    };
    let warmup = curve.warmup.iter().map(|&(cycle, level)| point(cycle, level, false));
    let highest = curve.counted.iter().map(|&(_, level)| level).fold(0.0, f64::max);
    let highest = Quantity::level(measure, highest).to_string();
    let unit = highest.rsplit_once(' ').map_or_else(String::new, |(_, unit)| format!(" {unit}"));
    let before = std::iter::once(None).chain(curve.counted.iter().map(|&(_, level)| Some(level)));
    let counted = curve.counted.iter().zip(before).map(|(&(cycle, level), before)| {
        let mut point = point(cycle, level, true);
        if let Some(before) = before {
            let change = Quantity::change(measure, level - before);
            let more = change.to_string();
            point.hint = format!("{}, {more}", point.hint);
            // The unit of the scale is not said again.
            if !change.is_zero() {
                more.strip_suffix(&unit).unwrap_or(&more).clone_into(&mut point.note);
            }
        }
        point
    });
    warmup.chain(counted).collect()
}

/// What the cycles are called: as their marks have it, and `W1` where they do not count.
pub fn cycle_names(cycles: &Cycles) -> impl Iterator<Item = String> {
    let warmup = cycles.warmup.iter().map(|cycle| format!("W{}", cycle.number));
    warmup.chain(cycles.cycles.iter().map(|cycle| cycle.number.to_string()))
}
