//! The tracks: a head with figures, and what it was over time.

mod cost;
mod footprint;
mod head;
mod regions;
mod subject;
mod unattributed;

use super::axis::{Scale, Track, compact};
use super::scene::Scene;
use crate::command::Command;
use crate::theme::fonts;
use eframe::egui::{Align2, Rect, Sense, Stroke, Ui, UiBuilder, pos2, vec2};
use egui_plot::{Plot, PlotUi};
use std::ops::RangeInclusive;

pub(super) fn track_ui(
    ui: &mut Ui,
    lane: Rect,
    track: Track,
    scene: &Scene<'_>,
    commands: &mut Vec<Command>,
) {
    let left = scene.axis.x(scene.axis.range().from);
    let head = Rect::from_min_max(lane.min, pos2(left, lane.bottom()));
    let body = Rect::from_min_max(pos2(left, lane.top()), lane.max);
    ui.painter().rect_filled(head, 0.0, scene.tokens.panel);
    match track {
        Track::Footprint => footprint::footprint_track_ui(ui, head, body, scene, commands),
        Track::Subject => subject::subject_track_ui(ui, head, body, scene),
        Track::Regions => regions::regions_track_ui(ui, head, body, scene),
        Track::Unattributed => unattributed::unattributed_track_ui(ui, head, body, scene),
        Track::Cost => cost::cost_track_ui(ui, head, body, scene),
    }
    ui.painter().vline(left, lane.y_range(), Stroke::new(1.0, scene.tokens.line));
}

/// A plot over the whole of `body`, on the common axis of time; `heights` lie from its lower to its upper edge.
fn plot<'a>(
    ui: &mut Ui,
    body: Rect,
    name: &'static str,
    scene: &Scene<'_>,
    heights: RangeInclusive<f64>,
    draw: impl FnOnce(&mut PlotUi<'a>) + 'a,
) {
    let seconds = scene.axis.seconds();
    let mut place = ui.new_child(UiBuilder::new().max_rect(body));
    Plot::new(name)
        .width(body.width())
        .height(body.height())
        .sense(Sense::hover())
        .show_axes(false)
        .show_grid(false)
        .show_background(false)
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show(&mut place, move |plot| {
            plot.set_plot_bounds_x(seconds);
            plot.set_plot_bounds_y(heights);
            draw(plot);
        });
}

/// The lines of the scale, behind what is drawn.
fn grid(ui: &Ui, body: Rect, scale: Scale, scene: &Scene<'_>) {
    for figure in scale.lines(body.height()) {
        let y = scale.y(body, figure).round() + 0.5;
        ui.painter().hline(body.x_range(), y, Stroke::new(1.0, scene.tokens.grid));
    }
}

/// What the lines stand for, over what is drawn; left out where it does not fit.
fn scale_labels(ui: &Ui, body: Rect, scale: Scale, scene: &Scene<'_>) {
    let painter = ui.painter_at(body);
    for figure in scale.lines(body.height()) {
        let place = pos2(body.left() + 7.0, scale.y(body, figure) - 2.0);
        if place.y - 14.0 < body.top() {
            continue;
        }
        let color = scene.tokens.text;
        let text = painter.layout_no_wrap(compact(figure), fonts::regular(fonts::SMALL), color);
        let ground = Align2::LEFT_BOTTOM.anchor_size(place, text.size());
        painter.rect_filled(ground.expand2(vec2(3.0, 0.0)), 3.0, scene.tokens.canvas.gamma_multiply(0.6));
        painter.galley(ground.min, text, color);
    }
}
