//! Whether two recordings can be compared: what else differs between them.

use super::Side;
use crate::model::{Recording, RecordingStart, Target};

/// One point in which two recordings should agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparable {
    /// What it is: "OS release", "Interval".
    pub what: &'static str,
    /// In the first.
    pub before: String,
    /// In the second.
    pub after: String,
}

impl Comparable {
    /// Whether they agree.
    pub fn is_same(&self) -> bool {
        self.before == self.after
    }

    /// All points, in the order in which they matter.
    pub(super) fn points(before: &Side<'_>, after: &Side<'_>) -> Vec<Self> {
        let point =
            |what, tell: fn(&Side<'_>) -> String| Self { what, before: tell(before), after: tell(after) };
        vec![
            point("Cycles", cycles),
            point("Interval", |side| of_start(side, |start| format!("{:?}", start.interval))),
            point("System", |side| of_target(side, |target| format!("{} {}", target.os, target.os_release))),
            point("Page size", |side| of_target(side, |target| target.page_size.to_string())),
        ]
    }
}

fn cycles(side: &Side<'_>) -> String {
    let cycles = &side.assessment.cycles;
    format!("{} warm-up, {} counted", cycles.warmup.len(), cycles.cycles.len())
}

fn of_start(side: &Side<'_>, tell: fn(&RecordingStart) -> String) -> String {
    let recording: &Recording = &side.trace.recording;
    recording.start().map(tell).unwrap_or_default()
}

fn of_target(side: &Side<'_>, tell: fn(&Target) -> String) -> String {
    side.trace.recording.target().map(tell).unwrap_or_default()
}
