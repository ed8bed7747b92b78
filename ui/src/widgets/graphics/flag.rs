//! The flag of a mark, on a ruler.

use crate::theme::{Tokens, fonts};
use eframe::egui::{Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// How high a flag is.
const HEIGHT: f32 = 15.0;
/// How deep the notch at its end goes.
const NOTCH: f32 = 4.0;
const MARGIN: f32 = 5.0;

/// Draws a flag whose pole stands at `top`: filled where the mark counts, hollow where it does not. The answer is the
/// place it takes.
pub(crate) fn flag(painter: &Painter, top: Pos2, text: &str, is_filled: bool, tokens: &Tokens) -> Rect {
    let ink = if is_filled { tokens.on_flag } else { tokens.weak };
    let text = painter.layout_no_wrap(text.to_owned(), fonts::semibold(fonts::SMALL), ink);
    let rect = Rect::from_min_size(top, vec2(text.size().x + 2.0 * MARGIN + NOTCH, HEIGHT));
    let outline = outline(rect);
    if is_filled {
        // The notch makes it concave: it is drawn as its two halves.
        for half in [[0, 1, 2, 5], [5, 2, 3, 4]] {
            let corners = half.map(|corner| outline[corner]).to_vec();
            painter.add(Shape::convex_polygon(corners, tokens.flag, Stroke::NONE));
        }
    } else {
        painter.add(Shape::closed_line(outline.to_vec(), Stroke::new(1.0, tokens.weak)));
    }
    let place = pos2(rect.left() + MARGIN, rect.center().y - text.size().y / 2.0);
    painter.galley(place, text, ink);
    rect
}

/// Its corners clockwise from the top of the pole; the third is the notch, the last the middle of the pole.
fn outline(rect: Rect) -> [Pos2; 6] {
    [
        rect.left_top(),
        rect.right_top(),
        pos2(rect.right() - NOTCH, rect.center().y),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_center(),
    ]
}
