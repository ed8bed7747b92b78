//! The flag of a mark, on a ruler.

use crate::theme::{Tokens, fonts};
use eframe::egui::{Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

/// How high a flag is.
const HEIGHT: f32 = 15.0;
/// How deep the notch at its end goes.
const NOTCH: f32 = 4.0;
const MARGIN: f32 = 5.0;

/// Draws a flag whose pole stands at `top`: filled where the mark counts, hollow where it does not. It blows to the
/// right, and is pushed to the left as far as it would leave the picture. The answer is the place it takes.
pub(crate) fn flag(painter: &Painter, top: Pos2, text: &str, is_filled: bool, tokens: &Tokens) -> Rect {
    let ink = if is_filled { tokens.on_flag } else { tokens.weak };
    let text = painter.layout_no_wrap(text.to_owned(), fonts::semibold(fonts::SMALL), ink);
    let size = vec2(text.size().x + 2.0 * MARGIN + NOTCH, HEIGHT);
    let left = top.x.min(painter.clip_rect().right() - size.x);
    let rect = Rect::from_min_size(pos2(left, top.y), size);
    if is_filled {
        paint_filled(painter, rect, tokens);
    } else {
        painter.add(Shape::closed_line(outline(rect), Stroke::new(1.0, tokens.weak)));
    }
    let place = pos2(rect.left() + MARGIN, rect.center().y - text.size().y / 2.0);
    painter.galley(place, text, ink);
    rect
}

/// The notch makes the shape concave: it is drawn as a body with two tips, which reach into the body, or there would be
/// seams.
fn paint_filled(painter: &Painter, rect: Rect, tokens: &Tokens) {
    let notch = pos2(rect.right() - NOTCH, rect.center().y);
    painter.rect_filled(Rect::from_min_max(rect.min, pos2(notch.x, rect.bottom())), 0.0, tokens.flag);
    for edge in [rect.top(), rect.bottom()] {
        let inside = notch.x - 1.0;
        let tip = vec![pos2(inside, edge), pos2(rect.right(), edge), notch, pos2(inside, notch.y)];
        painter.add(Shape::convex_polygon(tip, tokens.flag, Stroke::NONE));
    }
}

fn outline(rect: Rect) -> Vec<Pos2> {
    let notch = pos2(rect.right() - NOTCH, rect.center().y);
    vec![rect.left_top(), rect.right_top(), notch, rect.right_bottom(), rect.left_bottom()]
}
