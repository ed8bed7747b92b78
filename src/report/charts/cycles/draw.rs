//! The picture.

use super::{CycleChart, Fit};
use crate::analysis::Verdict;
use crate::report::charts::colours::{Ink, Palette, ink};
use crate::report::charts::drawing::{Anchor, Frame, LEAD, Path, Place, Sheet, Type};
use crate::report::charts::scale::Scale;
use crate::report::charts::words::{amount, change};
use crate::report::markup::Element;

const SIZE: Place = [480.0, 270.0];

/// Where the levels are drawn.
const PLOT: Frame = Frame { left: 68.0, top: 50.0, right: 466.0, bottom: 242.0 };

/// What is added is written over a point where points are so far apart.
const ROOM_FOR_CHANGES: f64 = 36.0;

/// Points nearer to each other are one.
const NEAREST: f64 = 3.0;

/// The band is never thinner than this to either side of the line, or it could not be seen.
const THINNEST: f64 = 5.0;

/// The scales of both directions.
struct Axes<'a> {
    chart: &'a CycleChart,
    scale: Scale,
}

impl Axes<'_> {
    fn x(&self, cycle: f64) -> f64 {
        let last = self.chart.curve.cycles.max(1) as f64;
        PLOT.left + PLOT.width() * (cycle + 0.3) / (last + 0.6)
    }

    fn at(&self, cycle: f64, level: f64) -> Place {
        [self.x(cycle), PLOT.bottom - PLOT.height() * self.scale.part(level)]
    }
}

pub(in crate::report::charts) fn drawn(chart: &CycleChart, palette: Palette) -> Element {
    let mut sheet = Sheet::new(SIZE, palette);
    let ends = chart.fit.iter().map(|fit| fit.at(chart.curve.cycles as f64, 1));
    let ground = chart.curve.counted.first().map(|&(_, level)| level);
    let scale = Scale::around(chart.curve.levels().chain(ends), ground);
    let axes = Axes { chart, scale };
    sheet.rect(Frame { left: 0.0, top: 0.0, right: SIZE[0], bottom: SIZE[1] }, ink(|theme| theme.canvas));
    head(&mut sheet, &axes);
    warm_up(&mut sheet, &axes);
    levels(&mut sheet, &axes);
    warm_up_word(&mut sheet, &axes);
    names(&mut sheet, &axes);
    conclusion(&mut sheet, &axes);
    points(&mut sheet, &axes);
    sheet.finish(&format!("{}: levels over the cycles", chart.name), &chart.description())
}

/// The colour of what is said: that of a verdict for a leak alone.
fn ink_of(verdict: Verdict) -> Ink {
    match verdict {
        Verdict::Leak => ink(|theme| theme.verdict),
        Verdict::Suspect => ink(|theme| theme.strong),
        _ => ink(|theme| theme.weak),
    }
}

fn head(sheet: &mut Sheet, axes: &Axes<'_>) {
    let chart = axes.chart;
    let title = Type::small(ink(|theme| theme.strong), Anchor::Start).bold().sized(LEAD);
    let word = Type::small(ink_of(chart.verdict), Anchor::End).bold().sized(12.5);
    sheet.rect(Frame { left: 12.0, top: 13.0, right: 22.0, bottom: 23.0 }, chart.hue.ink());
    let room = PLOT.right - 30.0 - word.width(chart.verdict.name()) - 12.0;
    sheet.text([30.0, 18.0], &title.fitted(&chart.name, room), title);
    sheet.text([PLOT.right, 18.0], chart.verdict.name(), word);
    let beside = match axes.scale.ground {
        0.0 => format!("{} at each closing mark", chart.measure.name()),
        ground => {
            format!(
                "{} at each closing mark, against {}",
                chart.measure.name(),
                amount(chart.measure, ground)
            )
        }
    };
    sheet.text([30.0, 36.0], &beside, Type::small(ink(|theme| theme.weak), Anchor::Start));
}

fn levels(sheet: &mut Sheet, axes: &Axes<'_>) {
    let (measure, ground) = (axes.chart.measure, axes.scale.ground);
    let kind = Type::small(ink(|theme| theme.weak), Anchor::End);
    for level in axes.scale.lines(measure, PLOT.height()) {
        let [_, y] = axes.at(0.0, level);
        sheet.line([PLOT.left, y], [PLOT.right, y], ink(|theme| theme.grid), 1.0);
        let text = match ground {
            0.0 => amount(measure, level),
            _ => change(measure, level - ground).replace(".0 ", " "),
        };
        sheet.text([PLOT.left - 8.0, y], &text, kind);
    }
    sheet.line([PLOT.left, PLOT.bottom], [PLOT.right, PLOT.bottom], ink(|theme| theme.line), 1.0);
}

/// The names of the cycles, as many as have room.
fn names(sheet: &mut Sheet, axes: &Axes<'_>) {
    let kind = Type::small(ink(|theme| theme.weak), Anchor::Middle);
    let names = std::iter::once("before").chain(axes.chart.names.iter().map(String::as_str));
    let mut free_from = f64::NEG_INFINITY;
    for (cycle, name) in names.enumerate() {
        let (x, width) = (axes.x(cycle as f64), kind.width(name));
        if x - width / 2.0 > free_from {
            free_from = x + width / 2.0 + 6.0;
            sheet.text([x, PLOT.bottom + 14.0], name, kind);
        }
    }
}

/// What does not count is hatched.
fn warm_up(sheet: &mut Sheet, axes: &Axes<'_>) {
    let warmup = warmup(axes);
    if warmup > 0 {
        sheet.hatch(Frame { right: axes.x(warmup as f64), ..PLOT }, ink(|theme| theme.line));
        sheet.thin(0.6);
    }
}

/// On a ground of its own, so that no line goes through it.
fn warm_up_word(sheet: &mut Sheet, axes: &Axes<'_>) {
    let (word, kind) = ("warm-up", Type::small(ink(|theme| theme.weak), Anchor::Start));
    let (left, middle) = (PLOT.left + 6.0, PLOT.top + 9.0);
    if warmup(axes) > 0 {
        let right = left + kind.width(word) + 2.0;
        let ground = Frame { left: left - 2.0, top: middle - 7.0, right, bottom: middle + 7.0 };
        sheet.rect(ground, ink(|theme| theme.canvas));
        sheet.text([left, middle], word, kind);
    }
}

/// How many of the first levels do not count.
fn warmup(axes: &Axes<'_>) -> usize {
    let curve = &axes.chart.curve;
    curve.warmup.last().map_or(0, |&(last, _)| last + 1).min(curve.cycles)
}

/// What the verdict makes of the levels: a line with its band, or the level at which it stops.
fn conclusion(sheet: &mut Sheet, axes: &Axes<'_>) {
    let chart = axes.chart;
    let Some(text) = chart.conclusion() else { return };
    let color = ink_of(chart.verdict);
    if let (Some(&(first, _)), Some(&(last, level))) =
        (chart.curve.counted.first(), chart.curve.counted.last())
    {
        let ends = [first as f64, last as f64 + 0.3];
        match chart.fit.filter(|_| chart.verdict != Verdict::Settles) {
            Some(fit) => line(sheet, axes, fit, ends, color),
            None => sheet.dashes(axes.at(ends[0], level), axes.at(ends[1], level), color),
        }
    }
    let kind = Type::small(color, Anchor::End).bold().sized(12.0);
    sheet.text([PLOT.right - 4.0, PLOT.bottom - 12.0], &text, kind);
}

/// The line through the levels that count, and the band of its interval.
fn line(sheet: &mut Sheet, axes: &Axes<'_>, fit: Fit, [first, last]: [f64; 2], color: Ink) {
    let edges = |cycle: f64| {
        let ([x, one], [_, other]) = (axes.at(cycle, fit.at(cycle, 0)), axes.at(cycle, fit.at(cycle, 2)));
        let inside = |y: f64| y.clamp(PLOT.top, PLOT.bottom);
        ([x, inside(one.min(other) - THINNEST)], [x, inside(one.max(other) + THINNEST)])
    };
    let edges = [first, fit.middle, last].map(edges);
    let mut band = Path::default();
    for &(upper, _) in &edges {
        band.to(upper);
    }
    for &(_, lower) in edges.iter().rev() {
        band.to(lower);
    }
    band.close();
    sheet.fill(band, color);
    sheet.thin(0.22);
    sheet.line(axes.at(first, fit.at(first, 1)), axes.at(last, fit.at(last, 1)), color, 2.0);
}

fn points(sheet: &mut Sheet, axes: &Axes<'_>) {
    let (curve, canvas) = (&axes.chart.curve, ink(|theme| theme.canvas));
    for &(cycle, level) in &curve.warmup {
        let [x, y] = axes.at(cycle as f64, level);
        // What is beyond the scale stands at its edge, and smaller.
        let inside = y.clamp(PLOT.top, PLOT.bottom);
        let radius = if (inside - y).abs() < 1.0 { 4.0 } else { 2.5 };
        sheet.point([x, inside], radius, canvas, ink(|theme| theme.faint));
    }
    let apart = axes.x(1.0) - axes.x(0.0);
    let kind = Type::small(ink(|theme| theme.text), Anchor::Middle);
    let mut last: Option<(f64, f64)> = None;
    for &(cycle, level) in &curve.counted {
        let [x, y] = axes.at(cycle as f64, level);
        if last.is_some_and(|(before, _)| x - before < NEAREST) {
            continue;
        }
        sheet.point([x, y], 4.5, axes.chart.hue.ink(), canvas);
        if let Some((_, before)) = last.filter(|_| apart >= ROOM_FOR_CHANGES) {
            let text = change(axes.chart.measure, level - before);
            let number = text.rsplit_once(' ').map_or(&*text, |(number, _)| number);
            sheet.text([x - 2.0, y - 14.0], number, kind);
        }
        last = Some((x, level));
    }
}
