//! How a chart is laid out and painted, on whatever canvas.

use super::canvas::{Anchor, Canvas, Face, Position, Rectangle, Stroke};
use super::chart::{
    Chart, ChartSeries, ColourRole, Form, LevelPoints, Point, Remark, Shape, Span, SpanKind, Stack, Trend,
};

/// What stands above a point: half its height, and where its middle is, beside the point and above it. Where that is not free,
/// the note ends left of its point.
const NOTE: f64 = 6.0;
const ABOVE: Position = [-2.0, -14.0];
const LEFT: Position = [-7.0, -8.0];

/// A note keeps so far away from points and lines.
const CLEAR: f64 = 2.0;

/// Points nearer to each other than this are one.
const NEAREST: f64 = 3.0;

/// The same where a line joins them.
const NEAREST_ON_LINE: f64 = 8.0;

/// A point that lies so near one of another series is a ring around it.
const ALIKE: f64 = 6.0;

/// The band of a trend is never thinner than this to either side of its line, or it could not be seen.
const THINNEST: f64 = 5.0;

/// Lines of the scale lie so far apart at least.
const LINES_APART: f64 = 36.0;

/// A smaller plot shows nothing.
const SMALLEST: Position = [60.0, 40.0];

/// A chart of some size: where its places and levels lie.
#[derive(Clone, Copy, Debug)]
pub struct Plot<'a> {
    pub(super) chart: &'a Chart,
    pub(super) whole: Rectangle,
    /// Where series are drawn.
    pub frame: Rectangle,
}

impl<'a> Plot<'a> {
    /// Lays a chart out.
    pub fn new(chart: &'a Chart, [width, height]: Position) -> Self {
        let has_labels = chart
            .series
            .iter()
            .any(|series| matches!(series, ChartSeries::LevelPoints(levels) if !levels.label.is_empty()));
        let frame = match chart.form {
            Form::OverTime => {
                Rectangle { left: 68.0, top: 58.0, right: width - 246.0, bottom: height - 32.0 }
            }
            Form::OverCycles => {
                let right = width - if has_labels { 108.0 } else { 18.0 };
                Rectangle { left: 68.0, top: 52.0, right, bottom: height - 28.0 }
            }
            Form::Small => Rectangle { left: 0.0, top: 0.0, right: width, bottom: height - 16.0 },
        };
        Self { chart, whole: Rectangle { left: 0.0, top: 0.0, right: width, bottom: height }, frame }
    }

    pub fn place(&self, at: f64, level: f64) -> Position {
        [self.x(at), self.y(level)]
    }

    pub(super) fn x(&self, at: f64) -> f64 {
        self.frame.left + self.frame.width() * self.chart.across.part(at)
    }

    pub(super) fn y(&self, level: f64) -> f64 {
        self.frame.bottom - self.frame.height() * self.chart.scale.part(level)
    }

    pub(super) fn inside(&self, y: f64) -> f64 {
        y.clamp(self.frame.top, self.frame.bottom.max(self.frame.top))
    }

    /// From top to bottom of the plot.
    fn across(&self, span: &Span) -> Rectangle {
        let [left, right] =
            [span.from, span.to].map(|at| self.x(at).clamp(self.frame.left, self.frame.right));
        Rectangle { left, right, ..self.frame }
    }

    /// The point that lies nearest to a place, if one is near.
    pub fn hint_at(&self, [x, y]: Position) -> Option<&'a str> {
        const NEAR: f64 = 14.0;
        let chart = self.chart;
        let levels = chart.series.iter().filter_map(|series| match series {
            ChartSeries::LevelPoints(levels) => Some(&levels.points),
            ChartSeries::Stack(_) | ChartSeries::Trend(_) | ChartSeries::Dashes { .. } => None,
        });
        let away = |point: &Point| {
            let [at, level] = self.place(point.at, point.level);
            (at - x).hypot(self.inside(level) - y)
        };
        let near = levels.flatten().map(|point| (away(point), point)).filter(|&(away, _)| away < NEAR);
        near.min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, point)| point.hint.as_str())
    }

    /// Paints all of it.
    pub fn paint(&self, on: &mut impl Canvas) {
        on.rect(self.whole, ColourRole::Canvas);
        if self.chart.form != Form::Small {
            self.head(on);
        }
        if self.chart.form != Form::Small
            && (self.frame.width() < SMALLEST[0] || self.frame.height() < SMALLEST[1])
        {
            return;
        }
        self.spans(on, &[SpanKind::Open]);
        if self.chart.form != Form::Small {
            self.levels(on);
        }
        self.spans(on, &[SpanKind::WarmUp]);
        for (nth, series) in self.chart.series.iter().enumerate() {
            match series {
                ChartSeries::Stack(stack) => self.stack(on, stack),
                ChartSeries::Trend(trend) => self.trend(on, trend),
                ChartSeries::Dashes { from, to, role } => {
                    let ends = [from, to].map(|&[at, level]| self.place(at, level));
                    on.line(&ends, Stroke::new(*role, 1.0).dashed());
                }
                ChartSeries::LevelPoints(levels) => self.points(on, levels, &self.chart.series[nth + 1..]),
            }
        }
        self.spans(on, &[SpanKind::Gap, SpanKind::Reported]);
        self.names(on);
        self.labels(on);
        self.flags(on);
        self.legend(on);
        self.conclusion(on);
    }

    fn head(&self, on: &mut impl Canvas) {
        let Chart { title, headline, subtitle, hue, .. } = self.chart;
        let is_wide = self.chart.form == Form::OverTime;
        let right = self.whole.right - 14.0;
        let left = hue.map_or(12.0, |hue| {
            on.rect(Rectangle::around([17.0, 18.0], 5.0), ColourRole::Hue(hue));
            30.0
        });
        let face = if is_wide { Face::Small } else { Face::Word };
        on.text([right, 18.0], Anchor::End, &headline.text, face, headline.role);
        let room = right - left - 12.0 - on.text_width(&headline.text, face);
        let title = on.fitted(title, Face::Title, room);
        on.text([left, 18.0], Anchor::Start, &title, Face::Title, ColourRole::Strong);
        if !subtitle.is_empty() {
            let subtitle = on.fitted(subtitle, Face::Small, right - left);
            on.text([left, 36.0], Anchor::Start, &subtitle, Face::Small, ColourRole::Weak);
        }
    }

    /// The lines of the scale, and one where its levels begin.
    fn levels(&self, on: &mut impl Canvas) {
        let Rectangle { left, right, bottom, .. } = self.frame;
        let scale = &self.chart.scale;
        for level in scale.lines(self.frame.height(), LINES_APART) {
            let y = self.y(level);
            on.line(&[[left, y], [right, y]], Stroke::new(ColourRole::Grid, 1.0));
            on.text([left - 8.0, y], Anchor::End, &scale.label(level), Face::Small, ColourRole::Weak);
        }
        let ground = if scale.low < 0.0 && scale.high >= 0.0 { self.y(0.0) } else { bottom };
        on.line(&[[left, ground], [right, ground]], Stroke::new(ColourRole::Line, 1.0));
    }

    fn spans(&self, on: &mut impl Canvas, kinds: &[SpanKind]) {
        for span in self.chart.spans.iter().filter(|span| kinds.contains(&span.kind)) {
            let place = self.across(span);
            match span.kind {
                SpanKind::Open => on.rect(place, ColourRole::Open),
                SpanKind::WarmUp => {
                    on.hatch(place, ColourRole::Line, 0.6);
                    self.warm_up_word(on, place);
                }
                SpanKind::Gap => {
                    on.rect(place, ColourRole::Canvas);
                    on.hatch(place, ColourRole::Hatch, 1.0);
                }
                SpanKind::Reported => {
                    let y = place.top - 1.0;
                    on.line(&[[place.left, y], [place.right, y]], Stroke::new(ColourRole::Focus, 2.0));
                }
            }
        }
    }

    /// On a ground of its own, so that no line goes through it.
    fn warm_up_word(&self, on: &mut impl Canvas, place: Rectangle) {
        let (word, left, middle) = ("warm-up", place.left + 6.0, place.top + 9.0);
        let width = on.text_width(word, Face::Small);
        if self.chart.form == Form::OverCycles && width + 12.0 < place.width() {
            let ground = Rectangle {
                left: left - 2.0,
                top: middle - 7.0,
                right: left + width + 2.0,
                bottom: middle + 7.0,
            };
            on.rect(ground, ColourRole::Canvas);
            on.text([left, middle], Anchor::Start, word, Face::Small, ColourRole::Weak);
        }
    }

    /// Each layer down to the ground, the highest first.
    fn stack(&self, on: &mut impl Canvas, stack: &Stack) {
        let edges: Vec<f64> = stack.edges.iter().map(|&at| self.x(at)).collect();
        let heights = |tops: &[f64]| -> Vec<f64> { tops.iter().map(|&top| self.y(top)).collect() };
        let ground = self.y(0.0);
        for (nth, layer) in stack.layers.iter().enumerate().rev() {
            let tops = heights(&layer.tops);
            on.columns(&edges, &tops, ground, layer.role());
            if layer.is_hatched {
                let below = nth.checked_sub(1).map(|below| heights(&stack.layers[below].tops));
                for (column, &top) in tops.iter().enumerate() {
                    let bottom = below.as_ref().map_or(ground, |below| below[column]);
                    if let Some(&[left, right]) =
                        edges.get(column..column + 2).and_then(|ends| ends.first_chunk())
                        && bottom > top
                    {
                        on.hatch(Rectangle { left, top, right, bottom }, ColourRole::Hatch, 1.0);
                    }
                }
            }
        }
        if let Some(layer) = stack.leaking.and_then(|nth| stack.layers.get(nth)) {
            let edge = steps(&edges, &heights(&layer.tops));
            on.line(&edge, Stroke::new(ColourRole::Canvas, 4.5));
            on.line(&edge, Stroke::new(ColourRole::Leak, 2.0));
        }
    }

    /// The band is narrow in the middle: two shapes, since one would be concave.
    fn trend(&self, on: &mut impl Canvas, trend: &Trend) {
        let edge = |[at, one, other]: [f64; 3]| {
            let (x, ys) = (self.x(at), [self.y(one), self.y(other)]);
            let (upper, lower) = (ys[0].min(ys[1]) - THINNEST, ys[0].max(ys[1]) + THINNEST);
            [[x, self.inside(upper)], [x, self.inside(lower)]]
        };
        for pair in trend.band.windows(2) {
            let ([a, b], [c, d]) = (edge(pair[0]), edge(pair[1]));
            on.area(&[a, c, d, b], trend.role, 0.22);
        }
        let ends = trend.ends.map(|[at, level]| self.place(at, level));
        on.line(&ends, Stroke::new(trend.role, 2.0));
    }

    fn points(&self, on: &mut impl Canvas, levels: &LevelPoints, above: &[ChartSeries]) {
        let places: Vec<Position> =
            levels.points.iter().map(|point| self.place(point.at, point.level)).collect();
        if levels.is_joined && places.len() > 1 {
            on.line(&places, Stroke::new(levels.role, 2.0));
        }
        let nearest = if levels.is_joined { NEAREST_ON_LINE } else { NEAREST };
        let others = self.places_of(above);
        let mut last = f64::NEG_INFINITY;
        for (point, &[x, y]) in levels.points.iter().zip(&places) {
            if x - last < nearest {
                continue;
            }
            last = x;
            let at = [x, self.inside(y)];
            // What is beyond the scale stands at its edge, and smaller.
            let radius = if (at[1] - y).abs() < 1.0 { 4.5 } else { 2.5 };
            let near = others.get(others.partition_point(|other| other[0] < x - ALIKE));
            let is_alike = near.is_some_and(|other| (other[0] - x).hypot(other[1] - y) < ALIKE);
            paint_point(on, levels, point.counts, at, if is_alike { None } else { Some(radius) });
        }
        self.notes(on, levels, &places);
    }

    /// What stands above the points, as far as it hides neither these, nor the way from one to the next, nor another note.
    fn notes(&self, on: &mut impl Canvas, levels: &LevelPoints, places: &[Position]) {
        let mut drawn: Option<Rectangle> = None;
        for (nth, (point, &[x, y])) in levels.points.iter().zip(places).enumerate() {
            if point.note.is_empty() {
                continue;
            }
            let width = on.text_width(&point.note, Face::Small);
            let near = &places[nth.saturating_sub(3)..(nth + 4).min(places.len())];
            let is_free = |room: &Rectangle| {
                let is_inside = room.left >= self.frame.left
                    && room.right <= self.frame.right
                    && room.top >= self.frame.top;
                is_inside && !drawn.is_some_and(|other| overlap(room, &other)) && !is_crossed(room, near)
            };
            let at = |[right, down]: Position| [x + right, self.inside(y) + down];
            let forms = [(at(ABOVE), Anchor::Middle, width / 2.0), (at(LEFT), Anchor::End, width)];
            let form = forms.into_iter().find_map(|(at, anchor, before)| {
                let left = at[0] - before;
                let room = Rectangle { left, right: left + width, top: at[1] - NOTE, bottom: at[1] + NOTE };
                is_free(&room).then_some((at, anchor, room))
            });
            if let Some((at, anchor, room)) = form {
                on.text(at, anchor, &point.note, Face::Small, ColourRole::Text);
                drawn = Some(room);
            }
        }
    }

    /// The points of what is drawn over a series.
    fn places_of(&self, series: &[ChartSeries]) -> Vec<Position> {
        let levels = series.iter().find_map(|series| match series {
            ChartSeries::LevelPoints(levels) => Some(levels),
            ChartSeries::Stack(_) | ChartSeries::Trend(_) | ChartSeries::Dashes { .. } => None,
        });
        let points = levels.into_iter().flat_map(|levels| &levels.points);
        points.map(|point| self.place(point.at, point.level)).collect()
    }

    fn conclusion(&self, on: &mut impl Canvas) {
        let Some(Remark { text, role }) = &self.chart.conclusion else { return };
        let (face, y) = match self.chart.form {
            Form::Small => (Face::Small, self.frame.top + 10.0),
            Form::OverTime | Form::OverCycles => (Face::Word, self.frame.bottom - 12.0),
        };
        let text = on.fitted(text, face, self.frame.width() - 8.0);
        on.text([self.frame.right - 4.0, y], Anchor::End, &text, face, *role);
    }
}

/// The corners of a line that runs level over each column. Heights that look alike are one.
pub fn steps(edges: &[f64], heights: &[f64]) -> Vec<Position> {
    const SAME: f64 = 0.2;
    let mut corners: Vec<Position> = Vec::new();
    for (ends, &y) in edges.windows(2).zip(heights) {
        match corners.last_mut() {
            Some(last) if (last[1] - y).abs() < SAME => last[0] = ends[1],
            _ => corners.extend([[ends[0], y], [ends[1], y]]),
        }
    }
    corners
}

/// One point; without a radius it is a ring around another.
fn paint_point(on: &mut impl Canvas, levels: &LevelPoints, counts: bool, at: Position, radius: Option<f64>) {
    let pale = if levels.is_joined { levels.role } else { ColourRole::Faint };
    let (filling, rim) = if counts { (levels.role, ColourRole::Canvas) } else { (ColourRole::Canvas, pale) };
    match (levels.shape, radius) {
        (Shape::Round, Some(radius)) => on.circle(at, radius, Some(filling), rim),
        (Shape::Round, None) => on.circle(at, 8.0, None, levels.role),
        (Shape::Square, _) => {
            on.rect(Rectangle::around(at, 5.0), rim);
            on.rect(Rectangle::around(at, 3.8), filling);
        }
    }
}

/// Whether two frames have a place in common.
fn overlap(one: &Rectangle, other: &Rectangle) -> bool {
    one.left < other.right + CLEAR
        && other.left < one.right + CLEAR
        && one.top < other.bottom + CLEAR
        && other.top < one.bottom + CLEAR
}

/// Whether a point, or the way from one to the next, leads through a frame.
fn is_crossed(room: &Rectangle, points: &[Position]) -> bool {
    let ways = points.windows(2).flat_map(|pair| {
        let steps = (pair[1][0] - pair[0][0]).hypot(pair[1][1] - pair[0][1]).clamp(1.0, 400.0) / 4.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
        let steps = steps.ceil() as u32;
        (0..=steps).map(move |step| {
            let part = f64::from(step) / f64::from(steps);
            [0, 1].map(|axis| pair[0][axis] + part * (pair[1][axis] - pair[0][axis]))
        })
    });
    let mut ways = ways.chain(points.iter().copied());
    ways.any(|at| overlap(room, &Rectangle::around(at, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_keeps_away_from_points_and_lines() {
        let room = Rectangle { left: 10.0, right: 40.0, top: 10.0, bottom: 22.0 };
        let check =
            |points: &[Position], expected| assert_eq!(is_crossed(&room, points), expected, "{points:?}");
        check(&[[20.0, 16.0]], true);
        check(&[[20.0, 30.0]], false);
        check(&[[0.0, 40.0], [60.0, 0.0]], true);
        check(&[[0.0, 40.0], [60.0, 30.0]], false);
        check(&[], false);
    }

    #[test]
    fn a_line_turns_only_where_its_height_changes() {
        let corners = steps(&[0.0, 1.0, 2.0, 3.0], &[5.0, 5.1, 9.0]);
        assert_eq!(corners, [[0.0, 5.0], [2.0, 5.0], [2.0, 9.0], [3.0, 9.0]]);
    }
}
