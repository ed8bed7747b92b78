//! Saves a trace under another name.

use super::assembly::{decoded, not_understood};
use super::error::{OpenError, WriteError};
use super::frame::{Damage, Kind, Unpacker};
use super::lock::{is_being_written, refuse_used};
use super::reader::{Reader, TRACE};
use super::text::never_taken;
use super::v2;
use super::version::{Deltas, Version};
use super::writer::{Sink, Writer};
use crate::model::{Annotations, Warning, Wording};
use crate::platform::files::{Existing, NewFile};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Bytes that are collected before they are written.
const CHUNK: usize = 1 << 20;

/// Copies the trace at `from` to `to`, with `annotations` in place of its own, and closes it if it was not.
///
/// A recording that still runs can be copied: what is in its file by then, which after the answer to a mark or to
/// [`Session::snapshot`](crate::record::session::Session::snapshot) is everything up to that moment. It goes on in its own file,
/// which for that reason cannot be `to`. The copy takes the place of `to` when it is safely on the disk: after an error or
/// a loss of power there is the old file or the new one, never a half. `to` may be `from`. Of a damaged trace the good part
/// is copied, with a warning in it.
pub fn copy_trace(
    from: &Path,
    to: &Path,
    annotations: &Annotations,
    existing: Existing,
) -> Result<(), WriteError> {
    write_copy(from, begin(to, existing)?, to, annotations)
}

/// Copies the trace at `from` to `to` as [`copy_trace`] does, in other words. Frames that a newer version wrote are left
/// out: who knows what they say.
pub fn copy_reworded(
    from: &Path,
    to: &Path,
    wording: &dyn Wording,
    existing: Existing,
) -> Result<(), WriteError> {
    write_reworded(from, begin(to, existing)?, to, wording)
}

/// Begins a file that takes its name when it is whole; refused where the one that is there is used.
pub(super) fn begin(to: &Path, existing: Existing) -> Result<NewFile, WriteError> {
    let file = NewFile::beside(to, existing, TRACE)?;
    refuse_used(to)?;
    Ok(file)
}

pub(super) fn write_copy<S: Sink>(
    from: &Path,
    into: S,
    to: &Path,
    annotations: &Annotations,
) -> Result<(), WriteError> {
    let still_grows = is_being_written(from);
    copy_frames(start(from)?, still_grows, into, to, annotations)
}

/// Copies frame by frame, with other annotations. The last frame of one that `still_grows` may be half written.
pub(super) fn copy_frames<R: Read, S: Sink>(
    mut reader: Reader<R>,
    still_grows: bool,
    into: S,
    to: &Path,
    annotations: &Annotations,
) -> Result<(), WriteError> {
    let mut writer = Writer::with_head(into, to, reader.head().to_vec())?;
    while let Some(taken) = reader.step() {
        match taken.kind {
            Some(Kind::Deltas) => writer.push_copied_deltas(taken.bytes, taken.batch),
            Some(Kind::Annotations | Kind::AnnotationChange | Kind::End) => {}
            Some(
                Kind::Epoch
                | Kind::Warnings
                | Kind::Runtimes
                | Kind::LoggedStacks
                | Kind::Calls
                | Kind::Functions
                | Kind::Heap
                | Kind::Pages,
            )
            | None => {
                writer.push_copied(taken.bytes);
            }
        }
        if writer.waiting() >= CHUNK {
            writer.flush()?;
        }
    }
    tell_damage(reader, still_grows, &mut writer)?;
    writer.annotations(annotations)?;
    writer.finish()
}

/// Notes in a copy what of the file could not be copied. The frame that is being written just now is no loss.
fn tell_damage<R: Read, S: Sink>(
    reader: Reader<R>,
    still_grows: bool,
    writer: &mut Writer<S>,
) -> Result<(), WriteError> {
    if !reader.is_damaged() || still_grows && reader.is_cut() {
        return Ok(());
    }
    let opened = reader.finish();
    let at = opened.trace.recording.time_of(opened.trace.recording.last_snapshot());
    opened.warnings.into_iter().try_for_each(|text| writer.warning(&Warning { at, text }))
}

fn start(from: &Path) -> Result<Reader<File>, WriteError> {
    let file = File::open(from).map_err(|error| OpenError::Unreadable(from.to_owned(), error));
    file.and_then(|file| Reader::start(file, from)).map_err(WriteError::Unopenable)
}

fn write_reworded<S: Sink>(from: &Path, into: S, to: &Path, wording: &dyn Wording) -> Result<(), WriteError> {
    let still_grows = is_being_written(from);
    let unreadable = |error| WriteError::Unopenable(OpenError::Unreadable(from.to_owned(), error));
    let mut reader = start(from)?;
    let mut unpacker = Unpacker::new().map_err(unreadable)?;
    let no_trace = || WriteError::Unopenable(OpenError::NotATrace(from.to_owned()));
    let mut start = reader.recording().start().cloned().ok_or_else(no_trace)?;
    start.reword(wording);
    let mut writer = Writer::over(into, to, &start)?;
    let version = reader.version();
    while let Some(taken) = reader.step() {
        let Some(kind) = taken.kind else { continue };
        if kind == Kind::Heap {
            // It names nothing, and builds on the one before.
            writer.push_copied(taken.bytes);
            continue;
        }
        let payload = unpacker.unpack(taken.packed()).map_err(|damage| unreadable(never_taken(&damage)))?;
        let damaged = |damage| unreadable(never_taken(&damage));
        push_reworded(&mut writer, version, kind, payload, wording, &damaged)?;
        if writer.waiting() >= CHUNK {
            writer.flush()?;
        }
    }
    tell_damage(reader, still_grows, &mut writer)?;
    writer.finish()
}

/// Writes what a frame says in other words; `damaged` is the error of one that makes no sense.
fn push_reworded<S: Sink>(
    writer: &mut Writer<S>,
    version: Version,
    kind: Kind,
    payload: &[u8],
    wording: &dyn Wording,
    damaged: &dyn Fn(Damage) -> WriteError,
) -> Result<(), WriteError> {
    match kind {
        Kind::Deltas => Deltas::new(version, payload).try_for_each(|delta| {
            let mut delta = delta.map_err(|error| damaged(not_understood(error)))?;
            delta.reword(wording);
            writer.push(&delta)
        }),
        Kind::Epoch => {
            let epoch: v2::Epoch = decoded(payload).map_err(damaged)?;
            writer.epoch(&epoch.reworded(Some(wording)).into_model())
        }
        Kind::Annotations => {
            let annotations: v2::Annotations = decoded(payload).map_err(damaged)?;
            writer.annotations(&annotations.into_model().reworded(wording))
        }
        Kind::AnnotationChange => {
            let change: v2::AnnotationChange = decoded(payload).map_err(damaged)?;
            writer.mark(&change.reworded(Some(wording)).into_mark())
        }
        Kind::Warnings => {
            let warnings: v2::Warnings = decoded(payload).map_err(damaged)?;
            let mut warnings = warnings.reworded(Some(wording)).into_model();
            warnings.try_for_each(|warning| writer.warning(&warning))
        }
        Kind::LoggedStacks => {
            let stacks: v2::LoggedStacks = decoded(payload).map_err(damaged)?;
            let Some(mut stacks) = stacks.into_model() else { return Ok(()) };
            stacks.reword(wording);
            writer.logged_stacks(&stacks)
        }
        Kind::Calls => writer
            .calls(&decoded::<v2::Calls>(payload).map_err(damaged)?.reworded(Some(wording)).into_model()),
        Kind::Pages => writer.calls(&decoded::<v2::Pages>(payload).map_err(damaged)?.into_model()),
        Kind::Functions => {
            let functions: v2::Functions = decoded(payload).map_err(damaged)?;
            writer.functions(&functions.reworded(Some(wording)).into_model())
        }
        Kind::Runtimes => writer.runtimes(decoded::<v2::Runtimes>(payload).map_err(damaged)?.into_model()),
        // The first is written anew at the end, the other is copied as it is.
        Kind::End | Kind::Heap => Ok(()),
    }
}
