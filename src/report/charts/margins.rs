//! What stands around the plot of a chart: names of the axis, labels of lines, flags, and the legend.

use super::canvas::{Anchor, Canvas, Face, Rectangle, Stroke};
use super::chart::{ChartSeries, ColourRole, Flag, FlagKind, Form};
use super::paint::Plot;
use crate::report::markup::shortened;

/// Texts at the ends of lines lie so far apart at least.
const APART: f64 = 15.0;

/// How high flags are, and the depth of their notch.
const FLAG: [f64; 2] = [16.0, 4.0];

/// The label of a note has so many letters at most.
const FLAG_LETTERS: usize = 12;

/// How far apart the lines of a legend are.
const LEGEND_LINE: f64 = 19.0;

impl Plot<'_> {
    /// The names below the axis.
    pub(super) fn names(&self, on: &mut impl Canvas) {
        let Rectangle { left, right, bottom, .. } = self.frame;
        let (is_small, is_clock) = (self.chart.form == Form::Small, self.chart.form == Form::OverTime);
        if is_clock {
            on.line(&[[left, bottom], [right, bottom]], Stroke::new(ColourRole::Line, 1.0));
        }
        for (nth, tick) in self.chart.across.ticks(self.frame.width()).into_iter().enumerate() {
            let x = self.x(tick.at);
            if is_clock {
                on.line(&[[x, bottom], [x, bottom + 4.0]], Stroke::new(ColourRole::Line, 1.0));
            }
            let anchor = match (is_small, nth) {
                (false, _) => Anchor::Middle,
                (true, 0) => Anchor::Start,
                (true, _) => Anchor::End,
            };
            let y = bottom + if is_small { 9.0 } else { 14.0 };
            on.text([x, y], anchor, &tick.name, Face::Small, ColourRole::Weak);
        }
    }

    /// What each line is, behind its end; apart from each other where they end together.
    pub(super) fn labels(&self, on: &mut impl Canvas) {
        let labelled = self.chart.series.iter().filter_map(|series| match series {
            ChartSeries::LevelPoints(levels) if !levels.label.is_empty() => {
                Some((levels, levels.points.last()?))
            }
            _ => None,
        });
        let mut ends: Vec<_> =
            labelled.map(|(levels, last)| (self.inside(self.y(last.level)), levels)).collect();
        ends.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let mut heights: Vec<f64> = ends.iter().map(|&(y, _)| y).collect();
        spread(&mut heights, self.frame.bottom);
        for ((_, levels), y) in ends.into_iter().zip(heights) {
            let at = [self.frame.right + 8.0, y];
            let label = on.fitted(&levels.label, Face::SmallBold, self.whole.right - at[0] - 4.0);
            on.text(at, Anchor::Start, &label, Face::SmallBold, levels.role);
        }
    }

    /// A line for each mark, and flags as far as there is room: those of cycles come before notes.
    pub(super) fn flags(&self, on: &mut impl Canvas) {
        let mut taken: Vec<[f64; 2]> = Vec::new();
        let flags = &self.chart.flags;
        let is_note = |flag: &&Flag| flag.kind == FlagKind::Note;
        // The latest come first: of two that have no room beside each other it is the one to see.
        let cycles = flags.iter().rev().filter(|flag| !is_note(flag));
        for flag in cycles.chain(flags.iter().rev().filter(is_note)) {
            let x = self.x(flag.at);
            let pole = [[x, self.frame.top], [x, self.frame.bottom]];
            on.line(&pole, Stroke::new(ColourRole::Flag, 1.0).thin(0.35));
            let label = shortened(&flag.label, FLAG_LETTERS);
            let width = on.text_width(&label, Face::SmallBold) + 12.0 + FLAG[1];
            // One that would reach over the edge flies to the left.
            let width = if x + width > self.frame.right + 16.0 { -width } else { width };
            let [from, to] = [x.min(x + width), x.max(x + width)];
            if taken.iter().all(|&[other_from, other_to]| to <= other_from || from >= other_to) {
                taken.push([from, to]);
                self.flag(on, flag, &label, [x, x + width]);
            }
        }
    }

    fn flag(&self, on: &mut impl Canvas, flag: &Flag, label: &str, [x, tip]: [f64; 2]) {
        let [height, notch] = FLAG;
        let top = self.frame.top - 22.0;
        let (bottom, middle) = (top + height, top + height / 2.0);
        let notch = tip - notch * (tip - x).signum();
        let is_solid = flag.kind == FlagKind::Counted;
        let text = if is_solid { ColourRole::OnFlag } else { ColourRole::Text };
        if is_solid {
            on.area(&[[x, top], [tip, top], [notch, middle], [x, middle]], ColourRole::Flag, 1.0);
            on.area(&[[x, middle], [notch, middle], [tip, bottom], [x, bottom]], ColourRole::Flag, 1.0);
        } else {
            let around = [[x, top], [tip, top], [notch, middle], [tip, bottom], [x, bottom], [x, top]];
            on.line(&around, Stroke::new(ColourRole::Weak, 1.0));
        }
        on.line(&[[x, top], [x, self.frame.top]], Stroke::new(ColourRole::Flag, 1.0));
        on.text([f64::midpoint(x, notch), middle], Anchor::Middle, label, Face::SmallBold, text);
    }

    /// What has which colour, with its level at the end.
    pub(super) fn legend(&self, on: &mut impl Canvas) {
        let (left, right) = (self.frame.right + 20.0, self.whole.right - 14.0);
        let mut y = self.frame.top + 8.0;
        for line in &self.chart.legend {
            let level = line.level.on_axis();
            on.rect(Rectangle::around([left + 5.0, y], 5.0), line.role);
            let room = right - left - 18.0 - on.text_width(&level, Face::Small) - 6.0;
            let name = on.fitted(&line.name, Face::Small, room);
            on.text([left + 18.0, y], Anchor::Start, &name, Face::Small, ColourRole::Text);
            on.text([right, y], Anchor::End, &level, Face::Small, ColourRole::Strong);
            y += LEGEND_LINE;
        }
        for (nth, note) in self.chart.legend_notes.iter().enumerate() {
            on.text([left, y + 4.0 + 15.0 * nth as f64], Anchor::Start, note, Face::Small, ColourRole::Weak);
        }
    }
}

/// Moves heights, the least first, away from each other where they are too near.
fn spread(heights: &mut [f64], bottom: f64) {
    if let [one, other] = heights {
        let missing = (APART - (*other - *one)).max(0.0) / 2.0;
        let below = (*other + missing - bottom).max(0.0);
        (*one, *other) = (*one - missing - below, *other + missing - below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_at_the_ends_do_not_meet() {
        let check = |mut heights: [f64; 2], expected: [f64; 2]| {
            spread(&mut heights, 200.0);
            assert!(
                heights.iter().zip(expected).all(|(at, expected)| (at - expected).abs() < 1e-9),
                "{heights:?}"
            );
        };
        check([10.0, 100.0], [10.0, 100.0]);
        check([50.0, 50.0], [42.5, 57.5]);
        check([198.0, 200.0], [185.0, 200.0]);
        spread(&mut [1.0], 200.0);
    }
}
