//! Layers on each other in a plot: one mesh for each, so that many points cost little.

use super::item::bare_item;
use eframe::egui::{Color32, Mesh, Shape, Ui, pos2};
use egui_plot::{PlotItemBase, PlotTransform};
use std::sync::Arc;

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

#[cfg(test)]
mod tests {
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
