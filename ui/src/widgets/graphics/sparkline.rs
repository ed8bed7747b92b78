//! A level over the cycles, as small as a word.

use eframe::egui::{Color32, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2};
use strandline::report::charts::Scale;

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
mod tests {
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
