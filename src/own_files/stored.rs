//! Traces on the disk: recordings that nobody saved yet, and those that were used lately.

use super::{Kept, OwnFiles, OwnFilesError, ron_file};
use crate::files::Existing;
use crate::model::Annotations;
use crate::trace_file::{self, Peek, WriteError};
use crate::units::Bytes;
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// So many traces that were used lately are remembered.
const MOST_RECENT: usize = 12;

/// A trace on the disk, as a list shows it.
#[derive(Clone, Debug)]
pub struct StoredTrace {
    /// Its file.
    pub path: PathBuf,
    /// The size of the file.
    pub size: Bytes,
    /// When the file was last written to.
    pub modified: SystemTime,
    /// What it is of.
    pub peek: Peek,
}

impl StoredTrace {
    /// Nothing where the file is gone, or no trace.
    fn at(path: PathBuf) -> Option<Self> {
        let peek = trace_file::peek(&path).ok()?;
        let metadata = std::fs::metadata(&path).ok()?;
        Some(Self { path, size: Bytes::new(metadata.len()), modified: metadata.modified().ok()?, peek })
    }
}

impl OwnFiles {
    /// The recordings that were not saved, the latest first: those in the state directory that no living program is
    /// writing. One that a crash cut off has no ending. Nothing is ever removed unasked.
    pub fn unsaved(&self) -> Result<Vec<StoredTrace>, OwnFilesError> {
        let entries = std::fs::read_dir(&self.state)
            .map_err(|error| OwnFilesError::Unreadable(self.state.clone(), error))?;
        let paths = entries.flatten().map(|entry| entry.path());
        let traces = paths.filter(|path| path.extension().is_some_and(|extension| extension == "strand"));
        // The lock is asked about last: a recording that begins takes it before it is a trace, and is never disturbed.
        let mut unsaved: Vec<_> = traces
            .filter_map(StoredTrace::at)
            .filter(|trace| !trace_file::is_being_written(&trace.path))
            .collect();
        unsaved.sort_by_key(|trace| Reverse(trace.modified));
        Ok(unsaved)
    }

    /// Removes a recording that was not saved. One that is being written, or lies elsewhere, stays.
    pub fn discard(&self, path: &Path) -> Result<(), OwnFilesError> {
        if !self.is_unsaved(path) {
            return Err(OwnFilesError::NotOurs(path.to_owned()));
        }
        if trace_file::is_being_written(path) {
            return Err(OwnFilesError::InUse(path.to_owned()));
        }
        std::fs::remove_file(path).map_err(|error| OwnFilesError::Unwritable(path.to_owned(), error))
    }

    /// Saves a trace under another name ([`trace_file::copy_trace`]) and remembers it. A recording that lay in the state
    /// directory is in the new place only afterwards, unless it still grows.
    pub fn save(
        &self,
        from: &Path,
        to: &Path,
        annotations: &Annotations,
        existing: Existing,
    ) -> Result<(), WriteError> {
        trace_file::copy_trace(from, to, annotations, existing)?;
        if !is_same_file(from, to) {
            // One that grows, or was not ours to begin with, stays.
            let _stays = self.discard(from);
        }
        // The trace is safe; that a list does not show it is no reason to say otherwise.
        let _not_in_the_list = self.remember(to);
        Ok(())
    }

    /// The traces that were saved or opened lately, the latest first. Those that are gone are left out.
    pub fn recents(&self) -> Kept<Vec<StoredTrace>> {
        let Kept { value, warning } = ron_file::read::<Vec<PathBuf>>(&self.recents_path());
        Kept { value: value.into_iter().filter_map(StoredTrace::at).collect(), warning }
    }

    /// Puts a trace at the head of those that were used lately. Recordings in the state directory are no such traces:
    /// [`OwnFiles::unsaved`] has them.
    pub fn remember(&self, path: &Path) -> Result<(), OwnFilesError> {
        let path =
            std::path::absolute(path).map_err(|error| OwnFilesError::Unreadable(path.to_owned(), error))?;
        if self.is_unsaved(&path) {
            return Ok(());
        }
        let mut recents = ron_file::read::<Vec<PathBuf>>(&self.recents_path()).value;
        recents.retain(|recent| *recent != path);
        recents.insert(0, path);
        recents.truncate(MOST_RECENT);
        ron_file::write(&self.recents_path(), &recents)
    }

    fn recents_path(&self) -> PathBuf {
        self.state.join("recent.ron")
    }

    fn is_unsaved(&self, path: &Path) -> bool {
        path.parent().is_some_and(|directory| is_same_file(directory, &self.state))
    }
}

/// Whether two names lead to one file, which is there.
fn is_same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
