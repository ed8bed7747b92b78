//! A line in steps.

use super::item::bare_item;
use eframe::egui::{Color32, Pos2, Shape, Stroke, Ui, pos2};
use egui_plot::{PlotItemBase, PlotTransform};

/// A line along the upper edge of columns.
pub(crate) struct StepLine<'a> {
    base: PlotItemBase,
    edges: &'a [f64],
    tops: &'a [f64],
    strokes: Vec<Stroke>,
}

impl<'a> StepLine<'a> {
    /// A thin line.
    pub(crate) fn new(edges: &'a [f64], tops: &'a [f64], color: Color32) -> Self {
        let strokes = vec![Stroke::new(1.5, color)];
        Self { base: PlotItemBase::new("line".to_owned()), edges, tops, strokes }
    }

    /// A bold line with a halo, by which it stands out from any ground, also for who does not see its colour.
    pub(crate) fn with_halo(edges: &'a [f64], tops: &'a [f64], color: Color32, halo: Color32) -> Self {
        let strokes = vec![Stroke::new(4.5, halo), Stroke::new(2.0, color)];
        Self { strokes, ..Self::new(edges, tops, color) }
    }

    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let x = |nth: usize| transform.position_from_point_x(self.edges[nth]);
        let columns = self.edges.len().saturating_sub(1).min(self.tops.len());
        let steps =
            (0..columns).map(|nth| (x(nth), x(nth + 1), transform.position_from_point_y(self.tops[nth])));
        let points = points(steps);
        shapes.extend(self.strokes.iter().map(|&stroke| Shape::line(points.clone(), stroke)));
    }
}

bare_item!(StepLine);

/// The corners of a line that runs level over each step: from its left to its right end, at its height.
fn points(steps: impl Iterator<Item = (f32, f32, f32)>) -> Vec<Pos2> {
    let mut points: Vec<Pos2> = Vec::new();
    for (left, right, y) in steps {
        match points.last_mut() {
            Some(last) if (last.y - y).abs() < 0.2 => last.x = right,
            _ => points.extend([pos2(left, y), pos2(right, y)]),
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_turns_only_where_its_height_changes() {
        let steps = [(0.0, 1.0, 5.0), (1.0, 2.0, 5.1), (2.0, 3.0, 9.0)];
        let corners: Vec<_> = points(steps.into_iter()).iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(corners, [(0.0, 5.0), (2.0, 5.0), (2.0, 9.0), (3.0, 9.0)]);
    }
}
