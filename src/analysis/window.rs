//! The part of a recording for which figures are computed.

use crate::model::units::{TimeRange, Timestamp};
use crate::model::{Mark, MarkRole, Recording, RecordingStart, Snapshot, SnapshotIndex, SnapshotKind, Trace};
use std::fmt;
use std::time::Duration;

/// The part of a recording between two snapshots: behind `from`, up to and including `to`.
///
/// What was there at `from` is preexisting, also where `from` is the first snapshot of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Window {
    /// The snapshot at its start: the level from which growth counts.
    pub from: SnapshotIndex,
    /// The snapshot at its end.
    pub to: SnapshotIndex,
}

/// From when growth counts where nobody says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// From the baseline.
    Baseline,
    /// From when a program that began with the recording, or by `exec`, had started up: what it needs from then on is no
    /// growth.
    StartedUp,
    /// From the first mark, which such a program got before it was quiet.
    FirstMark,
    /// From the first snapshot.
    First,
}

impl Beginning {
    /// Where growth begins to count in this trace, and why there.
    pub fn find(trace: &Trace) -> (Self, SnapshotIndex) {
        let recording = &trace.recording;
        let snapshot_of = |mark: &Mark| recording.snapshot_at(mark.at);
        if let Some(mark) = trace.annotations.mark_with_role(MarkRole::Baseline) {
            return (Self::Baseline, snapshot_of(mark));
        }
        let first = first_of_program(recording);
        if !has_begun_here(recording) {
            return (Self::First, first);
        }
        let mark = trace.annotations.marks().iter().map(snapshot_of).find(|&at| at > first);
        let settled = recording.settled().filter(|&at| at >= first);
        match (settled, mark) {
            (Some(settled), Some(mark)) if mark < settled => (Self::FirstMark, mark),
            (Some(settled), _) => (Self::StartedUp, settled),
            (None, Some(mark)) => (Self::FirstMark, mark),
            (None, None) => (Self::First, first),
        }
    }
}

/// A process that is no older than this was started to be recorded.
const JUST_STARTED: Duration = Duration::from_secs(1);

/// Whether the start of the program is in the recording.
fn has_begun_here(recording: &Recording) -> bool {
    let was_launched = |start: &RecordingStart| {
        let circumstances = &start.circumstances;
        circumstances.launched.is_some() || circumstances.age.is_some_and(|age| age <= JUST_STARTED)
    };
    !recording.epochs().is_empty() || recording.start().is_some_and(was_launched)
}

/// The first snapshot of the program that the target is at the end: what was there before an `exec` says nothing of it.
fn first_of_program(recording: &Recording) -> SnapshotIndex {
    let Some(epoch) = recording.epochs().last() else { return SnapshotIndex(0) };
    let first = recording.snapshots().partition_point(|snapshot| snapshot.at <= epoch.at);
    let first = u32::try_from(first).map_or(recording.last_snapshot(), SnapshotIndex);
    first.min(recording.last_snapshot())
}

impl Window {
    /// The window between two snapshots.
    pub const fn new(from: SnapshotIndex, to: SnapshotIndex) -> Self {
        Self { from, to }
    }

    /// From the first snapshot to the last.
    pub fn whole(recording: &Recording) -> Self {
        Self::new(SnapshotIndex(0), recording.last_snapshot())
    }

    /// The window that a user named, each end by the label of a mark or in seconds like `12.5s`. Ends that are not named are
    /// those of [`Window::between`].
    pub fn resolve(trace: &Trace, from: Option<&str>, to: Option<&str>) -> Result<Self, WindowError> {
        let moment = |name: Option<&str>| name.map(|name| moment_named(trace, name)).transpose();
        Self::between(trace, moment(from)?, moment(to)?)
    }

    /// The window between two moments. Without `from` it begins at the [`Beginning`]. Without `to` it ends with the last
    /// closed cycle behind its start, or with the last snapshot where there is none.
    pub fn between(
        trace: &Trace,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
    ) -> Result<Self, WindowError> {
        let recording = &trace.recording;
        let from = from.map_or_else(|| Beginning::find(trace).1, |from| recording.snapshot_at(from));
        let closed = || last_closed(trace).filter(|&closed| closed > from);
        let to = to.map(|to| recording.snapshot_at(to)).or_else(closed);
        let to = to.unwrap_or_else(|| recording.last_snapshot());
        if to < from {
            return Err(WindowError::Reversed { from: recording.time_of(from), to: recording.time_of(to) });
        }
        Ok(Self::new(from, to))
    }

    /// Whether what happened at `snapshot` happened inside. The start itself lies outside.
    pub fn contains(self, snapshot: SnapshotIndex) -> bool {
        self.from < snapshot && snapshot <= self.to
    }

    /// When it begins and ends.
    pub fn range(self, recording: &Recording) -> TimeRange {
        TimeRange::new(recording.time_of(self.from), recording.time_of(self.to))
    }

    /// The snapshots taken inside: all but the one at its start.
    pub fn snapshots(self, recording: &Recording) -> impl ExactSizeIterator<Item = &Snapshot> + Clone {
        let (first, behind) = (self.from.index() + 1, self.to.index() + 1);
        recording.snapshots().iter_from(first).take(behind.saturating_sub(first))
    }

    /// How many ticks of the grid lie inside. The looks that marks took are not among them.
    pub fn ticks(self, recording: &Recording) -> usize {
        self.snapshots(recording).filter(|snapshot| snapshot.kind == SnapshotKind::Tick).count()
    }

    /// How many ticks of the grid were left out inside.
    pub fn skipped_ticks(self, recording: &Recording) -> usize {
        let skipped = |snapshot: &Snapshot| snapshot.cost.skipped as usize;
        self.snapshots(recording).map(skipped).sum()
    }
}

fn last_closed(trace: &Trace) -> Option<SnapshotIndex> {
    let is_closed = |mark: &&Mark| matches!(mark.role, MarkRole::Closed(_));
    let mark = trace.annotations.marks().iter().rfind(is_closed)?;
    Some(trace.recording.snapshot_at(mark.at))
}

/// A label comes first: a mark may well be called "5s".
fn moment_named(trace: &Trace, name: &str) -> Result<Timestamp, WindowError> {
    let mark = trace.annotations.mark_labelled(name).map(|mark| mark.at);
    mark.or_else(|| seconds(name)).ok_or_else(|| unknown(trace, name))
}

fn seconds(text: &str) -> Option<Timestamp> {
    let seconds = text.strip_suffix('s')?.trim_end().parse().ok()?;
    Some(Timestamp::after(Duration::try_from_secs_f64(seconds).ok()?))
}

/// So many labels are named where another is asked for.
const MOST_KNOWN: usize = 40;

fn unknown(trace: &Trace, asked: &str) -> WindowError {
    let mut known: Vec<String> = Vec::new();
    for mark in trace.annotations.marks() {
        if known.len() < MOST_KNOWN && !known.contains(&mark.label) {
            known.push(mark.label.clone());
        }
    }
    WindowError::UnknownMark { asked: asked.to_owned(), known }
}

/// Why there is no such window; named by what the caller should do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WindowError {
    /// Ask for a mark that exists, or for seconds.
    UnknownMark {
        /// What was asked for.
        asked: String,
        /// The first labels there are, in order of time.
        known: Vec<String>,
    },
    /// Swap the ends: the window would end before it begins.
    Reversed {
        /// Where it would begin.
        from: Timestamp,
        /// Where it would end.
        to: Timestamp,
    },
}

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownMark { asked, known } if known.is_empty() => write!(
                f,
                "no mark is called {asked:?}: the recording has no marks; seconds work, as in 12.5s"
            ),
            Self::UnknownMark { asked, known } => write!(
                f,
                "no mark is called {asked:?}; there are {}; seconds work too, as in 12.5s",
                known.iter().map(|label| format!("{label:?}")).collect::<Vec<_>>().join(", ")
            ),
            Self::Reversed { from, to } => write!(f, "the window ends at {to}, before it begins at {from}"),
        }
    }
}

impl std::error::Error for WindowError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, Scenario};
    use crate::model::Circumstances;

    /// Ten ticks of 0.1 s with marks in between.
    fn trace() -> Trace {
        let mut scenario = Scenario::new();
        scenario.ticks(2);
        scenario.mark("warm", MarkRole::Closed(1));
        scenario.ticks(2);
        scenario.mark("base", MarkRole::Baseline);
        scenario.ticks(1);
        scenario.mark("after", MarkRole::Closed(2));
        scenario.ticks(2);
        scenario.trace
    }

    fn check(from: Option<&str>, to: Option<&str>, expected: (u32, u32)) {
        let window = Window::resolve(&trace(), from, to).unwrap();
        assert_eq!((window.from.0, window.to.0), expected, "{from:?} to {to:?}");
    }

    #[test]
    fn an_end_is_a_label_or_a_number_of_seconds() {
        check(Some("warm"), Some("after"), (2, 7));
        check(Some("0.1s"), Some("0.35s"), (1, 3));
        check(Some("0s"), Some("99s"), (0, 9));
    }

    #[test]
    fn the_window_goes_from_the_baseline_to_the_last_closed_cycle() {
        check(None, None, (5, 7));
        check(Some("after"), None, (7, 9));
        let mut bare = trace();
        bare.annotations = crate::model::Annotations::default();
        let window = Window::resolve(&bare, None, None).unwrap();
        assert_eq!(window, Window::whole(&bare.recording));
    }

    /// A program that is launched, maps for half a second, and is then quiet but for a leak after two seconds.
    fn launched(mark: Option<u32>) -> Trace {
        let mut scenario = Scenario::new();
        let start = scenario.trace.recording.start().cloned().unwrap();
        let circumstances = Circumstances { launched: Some("tide".to_owned()), ..Circumstances::default() };
        scenario.trace.recording = Recording::new(RecordingStart { circumstances, ..start });
        for tick in 0..30 {
            if tick < 5 || tick == 20 {
                scenario.map(100 * tick, 3, ANONYMOUS);
            }
            scenario.tick();
            if mark.is_some_and(|mark| u64::from(mark) == tick) {
                scenario.mark("now", MarkRole::Note);
            }
        }
        scenario.trace
    }

    #[test]
    fn growth_of_a_launched_program_counts_from_when_it_had_started_up() {
        let begins = |trace: &Trace| {
            let (why, at) = Beginning::find(trace);
            (why, at.0)
        };
        assert_eq!(begins(&launched(None)), (Beginning::StartedUp, 4));
        assert_eq!(begins(&launched(Some(25))), (Beginning::StartedUp, 4));
        assert_eq!(begins(&launched(Some(2))), (Beginning::FirstMark, 3));
        assert_eq!(begins(&trace()), (Beginning::Baseline, 5));
        assert_eq!(begins(&Trace::default()), (Beginning::First, 0));
        let window = Window::resolve(&launched(None), None, None).unwrap();
        assert_eq!((window.from.0, window.to), (4, launched(None).recording.last_snapshot()));
        assert_eq!(Window::resolve(&launched(None), Some("0s"), None).unwrap().from.0, 0);
    }

    #[test]
    fn an_unknown_label_is_answered_with_those_there_are() {
        let refusal = Window::resolve(&trace(), Some("bse"), None).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "no mark is called \"bse\"; there are \"warm\", \"base\", \"after\"; seconds work too, as in 12.5s"
        );
        for odd in ["-1s", "NaNs", "infs", "1e99s", "s", "12"] {
            assert!(Window::resolve(&trace(), Some(odd), None).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_window_does_not_end_before_it_begins() {
        let refusal = Window::resolve(&trace(), Some("after"), Some("warm")).unwrap_err();
        assert_eq!(refusal.to_string(), "the window ends at 00:00.2, before it begins at 00:00.7");
    }

    #[test]
    fn an_empty_recording_has_an_empty_window() {
        let window = Window::resolve(&Trace::default(), None, None).unwrap();
        assert_eq!(window.ticks(&Recording::default()), 0);
        assert_eq!(window.skipped_ticks(&Recording::default()), 0);
    }
}
