//! What is drawn of a recording, measured anew only when there is something new to measure, and not too often.

mod headline;
mod table;
mod tracks;

pub use headline::Headline;
pub use table::{Cell, Row, Table};
pub use tracks::{Chart, Gap, Layer, Tracks, highest, of_subject};

use std::time::{Duration, Instant};
use strandline::analysis::{Growth, Metric, OwnCost, Window};
use strandline::model::{MarkRole, Trace};

/// Eyes do not follow more often.
const SHORTEST_PERIOD: Duration = Duration::from_millis(250);

/// Measuring takes at most one part in so many of the time.
const COST_FACTOR: u32 = 10;

/// The figures of a recording as of some snapshot.
#[derive(Debug, Default)]
pub struct Figures {
    /// The table.
    pub table: Table,
    /// The tracks.
    pub tracks: Tracks,
    /// What stayed, in a sentence.
    pub headline: Headline,
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

    fn measure(&mut self, trace: &Trace) {
        let recording = &trace.recording;
        let whole = Window::whole(recording);
        let window = window(trace);
        let growth = Growth::of(recording, window, Metric::Mapped);
        self.table = Table::of(recording, &growth, since(trace));
        self.headline = Headline::of(trace, &growth);
        self.cost_percent = OwnCost::of(recording, whole).cpu_percent;
        self.regions = growth.total.after.regions;
        self.skipped = whole.skipped_ticks(recording);
    }
}

/// From the baseline, if warm-up is over, else from the first snapshot; up to the last.
fn window(trace: &Trace) -> Window {
    let whole = Window::whole(&trace.recording);
    match trace.annotations.mark_with_role(MarkRole::Baseline) {
        Some(baseline) => Window::new(trace.recording.snapshot_at(baseline.at), whole.to),
        None => whole,
    }
}

fn since(trace: &Trace) -> String {
    match trace.annotations.mark_with_role(MarkRole::Baseline) {
        Some(baseline) => format!("since the mark “{}” at {}", baseline.label, baseline.at),
        None => "since the recording began".to_owned(),
    }
}

#[cfg(test)]
mod tests {
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
