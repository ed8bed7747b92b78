//! Bars on a line: up and down.

use super::item::bare_item;
use eframe::egui::{Color32, Mesh, Rect, Shape, Ui, pos2};
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
