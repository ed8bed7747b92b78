//! Charts of the core, painted in a window.

use super::hatch;
use crate::theme::{fonts, role_color};
use eframe::egui::{
    Align2, Color32, FontId, Mesh, Painter, Pos2, Rect, Response, Role, Sense, Shape, Stroke, Ui, Vec2,
    WidgetInfo, vec2,
};
use std::sync::Arc;
use strandline::report::charts::{
    Anchor, Canvas, Chart, ColourRole, Face, Plot, Position, Rectangle, Stroke as ChartStroke,
};

/// How far apart slanted lines are.
const HATCH: f32 = 7.0;

/// Paints a chart of this size. The point below the pointer says what it is.
pub(crate) fn chart_ui(ui: &mut Ui, chart: &Chart, size: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Label, true, format!("{}. {}", chart.name(), chart.description))
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let plot = Plot::new(chart, [f64::from(rect.width()), f64::from(rect.height())]);
    plot.paint(&mut Window { ui, painter: ui.painter_at(rect), corner: rect.min });
    let pointer = response.hover_pos().map(|at| at - rect.min);
    match pointer.and_then(|at| plot.hint_at([f64::from(at.x), f64::from(at.y)])) {
        Some(hint) => response.on_hover_text_at_pointer(hint),
        None => response,
    }
}

/// A part of the window as a canvas.
struct Window<'a> {
    ui: &'a Ui,
    painter: Painter,
    corner: Pos2,
}

impl Window<'_> {
    fn at(&self, [x, y]: Position) -> Pos2 {
        self.corner + vec2(pixels(x), pixels(y))
    }

    fn frame(&self, frame: Rectangle) -> Rect {
        Rect::from_min_max(self.at([frame.left, frame.top]), self.at([frame.right, frame.bottom]))
    }

    fn color(&self, role: ColourRole) -> Color32 {
        role_color(self.ui, role)
    }
}

impl Canvas for Window<'_> {
    fn text_width(&self, text: &str, face: Face) -> f64 {
        let laid = self.painter.layout_no_wrap(text.to_owned(), font(face), Color32::PLACEHOLDER);
        f64::from(laid.size().x)
    }

    fn text(&mut self, at: Position, anchor: Anchor, text: &str, face: Face, role: ColourRole) {
        let anchor = match anchor {
            Anchor::Start => Align2::LEFT_CENTER,
            Anchor::Middle => Align2::CENTER_CENTER,
            Anchor::End => Align2::RIGHT_CENTER,
        };
        self.painter.text(self.at(at), anchor, text, font(face), self.color(role));
    }

    fn line(&mut self, places: &[Position], stroke: ChartStroke) {
        let places: Vec<Pos2> = places.iter().map(|&place| self.at(place)).collect();
        let color = self.color(stroke.role).gamma_multiply(pixels(stroke.opacity));
        let line = Stroke::new(pixels(stroke.width), color);
        if stroke.is_dashed {
            self.painter.extend(Shape::dashed_line(&places, line, 5.0, 4.0));
        } else {
            self.painter.add(Shape::line(places, line));
        }
    }

    fn area(&mut self, corners: &[Position], role: ColourRole, opacity: f64) {
        let corners = corners.iter().map(|&corner| self.at(corner)).collect();
        let color = self.color(role).gamma_multiply(pixels(opacity));
        self.painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
    }

    fn rect(&mut self, frame: Rectangle, role: ColourRole) {
        self.painter.rect_filled(self.frame(frame), 0.0, self.color(role));
    }

    fn circle(&mut self, at: Position, radius: f64, filling: Option<ColourRole>, rim: ColourRole) {
        let filling = filling.map_or(Color32::TRANSPARENT, |role| self.color(role));
        self.painter.circle(self.at(at), pixels(radius), filling, Stroke::new(1.5, self.color(rim)));
    }

    fn hatch(&mut self, frame: Rectangle, role: ColourRole, opacity: f64) {
        hatch(&self.painter, self.frame(frame), self.color(role).gamma_multiply(pixels(opacity)), HATCH);
    }

    fn columns(&mut self, edges: &[f64], tops: &[f64], ground: f64, role: ColourRole) {
        let (color, mut mesh) = (self.color(role), Mesh::default());
        for (ends, &top) in edges.windows(2).zip(tops) {
            let column = Rect::from_two_pos(self.at([ends[0], top]), self.at([ends[1], ground]));
            mesh.add_colored_rect(column, color);
        }
        if !mesh.is_empty() {
            self.painter.add(Shape::Mesh(Arc::new(mesh)));
        }
    }
}

fn font(face: Face) -> FontId {
    match face {
        Face::Title => fonts::semibold(fonts::LEAD),
        Face::Word => fonts::semibold(fonts::BODY),
        Face::Small => fonts::regular(fonts::SMALL),
        Face::SmallBold => fonts::semibold(fonts::SMALL),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "places on a screen")]
const fn pixels(number: f64) -> f32 {
    number as f32
}
