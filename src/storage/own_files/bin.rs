//! Recordings that were thrown away: for a day they can be had back.

use super::stored::traces_in;
use super::{OwnFiles, OwnFilesError, StoredTrace, unused_stem};
use crate::platform::files::make_private_directory;
use crate::storage::trace_file::HeldTrace;
use std::cmp::Reverse;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// So long a recording stays in the bin.
pub const BIN_TIME: Duration = Duration::from_hours(24);

/// A recording in the bin.
#[derive(Clone, Debug)]
pub struct BinnedTrace {
    /// When it was thrown away.
    pub since: SystemTime,
    /// What it is; its file is called by the second at which it came here, and by its name before.
    pub trace: StoredTrace,
}

impl OwnFiles {
    /// Throws away a recording that was never saved. One that is recorded or shown by anybody else, or lies elsewhere,
    /// stays. Says where it is now.
    pub fn bin(&self, held: &HeldTrace) -> Result<PathBuf, OwnFilesError> {
        let alone = self.alone(held)?;
        let bin = self.bin_folder();
        make_private_directory(&bin).map_err(|error| OwnFilesError::Unmakeable(bin.clone(), error))?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let stem = alone.path().file_stem().unwrap_or_default().to_string_lossy();
        move_unless_there(alone.path(), || unused_stem(&bin, &format!("{since}-{stem}")))
    }

    /// What is in the bin, the latest first.
    pub fn binned(&self) -> Vec<BinnedTrace> {
        let Ok(traces) = traces_in(&self.bin_folder()) else { return Vec::new() };
        let mut binned: Vec<_> = traces
            .filter_map(|path| {
                Some(BinnedTrace { since: parse_name(&path)?.0, trace: StoredTrace::at(path)? })
            })
            .collect();
        binned.sort_by_key(|binned| Reverse(binned.since));
        binned
    }

    /// Takes a recording out of the bin; says where it is now.
    pub fn restore(&self, path: &Path) -> Result<PathBuf, OwnFilesError> {
        let stem = self.stem_in_bin(path)?;
        move_unless_there(path, || unused_stem(&self.state, &stem))
    }

    /// Deletes a recording in the bin for good.
    pub fn delete(&self, path: &Path) -> Result<(), OwnFilesError> {
        self.stem_in_bin(path)?;
        std::fs::remove_file(path).map_err(|error| OwnFilesError::Unwritable(path.to_owned(), error))
    }

    /// Deletes what has been in the bin for longer than [`BIN_TIME`].
    pub fn empty_bin(&self, now: SystemTime) {
        for path in traces_in(&self.bin_folder()).into_iter().flatten() {
            let since = parse_name(&path).map(|(since, _)| since);
            let age = since.and_then(|since| now.duration_since(since).ok()).unwrap_or_default();
            if age > BIN_TIME {
                // Whatever is in its way, it is tried again.
                let _stays = self.delete(&path);
            }
        }
    }

    fn bin_folder(&self) -> PathBuf {
        self.state.join("bin")
    }

    /// What a recording in the bin was called.
    fn stem_in_bin(&self, path: &Path) -> Result<String, OwnFilesError> {
        let is_in_bin = path.parent().is_some_and(|folder| folder == self.bin_folder());
        let stem = parse_name(path).filter(|_| is_in_bin).map(|(_, stem)| stem);
        stem.ok_or_else(|| OwnFilesError::NotOurs(path.to_owned()))
    }
}

/// Since when a recording is in the bin, and what it was called.
fn parse_name(path: &Path) -> Option<(SystemTime, String)> {
    let stem = path.file_stem()?.to_str()?;
    let (since, stem) = stem.split_once('-')?;
    let since = UNIX_EPOCH.checked_add(Duration::from_secs(since.parse().ok()?))?;
    Some((since, stem.to_owned()))
}

/// Moves a file to a name that nothing has, also where somebody takes that name meanwhile.
fn move_unless_there(from: &Path, unused: impl Fn() -> PathBuf) -> Result<PathBuf, OwnFilesError> {
    loop {
        let to = unused();
        match rename_unless_there(from, &to) {
            Ok(()) => return Ok(to),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && unused() != to => {}
            Err(error) => return Err(OwnFilesError::Unwritable(from.to_owned(), error)),
        }
    }
}

/// Fails where the name is taken.
fn rename_unless_there(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::hard_link(from, to) {
        Ok(()) => std::fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // A file system without links: what comes there in this very instant is not seen.
        Err(_) if to.symlink_metadata().is_err() => std::fs::rename(from, to),
        Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
    }
}
