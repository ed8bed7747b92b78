//! What the pointer does on the ruler and the tracks.
//!
//! A click points at a moment, a drag selects a range, a drag at an end of the range moves that end. The wheel zooms around
//! the pointer: tracks have nothing to scroll up and down, and in other timelines it does the same. A horizontal wheel (or
//! Shift with the wheel) and the middle button move through time. Two fingers on a trackpad move through time too, and
//! zoom by pinching, or up and down with Ctrl or ⌘: what rolls on by itself must not zoom.

use super::axis::TimeAxis;
use super::nearest_snapshot;
use crate::command::Command;
use crate::state::{Document, ViewChange};
use eframe::egui::{
    Button, CursorIcon, Id, InputState, MouseWheelSource, PointerButton, Rect, Response, Role, Sense, Ui,
    WidgetInfo,
};
use strandline::model::units::{TimeRange, Timestamp};

/// So near, in points, the pointer takes hold of the end of a range, or a moment jumps to a mark.
const NEAR: f32 = 5.0;

/// A range that is narrower, in points, was a click of an unsteady hand.
const NARROWEST: f32 = 3.0;

/// So many points of the wheel make the time on screen e times as long.
const WHEEL: f64 = 240.0;

/// What came of it in this frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gestures {
    /// The moment under the pointer.
    pub(super) hover: Option<Timestamp>,
    /// The range that is being drawn.
    pub(super) preview: Option<TimeRange>,
}

/// The end of a range that stays where it is while the other is drawn.
#[derive(Clone, Copy, Debug)]
struct Anchor(Timestamp);

/// Follows the pointer over `area`, and pushes what it asks for.
pub(super) fn handle(
    ui: &Ui,
    area: Rect,
    axis: &TimeAxis,
    document: &Document,
    commands: &mut Vec<Command>,
) -> Gestures {
    let id = Id::unique("time");
    let response = ui.interact(area, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, "Timeline"));
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|_| ui.rect_contains_pointer(area));
    let hand = PointerActions { axis, document };
    if let Some(pointer) = pointer {
        hand.wheel(ui, pointer.x, commands);
        if hand.end_of_range(pointer.x).is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
        }
    }
    hand.click(ui, &response, commands);
    hand.menu(ui, &response, commands);
    if response.dragged_by(PointerButton::Middle) && response.drag_delta().x != 0.0 {
        let part = f64::from(-response.drag_delta().x / axis.width());
        commands.push(Command::View(ViewChange::Pan(part)));
    }
    let preview = hand.drag(ui, id, &response, commands);
    let hover = pointer.map(|pointer| axis.moment(pointer.x).min(document.now()));
    Gestures { hover, preview }
}

struct PointerActions<'a> {
    axis: &'a TimeAxis,
    document: &'a Document,
}

impl PointerActions<'_> {
    /// The moment at a point; near a mark, that of the mark.
    fn moment(&self, x: f32) -> Timestamp {
        let marks = self.document.trace.annotations.marks();
        let there = self.axis.moment(x);
        let behind = marks.partition_point(|mark| mark.at < there);
        let beside = marks[behind.saturating_sub(1)..].iter().take(2).map(|mark| mark.at);
        let distance = |&at: &Timestamp| (self.axis.x(at) - x).abs();
        let nearest = beside.min_by(|one, other| distance(one).total_cmp(&distance(other)));
        nearest.filter(|at| distance(at) <= NEAR).unwrap_or(there).min(self.document.now())
    }

    /// If the pointer is at an end of the range: the other end.
    fn end_of_range(&self, x: f32) -> Option<Timestamp> {
        let range = self.document.view.range?;
        let distances = [(range.from, range.to), (range.to, range.from)];
        let near = distances.into_iter().filter(|&(end, _)| (self.axis.x(end) - x).abs() <= NEAR);
        near.map(|(_, other)| other).next()
    }

    fn wheel(&self, ui: &Ui, x: f32, commands: &mut Vec<Command>) {
        let (scroll, pinch) = ui.input(|input| (input.smooth_scroll_delta, f64::from(input.zoom_delta())));
        let fingers = by_fingers(ui);
        let is_sideways = scroll.x.abs() > scroll.y.abs();
        if is_sideways {
            commands.push(Command::View(ViewChange::Pan(f64::from(-scroll.x / self.axis.width()))));
            return;
        }
        let turned = if fingers { 0.0 } else { f64::from(scroll.y) };
        let factor = (-turned / WHEEL).exp() / pinch;
        if (factor - 1.0).abs() > 1e-6 {
            let around = Some(self.axis.moment(x));
            commands.push(Command::View(ViewChange::Zoom { factor, around }));
        }
    }

    fn click(&self, ui: &Ui, response: &Response, commands: &mut Vec<Command>) {
        let Some(place) = response.interact_pointer_pos().filter(|_| response.clicked()) else { return };
        let moment = self.moment(place.x);
        let view = &self.document.view;
        let change = if ui.input(|input| input.modifiers.shift) {
            self.extended(moment).map(|range| ViewChange::Range(Some(range)))
        } else if response.double_clicked() && view.range.is_some_and(|range| range.contains(moment)) {
            Some(ViewChange::ShowRange)
        } else {
            Some(ViewChange::Playhead(Some(moment)))
        };
        commands.extend(change.map(Command::View));
    }

    /// The range up to here: its nearer end comes along. Without a range, from the playhead.
    fn extended(&self, moment: Timestamp) -> Option<TimeRange> {
        let Some(range) = self.document.view.range else {
            return Some(between(self.document.view.playhead?, moment));
        };
        let distance = |end: Timestamp| (self.axis.x(end) - self.axis.x(moment)).abs();
        let is_from = moment < range.from || distance(range.from) < distance(range.to);
        Some(if is_from && moment < range.to {
            between(moment, range.to)
        } else {
            between(range.from, moment)
        })
    }

    fn drag(&self, ui: &Ui, id: Id, response: &Response, commands: &mut Vec<Command>) -> Option<TimeRange> {
        if response.drag_started_by(PointerButton::Primary) {
            // The drag is noticed only some points behind where it began.
            let origin = ui.input(|input| input.pointer.press_origin())?;
            let anchor = self.end_of_range(origin.x).unwrap_or_else(|| self.moment(origin.x));
            ui.data_mut(|data| data.insert_temp(id, Anchor(anchor)));
        }
        if !response.dragged_by(PointerButton::Primary) && !response.drag_stopped_by(PointerButton::Primary) {
            return None;
        }
        let Anchor(anchor) = ui.data(|data| data.get_temp(id))?;
        let x = response.interact_pointer_pos()?.x;
        let range = between(anchor, self.moment(x));
        let is_wide = (self.axis.x(range.to) - self.axis.x(range.from)) >= NARROWEST;
        if response.drag_stopped_by(PointerButton::Primary) {
            ui.data_mut(|data| data.remove::<Anchor>(id));
            if is_wide {
                commands.push(Command::View(ViewChange::Range(Some(range))));
            }
            return None;
        }
        is_wide.then_some(range)
    }

    fn menu(&self, ui: &Ui, response: &Response, commands: &mut Vec<Command>) {
        let place = Id::unique("time menu");
        if let Some(at) = response.interact_pointer_pos().filter(|_| response.secondary_clicked()) {
            ui.data_mut(|data| data.insert_temp(place, self.moment(at.x)));
        }
        response.context_menu(|ui| {
            let moment: Timestamp = ui.data(|data| data.get_temp(place)).unwrap_or_default();
            let view = &self.document.view;
            let here = nearest_snapshot(&self.document.trace.recording, moment);
            let view_of = |change| vec![Command::View(change)];
            let mark = vec![Command::View(ViewChange::Playhead(Some(here))), Command::MarkPlayhead];
            let lines = [
                ("Mark here", mark, true),
                ("Zoom to the range", view_of(ViewChange::ShowRange), view.range.is_some()),
                ("Clear the range", view_of(ViewChange::Range(None)), view.range.is_some()),
                ("Clear the playhead", view_of(ViewChange::Playhead(None)), view.playhead.is_some()),
            ];
            for (label, asked, is_possible) in lines {
                if ui.add_enabled(is_possible, Button::new(label)).clicked() {
                    commands.extend(asked);
                    ui.close();
                }
            }
        });
    }
}

/// Whether what scrolls is a trackpad, or rolls on after it was let go.
fn by_fingers(ui: &Ui) -> bool {
    let source = ui.input(InputState::scroll_source);
    matches!(source, Some(MouseWheelSource::Trackpad | MouseWheelSource::Momentum))
}

fn between(one: Timestamp, other: Timestamp) -> TimeRange {
    TimeRange::new(one.min(other), one.max(other))
}
