//! The frames beside the deltas: epochs, annotations, warnings, the end.

use super::{Target, nanos};
use crate::model::units::Timestamp;
use crate::model::{self, Wording};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The target became another program.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Epoch {
    at: u64,
    target: Target,
}

impl Epoch {
    pub(in crate::storage::trace_file) fn new(epoch: &model::Epoch) -> Self {
        Self { at: epoch.at.nanos(), target: Target::new(&epoch.target) }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::Epoch {
        model::Epoch { at: Timestamp::from_nanos(self.at), target: self.target.into_model() }
    }

    /// The same in other words, if there are any.
    pub(in crate::storage::trace_file) fn reworded(self, wording: Option<&dyn Wording>) -> Self {
        let Some(wording) = wording else { return self };
        let mut epoch = self.into_model();
        epoch.reword(wording);
        Self::new(&epoch)
    }
}

/// All that the user added.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Annotations {
    marks: Vec<Mark>,
}

/// A mark.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Mark {
    at: u64,
    label: String,
    role: MarkRole,
    cost: u64,
}

#[derive(Serialize, Deserialize)]
enum MarkRole {
    Note,
    Baseline,
    Open(u32),
    Closed(u32),
}

impl Mark {
    pub(in crate::storage::trace_file) fn new(mark: &model::Mark) -> Self {
        Self {
            at: mark.at.nanos(),
            label: mark.label.clone(),
            role: match mark.role {
                model::MarkRole::Note => MarkRole::Note,
                model::MarkRole::Baseline => MarkRole::Baseline,
                model::MarkRole::Open(cycle) => MarkRole::Open(cycle),
                model::MarkRole::Closed(cycle) => MarkRole::Closed(cycle),
            },
            cost: nanos(mark.cost),
        }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::Mark {
        model::Mark {
            at: Timestamp::from_nanos(self.at),
            label: self.label,
            role: match self.role {
                MarkRole::Note => model::MarkRole::Note,
                MarkRole::Baseline => model::MarkRole::Baseline,
                MarkRole::Open(cycle) => model::MarkRole::Open(cycle),
                MarkRole::Closed(cycle) => model::MarkRole::Closed(cycle),
            },
            cost: Duration::from_nanos(self.cost),
        }
    }
}

impl Annotations {
    pub(in crate::storage::trace_file) fn new(annotations: &model::Annotations) -> Self {
        Self { marks: annotations.marks().iter().map(Mark::new).collect() }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::Annotations {
        self.marks.into_iter().map(Mark::into_model).collect()
    }

    /// The same in other words, if there are any.
    pub(in crate::storage::trace_file) fn reworded(self, wording: Option<&dyn Wording>) -> Self {
        let Some(wording) = wording else { return self };
        Self::new(&self.into_model().reworded(wording))
    }
}

/// Things a reader of the recording should know.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Warnings {
    warnings: Vec<Warning>,
}

#[derive(Serialize, Deserialize)]
struct Warning {
    at: u64,
    text: String,
}

impl Warnings {
    pub(in crate::storage::trace_file) fn new(warnings: &[model::Warning]) -> Self {
        let warnings =
            warnings.iter().map(|warning| Warning { at: warning.at.nanos(), text: warning.text.clone() });
        Self { warnings: warnings.collect() }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> impl ExactSizeIterator<Item = model::Warning> {
        self.warnings
            .into_iter()
            .map(|warning| model::Warning { at: Timestamp::from_nanos(warning.at), text: warning.text })
    }

    /// The same in other words, if there are any.
    pub(in crate::storage::trace_file) fn reworded(self, wording: Option<&dyn Wording>) -> Self {
        let Some(wording) = wording else { return self };
        let mut warnings: Vec<_> = self.into_model().collect();
        for warning in &mut warnings {
            wording.warning(warning);
        }
        Self::new(&warnings)
    }
}

/// The allocators and language runtimes that live in the process, by name; those of a newer version are left out.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Runtimes {
    names: Vec<String>,
}

impl Runtimes {
    pub(in crate::storage::trace_file) fn new(runtimes: model::Runtimes) -> Self {
        Self { names: runtimes.iter().map(|runtime| runtime.name().to_owned()).collect() }
    }

    pub(in crate::storage::trace_file) fn into_model(self) -> model::Runtimes {
        self.names.iter().filter_map(|name| model::Runtime::named(name)).collect()
    }
}

/// The recording was finished in good order.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct End {
    pub(in crate::storage::trace_file) snapshots: u64,
    pub(in crate::storage::trace_file) deltas: Vec<IndexEntry>,
}

/// A frame of deltas; both numbers count from those of the entry before.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct IndexEntry {
    /// Bytes from the start of the file.
    pub(in crate::storage::trace_file) offset: u64,
    /// Nanoseconds of its first snapshot.
    pub(in crate::storage::trace_file) at: u64,
}
