//! What is compared: recordings, or parts of one.

use crate::analysis::{Assessment, Limit, Window};
use crate::model::units::TimeRange;
use crate::model::{Recording, Trace};

/// How recordings are laid beside each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Alignment {
    /// By what a cycle adds. Recordings of different length can be compared so, and chance is told from change.
    #[default]
    Cycles,
    /// By what is more at the end of each than at its start. Nothing is said of chance then.
    Time,
}

/// One of those that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it is called, to people.
    pub name: &'a str,
    /// The recording.
    pub trace: &'a Trace,
    /// The part of it that is meant; the levels at its end are compared too.
    pub window: Window,
    /// What is said of its cycles.
    pub assessment: &'a Assessment,
}

impl Side<'_> {
    /// Whether it can be compared by cycles.
    pub(super) fn has_cycles(&self) -> bool {
        !self.assessment.cycles.cycles.is_empty()
    }
}

/// A recording, or a part of it, measured: all that a [`Side`] is made of.
#[derive(Clone, Debug)]
pub struct Measured<'a> {
    /// What it is called, to people.
    pub name: String,
    /// The recording.
    pub trace: &'a Trace,
    /// The part of it that is meant.
    pub window: Window,
    /// What is said of the cycles inside.
    pub assessment: Assessment,
}

impl<'a> Measured<'a> {
    /// A whole recording: from its baseline, or its beginning, to its last closed cycle, or its end.
    pub fn whole(name: impl Into<String>, trace: &'a Trace) -> Self {
        let window =
            Window::resolve(trace, None, None).unwrap_or_else(|_reversed| Window::whole(&trace.recording));
        Self { name: name.into(), trace, window, assessment: Assessment::of(trace, None) }
    }

    /// A part of a recording, with the cycles that lie inside. Those that warm the program up do so here too.
    pub fn part(name: impl Into<String>, trace: &'a Trace, window: Window) -> Self {
        Self { name: name.into(), trace, window, assessment: Assessment::within(trace, window) }
    }

    /// As one of those that are compared.
    pub fn side(&self) -> Side<'_> {
        let Self { name, trace, window, assessment } = self;
        Side { name, trace, window: *window, assessment }
    }
}

/// What a comparison remembers of a side, for its head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SideSummary {
    /// What it is called, to people.
    pub name: String,
    /// The name of the program; empty in an empty recording.
    pub target: String,
    /// From when to when, since its recording began.
    pub range: TimeRange,
    /// How many cycles count.
    pub cycles: usize,
    /// How many are left out at the start.
    pub warmup: usize,
    /// Why growth in it is called suspect at most, where that is so.
    pub limits: Vec<Limit>,
    /// Whether it was made of texts of other tools.
    pub is_imported: bool,
}

impl SideSummary {
    pub(super) fn of(side: &Side<'_>) -> Self {
        let recording: &Recording = &side.trace.recording;
        let cycles = &side.assessment.cycles;
        Self {
            name: side.name.to_owned(),
            target: recording.target().map(|target| target.name.clone()).unwrap_or_default(),
            range: side.window.range(recording),
            cycles: cycles.cycles.len(),
            warmup: cycles.warmup.len(),
            limits: side.assessment.trust.limits.clone(),
            is_imported: recording.is_imported(),
        }
    }
}
