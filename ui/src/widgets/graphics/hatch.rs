//! Diagonal lines: what is missing, was pushed out, or does not count.

use eframe::egui::{Color32, Painter, Rect, Stroke, pos2};

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

#[cfg(test)]
mod tests {
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
