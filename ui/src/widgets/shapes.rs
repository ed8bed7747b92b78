//! Flags, hatches, bars, signs and sparklines.

use crate::theme::{Tokens, fonts};
use eframe::egui::{
    Color32, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2,
};
use strandline::report::charts::Scale;

/// How high a flag is.
const FLAG_HEIGHT: f32 = 15.0;
/// How deep the notch at its end goes.
const FLAG_NOTCH: f32 = 4.0;
const FLAG_MARGIN: f32 = 5.0;

/// Draws a flag whose pole stands at `top`: filled where the mark counts, hollow where it does not. It blows to the
/// right, and is pushed to the left as far as it would leave the picture. The answer is the place it takes.
pub(crate) fn flag(painter: &Painter, top: Pos2, text: &str, is_filled: bool, tokens: &Tokens) -> Rect {
    let ink = if is_filled { tokens.on_flag } else { tokens.weak };
    let text = painter.layout_no_wrap(text.to_owned(), fonts::semibold(fonts::SMALL), ink);
    let size = vec2(text.size().x + 2.0 * FLAG_MARGIN + FLAG_NOTCH, FLAG_HEIGHT);
    let left = top.x.min(painter.clip_rect().right() - size.x);
    let rect = Rect::from_min_size(pos2(left, top.y), size);
    if is_filled {
        paint_filled(painter, rect, tokens);
    } else {
        painter.add(Shape::closed_line(outline(rect), Stroke::new(1.0, tokens.weak)));
    }
    let place = pos2(rect.left() + FLAG_MARGIN, rect.center().y - text.size().y / 2.0);
    painter.galley(place, text, ink);
    rect
}

/// The notch makes the shape concave: it is drawn as a body with two tips, which reach into the body, or there would be
/// seams.
fn paint_filled(painter: &Painter, rect: Rect, tokens: &Tokens) {
    let notch = pos2(rect.right() - FLAG_NOTCH, rect.center().y);
    painter.rect_filled(Rect::from_min_max(rect.min, pos2(notch.x, rect.bottom())), 0.0, tokens.flag);
    for edge in [rect.top(), rect.bottom()] {
        let inside = notch.x - 1.0;
        let tip = vec![pos2(inside, edge), pos2(rect.right(), edge), notch, pos2(inside, notch.y)];
        painter.add(Shape::convex_polygon(tip, tokens.flag, Stroke::NONE));
    }
}

fn outline(rect: Rect) -> Vec<Pos2> {
    let notch = pos2(rect.right() - FLAG_NOTCH, rect.center().y);
    vec![rect.left_top(), rect.right_top(), notch, rect.right_bottom(), rect.left_bottom()]
}

/// Hatches a place with a line each `step` points. Lines of neighbouring places meet.
pub(crate) fn hatch(painter: &Painter, place: Rect, color: Color32, step: f32) {
    let visible = place.intersect(painter.clip_rect());
    if !visible.is_positive() {
        return;
    }
    let painter = painter.with_clip_rect(visible);
    for sum in lines(visible, step) {
        let from = pos2(sum - visible.bottom(), visible.bottom());
        let to = pos2(sum - visible.top(), visible.top());
        painter.line_segment([from, to], Stroke::new(1.0, color));
    }
}

/// Each line by the sum of the coordinates of its points; they lie on a grid that does not depend on the place.
fn lines(place: Rect, step: f32) -> impl Iterator<Item = f32> {
    let first = ((place.left() + place.top()) / step).ceil();
    let last = ((place.right() + place.bottom()) / step).floor();
    std::iter::successors(Some(first), |line| Some(line + 1.0))
        .take_while(move |&line| line <= last)
        .map(move |line| line * step)
}

const BAR_HEIGHT: f32 = 8.0;

/// Draws the parts one behind the other; each is a share of the whole width, 0 to 1. `label` says it in words.
pub(crate) fn ratio_bar(ui: &mut Ui, width: f32, parts: [(f32, Color32); 2], label: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, BAR_HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.rect_filled(rect, 2.0, Tokens::in_force(ui).grid);
    for (part, color) in places(rect, parts) {
        painter.rect_filled(part, 2.0, color);
    }
    response
}

/// Where the parts lie. What there is, is seen: a part is at least a point wide; and none leaves the bar.
fn places(bar: Rect, parts: [(f32, Color32); 2]) -> Vec<(Rect, Color32)> {
    let mut left = bar.left();
    let mut places = Vec::with_capacity(parts.len());
    for (share, color) in parts.into_iter().filter(|&(share, _)| share > 0.0) {
        let right = (left + (share * bar.width()).max(1.0)).min(bar.right());
        places.push((Rect::from_min_max(pos2(left, bar.top()), pos2(right, bar.bottom())), color));
        left = right;
    }
    places
}

/// Width and height of a sign.
const SIZE: [f32; 2] = [12.0, 11.0];

/// Corners of hollow stairs, in thirds of the width and of the height.
const STAIRS: [(f32, f32); 8] =
    [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 3.0), (3.0, 3.0), (3.0, 0.0)];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It rises with each step: filled stairs.
    Rises,
    /// It may rise: hollow stairs.
    MayRise,
    /// It rises and levels off: a curve.
    LevelsOff,
    /// It stays as it is: a dash.
    Stays,
    /// It is not known yet: dots.
    Open,
}

impl Sign {
    /// Draws it around a point.
    pub(crate) fn paint(self, painter: &Painter, center: Pos2, color: Color32) {
        let rect = Rect::from_center_size(center, vec2(SIZE[0], SIZE[1]));
        let at = |x: f32, y: f32| pos2(rect.left() + x * rect.width(), rect.bottom() - y * rect.height());
        let stroke = Stroke::new(1.5, color);
        match self {
            Self::Rises => {
                for step in [1.0, 2.0, 3.0_f32] {
                    let (left, right) = ((step - 1.0) / 3.0, step / 3.0);
                    painter.rect_filled(Rect::from_two_pos(at(left, 0.0), at(right, right)), 0.0, color);
                }
            }
            Self::MayRise => {
                let corners = STAIRS.iter().map(|&(x, y)| at(x / 3.0, y / 3.0)).collect();
                painter.add(Shape::closed_line(corners, Stroke::new(1.25, color)));
            }
            Self::LevelsOff => {
                let xs = (0..=12_u8).map(|step| f32::from(step) / 12.0);
                let curve = xs.map(|x| at(x, 0.9 * (1.0 - (-4.5 * x).exp()))).collect();
                painter.add(Shape::line(curve, stroke));
            }
            Self::Stays => {
                painter.line_segment([at(0.05, 0.5), at(0.95, 0.5)], stroke);
            }
            Self::Open => {
                for x in [0.15, 0.5, 0.85] {
                    painter.circle_filled(at(x, 0.5), 1.4, color);
                }
            }
        }
    }
}

/// Draws a level in bytes as steps. `label` says it in words.
pub(crate) fn sparkline(ui: &mut Ui, size: Vec2, levels: &[f64], color: Color32, label: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, label));
    ui.painter().add(Shape::line(points(rect.shrink(1.0), levels), Stroke::new(1.25, color)));
    response
}

/// Two points for each level: where it begins, and where it ends.
fn points(rect: Rect, levels: &[f64]) -> Vec<Pos2> {
    let scale = Scale::of_word(levels);
    let width = rect.width() / levels.len().max(1) as f32;
    let step = |(nth, &level): (usize, &f64)| {
        #[expect(clippy::cast_possible_truncation, reason = "a share of the height, between 0 and 1")]
        let share = scale.part(level) as f32;
        let (x, y) = (rect.left() + nth as f32 * width, rect.bottom() - share * rect.height());
        [pos2(x, y), pos2(x + width, y)]
    };
    levels.iter().enumerate().flat_map(step).collect()
}

#[cfg(test)]
mod hatch_tests {
    use super::*;

    #[test]
    fn lines_lie_on_one_grid() {
        let check = |left, top, right, bottom, expected: &[f32]| {
            let place = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
            assert_eq!(lines(place, 6.0).collect::<Vec<_>>(), expected);
        };
        check(0.0, 0.0, 10.0, 10.0, &[0.0, 6.0, 12.0, 18.0]);
        check(10.0, 0.0, 12.0, 10.0, &[12.0, 18.0]);
        check(1.0, 0.0, 2.0, 1.0, &[]);
    }
}

#[cfg(test)]
mod ratio_bar_tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_stay_inside() {
        let bar = Rect::from_min_size(pos2(10.0, 0.0), vec2(100.0, BAR_HEIGHT));
        let check = |shares: [f32; 2], expected: &[(f32, f32)]| {
            let parts = shares.map(|share| (share, Color32::WHITE));
            let places = places(bar, parts).into_iter().map(|(place, _)| (place.left(), place.right()));
            assert_eq!(places.collect::<Vec<_>>(), expected, "{shares:?}");
        };
        check([0.5, 0.25], &[(10.0, 60.0), (60.0, 85.0)]);
        check([0.0, 0.25], &[(10.0, 35.0)]);
        check([0.000_1, 0.0], &[(10.0, 11.0)]);
        check([0.75, 0.75], &[(10.0, 85.0), (85.0, 110.0)]);
        check([0.0, 0.0], &[]);
    }
}

#[cfg(test)]
mod sparkline_tests {
    use super::*;

    const MIB: f64 = 1_048_576.0;

    fn check(levels: &[f64], expected: &[(f32, f32)]) {
        let points = points(Rect::from_min_max(pos2(0.0, 0.0), pos2(60.0, 10.0)), levels);
        assert_eq!(points.into_iter().map(|point| (point.x, point.y)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn growth_fills_the_height_in_steps() {
        let steps = [(0.0, 10.0), (20.0, 10.0), (20.0, 5.0), (40.0, 5.0), (40.0, 0.0), (60.0, 0.0)];
        check(&[0.0, 8.0 * MIB, 16.0 * MIB], &steps);
    }

    #[test]
    fn noise_stays_flat() {
        check(&[0.0, MIB], &[(0.0, 10.0), (30.0, 10.0), (30.0, 7.5), (60.0, 7.5)]);
        check(&[97.0 * MIB, 100.0 * MIB], &[(0.0, 10.0), (30.0, 10.0), (30.0, 9.0), (60.0, 9.0)]);
    }

    #[test]
    fn no_level_is_no_line() {
        check(&[], &[]);
    }
}
