//! A small chart of what a region uses: dirty, solid; swapped, hatched on top.

use crate::theme::{Tokens, fonts};
use crate::widgets::hatch;
use eframe::egui::{Align2, Color32, Mesh, Rect, Role, Sense, Shape, Ui, WidgetInfo, pos2, vec2};
use strandline::analysis::RegionPoint;
use strandline::model::units::{Bytes, TimeRange};

const HEIGHT: f32 = 72.0;
const TIMES: f32 = 16.0;

/// Draws what was read of a region over the time it was there.
pub(super) fn use_chart_ui(ui: &mut Ui, points: &[RegionPoint], range: TimeRange, color: Color32) {
    let tokens = Tokens::in_force(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT + TIMES), Sense::hover());
    let last = points.last();
    let words = match last {
        Some(last) => format!("{} dirty, {} swapped at {}", last.dirty, last.swapped, last.at),
        None => "Its use was not read yet".to_owned(),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    let plot = rect.with_max_y(rect.top() + HEIGHT);
    let painter = ui.painter().with_clip_rect(plot.intersect(ui.clip_rect()));
    painter.rect_filled(plot, 0.0, tokens.canvas);
    let Some(last) = last else {
        painter.text(plot.center(), Align2::CENTER_CENTER, words, fonts::regular(fonts::SMALL), tokens.weak);
        return;
    };
    let footprint = |point: &RegionPoint| (point.dirty + point.swapped).get();
    let top = points.iter().map(footprint).max().unwrap_or(0).max(1) as f64 * 1.4;
    let TimeRange { from, to } = range;
    let span = (to.seconds() - from.seconds()).max(0.001);
    #[expect(clippy::cast_possible_truncation, reason = "points of the screen")]
    let at = |seconds: f64, bytes: u64| {
        let x = plot.left() + ((seconds - from.seconds()) / span) as f32 * plot.width();
        pos2(x, plot.bottom() - (bytes as f64 / top) as f32 * plot.height())
    };
    for (nth, point) in points.iter().enumerate() {
        let until = points.get(nth + 1).map_or(to, |next| next.at).seconds();
        let right = at(until, 0).x;
        let step = |from: u64, to: u64| {
            Rect::from_min_max(at(point.at.seconds(), to), pos2(right, at(until, from).y))
        };
        painter.add(Shape::Mesh(block(step(0, point.dirty.get()), color).into()));
        if point.swapped > Bytes::ZERO {
            let swapped = step(point.dirty.get(), footprint(point));
            painter.add(Shape::Mesh(block(swapped, tokens.transient(color)).into()));
            hatch(&painter, swapped, tokens.hatch, 5.0);
        }
    }
    let ink = |bytes| if bytes == Bytes::ZERO { tokens.faint } else { tokens.strong };
    let font = fonts::regular(fonts::SMALL);
    let corner = plot.right_top() + vec2(-4.0, 4.0);
    painter.text(
        corner,
        Align2::RIGHT_TOP,
        format!("{}", last.dirty + last.swapped),
        font.clone(),
        ink(last.dirty),
    );
    let below = plot.bottom() + 3.0;
    let painter = ui.painter();
    painter.text(pos2(plot.left(), below), Align2::LEFT_TOP, from.to_string(), font.clone(), tokens.weak);
    painter.text(pos2(plot.right(), below), Align2::RIGHT_TOP, to.to_string(), font, tokens.weak);
    response.on_hover_text(words);
}

fn block(rect: Rect, color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(rect, color);
    mesh
}
