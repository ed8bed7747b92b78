//! Traces on the disk: recordings that nobody saved yet, and those that were used lately.

use super::{Kept, OwnFiles, OwnFilesError, ron_file};
use crate::model::Annotations;
use crate::model::units::Bytes;
use crate::platform::files::{Existing, folder_of};
use crate::storage::trace_file::{self, HeldTrace, Peek, SoleUse, WriteError};
use std::cmp::Reverse;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// So many traces that were used lately are remembered.
const MOST_RECENT: usize = 12;

/// A trace on the disk, as a list shows it.
#[derive(Clone, Debug)]
pub struct StoredTrace {
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
    pub(super) fn at(path: PathBuf) -> Option<Self> {
        let peek = trace_file::peek(&path).ok()?;
        let metadata = std::fs::metadata(&path).ok()?;
        Some(Self { path, size: Bytes::new(metadata.len()), modified: metadata.modified().ok()?, peek })
    }
}

impl OwnFiles {
    /// The recordings that were not saved, the latest first: those in the state directory that no living program is
    /// writing or shows. One that a crash cut off has no ending. Nothing is ever removed unasked.
    pub fn unsaved(&self) -> Result<Vec<StoredTrace>, OwnFilesError> {
        // The lock is asked about last: a recording that begins takes it before it is a trace, and is never disturbed.
        let traces = traces_in(&self.state)?.filter_map(StoredTrace::at);
        let mut unsaved: Vec<_> = traces.filter(|trace| !trace_file::is_used(&trace.path)).collect();
        unsaved.sort_by_key(|trace| Reverse(trace.modified));
        Ok(unsaved)
    }

    /// Saves a trace under another name ([`HeldTrace::copy_to`]) and remembers it. A recording that lay in the state
    /// directory is in the new place only afterwards, unless it still grows or somebody else shows it.
    pub fn save(
        &self,
        from: &HeldTrace,
        to: &Path,
        existing: Existing,
        annotations: &Annotations,
    ) -> Result<(), WriteError> {
        from.copy_to(to, existing, annotations)?;
        // It is safe in its new place; that the old one stays costs no more than room.
        let _stays = self.discard(from);
        // The trace is safe; that a list does not show it is no reason to say otherwise.
        let _not_in_the_list = self.remember(to);
        Ok(())
    }

    /// Deletes a recording of the state directory of which nothing is lost, since it lies elsewhere. One that grows or that
    /// somebody else shows stays.
    pub fn discard(&self, held: &HeldTrace) -> Result<(), OwnFilesError> {
        let alone = self.alone(held)?;
        let path = alone.path();
        std::fs::remove_file(path).map_err(|error| OwnFilesError::Unwritable(path.to_owned(), error))
    }

    /// Keeps all others away from a recording that was never saved.
    pub(super) fn alone<'a>(&self, held: &'a HeldTrace) -> Result<SoleUse<'a>, OwnFilesError> {
        if !self.is_unsaved(held.path()) {
            return Err(OwnFilesError::NotOurs(held.path().to_owned()));
        }
        held.alone().map_err(|error| match error {
            WriteError::InUse(path) => OwnFilesError::InUse(path),
            WriteError::Shown(path) => OwnFilesError::Shown(path),
            _ => OwnFilesError::Unwritable(held.path().to_owned(), io::ErrorKind::NotFound.into()),
        })
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

    /// Whether a trace lies in the state directory, however its path is written: nobody has named it.
    pub fn is_unsaved(&self, path: &Path) -> bool {
        is_same_file(folder_of(path), &self.state)
    }
}

/// The files in a folder that are called as traces are.
pub(super) fn traces_in(folder: &Path) -> Result<impl Iterator<Item = PathBuf> + use<>, OwnFilesError> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| OwnFilesError::Unreadable(folder.to_owned(), error))?;
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.extension().is_some_and(|extension| extension == "strand")))
}

/// Whether two names lead to one file, which is there.
fn is_same_file(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
