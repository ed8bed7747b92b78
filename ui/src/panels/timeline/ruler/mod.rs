//! The ruler: times above, flags below, and which range the tables are about.

mod flags;
mod range_cell;
mod rooms;

use super::axis::ticks;
use super::scene::Scene;
use crate::command::Command;
use crate::theme::fonts;
use eframe::egui::{Align2, Rect, Stroke, Ui, pos2};

pub(super) fn ruler_ui(
    ui: &mut Ui,
    ruler: Rect,
    below: Rect,
    scene: &Scene<'_>,
    commands: &mut Vec<Command>,
) {
    let left = scene.axis.x(scene.axis.range().from);
    let head = Rect::from_min_max(ruler.min, pos2(left, ruler.bottom()));
    let scale = Rect::from_min_max(pos2(left, ruler.top()), ruler.max);
    let tokens = scene.tokens;
    ui.painter().rect_filled(ruler, 0.0, tokens.header);
    let painter = ui.painter_at(scale);
    for (x, text) in ticks(&scene.axis) {
        painter.vline(x, scale.top()..=scale.top() + 6.0, Stroke::new(1.0, tokens.faint));
        let text = painter.layout_no_wrap(text, fonts::regular(10.5), tokens.weak);
        let place = Align2::LEFT_CENTER.anchor_size(pos2(x + 4.0, scale.top() + 9.0), text.size());
        if place.right() <= scale.right() {
            painter.galley(place.min, text, tokens.weak);
        }
    }
    ui.painter().hline(ruler.x_range(), ruler.bottom() - 0.5, Stroke::new(1.0, tokens.line));
    if let Some(range) = scene.range {
        let span = scene.axis.x(range.from)..=scene.axis.x(range.to);
        painter.hline(span, ruler.bottom() - 1.0, Stroke::new(2.0, tokens.focus));
    }
    flags::flags_ui(ui, scale, below, scene, commands);
    range_cell::range_cell_ui(ui, head, scene, commands);
}
