//! Traces on the disk that are offered on the first screen.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use strandline::storage::own_files::{BinnedTrace, StoredTrace};

/// Traces on the disk, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredTraces {
    /// Recordings that nobody saved: of a window that was closed, or that a crash cut off.
    pub unsaved: Vec<StoredRow>,
    /// Traces that were saved or opened lately.
    pub recents: Vec<StoredRow>,
    /// Recordings in the bin.
    pub binned: Vec<StoredRow>,
}

/// One trace, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRow {
    pub path: PathBuf,
    /// What it is called.
    pub name: String,
    /// What it is of, in a few words.
    pub detail: String,
    /// How long ago it was written.
    pub age: String,
}

impl StoredTraces {
    /// As they are at this moment.
    pub fn at(
        now: SystemTime,
        unsaved: &[StoredTrace],
        recents: &[StoredTrace],
        binned: &[BinnedTrace],
    ) -> Self {
        Self {
            unsaved: unsaved.iter().map(|trace| unsaved_row(trace, now)).collect(),
            recents: recents.iter().map(|trace| recent_row(trace, now)).collect(),
            binned: binned.iter().map(|binned| binned_row(binned, now)).collect(),
        }
    }
}

/// It has the name that it had, behind the second in which it was deleted; what counts is how long ago that was.
fn binned_row(binned: &BinnedTrace, now: SystemTime) -> StoredRow {
    let row = unsaved_row(&binned.trace, now);
    let name = row.name.split_once('-').map_or(row.name.as_str(), |(_, name)| name).to_owned();
    StoredRow { name, age: ago(now.duration_since(binned.since).unwrap_or_default()), ..row }
}

/// Such files are called by us: what was recorded, and its pid.
fn unsaved_row(trace: &StoredTrace, now: SystemTime) -> StoredRow {
    let stem = trace.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let pid = format!("-{}", trace.peek.start.target.pid);
    let name = stem.rfind(&pid).map_or(stem.as_str(), |end| &stem[..end]).to_owned();
    let end = if trace.peek.is_complete() { "" } else { ", cut off" };
    let detail = format!("pid {}, {}{end}", trace.peek.start.target.pid, trace.size);
    StoredRow { path: trace.path.clone(), name, detail, age: age(trace, now) }
}

fn recent_row(trace: &StoredTrace, now: SystemTime) -> StoredRow {
    let name = trace.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let lasted = match &trace.peek.ending {
        Some(ending) => format!("{}, {}", trace.peek.start.target.name, ending.lasted),
        None => format!("{}, cut off", trace.peek.start.target.name),
    };
    StoredRow { path: trace.path.clone(), name, detail: lasted, age: age(trace, now) }
}

fn age(trace: &StoredTrace, now: SystemTime) -> String {
    // A clock that was set back makes files of the future: they are new.
    ago(now.duration_since(trace.modified).unwrap_or_default())
}

fn ago(age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    match (minutes, minutes / 60, minutes / 60 / 24) {
        (0, ..) => "just now".to_owned(),
        (minutes, 0, _) => format!("{minutes} min ago"),
        (_, hours, 0) => format!("{hours} h ago"),
        (.., 1) => "yesterday".to_owned(),
        (.., days) => format!("{days} days ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        let check = |seconds, expected| assert_eq!(ago(Duration::from_secs(seconds)), expected, "{seconds}");
        check(0, "just now");
        check(59, "just now");
        check(60, "1 min ago");
        check(3_599, "59 min ago");
        check(3_600, "1 h ago");
        check(86_399, "23 h ago");
        check(86_400, "yesterday");
        check(3 * 86_400, "3 days ago");
    }
}
