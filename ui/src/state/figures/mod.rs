//! What is drawn of a recording, measured anew only when there is something new to measure, and not too often.

mod headline;
mod inspection;
mod listing;
mod pace;
mod summary;
#[cfg(test)]
mod tests;
mod tracks;

pub use headline::Headline;
pub use inspection::{BirthSpan, Class, Inspection, Kept, Life};
pub use listing::{Changes, Listing, RegionColumn, Shown, change_of};
pub use pace::Wait;
pub use summary::{Figure, RowKind, Span, Summary, SummaryColumn, SummaryRow, table_text};
pub use tracks::{Chart, Gap, Layer, Tracks, highest, of_subject};

use crate::state::{Mode, View};
use std::time::{Duration, Instant};
use strandline::analysis::{OwnCost, Window};
use strandline::model::Trace;

/// Eyes do not follow more often.
const SHORTEST_PERIOD: Duration = Duration::from_millis(250);

/// Measuring takes at most one part in so many of the time.
const COST_FACTOR: u32 = 10;

/// The figures of a recording as of some snapshot.
#[derive(Debug, Default)]
pub struct Figures {
    /// What each category did.
    pub summary: Summary,
    /// What stayed, in a sentence.
    pub headline: Headline,
    /// What the sentence is of: a window, and so many marks.
    headline_of: Option<(Window, usize)>,
    /// The regions of the selected row.
    pub listing: Listing,
    /// More of the selected row.
    pub inspection: Inspection,
    /// The tracks.
    pub tracks: Tracks,
    /// What the measuring cost, in percent of one core; nothing where nothing was measured yet.
    pub cost_percent: Option<f64>,
    /// How many regions are there now.
    pub regions: usize,
    /// How many ticks were left out.
    pub skipped: usize,
    key: Option<Key>,
    /// When the next measuring is due at the earliest.
    due: Option<Instant>,
}

/// What the figures are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Key {
    snapshots: usize,
    marks: usize,
}

impl Figures {
    /// Measures if anything is new. Where it is too early for that, says how long to wait.
    pub fn refresh(&mut self, trace: &Trace, now: Instant) -> Option<Duration> {
        let key =
            Key { snapshots: trace.recording.snapshots().len(), marks: trace.annotations.marks().len() };
        if self.key == Some(key) {
            return None;
        }
        if let Some(due) = self.due.filter(|&due| now < due) {
            return Some(due - now);
        }
        let began = Instant::now();
        self.measure(trace);
        self.key = Some(key);
        self.due = Some(now + SHORTEST_PERIOD.max(began.elapsed() * COST_FACTOR));
        None
    }

    /// Takes in what is new for the tables of a window, as far as they are in sight.
    pub fn refresh_tables(&mut self, trace: &Trace, span: Span, view: &View, now: Instant) -> Wait {
        let recording = &trace.recording;
        let mut wait = self.summary.refresh(recording, span, view, now);
        if let Some(growth) = self.summary.growth() {
            let of = Some((growth.window, trace.annotations.marks().len()));
            if self.headline_of != of {
                self.headline_of = of;
                self.headline = Headline::of(trace, growth);
            }
            if span.to.is_none_or(|to| to == recording.last_snapshot()) {
                self.regions = growth.total.after.regions;
            }
        }
        if self.tracks.was_complete() {
            let tracks = &self.tracks;
            self.summary.sketch(|subject, at| tracks.parts_at(recording, subject, at).0);
        }
        let window = Window::new(span.from, span.to.unwrap_or_else(|| recording.last_snapshot()));
        if view.mode == Mode::Regions {
            wait = wait.min(self.listing.refresh(recording, window, view, now));
        }
        match view.region.filter(|_| view.mode == Mode::Regions) {
            _ if view.hides_inspector => wait,
            Some(id) => wait.min(self.inspection.refresh_region(trace, window, id, now)),
            None => wait.min(self.inspection.refresh(trace, span, &view.subject, now)),
        }
    }

    fn measure(&mut self, trace: &Trace) {
        let recording = &trace.recording;
        let whole = Window::whole(recording);
        self.cost_percent = OwnCost::of(recording, whole).cpu_percent;
        self.skipped = whole.skipped_ticks(recording);
    }
}

#[cfg(test)]
mod pacing {
    use super::*;
    use strandline::model::{Recording, RecordingStart, SnapshotDelta};

    fn grow(trace: &mut Trace) {
        trace.recording.append(&SnapshotDelta::default()).unwrap();
    }

    #[test]
    fn it_measures_no_more_often_than_eyes_follow() {
        let mut trace = Trace { recording: Recording::new(start()), ..Trace::default() };
        let mut figures = Figures::default();
        let began = Instant::now();
        grow(&mut trace);
        assert_eq!(figures.refresh(&trace, began), None);
        assert_eq!(figures.refresh(&trace, began), None);
        grow(&mut trace);
        let soon = began + Duration::from_millis(50);
        assert_eq!(figures.refresh(&trace, soon), Some(Duration::from_millis(200)));
        assert_eq!(figures.key.unwrap().snapshots, 1);
        assert_eq!(figures.refresh(&trace, began + Duration::from_secs(9)), None);
        assert_eq!(figures.key, Some(Key { snapshots: 2, marks: 0 }));
    }

    fn start() -> RecordingStart {
        use strandline::model::{Os, Target};
        use strandline::units::Bytes;
        RecordingStart {
            target: Target {
                pid: 1,
                start_time: 0,
                name: "x".to_owned(),
                command: String::new(),
                page_size: Bytes::from_kib(4),
                os: Os::Synthetic,
                os_release: String::new(),
            },
            started: std::time::SystemTime::UNIX_EPOCH,
            interval: Duration::from_millis(100),
            recorder: String::new(),
        }
    }
}
