//! A trace that is shown: its file stays open, and nobody who asks takes it away meanwhile.

use super::copy::{begin, copy_frames};
use super::error::{OpenError, WriteError};
use super::lock;
use super::reader::{Opened, Reader, TRACE, read};
use crate::model::Annotations;
use crate::platform::files::{Existing, NewFile, open_regular};
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

/// The file of a trace that is shown.
///
/// It shares a lock with all who show the trace: none of them can be told to move, replace or delete it, and whoever
/// records to it is refused. Where somebody does so without asking, the bytes are still here, and can be copied.
#[derive(Debug)]
pub struct HeldTrace {
    file: File,
    path: PathBuf,
}

impl HeldTrace {
    /// Holds the trace at `path`. One that somebody records is open too, but not locked.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let file = open_regular(path).map_err(|error| OpenError::Unreadable(path.to_owned(), error))?;
        lock::share(&file);
        Ok(Self { file, path: path.to_owned() })
    }

    /// Holds the trace at `path` and takes its name away: it goes with its holder.
    pub fn open_unnamed(path: &Path) -> Result<Self, OpenError> {
        let held = Self::open(path)?;
        std::fs::remove_file(path).map_err(|error| OpenError::Unreadable(path.to_owned(), error))?;
        Ok(held)
    }

    /// The name under which it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether that name still leads to it.
    pub fn is_in_place(&self) -> bool {
        let (Ok(own), Ok(there)) = (self.file.metadata(), std::fs::metadata(&self.path)) else {
            return false;
        };
        (own.dev(), own.ino()) == (there.dev(), there.ino())
    }

    /// Reads it from its beginning.
    pub fn read(&self) -> Result<Opened, OpenError> {
        read(self.bytes(), &self.path)
    }

    /// Copies it to `to` as [`copy_trace`](super::copy_trace) does, also where its name leads nowhere any more.
    pub fn copy_to(
        &self,
        to: &Path,
        existing: Existing,
        annotations: &Annotations,
    ) -> Result<(), WriteError> {
        self.write_copy(begin(to, existing)?, to, annotations)
    }

    /// Replaces it by a copy that is closed in good order and has these marks. Who holds it now holds the old file.
    pub(super) fn rewrite(&self, annotations: &Annotations) -> Result<(), WriteError> {
        drop(self.alone()?);
        self.write_copy(NewFile::beside(&self.path, Existing::Replace, TRACE)?, &self.path, annotations)
    }

    /// Keeps all others away, or says who is there.
    pub fn alone(&self) -> Result<SoleUse<'_>, WriteError> {
        let alone = SoleUse(self);
        lock::hold(&self.file, &self.path)?;
        if self.is_in_place() { Ok(alone) } else { Err(WriteError::Gone(self.path.clone())) }
    }

    /// Its bytes, whoever else reads them at the same time.
    pub(super) fn bytes(&self) -> impl Read + '_ {
        Bytes { file: &self.file, at: 0 }
    }

    fn write_copy(&self, into: NewFile, to: &Path, annotations: &Annotations) -> Result<(), WriteError> {
        let reader = Reader::start(self.bytes(), &self.path)?;
        let still_grows = self.is_in_place() && lock::is_being_written(&self.path);
        copy_frames(reader, still_grows, into, to, annotations)
    }
}

/// A trace that nobody else records or shows, as long as this is there.
#[derive(Debug)]
pub struct SoleUse<'a>(&'a HeldTrace);

impl SoleUse<'_> {
    pub fn path(&self) -> &Path {
        &self.0.path
    }
}

impl Drop for SoleUse<'_> {
    fn drop(&mut self) {
        lock::share(&self.0.file);
    }
}

/// A file from its beginning, without moving anybody's place in it.
struct Bytes<'a> {
    file: &'a File,
    at: u64,
}

impl Read for Bytes<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
