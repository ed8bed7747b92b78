//! Areas in the proportion of weights: "Squarified Treemaps" (Bruls, Huizing, van Wijk, 2000).

use eframe::egui::{Rect, pos2};

/// A rectangle for each weight, inside `room`, as nearly square as they can be. Weights are in falling order; what is not
/// above zero has no area.
pub(crate) fn squarified(weights: &[f64], room: Rect) -> Vec<Rect> {
    let sum: f64 = weights.iter().filter(|weight| **weight > 0.0).sum();
    let scale = if sum > 0.0 { f64::from(room.area()) / sum } else { 0.0 };
    let areas: Vec<f64> = weights.iter().map(|weight| weight.max(0.0) * scale).collect();
    let mut placed = Vec::with_capacity(areas.len());
    let mut rest = room;
    let mut first = 0;
    while first < areas.len() {
        let side = f64::from(rest.width().min(rest.height()));
        let mut end = first + 1;
        while end < areas.len() && worst(&areas[first..=end], side) <= worst(&areas[first..end], side) {
            end += 1;
        }
        rest = place(&areas[first..end], rest, &mut placed);
        first = end;
    }
    placed
}

/// The worst proportion of sides in a row of areas along a side.
fn worst(areas: &[f64], side: f64) -> f64 {
    let sum: f64 = areas.iter().sum();
    let most = areas.iter().copied().fold(0.0, f64::max);
    let least = areas.iter().copied().fold(f64::INFINITY, f64::min);
    if least <= 0.0 || sum <= 0.0 || side <= 0.0 {
        return f64::INFINITY;
    }
    (side * side * most / (sum * sum)).max(sum * sum / (side * side * least))
}

/// Places a row along the shorter side; gives what is left.
#[expect(clippy::cast_possible_truncation, reason = "points of a screen")]
fn place(areas: &[f64], rest: Rect, placed: &mut Vec<Rect>) -> Rect {
    let sum: f64 = areas.iter().sum();
    let is_wide = rest.width() >= rest.height();
    let side = if is_wide { rest.height() } else { rest.width() };
    let depth = if side > 0.0 { (sum / f64::from(side)) as f32 } else { 0.0 };
    let mut from = 0.0;
    for area in areas {
        let len = if depth > 0.0 { (area / f64::from(depth)) as f32 } else { 0.0 };
        let (start, end) = if is_wide {
            (pos2(rest.left(), rest.top() + from), pos2(rest.left() + depth, rest.top() + from + len))
        } else {
            (pos2(rest.left() + from, rest.top()), pos2(rest.left() + from + len, rest.top() + depth))
        };
        placed.push(Rect::from_min_max(start, end));
        from += len;
    }
    let start =
        if is_wide { pos2(rest.left() + depth, rest.top()) } else { pos2(rest.left(), rest.top() + depth) };
    Rect::from_min_max(start.min(rest.max), rest.max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::vec2;

    #[test]
    fn areas_are_in_proportion_and_inside() {
        let room = Rect::from_min_size(pos2(10.0, 20.0), vec2(600.0, 400.0));
        let weights = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0];
        let placed = squarified(&weights, room);
        let unit = f64::from(room.area()) / 24.0;
        for (weight, rect) in weights.iter().zip(&placed) {
            assert!((f64::from(rect.area()) - unit * weight).abs() < 1.0, "{rect:?}");
            assert!(room.expand(0.1).contains_rect(*rect), "{rect:?}");
        }
        for (nth, one) in placed.iter().enumerate() {
            for other in &placed[nth + 1..] {
                let shared = one.shrink(0.1).intersect(other.shrink(0.1));
                assert!(shared.width() <= 0.0 || shared.height() <= 0.0, "{one:?} {other:?}");
            }
        }
        assert_eq!(squarified(&[], room), []);
        assert!(squarified(&[0.0, 0.0], room).iter().all(|rect| rect.area() < f32::EPSILON));
    }
}
