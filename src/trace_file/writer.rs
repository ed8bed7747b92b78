//! Appends a recording to its file as it comes.

use super::assembly::Batch;
use super::error::WriteError;
use super::frame::{Kind, MOST_PAYLOAD, Packer};
use super::{lock, v1};
use crate::model::{Annotations, Epoch, RecordingStart, SnapshotDelta, Warning};
use serde::Serialize;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Size at which a batch of deltas becomes a frame before its second is over.
const FULL_BATCH: usize = 1 << 20;

/// What a trace is written to. Tests have one that runs full.
pub trait Sink: Write + Seek {
    /// Cuts it to `len` bytes.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
    /// Returns when everything written is on the disk.
    fn sync(&mut self) -> io::Result<()>;
    /// Gives back the lock that is held on it, if there is one.
    fn release(&mut self) {}
}

impl Sink for File {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        File::set_len(self, len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }

    fn release(&mut self) {
        // Closing it does the same, but not where a process that is just being started has a copy of it.
        let _had_none = self.unlock();
    }
}

/// What to do where a file of that name is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it alone and fail.
    Keep,
    /// Write over it.
    Replace,
}

/// Writes a recording to a file while it is made.
///
/// What is pushed waits in memory until the next [`Writer::flush`], which whoever records calls at least each second: so
/// much is lost if the recorder is killed. A quiet delta allocates nothing.
pub struct Writer<S = File> {
    sink: S,
    path: PathBuf,
    packer: Packer,
    /// The value that every delta is converted to, kept for its lists' memory.
    delta: v1::Delta,
    previous: v1::Previous,
    /// Encoded deltas that are not yet a frame, and the time of the first.
    batch: Vec<u8>,
    batch_start: Option<u64>,
    /// Frames that are not yet in the file.
    pending: Vec<u8>,
    /// Length of the file up to its last good frame.
    written: u64,
    end: v1::End,
    last_entry: v1::IndexEntry,
    ended: bool,
}

impl Writer {
    /// Begins a file at `path`, whose folder must exist. The manifest is in it when this returns, and a lock is held on it
    /// until the trace is finished
    /// or the writer dropped.
    pub fn create(path: &Path, existing: Existing, start: &RecordingStart) -> Result<Self, WriteError> {
        let mut options = File::options();
        options.write(true);
        match existing {
            Existing::Keep => options.create_new(true),
            Existing::Replace => options.create(true),
        };
        let file = options.open(path).map_err(|error| WriteError::from_io(path, error))?;
        lock::hold(&file, path)?;
        // A device cannot be cut, and need not be.
        let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
        if is_file {
            file.set_len(0).map_err(|error| WriteError::from_io(path, error))?;
        }
        Self::over(file, path, start).inspect_err(|_| {
            // A file without a manifest is of no use; that it could not be written is the news, not that it stays.
            drop(std::fs::remove_file(path));
        })
    }
}

impl Writer {
    /// Closes the trace in another, new file, where the first could not be written to its end: copies what is in the
    /// first, and appends what waits.
    pub fn finish_elsewhere(&mut self, path: &Path) -> Result<(), WriteError> {
        let copy = || -> io::Result<File> {
            let mut to = File::create_new(path)?;
            io::copy(&mut File::open(&self.path)?.take(self.written), &mut to)?;
            Ok(to)
        };
        self.sink = copy().map_err(|error| WriteError::from_io(path, error))?;
        path.clone_into(&mut self.path);
        self.finish()
    }
}

impl<S: Sink> Writer<S> {
    /// Begins a trace in an empty `sink`; `path` only names it in errors.
    pub fn over(sink: S, path: &Path, start: &RecordingStart) -> Result<Self, WriteError> {
        let manifest = v1::Manifest::new(start).to_text();
        let checksum = crc32fast::hash(manifest.as_bytes());
        let head =
            format!("strandline trace 1\nmanifest {} crc32 {checksum:08x}\n{manifest}", manifest.len());
        Self::with_head(sink, path, head.into_bytes())
    }

    /// Begins a trace whose lines ahead of the frames are known.
    pub(super) fn with_head(sink: S, path: &Path, head: Vec<u8>) -> Result<Self, WriteError> {
        let mut writer = Self {
            sink,
            path: path.to_owned(),
            packer: Packer::new().map_err(|error| WriteError::from_io(path, error))?,
            delta: v1::Delta::default(),
            previous: v1::Previous::default(),
            batch: Vec::new(),
            batch_start: None,
            pending: head,
            written: 0,
            end: v1::End { snapshots: 0, deltas: Vec::new() },
            last_entry: v1::IndexEntry { offset: 0, at: 0 },
            ended: false,
        };
        writer.flush()?;
        Ok(writer)
    }

    /// The file, as it was named.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a snapshot. Fails only where it is larger than a frame may be ([`WriteError::TooMuch`]); it is not in the
    /// file then, and no later one can be.
    pub fn push(&mut self, delta: &SnapshotDelta) -> Result<(), WriteError> {
        debug_assert!(!self.ended, "nothing comes after the end");
        let before = self.batch.len();
        self.delta.fill(delta, &mut self.previous);
        self.batch = encoded(&self.delta, std::mem::take(&mut self.batch));
        if self.batch.len() > MOST_PAYLOAD {
            self.batch.truncate(before);
            return Err(WriteError::TooMuch(self.path.clone()));
        }
        self.batch_start.get_or_insert(delta.at.nanos());
        self.end.snapshots += 1;
        if self.batch.len() >= FULL_BATCH {
            self.seal_batch();
        }
        Ok(())
    }

    /// Notes that the target became another program, behind all snapshots so far.
    pub fn epoch(&mut self, epoch: &Epoch) -> Result<(), WriteError> {
        self.push_frame(Kind::Epoch, &v1::Epoch::new(epoch))
    }

    /// Replaces all annotations written before.
    pub fn annotations(&mut self, annotations: &Annotations) -> Result<(), WriteError> {
        self.push_frame(Kind::Annotations, &v1::Annotations::new(annotations))
    }

    /// Adds a warning.
    pub fn warning(&mut self, warning: &Warning) -> Result<(), WriteError> {
        self.push_frame(Kind::Warnings, &v1::Warnings::new(std::slice::from_ref(warning)))
    }

    /// Appends everything that waits, with one write.
    ///
    /// After an error the file ends with its last good frame, everything that waited still does, and the next call tries
    /// again.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.seal_batch();
        if self.pending.is_empty() {
            return Ok(());
        }
        self.append_pending().map_err(|error| {
            // If the cut fails too, the next try writes over what is too much: it begins at the same place, and is
            // never shorter.
            drop(self.sink.set_len(self.written));
            WriteError::from_io(&self.path, error)
        })
    }

    /// Closes the trace and returns when it is on the disk. May be called again after an error; nothing can be pushed
    /// any more.
    pub fn finish(&mut self) -> Result<(), WriteError> {
        self.seal_batch();
        if !self.ended {
            let payload = encoded(&self.end, Vec::new());
            self.packer.pack(Kind::End, &payload, &mut self.pending);
            self.ended = true;
        }
        self.flush()?;
        self.sink.sync().map_err(|error| WriteError::from_io(&self.path, error))?;
        self.sink.release();
        Ok(())
    }

    /// Writes all of a recording that is whole already, and closes the trace.
    pub fn write_whole(
        mut self,
        deltas: &[SnapshotDelta],
        warnings: &[Warning],
        annotations: &Annotations,
    ) -> Result<(), WriteError> {
        deltas.iter().try_for_each(|delta| self.push(delta))?;
        warnings.iter().try_for_each(|warning| self.warning(warning))?;
        self.annotations(annotations)?;
        self.finish()
    }

    /// Adds a frame of another trace as it is: one that is neither of deltas nor the end.
    pub(super) fn push_copied(&mut self, frame: &[u8]) {
        self.pending.extend_from_slice(frame);
    }

    /// Adds a frame of deltas of another trace as it is.
    pub(super) fn push_copied_deltas(&mut self, frame: &[u8], batch: Batch) {
        self.note_deltas(batch.first);
        self.end.snapshots += batch.snapshots;
        self.pending.extend_from_slice(frame);
    }

    /// Bytes that wait for the next flush.
    pub(super) fn waiting(&self) -> usize {
        self.pending.len()
    }

    fn push_frame(&mut self, kind: Kind, value: &impl Serialize) -> Result<(), WriteError> {
        debug_assert!(!self.ended, "nothing comes after the end");
        let payload = encoded(value, Vec::new());
        if payload.len() > MOST_PAYLOAD {
            return Err(WriteError::TooMuch(self.path.clone()));
        }
        self.seal_batch();
        self.packer.pack(kind, &payload, &mut self.pending);
        Ok(())
    }

    /// Turns the batch into a frame, so that what comes next stands behind it.
    fn seal_batch(&mut self) {
        let Some(first) = self.batch_start.take() else {
            return;
        };
        self.note_deltas(first);
        self.packer.pack(Kind::Deltas, &self.batch, &mut self.pending);
        self.batch.clear();
        self.previous = v1::Previous::default();
    }

    /// Enters the frame of deltas that comes next into the index.
    fn note_deltas(&mut self, first: u64) {
        let offset = self.written + self.pending.len() as u64;
        self.end.deltas.push(v1::IndexEntry {
            offset: offset - self.last_entry.offset,
            at: first.saturating_sub(self.last_entry.at),
        });
        self.last_entry = v1::IndexEntry { offset, at: first };
    }

    fn append_pending(&mut self) -> io::Result<()> {
        self.sink.seek(SeekFrom::Start(self.written))?;
        self.sink.write_all(&self.pending)?;
        self.written += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }
}

/// Appends the encoded value.
fn encoded(value: &impl Serialize, to: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(value, to).expect("a vector grows, and every list of the wire types knows its length")
}
