//! The levels at the closing marks, with the line of the verdict.

use super::{rows, told};
use crate::panels::level_axes::LevelAxes;
use crate::state::Document;
use crate::state::figures::{Curve, Fit};
use crate::theme::{Tokens, category_color, fonts};
use crate::widgets::{hatch, latest_that_fit};
use eframe::egui::{Align2, Color32, Painter, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::{Judged, Measure, Subject, Verdict};

/// Around the plot: for the scale, the title, and the names of the cycles.
const MARGINS: [f32; 4] = [72.0, 52.0, 22.0, 30.0];

/// What is added is written over a point where points are so far apart.
const ROOM_FOR_CHANGES: f32 = 46.0;

/// Points nearer to each other are one.
const NEAREST: f32 = 3.0;

/// The band is never thinner than this to either side of the line, or it could not be seen.
const THINNEST: f32 = 7.0;

fn axes(plot: Rect, curve: &Curve, fit: Option<&Fit>) -> LevelAxes {
    let ends = fit.map(|fit| fit.at(curve.cycles as f64, 1));
    let ground = curve.counted.first().map(|&(_, level)| level);
    LevelAxes::new(plot, [0.0, curve.cycles.max(1) as f64], curve.levels().chain(ends), ground)
}

pub(super) fn cycle_chart_ui(ui: &mut Ui, document: &Document, judged: &Judged) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let tokens = Tokens::in_force(ui);
    let (recording, measure) = (&document.trace.recording, judged.subject.measure());
    let (group, name) = told::names(recording, judged.subject);
    let color = match judged.subject {
        Subject::Category(..) => category_color(ui, group, name),
        Subject::Total(_) | Subject::Unattributed(_) => tokens.text,
    };
    let curve = Curve::new(document.figures.assessed.cycles(), judged.subject);
    let words = format!(
        "Levels of {}: {}",
        told::full_name(recording, judged.subject),
        levels_description(&curve, measure)
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let [left, top, right, bottom] = MARGINS;
    let plot = Rect::from_min_max(rect.min + vec2(left, top), rect.max - vec2(right, bottom));
    let fit = curve.fit(judged);
    let axes = axes(plot, &curve, fit.as_ref());
    let beside = match axes.ground {
        0.0 => format!("{} at each closing mark", measure.name()),
        ground => {
            format!("{} at each closing mark, as against {}", measure.name(), told::amount(measure, ground))
        }
    };
    title_ui(ui, rect, (name, &beside), judged.judgement.verdict);
    if plot.width() < 60.0 || plot.height() < 40.0 {
        return;
    }
    let painter = ui.painter_at(rect);
    scale(&painter, &axes, measure, &tokens);
    names(&painter, &axes, &document.figures.assessed.short_names(), &tokens);
    warm_up(&painter, &axes, &curve, &tokens);
    if let Some(fit) = fit {
        conclusion(&painter, &axes, &curve, &fit, judged, &tokens);
    }
    points(&painter, &axes, &curve, measure, color, &tokens);
}

/// The levels for who does not see them.
fn levels_description(curve: &Curve, measure: Measure) -> String {
    match (curve.counted.first(), curve.counted.last()) {
        (Some((_, first)), Some((_, last))) => {
            format!(
                "{} before, {} at the last closing mark",
                told::amount(measure, *first),
                told::amount(measure, *last)
            )
        }
        _ => "none that counts yet".to_owned(),
    }
}

fn title_ui(ui: &mut Ui, rect: Rect, (name, beside): (&str, &str), verdict: Verdict) {
    let tokens = Tokens::in_force(ui);
    let at = pos2(rect.left() + 14.0, rect.top() + 20.0);
    let drawn = ui.painter().text(at, Align2::LEFT_CENTER, name, fonts::semibold(fonts::LEAD), tokens.strong);
    let small = fonts::regular(fonts::SMALL);
    ui.painter().text(at + vec2(0.0, 17.0), Align2::LEFT_CENTER, beside, small, tokens.weak);
    if drawn.right() + 120.0 < rect.right() {
        rows::badge(ui, pos2(drawn.right() + 14.0, at.y), verdict);
    } else {
        let corner = pos2(rect.right() - 22.0, at.y);
        told::sign(verdict).paint(ui.painter(), corner, told::ink(&tokens, verdict));
    }
}

fn scale(painter: &Painter, axes: &LevelAxes, measure: Measure, tokens: &Tokens) {
    for level in axes.lines(measure) {
        let y = axes.at(0.0, level).y;
        painter.hline(axes.plot.x_range(), y, Stroke::new(1.0, tokens.grid));
        let place = pos2(axes.plot.left() - 8.0, y);
        let text = axes.line_label(measure, level);
        painter.text(place, Align2::RIGHT_CENTER, text, fonts::regular(fonts::SMALL), tokens.weak);
    }
    painter.hline(axes.plot.x_range(), axes.plot.bottom(), Stroke::new(1.0, tokens.line));
}

/// The names of the cycles, as many as have room.
fn names(painter: &Painter, axes: &LevelAxes, names: &[String], tokens: &Tokens) {
    let names = std::iter::once("before").chain(names.iter().map(String::as_str));
    let texts: Vec<_> = names
        .map(|name| painter.layout_no_wrap(name.to_owned(), fonts::regular(fonts::SMALL), tokens.weak))
        .collect();
    let spans: Vec<(f32, f32)> = texts
        .iter()
        .enumerate()
        .map(|(cycle, text)| {
            let left = axes.at(cycle as f64, 0.0).x - text.size().x / 2.0;
            (left, left + text.size().x)
        })
        .collect();
    let fits = latest_that_fit(&spans, 6.0);
    for ((text, (left, _)), _) in texts.into_iter().zip(spans).zip(fits).filter(|&(_, fits)| fits) {
        painter.galley(pos2(left, axes.plot.bottom() + 6.0), text, tokens.weak);
    }
}

/// How many cycles do not count.
fn warm_ups(curve: &Curve) -> usize {
    curve.warmup.last().map_or(0, |&(last, _)| last + 1).min(curve.cycles)
}

fn warm_up(painter: &Painter, axes: &LevelAxes, curve: &Curve, tokens: &Tokens) {
    let warmup = warm_ups(curve);
    if warmup == 0 {
        return;
    }
    let right = axes.at(warmup as f64, 0.0).x;
    let place = axes.plot.with_max_x(right);
    hatch(painter, place, tokens.grid, 7.0);
    let text = painter.layout_no_wrap("warm-up".to_owned(), fonts::regular(fonts::SMALL), tokens.weak);
    if text.size().x + 12.0 < place.width() {
        painter.galley(place.left_top() + vec2(6.0, 3.0), text, tokens.weak);
    }
}

/// What the verdict makes of the levels: a line with its band, or the level at which it stops.
fn conclusion(
    painter: &Painter,
    axes: &LevelAxes,
    curve: &Curve,
    fit: &Fit,
    judged: &Judged,
    tokens: &Tokens,
) {
    let (verdict, measure) = (judged.judgement.verdict, judged.subject.measure());
    let ink = told::ink(tokens, verdict);
    let text = match (verdict, curve.counted.last()) {
        (Verdict::TooFewCycles, _) | (_, None) => return,
        (Verdict::Settles, Some(&(_, level))) => {
            level_line(painter, axes, curve, level, ink);
            format!("levels off at {}", told::amount(measure, level))
        }
        _ => {
            line(painter, axes, curve, fit, ink);
            let method = if axes.plot.width() < 260.0 { "" } else { "Theil–Sen " };
            format!("{method}{} per cycle", told::change(measure, fit.slopes[1]))
        }
    };
    let corner = axes.plot.right_bottom() - vec2(2.0, 6.0);
    painter.text(corner, Align2::RIGHT_BOTTOM, text, fonts::semibold(fonts::BODY), ink);
}

/// Dashes at the last level.
fn level_line(painter: &Painter, axes: &LevelAxes, curve: &Curve, level: f64, color: Color32) {
    let first = curve.counted.first().map_or(0, |&(first, _)| first);
    let ends = [axes.at(first as f64, level), axes.at(axes.last + 0.3, level)];
    painter.extend(Shape::dashed_line(&ends, Stroke::new(1.0, color), 5.0, 4.0));
}

/// The line through the levels that count, and the band of its interval.
fn line(painter: &Painter, axes: &LevelAxes, curve: &Curve, fit: &Fit, color: Color32) {
    let (Some(&(first, _)), Some(&(last, _))) = (curve.counted.first(), curve.counted.last()) else { return };
    let (first, last) = (first as f64, last as f64 + 0.3);
    let edge = |cycle: f64| {
        let (one, other) = (axes.at(cycle, fit.at(cycle, 0)).y, axes.at(cycle, fit.at(cycle, 2)).y);
        let x = axes.at(cycle, 0.0).x;
        (pos2(x, one.min(other) - THINNEST), pos2(x, one.max(other) + THINNEST))
    };
    // The band is narrow in the middle: two shapes, since one would be concave.
    let painter = painter.with_clip_rect(axes.plot);
    for (from, to) in [(first, fit.middle), (fit.middle, last)] {
        let ((a, b), (c, d)) = (edge(from), edge(to));
        painter.add(Shape::convex_polygon(vec![a, c, d, b], color.gamma_multiply(0.28), Stroke::NONE));
    }
    let ends = [axes.at(first, fit.at(first, 1)), axes.at(last, fit.at(last, 1))];
    painter.line_segment(ends, Stroke::new(2.0, color));
}

fn points(
    painter: &Painter,
    axes: &LevelAxes,
    curve: &Curve,
    measure: Measure,
    color: Color32,
    tokens: &Tokens,
) {
    for &(cycle, level) in &curve.warmup {
        let at = axes.at(cycle as f64, level);
        // What is beyond the scale stands at its edge, and smaller.
        let inside = at.clamp(axes.plot.min, axes.plot.max);
        let radius = if (inside.y - at.y).abs() < 1.0 { 4.0 } else { 2.5 };
        painter.circle(inside, radius, tokens.canvas, Stroke::new(1.5, tokens.faint));
    }
    let apart = axes.at(1.0, 0.0).x - axes.at(0.0, 0.0).x;
    let mut last: Option<(f32, f64)> = None;
    for &(cycle, level) in &curve.counted {
        let at = axes.at(cycle as f64, level);
        if last.is_some_and(|(x, _)| at.x - x < NEAREST) {
            continue;
        }
        painter.circle(at, 4.5, color, Stroke::new(1.5, tokens.canvas));
        if let Some((_, before)) = last.filter(|_| apart >= ROOM_FOR_CHANGES) {
            let text = told::change(measure, level - before);
            let (number, _) = text.rsplit_once(' ').unwrap_or((&text, ""));
            let place = at - vec2(2.0, 9.0);
            painter.text(place, Align2::CENTER_BOTTOM, number, fonts::regular(fonts::SMALL), tokens.text);
        }
        last = Some((at.x, level));
    }
}
