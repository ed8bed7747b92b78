//! Layers on each other in a plot: one mesh for each, so that many points cost little.

use eframe::egui::{Color32, Mesh, Shape, Ui, pos2};
use egui_plot::{PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotTransform};
use std::ops::RangeInclusive;
use std::sync::Arc;

/// One layer, given by its upper edge.
pub(crate) struct Layer<'a> {
    /// Its colour.
    pub(crate) color: Color32,
    /// Its upper edge at each x.
    pub(crate) tops: &'a [f64],
}

/// Layers from the bottom up. Each level holds until the next x: levels are steps, not slopes.
pub(crate) struct Stack<'a> {
    base: PlotItemBase,
    xs: &'a [f64],
    layers: Vec<Layer<'a>>,
}

impl<'a> Stack<'a> {
    pub(crate) fn new(xs: &'a [f64], layers: Vec<Layer<'a>>) -> Self {
        Self { base: PlotItemBase::new("stack".to_owned()), xs, layers }
    }
}

impl PlotItem for Stack<'_> {
    fn shapes(&self, _ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<Shape>) {
        let xs: Vec<f32> = self.xs.iter().map(|&x| transform.position_from_point_x(x)).collect();
        let mut lower = vec![transform.position_from_point_y(0.0); xs.len()];
        for layer in &self.layers {
            let upper: Vec<f32> = layer.tops.iter().map(|&y| transform.position_from_point_y(y)).collect();
            shapes.push(Shape::Mesh(Arc::new(mesh(&xs, &lower, &upper, layer.color))));
            lower = upper;
        }
    }

    fn initialize(&mut self, _x_range: RangeInclusive<f64>) {}

    fn color(&self) -> Color32 {
        self.layers.first().map_or(Color32::TRANSPARENT, |layer| layer.color)
    }

    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        // Whoever draws sets the bounds; these do not widen them.
        PlotBounds::NOTHING
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}

/// A rectangle for each step that is not empty.
fn mesh(xs: &[f32], lower: &[f32], upper: &[f32], color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    for (nth, step) in xs.windows(2).enumerate() {
        let (bottom, top) = (lower[nth], upper[nth]);
        if bottom <= top {
            continue;
        }
        let first = u32::try_from(mesh.vertices.len()).unwrap_or(u32::MAX);
        for (x, y) in [(step[0], top), (step[0], bottom), (step[1], top), (step[1], bottom)] {
            mesh.colored_vertex(pos2(x, y), color);
        }
        mesh.add_triangle(first, first + 1, first + 2);
        mesh.add_triangle(first + 1, first + 2, first + 3);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layer_without_height_is_not_drawn() {
        let mesh = mesh(&[0.0, 1.0, 2.0, 3.0], &[9.0, 9.0, 9.0, 9.0], &[5.0, 9.0, 4.0, 4.0], Color32::RED);
        assert_eq!((mesh.vertices.len(), mesh.indices.len()), (8, 12));
    }
}
