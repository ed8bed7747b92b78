//! Signs for a course over time. Each has an outline of its own: colour is not needed to tell them apart.

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

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
