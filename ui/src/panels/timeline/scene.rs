//! What the ruler and every track draw from: the recording, the axis, and what is pointed at.

use super::axis::TimeAxis;
use super::gestures::Gestures;
use crate::state::Document;
use crate::state::figures::Tracks;
use crate::theme::{Tokens, fonts};
use crate::widgets::hatch;
use eframe::egui::{Align2, Color32, Rect, Stroke, Ui, pos2, vec2};
use strandline::analysis::{Known, Umbrella};
use strandline::model::units::{TimeRange, Timestamp};
use strandline::model::{Mark, MarkRole, Recording, SnapshotIndex};

/// Distance of the lines of a hatch, in points.
const HATCH: f32 = 7.0;

/// A span is so wide at least, in points: else it would not be seen.
const THINNEST: f32 = 3.0;

pub(super) struct Scene<'a> {
    pub(super) document: &'a Document,
    pub(super) recording: &'a Recording,
    pub(super) figures: &'a Tracks,
    pub(super) tokens: Tokens,
    pub(super) axis: TimeAxis,
    /// Under the pointer.
    pub(super) hover: Option<Timestamp>,
    /// The selected range, or the one that is being drawn.
    pub(super) range: Option<TimeRange>,
    /// The moment whose figures stand in the heads.
    pub(super) read: Timestamp,
    pub(super) at: SnapshotIndex,
}

impl<'a> Scene<'a> {
    pub(super) fn new(ui: &Ui, document: &'a Document, axis: TimeAxis, gestures: Gestures) -> Self {
        let recording = &document.trace.recording;
        let now = document.now();
        let end = document.view.range.map_or(now, |range| range.to);
        let read = gestures.hover.or(document.view.playhead).unwrap_or(end).min(now);
        Self {
            document,
            recording,
            figures: &document.figures.tracks,
            tokens: Tokens::in_force(ui),
            axis,
            hover: gestures.hover,
            range: gestures.preview.or(document.view.range),
            read,
            at: recording.snapshot_at(read),
        }
    }

    /// Whether there is more than totals: then what was born, stayed and died is known, and how many regions there are.
    pub(super) fn knows_births(&self) -> bool {
        Known::of_umbrella(self.recording, Umbrella::All).births
    }

    pub(super) fn marks(&self) -> &'a [Mark] {
        self.document.trace.annotations.marks()
    }

    /// The marks in sight, and the one before.
    pub(super) fn marks_in_sight(&self) -> &'a [Mark] {
        let marks = self.marks();
        let range = self.axis.range();
        let first = marks.partition_point(|mark| mark.at < range.from).saturating_sub(1);
        let behind = marks.partition_point(|mark| mark.at <= range.to);
        &marks[first.min(behind)..behind]
    }

    pub(super) fn baseline(&self) -> Option<Timestamp> {
        self.document.trace.annotations.mark_with_role(MarkRole::Baseline).map(|mark| mark.at)
    }

    /// Whether a mark belongs to the warm-up, which does not count.
    pub(super) fn is_warm_up(&self, mark: &Mark) -> bool {
        self.baseline().map_or_else(|| self.is_left_out(mark), |baseline| mark.at < baseline)
    }

    /// Without a baseline the first cycles are left out, with what is in them.
    fn is_left_out(&self, mark: &Mark) -> bool {
        let last = self.document.figures.assessed.cycles().warmup.last();
        last.is_some_and(|last| mark.at <= last.window.range(self.recording).to)
    }

    /// Behind the tracks: shaded where the thing under test is open, hatched in warm-up.
    pub(super) fn ground(&self, ui: &Ui, below: Rect) {
        let lanes = Rect::from_min_max(pos2(self.axis.x(self.axis.range().from), below.top()), below.max);
        let painter = ui.painter_at(lanes);
        painter.rect_filled(lanes, 0.0, self.tokens.canvas);
        let mut drawn_to = lanes.left() - 1.0;
        for (open, until) in self.open_spans() {
            let (left, right) = (self.axis.x(open.at), self.axis.x(until));
            if right - drawn_to < 1.0 {
                continue;
            }
            drawn_to = right;
            let band = Rect::from_min_max(pos2(left, lanes.top()), pos2(right, lanes.bottom()));
            if self.is_warm_up(open) {
                hatch(&painter, band, self.tokens.grid, HATCH);
            } else {
                painter.rect_filled(band, 0.0, self.tokens.band);
            }
        }
    }

    /// Each mark that opens something with the time at which that is closed again, as far as it is in sight.
    fn open_spans(&self) -> impl Iterator<Item = (&'a Mark, Timestamp)> {
        let marks = self.marks();
        let range = self.axis.range();
        let first = marks.partition_point(|mark| mark.at < range.from);
        // A cycle has a mark or two inside.
        let first =
            marks[..first].iter().rposition(|mark| matches!(mark.role, MarkRole::Open(_))).unwrap_or(first);
        let now = self.document.now();
        (first..marks.len()).take_while(move |&nth| marks[nth].at <= range.to).filter_map(move |nth| {
            let MarkRole::Open(cycle) = marks[nth].role else { return None };
            let mut later = marks[nth + 1..].iter();
            let end = later.find(|mark| matches!(mark.role, MarkRole::Closed(_) | MarkRole::Open(_)));
            let is_its_own = end.is_none_or(|mark| mark.role == MarkRole::Closed(cycle));
            is_its_own.then(|| (&marks[nth], end.map_or(now, |mark| mark.at)))
        })
    }

    /// Over the tracks: holes, lines at the marks, the range, now.
    pub(super) fn overlay(&self, ui: &Ui, lane: Rect) {
        let painter = ui.painter_at(lane);
        for gap in self.figures.chart().gaps.iter().filter(|gap| gap.is_hole) {
            self.hole(ui, lane, gap.from, gap.to);
        }
        let mut last = f32::NEG_INFINITY;
        for mark in self.marks_in_sight().iter().filter(|mark| !matches!(mark.role, MarkRole::Open(_))) {
            let x = self.axis.x(mark.at);
            if x - last >= 2.0 {
                let color = if self.is_warm_up(mark) { self.tokens.faint } else { self.tokens.weak };
                painter.vline(x, lane.y_range(), Stroke::new(0.6, color.gamma_multiply(0.7)));
                last = x;
            }
        }
        if let Some(range) = self.range {
            self.range_in(ui, lane, range);
        }
        if self.document.is_live() {
            let color = self.tokens.strong.gamma_multiply(0.55);
            painter.vline(self.axis.x(self.document.now()), lane.y_range(), Stroke::new(1.0, color));
        }
    }

    /// A hatched place where nothing was seen. Times are in seconds.
    pub(super) fn hole(&self, ui: &Ui, lane: Rect, from: f64, to: f64) -> Rect {
        let (left, right) = (self.axis.x_of_seconds(from), self.axis.x_of_seconds(to));
        let place =
            Rect::from_min_max(pos2(left, lane.top()), pos2(right.max(left + THINNEST), lane.bottom()));
        let painter = ui.painter_at(lane);
        painter.rect_filled(place, 0.0, self.tokens.canvas);
        hatch(&painter, place, self.tokens.hatch, HATCH - 1.0);
        place
    }

    /// What is outside of the range is dimmed.
    fn range_in(&self, ui: &Ui, lane: Rect, range: TimeRange) {
        let painter = ui.painter_at(lane);
        let (left, right) = (self.axis.x(range.from), self.axis.x(range.to));
        let dim = self.tokens.canvas.gamma_multiply(0.35);
        for (from, to) in [(lane.left(), left), (right, lane.right())] {
            if to > from {
                painter.rect_filled(Rect::from_x_y_ranges(from..=to, lane.y_range()), 0.0, dim);
            }
        }
        for x in [left, right] {
            painter.vline(x, lane.y_range(), Stroke::new(1.0, self.tokens.focus));
        }
    }

    /// The playhead, and the line under the pointer with its time, through all tracks.
    pub(super) fn cursor(&self, ui: &Ui, ruler: Rect, below: Rect) {
        let area = Rect::from_min_max(pos2(self.axis.x(self.axis.range().from), ruler.top()), below.max);
        let painter = ui.painter_at(area);
        let line = |moment: Timestamp, color: Color32| {
            painter.vline(self.axis.x(moment), ruler.center().y..=below.bottom(), Stroke::new(1.0, color));
        };
        let playhead = self.document.view.playhead;
        if let Some(playhead) = playhead {
            line(playhead, self.tokens.strong);
        }
        if let Some(hover) = self.hover {
            line(hover, self.tokens.focus);
        }
        if let Some(moment) = self.hover.or(playhead).filter(|&moment| self.axis.range().contains(moment)) {
            let text = painter.layout_no_wrap(moment.to_string(), fonts::mono(), self.tokens.strong);
            let size = text.size() + vec2(10.0, 4.0);
            let x = self.axis.x(moment);
            let left = if x + size.x > area.right() - 4.0 { x - size.x - 1.0 } else { x + 1.0 };
            let place = Rect::from_min_size(pos2(left, below.top() + 1.0), size);
            painter.rect_filled(place, 3.0, self.tokens.header);
            painter.galley(
                Align2::CENTER_CENTER.align_size_within_rect(text.size(), place).min,
                text,
                Color32::WHITE,
            );
        }
    }
}
