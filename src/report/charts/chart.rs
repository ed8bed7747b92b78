//! One chart as a plain value: what is drawn, in the coordinates of the data, with colours by their use.
//!
//! Whoever paints it ([`paint`](super::paint)) knows only how large the picture is.

use super::{Hue, Scale, moments};
use crate::analysis::Verdict;
use crate::model::units::Timestamp;
use crate::report::view::{Label, Quantity};
use std::time::Duration;

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// How it is laid out.
    pub form: Form,
    /// What it is about: the name of a row.
    pub title: String,
    /// What it shows of that, behind the title for those who do not see the chart.
    pub shows: &'static str,
    /// What can be read from it, for those who do not see it.
    pub description: String,
    /// The colour of the spot before the title.
    pub hue: Option<Hue>,
    /// What is said of it, at the end of the title's line.
    pub headline: Remark,
    /// What is drawn, below the title.
    pub subtitle: String,
    /// From left to right.
    pub across: Axis,
    /// From below to above.
    pub scale: Scale,
    /// What lies behind or over the plot from top to bottom.
    pub spans: Vec<Span>,
    /// What is drawn, the lowest first.
    pub series: Vec<ChartSeries>,
    /// In the lower right corner of the plot.
    pub conclusion: Option<Remark>,
    /// Marks, above the plot.
    pub flags: Vec<Flag>,
    /// Beside the plot.
    pub legend: Vec<LegendLine>,
    /// Below the legend.
    pub legend_notes: &'static [&'static str],
}

/// How a chart is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Over time, with flags above and a legend beside it.
    OverTime,
    OverCycles,
    /// Without title and scale, as part of a text.
    Small,
}

/// A few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub text: String,
    pub role: ColourRole,
}

/// What a colour is used for; the theme knows the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourRole {
    /// The ground of the chart.
    Canvas,
    Line,
    /// Lines of the scale.
    Grid,
    Strong,
    Text,
    Weak,
    /// What is of little weight.
    Faint,
    /// A leak, and nothing else.
    Leak,
    /// The range that is reported.
    Focus,
    /// The ground while the thing under test is open.
    Open,
    /// A flag.
    Flag,
    /// Text on a flag.
    OnFlag,
    /// Lines over what was not seen.
    Hatch,
    /// A category.
    Hue(Hue),
    /// Transient memory of a category.
    Pale(Hue),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// At the left edge.
    pub from: f64,
    /// At the right edge.
    pub to: f64,
    /// What stands below it.
    pub names: AxisNames,
}

/// What stands below the horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub enum AxisNames {
    /// A clock: the axis is in seconds.
    Clock,
    /// Both ends of the time that it covers.
    Ends,
    /// Names of cycles, one for each whole number from this on.
    Cycles(i32, Vec<String>),
}

/// A place on the horizontal axis with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    /// What it is called.
    pub name: String,
}

/// What lies over the whole height of the plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub from: f64,
    pub to: f64,
    pub kind: SpanKind,
}

/// What a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    /// Cycles that do not count.
    WarmUp,
    /// The thing under test is open.
    Open,
    /// Nothing was seen.
    Gap,
    /// The range that is reported.
    Reported,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum ChartSeries {
    /// Layers that lie on each other.
    Stack(Stack),
    /// Levels, point by point.
    LevelPoints(LevelPoints),
    /// A straight line, and the band in which it may lie.
    Trend(Trend),
    /// A level that is held.
    Dashes { from: [f64; 2], to: [f64; 2], role: ColourRole },
}

/// Layers over columns. A level holds for its whole column: levels are steps, not slopes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stack {
    /// Where each column begins, and where the last one ends.
    pub edges: Vec<f64>,
    /// From the bottom up.
    pub layers: Vec<Layer>,
    /// The layer whose upper edge is drawn as that of a leak.
    pub leaking: Option<usize>,
}

/// One layer, by its upper edge.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// What it is called.
    pub name: String,
    pub hue: Hue,
    /// Whether it is the part that did not stay.
    pub is_transient: bool,
    /// Whether lines run over it: it is not in memory.
    pub is_hatched: bool,
    /// By column: its own level and all those below.
    pub tops: Vec<f64>,
}

/// Levels at places of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelPoints {
    /// From left to right.
    pub points: Vec<Point>,
    pub shape: Shape,
    pub role: ColourRole,
    /// Whether a line joins them.
    pub is_joined: bool,
    /// What stands behind the last one; may be empty.
    pub label: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    pub at: f64,
    pub level: f64,
    /// Whether it counts; others are hollow.
    pub counts: bool,
    /// What stands above it where there is room; may be empty.
    pub note: String,
    /// What it is, for the pointer.
    pub hint: String,
}

/// The shape of points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Round,
    Square,
}

/// A straight line.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// Both of its ends.
    pub ends: [[f64; 2]; 2],
    /// A place, and the least and the highest level there.
    pub band: [[f64; 3]; 3],
    pub role: ColourRole,
}

/// A mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// When it was set.
    pub at: f64,
    pub label: String,
    pub kind: FlagKind,
}

/// What a mark means for the cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// A cycle was closed that counts.
    Counted,
    /// A cycle was closed that does not.
    WarmUp,
    /// Anything else that is worth a flag.
    Note,
}

/// One line of a legend.
#[derive(Clone, Debug, PartialEq)]
pub struct LegendLine {
    /// The colour of its spot.
    pub role: ColourRole,
    /// What has that colour.
    pub name: String,
    /// Its level at the end.
    pub level: Quantity,
}

/// A tick of the clock takes so many pixels.
const CLOCK_ROOM: f64 = 72.0;

/// A name of a cycle has so many pixels for each letter, and around it.
const LETTER_ROOM: f64 = 7.0;

impl Chart {
    /// What it is, for those who do not see it.
    pub fn name(&self) -> String {
        format!("{}: {}", self.title, self.shows)
    }

    /// The layers of a chart over time.
    pub fn layers(&self) -> &[Layer] {
        self.series
            .iter()
            .find_map(|series| match series {
                ChartSeries::Stack(stack) => Some(stack.layers.as_slice()),
                ChartSeries::LevelPoints(_) | ChartSeries::Trend(_) | ChartSeries::Dashes { .. } => None,
            })
            .unwrap_or_default()
    }
}

/// The name of a row as a title: sums are set apart by more than stars.
pub(super) fn title_of(label: &Label) -> String {
    label.to_string().replace('*', "")
}

impl ColourRole {
    /// The colour of what is said of cycles: one of its own has a leak alone.
    pub const fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Leak => Self::Leak,
            Verdict::Suspect => Self::Strong,
            Verdict::Settles | Verdict::Steady | Verdict::TooFewCycles => Self::Weak,
        }
    }
}

impl Layer {
    pub const fn role(&self) -> ColourRole {
        if self.is_transient { ColourRole::Pale(self.hue) } else { ColourRole::Hue(self.hue) }
    }
}

impl Axis {
    /// Cycles from `first` to the last that has a name, with room around them.
    pub fn cycles(first: i32, names: Vec<String>) -> Self {
        const BESIDE: f64 = 0.3;
        let from = f64::from(first);
        let to = from + names.len().saturating_sub(1).max(1) as f64;
        Self { from: from - BESIDE, to: to + BESIDE, names: AxisNames::Cycles(first, names) }
    }

    /// How far to the right a place lies: 0 to 1, and little beyond.
    pub fn part(&self, at: f64) -> f64 {
        ((at - self.from) / (self.to - self.from).max(1e-9)).clamp(-1.0, 2.0)
    }

    /// The ticks for which so many pixels have room. Of cycles the first has one, and the last.
    pub fn ticks(&self, width: f64) -> Vec<Tick> {
        match &self.names {
            AxisNames::Clock => {
                moments(self.from, self.to, width / CLOCK_ROOM).into_iter().map(clock).collect()
            }
            AxisNames::Ends => [self.from, self.to].into_iter().map(clock).collect(),
            AxisNames::Cycles(first, names) => {
                let Some(last) = names.len().checked_sub(1) else { return Vec::new() };
                let room = |name: &String| (name.chars().count() as f64 + 1.5) * LETTER_ROOM;
                let per_cycle = (width / (self.to - self.from)).max(1e-9);
                let apart = |pixels: f64| -> usize {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above zero")]
                    let cycles = (pixels / per_cycle).ceil() as usize;
                    cycles.max(1)
                };
                let (step, after_first) =
                    (apart(room(&names[last])), apart(f64::midpoint(room(&names[0]), room(&names[last]))));
                let others = (0..=last).rev().step_by(step).take_while(|&nth| nth >= after_first);
                let shown = others.chain([0]);
                let tick = |nth: usize| Tick { at: f64::from(*first) + nth as f64, name: names[nth].clone() };
                shown.map(tick).collect()
            }
        }
    }
}

pub(super) fn clock(seconds: f64) -> Tick {
    let at = Timestamp::after(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX));
    Tick { at: seconds, name: Quantity::moment(at).on_axis() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_have_names_as_far_as_there_is_room() {
        let check = |count: u32, width, expected: &[&str]| {
            let names = std::iter::once("before".to_owned()).chain((1..=count).map(|nth| nth.to_string()));
            let ticks = Axis::cycles(0, names.collect()).ticks(width);
            let names: Vec<_> = ticks.iter().rev().map(|tick| tick.name.as_str()).collect();
            assert_eq!(names, expected, "{count} cycles on {width} pixels");
        };
        check(4, 400.0, &["before", "1", "2", "3", "4"]);
        check(8, 120.0, &["before", "4", "6", "8"]);
        check(1000, 170.0, &["before", "319", "546", "773", "1000"]);
    }

    #[test]
    fn places_lie_between_the_ends() {
        let axis = Axis { from: 10.0, to: 20.0, names: AxisNames::Clock };
        assert!((axis.part(15.0) - 0.5).abs() < 1e-9 && axis.part(1e9) <= 2.0);
        let names: Vec<_> = axis.ticks(400.0).into_iter().map(|tick| tick.name).collect();
        assert_eq!(names, ["00:10", "00:12", "00:14", "00:16", "00:18", "00:20"]);
    }
}
