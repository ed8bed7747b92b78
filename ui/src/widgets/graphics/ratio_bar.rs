//! A bar that shows parts of a whole.

use crate::theme::Tokens;
use eframe::egui::{Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

const HEIGHT: f32 = 8.0;

/// Draws the parts one behind the other; each is a share of the whole width, 0 to 1. `label` says it in words.
pub(crate) fn ratio_bar(ui: &mut Ui, width: f32, parts: [(f32, Color32); 2], label: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_stay_inside() {
        let bar = Rect::from_min_size(pos2(10.0, 0.0), vec2(100.0, HEIGHT));
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
