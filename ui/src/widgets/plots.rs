//! Items of a plot. Whoever draws sets the bounds; columns lie between edges, of which there is one more.

use eframe::egui::{Color32, Mesh, Pos2, Rect, Shape, Stroke, Ui, pos2};
use egui_plot::{PlotItemBase, PlotTransform};
use std::sync::Arc;

/// A bar for each column, from zero to its figure; all in one mesh.
pub(crate) struct Bars<'a> {
    base: PlotItemBase,
    edges: &'a [f64],
    heights: Vec<f64>,
    color: Color32,
}

/// A bar is so wide at least, in points: else a single one would not be seen.
const THINNEST: f32 = 1.5;

impl<'a> Bars<'a> {
    /// Bars over columns between these edges.
    pub(crate) fn new(edges: &'a [f64], heights: Vec<f64>, color: Color32) -> Self {
        Self { base: PlotItemBase::new("bars".to_owned()), edges, heights, color }
    }

    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let ground = transform.position_from_point_y(0.0);
        let mut mesh = Mesh::default();
        for (span, &height) in self.edges.windows(2).zip(&self.heights) {
            if height == 0.0 {
                continue;
            }
            let (left, right) =
                (transform.position_from_point_x(span[0]), transform.position_from_point_x(span[1]));
            let end = pos2((right - 0.5).max(left + THINNEST), transform.position_from_point_y(height));
            mesh.add_colored_rect(Rect::from_two_pos(pos2(left, ground), end), self.color);
        }
        if !mesh.is_empty() {
            shapes.push(Shape::Mesh(Arc::new(mesh)));
        }
    }
}

bare_item!(Bars);

/// Makes a plot item of a type with a `base` and a function `shapes`: one without hover, legend and bounds of its own.
/// Whoever draws sets the bounds.
macro_rules! bare_item {
    ($item:ident) => {
        impl egui_plot::PlotItem for $item<'_> {
            fn shapes(
                &self,
                ui: &eframe::egui::Ui,
                transform: &egui_plot::PlotTransform,
                shapes: &mut Vec<eframe::egui::Shape>,
            ) {
                $item::shapes(self, ui, transform, shapes);
            }

            fn initialize(&mut self, _x_range: std::ops::RangeInclusive<f64>) {}

            fn color(&self) -> eframe::egui::Color32 {
                eframe::egui::Color32::TRANSPARENT
            }

            fn geometry(&self) -> egui_plot::PlotGeometry<'_> {
                egui_plot::PlotGeometry::None
            }

            fn bounds(&self) -> egui_plot::PlotBounds {
                egui_plot::PlotBounds::NOTHING
            }

            fn base(&self) -> &egui_plot::PlotItemBase {
                &self.base
            }

            fn base_mut(&mut self) -> &mut egui_plot::PlotItemBase {
                &mut self.base
            }
        }
    };
}

pub(super) use bare_item;

/// One layer, given by its upper edge.
pub(crate) struct Layer<'a> {
    pub(crate) color: Color32,
    /// Its upper edge in each column.
    pub(crate) tops: &'a [f64],
}

/// Layers from the bottom up, on zero. A level holds for its whole column: levels are steps, not slopes.
pub(crate) struct Stack<'a> {
    base: PlotItemBase,
    edges: &'a [f64],
    layers: Vec<Layer<'a>>,
}

impl<'a> Stack<'a> {
    /// Layers over columns between these edges, of which there is one more.
    pub(crate) fn new(edges: &'a [f64], layers: Vec<Layer<'a>>) -> Self {
        Self { base: PlotItemBase::new("stack".to_owned()), edges, layers }
    }

    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let xs: Vec<f32> = self.edges.iter().map(|&x| transform.position_from_point_x(x)).collect();
        let mut lower = vec![transform.position_from_point_y(0.0); xs.len()];
        let mut upper = lower.clone();
        for layer in &self.layers {
            for (upper, &top) in upper.iter_mut().zip(layer.tops) {
                *upper = transform.position_from_point_y(top);
            }
            let mesh = mesh(&xs, &lower, &upper, layer.color);
            if !mesh.is_empty() {
                shapes.push(Shape::Mesh(Arc::new(mesh)));
            }
            std::mem::swap(&mut lower, &mut upper);
        }
    }
}

bare_item!(Stack);

/// Edges so near each other, in points, are one.
const SAME: f32 = 0.2;

/// A rectangle for each run of columns that are alike and not empty.
fn mesh(xs: &[f32], lower: &[f32], upper: &[f32], color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let columns = xs.len().saturating_sub(1);
    let mut nth = 0;
    while nth < columns {
        let (bottom, top) = (lower[nth], upper[nth]);
        let is_alike =
            |&other: &usize| (lower[other] - bottom).abs() < SAME && (upper[other] - top).abs() < SAME;
        let run = (nth + 1..columns).take_while(is_alike).count() + 1;
        if bottom > top {
            rectangle(&mut mesh, (xs[nth], xs[nth + run]), (top, bottom), color);
        }
        nth += run;
    }
    mesh
}

fn rectangle(mesh: &mut Mesh, (left, right): (f32, f32), (top, bottom): (f32, f32), color: Color32) {
    let first = u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX);
    for (x, y) in [(left, top), (left, bottom), (right, top), (right, bottom)] {
        mesh.colored_vertex(pos2(x, y), color);
    }
    mesh.add_triangle(first, first + 1, first + 2);
    mesh.add_triangle(first + 1, first + 2, first + 3);
}

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
mod stack_tests {
    use super::*;

    /// The number of rectangles.
    fn check(lower: &[f32], upper: &[f32], rectangles: usize) {
        let xs: Vec<f32> = (0..=lower.len()).map(|x| x as f32).collect();
        let mesh = mesh(&xs, lower, upper, Color32::RED);
        assert_eq!((mesh.vertices.len(), mesh.indices.len()), (rectangles * 4, rectangles * 6));
    }

    #[test]
    fn a_layer_without_height_is_not_drawn_and_what_is_alike_is_drawn_at_once() {
        check(&[9.0; 3], &[5.0, 9.0, 4.0], 2);
        check(&[9.0; 4], &[5.0, 5.0, 5.0, 4.0], 2);
        check(&[9.0, 8.0], &[5.0, 5.0], 2);
        check(&[9.0; 3], &[9.0; 3], 0);
        check(&[], &[], 0);
    }
}

#[cfg(test)]
mod step_line_tests {
    use super::*;

    #[test]
    fn a_line_turns_only_where_its_height_changes() {
        let steps = [(0.0, 1.0, 5.0), (1.0, 2.0, 5.1), (2.0, 3.0, 9.0)];
        let corners: Vec<_> = points(steps.into_iter()).iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(corners, [(0.0, 5.0), (2.0, 5.0), (2.0, 9.0), (3.0, 9.0)]);
    }
}
