//! Version 1 of what a trace file says. These types *are* the format: add a field only at the end of a frame that holds
//! one value, a variant only at the end of its enum, and anything else in a version of its own.
//!
//! The model knows nothing of them, and is free to change.

mod delta;
mod frames;
mod manifest;

pub(super) use delta::{Delta, Previous};
pub(super) use frames::{Annotations, End, Epoch, IndexEntry, Mark, Runtimes, Warnings};
pub(super) use manifest::Manifest;

use crate::model;
use crate::model::units::Bytes;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A line of the text form: the values of the frames.
#[derive(Serialize, Deserialize)]
pub(super) enum Line {
    Manifest(Manifest),
    Delta(Delta),
    Epoch(Epoch),
    Annotations(Annotations),
    Warnings(Warnings),
    /// The number of snapshots.
    End(u64),
    Runtimes(Runtimes),
}

/// The process under study.
#[derive(Serialize, Deserialize)]
struct Target {
    pid: u32,
    start_time: u64,
    name: String,
    command: String,
    page_size: u64,
    os: Os,
    os_release: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Os {
    Linux,
    Macos,
    Synthetic,
}

impl Target {
    fn new(target: &model::Target) -> Self {
        Self {
            pid: target.pid,
            start_time: target.start_time,
            name: target.name.clone(),
            command: target.command.clone(),
            page_size: target.page_size.get(),
            os: match target.os {
                model::Os::Linux => Os::Linux,
                model::Os::MacOs => Os::Macos,
                model::Os::Synthetic => Os::Synthetic,
            },
            os_release: target.os_release.clone(),
        }
    }

    fn into_model(self) -> model::Target {
        model::Target {
            pid: self.pid,
            start_time: self.start_time,
            name: self.name,
            command: self.command,
            page_size: Bytes::new(self.page_size),
            os: match self.os {
                Os::Linux => model::Os::Linux,
                Os::Macos => model::Os::MacOs,
                Os::Synthetic => model::Os::Synthetic,
            },
            os_release: self.os_release,
        }
    }
}

/// Nanoseconds; a duration of centuries is as good as for ever.
fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
