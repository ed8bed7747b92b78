//! Saves a trace under another name.

use super::error::{OpenError, WriteError};
use super::frame::Kind;
use super::lock::is_being_written;
use super::reader::Reader;
use super::writer::{Sink, Writer};
use crate::model::{Annotations, Warning};
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Bytes that are collected before they are written.
const CHUNK: usize = 1 << 20;

/// Copies the trace at `from` to `to`, with `annotations` in place of its own, and closes it if it was not.
///
/// A recording that still runs can be copied: what is in its file by then, which after the answer to a mark or to
/// [`Session::snapshot`](crate::session::Session::snapshot) is everything up to that moment. It goes on in its own file,
/// which for that reason cannot be `to`. The copy is made beside `to` and takes its place when it is safely on the
/// disk: after an error or a loss of power there is the old file or the new one, never a half. `to` may be `from`. Of a
/// damaged trace the good part is copied, with a warning in it.
pub fn copy_trace(from: &Path, to: &Path, annotations: &Annotations) -> Result<(), WriteError> {
    if is_being_written(to) {
        return Err(WriteError::InUse(to.to_owned()));
    }
    let beside = neighbour(to);
    File::create(&beside)
        .map_err(|error| WriteError::from_io(to, error))
        .and_then(|file| write_copy(from, file, to, annotations))
        .and_then(|()| std::fs::rename(&beside, to).map_err(|error| WriteError::from_io(to, error)))
        .inspect_err(|_| drop(std::fs::remove_file(&beside)))?;
    sync_folder(to).map_err(|error| WriteError::from_io(to, error))
}

pub(super) fn write_copy<S: Sink>(
    from: &Path,
    into: S,
    to: &Path,
    annotations: &Annotations,
) -> Result<(), WriteError> {
    let still_grows = is_being_written(from);
    let file = File::open(from).map_err(|error| OpenError::Unreadable(from.to_owned(), error));
    let mut reader = file.and_then(|file| Reader::start(file, from)).map_err(WriteError::Unopenable)?;
    let mut writer = Writer::with_head(into, to, reader.head().to_vec())?;
    while let Some(taken) = reader.step() {
        match taken.kind {
            Some(Kind::Deltas) => writer.push_copied_deltas(taken.bytes, taken.batch),
            Some(Kind::Annotations | Kind::End) => {}
            Some(Kind::Epoch | Kind::Warnings) | None => writer.push_copied(taken.bytes),
        }
        if writer.waiting() >= CHUNK {
            writer.flush()?;
        }
    }
    // The frame that is being written just now is no loss.
    if reader.is_damaged() && !(still_grows && reader.is_cut()) {
        let opened = reader.finish();
        let at = opened.trace.recording.time_of(opened.trace.recording.last_snapshot());
        for text in opened.warnings {
            writer.warning(&Warning { at, text })?;
        }
    }
    writer.annotations(annotations)?;
    writer.finish()
}

/// A name in the same folder, so that the rename stays within one file system.
fn neighbour(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.partial", std::process::id()));
    path.with_file_name(name)
}

/// The new name is safe only when the folder is on the disk too. Only Unix lets a folder be opened for that.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
