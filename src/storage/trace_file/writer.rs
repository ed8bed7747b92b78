//! Appends a recording to its file as it comes.

use super::assembly::Batch;
use super::error::WriteError;
use super::frame::{Damage, Frames, Kind, MOST_PAYLOAD, Packer};
use super::reader::{Head, TRACE, read_head};
use super::version::Version;
use super::{lock, v1, v2};
use crate::model::{
    Annotations, Epoch, HeapCount, LoggedStacks, Mark, RecordingStart, Runtimes, SnapshotDelta, Warning,
};
use crate::platform::files::{Displaced, Existing, NewFile};
use serde::Serialize;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Size at which a batch of deltas becomes a frame before its second is over.
const FULL_BATCH: usize = 1 << 20;

/// A trace of up to this size stays in memory too, since whoever cuts its file takes away what nothing else has. It is a
/// recording of some hours.
const MOST_KEPT: usize = 32 << 20;

/// What a trace is written to. Tests have one that runs full.
pub trait Sink: Write + Seek {
    /// Cuts it to `len` bytes.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
    /// Returns when everything written is on the disk.
    fn sync(&mut self) -> io::Result<()>;
    /// Gives it its name, if it has one to take.
    fn take_name(&mut self) -> Result<(), WriteError> {
        Ok(())
    }
    /// Returns when its name is on the disk.
    fn sync_name(&self) -> io::Result<()> {
        Ok(())
    }
    /// Makes sure that all of it, `len` bytes, is where its name leads to.
    fn check_place(&self, _len: u64) -> Result<(), Displaced> {
        Ok(())
    }
    /// Makes sure, by its name, that all of it is there, and that it ends with these bytes.
    fn read_back(&self, _len: u64, _tail: &[u8]) -> Result<(), Displaced> {
        Ok(())
    }
    /// Gives back the lock that is held on it, if there is one.
    fn release(&mut self) {}
}

impl Sink for NewFile {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.file().set_len(len)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file().sync_all()
    }

    fn take_name(&mut self) -> Result<(), WriteError> {
        if self.is_named() {
            return Ok(());
        }
        if lock::is_being_written(self.path()) {
            return Err(WriteError::InUse(self.path().to_owned()));
        }
        Ok(Self::take_name(self)?)
    }

    fn sync_name(&self) -> io::Result<()> {
        Self::sync_name(self)
    }

    fn check_place(&self, len: u64) -> Result<(), Displaced> {
        Self::check_place(self, len)
    }

    fn read_back(&self, len: u64, tail: &[u8]) -> Result<(), Displaced> {
        Self::read_back(self, len, tail)
    }

    fn release(&mut self) {
        // Closing it does the same, but not where a process that is just being started has a copy of it.
        let _had_none = self.file().unlock();
    }
}

/// Writes a recording to a file while it is made.
///
/// What is pushed waits in memory until the next [`Writer::flush`], which whoever records calls at least each second: so
/// much is lost if the recorder is killed. A quiet delta allocates nothing.
pub struct Writer<S = NewFile> {
    sink: S,
    path: PathBuf,
    packer: Packer,
    /// The value that every delta is converted to, kept for its lists' memory.
    delta: v2::Delta,
    previous: v1::Previous,
    /// The next one is written as the difference from it.
    pub(super) last_heap_count: Option<HeapCount>,
    /// Encoded deltas that are not yet a frame, and the time of the first.
    batch: Vec<u8>,
    batch_start: Option<u64>,
    /// Frames that are not yet in the file.
    pending: Vec<u8>,
    /// Length of the file up to its last good frame.
    written: u64,
    /// All that is written, where it is kept and not too much.
    kept: Option<Vec<u8>>,
    /// The frame that closes the file.
    closing: Vec<u8>,
    end: v2::End,
    last_entry: v2::IndexEntry,
    ended: bool,
}

impl Writer {
    /// Begins a file that takes the name `path` later ([`Writer::take_name`], [`Writer::finish`]); the folder must exist.
    /// A lock is held on it until the trace is finished or the writer dropped.
    pub fn create(path: &Path, existing: Existing, start: &RecordingStart) -> Result<Self, WriteError> {
        let file = NewFile::beside(path, existing, TRACE)?;
        lock::refuse_used(path)?;
        lock::hold(file.file(), path)?;
        Self::begin(file, path, head_of(start), Some(Vec::new()))
    }

    /// Closes the trace in another, new file, where the first could not be written to its end: copies what was written to
    /// the first, by its descriptor, wherever its name leads by now; appends what waits; and reads the copy back.
    pub fn finish_elsewhere(&mut self, path: &Path) -> Result<(), WriteError> {
        let mut to = NewFile::beside(path, Existing::Keep, TRACE)?;
        self.copy_written(&mut to).map_err(|error| WriteError::from_io(path, error))?;
        self.sink = to;
        path.clone_into(&mut self.path);
        self.finish()?;
        check_frames(path, self.written)
    }

    fn copy_written(&mut self, to: &mut NewFile) -> io::Result<()> {
        if let Some(kept) = &self.kept {
            return to.write_all(kept);
        }
        self.sink.seek(SeekFrom::Start(0))?;
        io::copy(&mut self.sink.file().take(self.written), to).map(drop)
    }
}

/// Reads all frames of a file that was just written: all of it must be good.
fn check_frames(path: &Path, len: u64) -> Result<(), WriteError> {
    let unreadable = |error| WriteError::from_io(path, error);
    let damaged = |damage: &dyn std::fmt::Display| {
        unreadable(io::Error::other(format!("the copy is damaged: {damage}")))
    };
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    let Head { bytes: head, .. } = read_head(&mut file, path).map_err(|error| damaged(&error))?;
    let mut frames = Frames::new(file, head.len() as u64);
    loop {
        let is_frame = frames.next().map(|frame| frame.is_some()).map_err(|damage| damaged(&damage))?;
        if !is_frame {
            return if frames.offset() == len { Ok(()) } else { Err(damaged(&Damage::Cut)) };
        }
    }
}

impl<S: Sink> Writer<S> {
    /// Begins a trace in an empty `sink`; `path` only names it in errors.
    pub fn over(sink: S, path: &Path, start: &RecordingStart) -> Result<Self, WriteError> {
        Self::begin(sink, path, head_of(start), None)
    }

    /// Begins a trace whose lines ahead of the frames are known.
    pub(super) fn with_head(sink: S, path: &Path, head: Vec<u8>) -> Result<Self, WriteError> {
        Self::begin(sink, path, head, None)
    }

    fn begin(sink: S, path: &Path, head: Vec<u8>, kept: Option<Vec<u8>>) -> Result<Self, WriteError> {
        let mut writer = Self {
            sink,
            path: path.to_owned(),
            packer: Packer::new().map_err(|error| WriteError::from_io(path, error))?,
            delta: v2::Delta::default(),
            previous: v1::Previous::default(),
            last_heap_count: None,
            batch: Vec::new(),
            batch_start: None,
            pending: head,
            written: 0,
            kept,
            closing: Vec::new(),
            end: v2::End { snapshots: 0, deltas: Vec::new() },
            last_entry: v2::IndexEntry { offset: 0, at: 0 },
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
        delta.runtimes.map_or(Ok(()), |runtimes| self.runtimes(runtimes))
    }

    /// Notes which allocators and language runtimes live in the process, in place of those that were named before.
    pub(super) fn runtimes(&mut self, runtimes: Runtimes) -> Result<(), WriteError> {
        self.push_frame(Kind::Runtimes, &v2::Runtimes::new(runtimes))
    }

    /// Notes that the target became another program, behind all snapshots so far.
    pub fn epoch(&mut self, epoch: &Epoch) -> Result<(), WriteError> {
        self.push_frame(Kind::Epoch, &v2::Epoch::new(epoch))
    }

    /// Replaces all annotations written before.
    pub fn annotations(&mut self, annotations: &Annotations) -> Result<(), WriteError> {
        self.push_frame(Kind::Annotations, &v2::Annotations::new(annotations))
    }

    /// Adds a mark to the annotations written before, at a cost that does not grow with them.
    pub fn mark(&mut self, mark: &Mark) -> Result<(), WriteError> {
        self.push_frame(Kind::AnnotationChange, &v2::AnnotationChange::marked(mark))
    }

    /// Adds a warning.
    pub fn warning(&mut self, warning: &Warning) -> Result<(), WriteError> {
        self.push_frame(Kind::Warnings, &v2::Warnings::new(std::slice::from_ref(warning)))
    }

    /// Appends everything that waits, with one write.
    ///
    /// After an error the file ends with its last good frame, everything that waited still does, and the next call tries
    /// again. Nothing is written to a file that somebody else has moved, removed or changed ([`WriteError::Displaced`]).
    pub fn flush(&mut self) -> Result<(), WriteError> {
        self.seal_batch();
        if self.pending.is_empty() {
            return Ok(());
        }
        let place = self.sink.check_place(self.written);
        place.map_err(|how| WriteError::Displaced(self.path.clone(), how))?;
        self.append_pending().map_err(|error| {
            // If the cut fails too, the next try writes over what is too much: it begins at the same place, and is
            // never shorter.
            drop(self.sink.set_len(self.written));
            WriteError::from_io(&self.path, error)
        })
    }

    /// Gives the file its name, if it has none yet and there is a snapshot in it.
    pub fn take_name(&mut self) -> Result<(), WriteError> {
        if self.end.snapshots == 0 { Ok(()) } else { self.sink.take_name() }
    }

    /// How many snapshots were pushed.
    pub const fn snapshots(&self) -> u64 {
        self.end.snapshots
    }

    /// Closes the trace and returns when it is on the disk under its name, and was read back. May be called again after an
    /// error; nothing can be pushed any more.
    pub fn finish(&mut self) -> Result<(), WriteError> {
        self.seal_batch();
        if !self.ended {
            let payload = encoded(&self.end, Vec::new());
            self.packer.pack(Kind::End, &payload, &mut self.closing);
            self.pending.extend_from_slice(&self.closing);
            self.ended = true;
        }
        self.flush()?;
        self.sink.sync().map_err(|error| WriteError::from_io(&self.path, error))?;
        self.sink.take_name()?;
        self.sink.sync_name().map_err(|error| WriteError::from_io(&self.path, error))?;
        let proof = self.sink.read_back(self.written, &self.closing);
        proof.map_err(|how| WriteError::Displaced(self.path.clone(), how))?;
        self.sink.release();
        Ok(())
    }

    /// Writes all of a recording that is whole already, and closes the trace.
    pub fn write_whole(
        mut self,
        deltas: &[SnapshotDelta],
        stacks: &LoggedStacks,
        warnings: &[Warning],
        annotations: &Annotations,
    ) -> Result<(), WriteError> {
        deltas.iter().try_for_each(|delta| self.push(delta))?;
        if !stacks.is_empty() {
            self.logged_stacks(stacks)?;
        }
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

    pub(super) fn push_frame(&mut self, kind: Kind, value: &impl Serialize) -> Result<(), WriteError> {
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
        self.end.deltas.push(v2::IndexEntry {
            offset: offset - self.last_entry.offset,
            at: first.saturating_sub(self.last_entry.at),
        });
        self.last_entry = v2::IndexEntry { offset, at: first };
    }

    fn append_pending(&mut self) -> io::Result<()> {
        self.sink.seek(SeekFrom::Start(self.written))?;
        self.sink.write_all(&self.pending)?;
        self.written += self.pending.len() as u64;
        self.kept = self.kept.take().filter(|kept| kept.len() + self.pending.len() <= MOST_KEPT);
        self.kept.iter_mut().for_each(|kept| kept.extend_from_slice(&self.pending));
        self.pending.clear();
        Ok(())
    }
}

/// What stands ahead of the frames.
fn head_of(start: &RecordingStart) -> Vec<u8> {
    let manifest = v2::Manifest::new(start).to_text();
    let (checksum, length) = (crc32fast::hash(manifest.as_bytes()), manifest.len());
    let version = Version::NEWEST.number();
    format!("strandline trace {version}\nmanifest {length} crc32 {checksum:08x}\n{manifest}").into_bytes()
}

/// Appends the encoded value.
fn encoded(value: &impl Serialize, to: Vec<u8>) -> Vec<u8> {
    postcard::to_extend(value, to).expect("a vector grows, and every list of the wire types knows its length")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::Timestamp;
    use crate::storage::trace_file::open;
    use crate::storage::trace_file::tests::sample_start;

    /// Records, has the file changed, and saves the recording elsewhere; says whether all of it is there.
    fn is_saved(is_kept: bool, change: impl FnOnce(&Path)) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let (path, elsewhere) = (folder.path().join("a.strand"), folder.path().join("b.strand"));
        let delta = |at| SnapshotDelta { at: Timestamp::from_nanos(at), ..SnapshotDelta::default() };
        let mut writer = Writer::create(&path, Existing::Keep, &sample_start()).unwrap();
        writer.push(&delta(1)).unwrap();
        writer.flush().and_then(|()| writer.take_name()).unwrap();
        writer.kept = writer.kept.take().filter(|_| is_kept);
        change(&path);
        writer.push(&delta(2)).unwrap();
        assert!(matches!(writer.finish(), Err(WriteError::Displaced(..))));
        let saved = writer.finish_elsewhere(&elsewhere).is_ok();
        let opened = open(&elsewhere).unwrap();
        assert_eq!(saved, opened.complete && opened.trace.recording.snapshots().len() == 2);
        saved
    }

    #[test]
    fn what_is_out_of_reach_is_copied_by_its_descriptor() {
        for is_kept in [true, false] {
            assert!(is_saved(is_kept, |path| std::fs::remove_file(path).unwrap()));
            assert!(is_saved(is_kept, |path| {
                std::fs::remove_file(path).unwrap();
                std::fs::write(path, "somebody's").unwrap();
            }));
        }
    }

    #[test]
    fn what_was_cut_away_is_saved_from_memory_or_never_said_to_be_saved() {
        let cut = |path: &Path| std::fs::write(path, "").unwrap();
        assert!(is_saved(true, cut));
        assert!(!is_saved(false, |path| {
            let file = File::options().write(true).open(path).unwrap();
            file.set_len(file.metadata().unwrap().len() - 1).unwrap();
        }));
    }
}
