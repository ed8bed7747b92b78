//! Marks that are changed after the end of a recording: they go into its own file, at a cost that does not grow with it.
//!
//! The new marks are written over the closing frame, and a closing frame behind them: the last annotations in a file
//! count, so nothing that was there is lost until the write has begun, and a file that is cut in it opens with the marks
//! that it had before.

use super::error::WriteError;
use super::frame::{Kind, MOST_PAYLOAD, Packer};
use super::held::HeldTrace;
use super::peek::{Closing, closing};
use super::reader::Reader;
use super::v2;
use crate::model::{Annotations, Function};
use crate::platform::files::folder_of;
use serde::Serialize;
use std::fs::{File, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Another window is done within this time.
const LOCK_LIMIT: Duration = Duration::from_secs(5);
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// The marks are in the file.
#[derive(Debug)]
pub struct Annotated {
    /// All that are: those that another window has set meanwhile are among them.
    pub annotations: Annotations,
    /// The file, where another has taken the place of the one that was held.
    pub replaced: Option<HeldTrace>,
}

impl HeldTrace {
    /// Writes the marks `wanted` in place of `base`, those that were read from the file or written to it last. What
    /// another window has changed there since is kept ([`Annotations::merged`]).
    ///
    /// A recording that was not finished is closed by that, unless it is damaged ([`WriteError::Damaged`]).
    pub fn annotate(&self, base: &Annotations, wanted: &Annotations) -> Result<Annotated, WriteError> {
        if !self.is_in_place() {
            return Err(WriteError::Gone(self.path().to_owned()));
        }
        // One at a time: the lock of the file itself is shared by all who show it.
        let failed = |error| WriteError::from_io(self.path(), error);
        let _turn = turn(self.path()).map_err(failed)?;
        let file = || File::options().read(true).write(true).open(self.path()).map_err(failed);
        let (_, closing) = closing(file()?, self.path())?;
        let Some(closing) = closing else { return self.close_with(wanted) };
        let there = closing.ending.annotations.as_ref().unwrap_or(base);
        let annotations = Annotations::merged(base, wanted, there);
        let written = v2::Annotations::new(&annotations);
        append(&mut file()?, &closing, Kind::Annotations, &written).map_err(failed)?;
        Ok(Annotated { annotations, replaced: None })
    }

    /// Names the functions that the frames of calls are in. The recording must have been finished.
    pub fn name_functions(&self, functions: &[Vec<Function>]) -> Result<(), WriteError> {
        let failed = |error| WriteError::from_io(self.path(), error);
        let _turn = turn(self.path()).map_err(failed)?;
        let file = || File::options().read(true).write(true).open(self.path()).map_err(failed);
        let (_, closing) = closing(file()?, self.path())?;
        let closing = closing.ok_or_else(|| WriteError::Damaged(self.path().to_owned()))?;
        append(&mut file()?, &closing, Kind::Functions, &v2::Functions::new(functions)).map_err(failed)
    }

    /// Without a closing frame there is no place for marks: all that can be read is written anew.
    fn close_with(&self, wanted: &Annotations) -> Result<Annotated, WriteError> {
        let mut reader = Reader::start(self.bytes(), self.path())?;
        while reader.step().is_some() {}
        if reader.is_damaged() && !reader.is_cut() {
            return Err(WriteError::Damaged(self.path().to_owned()));
        }
        self.rewrite(wanted)?;
        let replaced = Some(Self::open(self.path())?);
        Ok(Annotated { annotations: wanted.clone(), replaced })
    }
}

/// Writes a frame and the closing frame in its place. After an error the file is as it was.
fn append(file: &mut File, closing: &Closing, kind: Kind, value: &impl Serialize) -> io::Result<()> {
    let payload = postcard::to_allocvec(value).map_err(io::Error::other)?;
    if payload.len() > MOST_PAYLOAD {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "there is more than a trace can hold"));
    }
    let mut frames = Vec::new();
    Packer::new()?.pack(kind, &payload, &mut frames);
    frames.extend_from_slice(&closing.frame);
    let mut write = |bytes: &[u8]| {
        file.seek(SeekFrom::Start(closing.offset))?;
        file.write_all(bytes)?;
        file.set_len(closing.offset + bytes.len() as u64)
    };
    write(&frames).inspect_err(|_| {
        // The disk is full; there was room for what was there before.
        let _as_it_was = write(&closing.frame);
    })?;
    file.sync_data()
}

/// Holds the lock of the folder of a file, where there are such locks. Whoever may read a folder can hold it: nobody is waited
/// for for ever.
fn turn(path: &Path) -> io::Result<Option<File>> {
    let Ok(folder) = File::open(folder_of(path)) else { return Ok(None) };
    let deadline = Instant::now() + LOCK_LIMIT;
    loop {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::Error(_there_are_none)) => return Ok(None),
            Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                return Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "another program holds the lock of its folder",
                ));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
        }
    }
}
