//! A part of a recording: from one mark to another.

use strandline::analysis::Window;
use strandline::model::units::Timestamp;
use strandline::model::{Mark, Trace};

/// From one moment to another, as marks name them; all of a recording unless told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Where it begins; nothing for where growth begins to count.
    pub from: Option<Timestamp>,
    /// Where it ends; nothing for the last closed cycle, or the end of the recording.
    pub to: Option<Timestamp>,
}

impl Part {
    /// Whether it is all of a recording.
    pub const fn is_whole(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The snapshots that it holds, as the command line has it too. A part that would end before it begins is empty.
    pub fn window(self, trace: &Trace) -> Window {
        Window::between(trace, self.from, self.to).unwrap_or_else(|_reversed| {
            let end = trace.recording.snapshot_at(self.to.unwrap_or_default());
            Window::new(end, end)
        })
    }

    /// Whether it begins before it ends.
    pub fn is_possible(self, trace: &Trace) -> bool {
        Window::between(trace, self.from, self.to).is_ok_and(|window| window.from < window.to)
    }

    /// What it is called: by the marks at its ends.
    pub fn name(self, trace: &Trace) -> String {
        let mark = |at: Timestamp| {
            let mark = trace.annotations.marks().iter().find(|mark: &&Mark| mark.at == at);
            mark.map_or_else(|| at.to_string(), |mark| format!("“{}”", mark.label))
        };
        match (self.from, self.to) {
            (None, None) => "all of it".to_owned(),
            (Some(from), None) => format!("from {}", mark(from)),
            (None, Some(to)) => format!("up to {}", mark(to)),
            (Some(from), Some(to)) => format!("{} to {}", mark(from), mark(to)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};
    use strandline::model::units::Bytes;
    use strandline::model::{
        Circumstances, MarkRole, Os, Recording, RecordingStart, Rounding, SnapshotDelta, SnapshotIndex,
        Target,
    };

    fn second(count: u64) -> Timestamp {
        Timestamp::after(Duration::from_secs(count))
    }

    #[test]
    fn a_part_is_named_by_its_marks() {
        let mut trace = Trace::default();
        for (at, label) in [(1, "warm"), (5, "cycle 3")] {
            let role = MarkRole::Note;
            let cost = Duration::ZERO;
            trace.annotations.add_mark(Mark { at: second(at), label: label.to_owned(), role, cost });
        }
        let check = |from: Option<u64>, to: Option<u64>, expected: &str| {
            let part = Part { from: from.map(second), to: to.map(second) };
            assert_eq!(part.name(&trace), expected);
        };
        check(None, None, "all of it");
        check(Some(1), None, "from “warm”");
        check(None, Some(5), "up to “cycle 3”");
        check(Some(1), Some(5), "“warm” to “cycle 3”");
        let nowhere = second(2);
        check(Some(2), None, &format!("from {nowhere}"));
    }

    /// A recording of eight snapshots, a second apart, with a baseline and a closed cycle.
    fn recorded() -> Trace {
        let start = RecordingStart {
            target: Target {
                pid: 1,
                start_time: 1,
                name: "tide".to_owned(),
                command: "tide".to_owned(),
                page_size: Bytes::from_kib(4),
                os: Os::Synthetic,
                os_release: String::new(),
            },
            started: UNIX_EPOCH,
            interval: Duration::from_secs(1),
            recorder: "test".to_owned(),
            rounding: Rounding::default(),
            circumstances: Circumstances::default(),
            most_mappings: None,
        };
        let mut trace = Trace { recording: Recording::new(start), ..Trace::default() };
        for at in 0..8 {
            let delta = SnapshotDelta { at: second(at), ..SnapshotDelta::default() };
            trace.recording.append(&delta).unwrap();
        }
        let (closed, cost) = (MarkRole::Closed(1), Duration::ZERO);
        for (at, role) in [(1, MarkRole::Note), (3, MarkRole::Baseline), (5, closed), (6, MarkRole::Note)] {
            trace.annotations.add_mark(Mark { at: second(at), label: format!("{at}"), role, cost });
        }
        trace
    }

    #[test]
    fn a_part_has_the_bounds_that_the_command_line_gives_it() {
        let trace = recorded();
        let ends = || [None, Some(1), Some(3), Some(5), Some(6)];
        for from in ends() {
            for to in ends() {
                let part = Part { from: from.map(second), to: to.map(second) };
                let [from, to] = [from, to].map(|end| end.map(|at| at.to_string()));
                match Window::resolve(&trace, from.as_deref(), to.as_deref()) {
                    Ok(window) => assert_eq!(part.window(&trace), window, "{from:?} to {to:?}"),
                    Err(_reversed) => assert!(!part.is_possible(&trace), "{from:?} to {to:?}"),
                }
            }
        }
        let up_to = Part { from: None, to: Some(second(5)) };
        assert_eq!(up_to.window(&trace).from, SnapshotIndex(3), "growth counts from the baseline");
    }
}
