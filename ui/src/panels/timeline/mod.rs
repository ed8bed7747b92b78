//! The upper half of a recording: what happened when. A ruler with flags above tracks, which share one axis of time.

mod axis;
mod gestures;
mod ruler;
mod scene;
mod tracks;

use crate::command::Command;
use crate::state::{Document, Mode, ViewChange};
use crate::theme::{Icon, Tokens, fonts, size, weak};
use crate::widgets::{EmptyState, PushButton};
use axis::{TimeAxis, Track, shares};
use eframe::egui::{Align2, Rect, Stroke, Ui, UiBuilder, pos2, vec2};
use scene::Scene;
use std::time::{Duration, Instant};
use strandline::model::units::Timestamp;
use strandline::model::{Recording, SnapshotIndex};

/// The tables below have so many rows at least, if the window is high enough.
const ROWS_BELOW: f32 = 14.0;

/// The same in a low window.
const ROWS_BELOW_LOW: f32 = 7.0;

/// Below this height a window is low.
const LOW: f32 = 700.0;

/// A frame takes in what is new for so long.
const PATIENCE: Duration = Duration::from_millis(2);

/// The same as long as a trace that was opened is being taken in: somebody waits for it, and for the tables too.
const PATIENCE_AT_FIRST: Duration = Duration::from_millis(6);

/// How high the timeline is, of the height that it shares with the tables.
pub(super) fn height(available: f32, mode: Mode) -> f32 {
    if mode != Mode::Summary {
        return size::STRIP;
    }
    let rows = if available < LOW { ROWS_BELOW_LOW } else { ROWS_BELOW };
    let tables = size::MODE_BAR + size::HEADER + rows * size::ROW;
    (available - tables).max(available * 0.4).round()
}

/// Measures what is to be drawn; asks for another frame where that is not all there is.
pub(super) fn refresh(ui: &Ui, document: &mut Document) {
    let Document { figures, trace, view, phase, .. } = document;
    let is_live = phase.is_live();
    let patience = if figures.tracks.was_complete() { PATIENCE } else { PATIENCE_AT_FIRST };
    let deadline = Instant::now() + patience;
    if !figures.tracks.refresh(trace, view, is_live, pixels(ui), deadline) {
        ui.ctx().request_repaint();
    }
    figures.sketch(&trace.recording);
}

/// How many pixels there are for columns.
fn pixels(ui: &Ui) -> usize {
    let width = ui.available_width() - head_width(ui.available_width());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a width in pixels")]
    let pixels = (width * ui.ctx().pixels_per_point()).clamp(1.0, 16_384.0) as usize;
    pixels
}

fn head_width(width: f32) -> f32 {
    if width - size::TRACK_HEAD < size::NARROW_TRACKS { size::TRACK_HEAD_NARROW } else { size::TRACK_HEAD }
}

pub(super) fn timeline_ui(ui: &mut Ui, document: &Document, commands: &mut Vec<Command>) {
    let whole = ui.available_rect_before_wrap();
    ui.advance_cursor_after_rect(whole);
    let left = whole.left() + head_width(whole.width());
    let is_live = document.is_live();
    let axis = TimeAxis::new(document.view.time.range(document.now(), is_live), left, whole.right());
    let area = Rect::from_min_max(pos2(left, whole.top()), whole.max);
    let gestures = gestures::handle(ui, area, &axis, document, commands);
    let scene = Scene::new(ui, document, axis, gestures);
    let ruler = Rect::from_min_size(whole.min, vec2(whole.width(), size::RULER));
    let below = Rect::from_min_max(ruler.left_bottom(), whole.max);
    if document.trace.recording.snapshots().is_empty() {
        let mut pane = ui.new_child(UiBuilder::new().max_rect(below));
        let (title, hint) = ("No memory seen yet", "The tracks begin with the first look at the target");
        EmptyState { icon: Icon::Waves, title, hint, button: None }.show(&mut pane);
    } else {
        tracks_ui(ui, below, &scene, commands);
    }
    ruler::ruler_ui(ui, ruler, below, &scene, commands);
    scene.cursor(ui, ruler, below);
    if is_live && !document.view.time.follows() {
        follow_ui(ui, below, commands);
    }
}

fn tracks_ui(ui: &mut Ui, below: Rect, scene: &Scene<'_>, commands: &mut Vec<Command>) {
    let tracks = match scene.document.view.mode {
        Mode::Cycles | Mode::Regions | Mode::Compare | Mode::Composition => {
            vec![(Track::Subject, below.height())]
        }
        Mode::Summary => shares(below.height(), scene.document.trace.recording.is_imported()),
    };
    scene.ground(ui, below);
    let mut top = below.top();
    for (track, height) in tracks {
        let lane = Rect::from_min_size(pos2(below.left(), top), vec2(below.width(), height));
        tracks::track_ui(ui, lane, track, scene, commands);
        top = lane.bottom();
        ui.painter().hline(lane.x_range(), top - 0.5, Stroke::new(1.0, scene.tokens.line));
    }
    let tracks = &scene.document.figures.tracks;
    let recording = &scene.document.trace.recording;
    if !tracks.was_complete() && tracks.progress(recording) < 1.0 {
        let text = format!("Taking in the recording: {:.0} %", tracks.progress(recording) * 100.0);
        let place = pos2(scene.axis.x(scene.axis.range().from) + 12.0, below.top() + 12.0);
        let color = Tokens::in_force(ui).text;
        ui.painter().text(place, Align2::LEFT_TOP, text, fonts::medium(12.5), color);
    }
}

/// What is new is out of sight: a way back to it.
fn follow_ui(ui: &mut Ui, below: Rect, commands: &mut Vec<Command>) {
    let command = Command::View(ViewChange::Follow);
    let Some(entry) = command.entry() else { return };
    let place = Rect::from_min_size(below.right_top() + vec2(-92.0, 8.0), vec2(84.0, size::CONTROL));
    let mut corner = ui.new_child(UiBuilder::new().max_rect(place));
    let button = PushButton::text(entry.label).with_icon(Icon::Arrow).tooltip(entry.tooltip);
    if button.show(&mut corner).clicked() {
        commands.push(command);
    }
}

/// A hint in weak text.
fn hint(ui: &mut Ui, text: &str) {
    ui.label(weak(ui, text));
}

/// The time of the snapshot that is nearest to a moment: there a mark can be set afterwards.
fn nearest_snapshot(recording: &Recording, moment: Timestamp) -> Timestamp {
    let before = recording.snapshot_at(moment);
    let times = [before, SnapshotIndex(before.0 + 1)].map(|at| {
        let snapshot = recording.snapshots().get(at.index());
        snapshot.map(|snapshot| snapshot.at)
    });
    let distance = |at: &Timestamp| at.nanos().abs_diff(moment.nanos());
    times.into_iter().flatten().min_by_key(distance).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timeline_leaves_room_for_whole_rows_and_folds_to_a_strip() {
        let check = |available, mode, expected: f32| {
            assert!((height(available, mode) - expected).abs() < 0.1, "of {available}");
        };
        check(784.0, Mode::Summary, 414.0);
        check(584.0, Mode::Summary, 368.0);
        check(300.0, Mode::Summary, 120.0);
        check(784.0, Mode::Regions, size::STRIP);
        check(784.0, Mode::Cycles, size::STRIP);
    }

    #[test]
    fn heads_are_narrow_where_the_tracks_are() {
        let check = |width, expected: f32| assert!((head_width(width) - expected).abs() < 0.1);
        check(1096.0, size::TRACK_HEAD_NARROW);
        check(1400.0, size::TRACK_HEAD);
    }
}
