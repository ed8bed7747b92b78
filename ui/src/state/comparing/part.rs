//! A part of a recording: from one mark to another.

use strandline::analysis::Window;
use strandline::model::units::Timestamp;
use strandline::model::{Mark, Trace};

/// From one moment to another, as marks name them; all of a recording unless told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Where it begins; nothing for the start of the recording.
    pub from: Option<Timestamp>,
    /// Where it ends; nothing for the end of the recording.
    pub to: Option<Timestamp>,
}

impl Part {
    /// Whether it is all of a recording.
    pub const fn is_whole(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The snapshots that it holds. All of a recording is from its baseline to its last closed cycle, and a part without
    /// end ends there too: what came later belongs to no cycle.
    pub fn window(self, trace: &Trace) -> Window {
        let recording = &trace.recording;
        let whole = Window::whole(recording);
        let closed = Window::resolve(trace, None, None).unwrap_or(whole);
        if self.is_whole() {
            return closed;
        }
        let at = |moment: Option<Timestamp>| moment.map(|at| recording.snapshot_at(at));
        let from = at(self.from).unwrap_or(whole.from);
        let end = if closed.to > from { closed.to } else { whole.to };
        Window::new(from, at(self.to).unwrap_or(end))
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
    use std::time::Duration;
    use strandline::model::MarkRole;

    #[test]
    fn a_part_is_named_by_its_marks() {
        let mut trace = Trace::default();
        let second = |count| Timestamp::after(Duration::from_secs(count));
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
}
