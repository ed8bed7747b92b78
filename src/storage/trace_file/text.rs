//! A trace as text: the wire values in RON, one a line. Larger and slower than the file, but any script can take it apart.

use super::assembly::decoded;
use super::error::{OpenError, WriteError};
use super::frame::{Damage, Kind, Unpacker};
use super::reader::{Reader, readable};
use super::v1::Previous;
use super::v2::{self, Line};
use super::version::{Deltas, Version};
use super::writer::Writer;
use crate::model::{CallBatch, Recording, RecordingStart, Warning, Wording};
use crate::platform::files::Existing;
use std::fs::File;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;

/// How a trace as text begins, as this version writes it.
pub const TEXT_BEGINS: &str = "strandline trace 2 as text\n";

/// Whether something begins as a trace as text does, of whatever version; its first line is enough.
pub fn is_text(head: &[u8]) -> bool {
    let line = head.split_inclusive(|&letter| letter == b'\n').next();
    line.and_then(|line| version_in(std::str::from_utf8(line).ok()?)).is_some()
}

fn version_in(line: &str) -> Option<u32> {
    line.strip_prefix("strandline trace ")?.strip_suffix(" as text\n")?.parse().ok()
}

/// Longest line that is read: a forged one must not fill the memory.
const LONGEST_LINE: u64 = 256 << 20;

/// Writes the trace at `from` as text, in other words if `wording` gives some; `to` only names `into` in errors. Gives the
/// warnings of [`open`](super::open).
pub fn export_text(
    from: &Path,
    into: &mut dyn Write,
    to: &Path,
    wording: Option<&dyn Wording>,
) -> Result<Vec<String>, WriteError> {
    let unreadable = |error| WriteError::Unopenable(OpenError::Unreadable(from.to_owned(), error));
    let unwritable = |error| WriteError::from_io(to, error);
    let file = File::open(from).map_err(unreadable)?;
    let mut reader = Reader::start(file, from).map_err(WriteError::Unopenable)?;
    let mut unpacker = Unpacker::new().map_err(unreadable)?;
    let mut previous = Previous::default();
    into.write_all(TEXT_BEGINS.as_bytes()).map_err(unwritable)?;
    if let Some(mut start) = reader.recording().start().cloned() {
        if let Some(wording) = wording {
            start.reword(wording);
        }
        write_line(into, &Line::Manifest(v2::Manifest::new(&start))).map_err(unwritable)?;
    }
    let version = reader.version();
    while let Some(taken) = reader.step() {
        if let Some(kind) = taken.kind {
            let payload = unpacker.unpack(taken.packed()).map_err(|damage| never_taken(&damage));
            payload
                .and_then(|payload| write_frame(into, (version, kind), payload, &mut previous, wording))
                .map_err(unwritable)?;
        }
    }
    into.flush().map_err(unwritable)?;
    Ok(reader.finish().warnings)
}

/// Writes the values of a frame. Deltas count on from those of the frame before: text is read from its beginning only.
fn write_frame(
    into: &mut dyn Write,
    (version, kind): (Version, Kind),
    payload: &[u8],
    previous: &mut Previous,
    wording: Option<&dyn Wording>,
) -> io::Result<()> {
    let line =
        match kind {
            Kind::Deltas => {
                for delta in Deltas::new(version, payload) {
                    let mut delta = delta.map_err(io::Error::other)?;
                    if let Some(wording) = wording {
                        delta.reword(wording);
                    }
                    let mut wire = v2::Delta::default();
                    wire.fill(&delta, previous);
                    write_line(into, &Line::Delta(wire))?;
                }
                return Ok(());
            }
            Kind::Epoch => decoded::<v2::Epoch>(payload).map(|epoch| Line::Epoch(epoch.reworded(wording))),
            Kind::Annotations => decoded::<v2::Annotations>(payload)
                .map(|annotations| Line::Annotations(annotations.reworded(wording))),
            Kind::Warnings => {
                decoded::<v2::Warnings>(payload).map(|warnings| Line::Warnings(warnings.reworded(wording)))
            }
            Kind::Runtimes => decoded::<v2::Runtimes>(payload).map(Line::Runtimes),
            Kind::End => decoded::<v2::End>(payload).map(|end| Line::End(end.snapshots)),
            Kind::AnnotationChange => decoded::<v2::AnnotationChange>(payload)
                .map(|change| Line::AnnotationChange(change.reworded(wording))),
            Kind::Calls => decoded::<v2::Calls>(payload).map(|calls| Line::Calls(calls.reworded(wording))),
            Kind::Pages => decoded::<v2::Pages>(payload).map(Line::Pages),
            Kind::Functions => decoded::<v2::Functions>(payload)
                .map(|functions| Line::Functions(functions.reworded(wording))),
            Kind::Heap => decoded::<v2::HeapCount>(payload).map(Line::Heap),
            Kind::LoggedStacks => decoded::<v2::LoggedStacks>(payload)
                .map(|stacks| Line::LoggedStacks(stacks.reworded(wording))),
        };
    write_line(into, &line.map_err(|damage| never_taken(&damage))?)
}

/// The reader understood the frame before it gave it out.
pub(super) fn never_taken(damage: &Damage) -> io::Error {
    io::Error::other(damage.to_string())
}

fn write_line(into: &mut dyn Write, line: &Line) -> io::Result<()> {
    let text = ron::to_string(line).map_err(io::Error::other)?;
    writeln!(into, "{text}")
}

/// Makes a trace at `to` of text that [`export_text`] wrote; `name` only names `from` in errors.
///
/// What follows a line that makes no sense is left out; the warnings say so, and so do those in the trace.
pub fn import_text(
    mut from: impl BufRead,
    name: &Path,
    to: &Path,
    existing: Existing,
) -> Result<Vec<String>, WriteError> {
    let (version, start) = read_start(&mut from, name).map_err(WriteError::Unopenable)?;
    let mut writer = Writer::create(to, existing, &start)?;
    let (recording, previous) = (Recording::new(start), Previous::default());
    let mut import = Import { version, recording, previous, ended: false };
    let mut warnings = Vec::new();
    for number in 3.. {
        let line = read_line(&mut from).map_err(|error| error.to_string());
        let taken = match line {
            Ok(line) if line.is_empty() => break,
            Ok(line) => import.take(&line, &mut writer)?,
            Err(why) => Err(why),
        };
        if let Err(why) = taken {
            warnings.push(format!("line {number} makes no sense ({why}); all from there on was ignored"));
            break;
        }
    }
    if warnings.is_empty() && !import.ended {
        warnings.push("the text has no end: the recording was not finished".to_owned());
    }
    let at = import.recording.time_of(import.recording.last_snapshot());
    for text in &warnings {
        let text = text.clone();
        writer.warning(&Warning { at, text })?;
    }
    writer.finish()?;
    Ok(warnings)
}

/// What the lines add up to so far.
struct Import {
    version: Version,
    /// Whoever imports a forged text shall learn of it now, not when the trace is opened.
    recording: Recording,
    previous: Previous,
    ended: bool,
}

impl Import {
    /// Takes a line to the trace; the inner error says why it makes no sense.
    fn take(&mut self, line: &str, writer: &mut Writer) -> Result<Result<(), String>, WriteError> {
        let line = match self.version.line(line) {
            Ok(_) if self.ended => return Ok(Err("it stands behind the end".to_owned())),
            Ok(line) => line,
            Err(error) => return Ok(Err(error.to_string())),
        };
        match line {
            Line::Manifest(_) => return Ok(Err("a second manifest".to_owned())),
            Line::Delta(delta) => {
                let delta = delta.into_model(&mut self.previous);
                if let Err(wrong) = self.recording.append(&delta) {
                    return Ok(Err(wrong.to_string()));
                }
                writer.push(&delta)?;
            }
            Line::Epoch(epoch) => writer.epoch(&epoch.into_model())?,
            Line::Annotations(annotations) => writer.annotations(&annotations.into_model())?,
            Line::AnnotationChange(change) => writer.mark(&change.into_mark())?,
            Line::Warnings(warnings) => {
                for warning in warnings.into_model() {
                    writer.warning(&warning)?;
                }
            }
            Line::LoggedStacks(stacks) => match stacks.into_model() {
                Some(stacks) => writer.logged_stacks(&stacks)?,
                None => return Ok(Err("a call stack has a frame that is not there".to_owned())),
            },
            Line::Calls(calls) => return self.take_calls(&calls.into_model(), writer),
            Line::Pages(pages) => return self.take_calls(&pages.into_model(), writer),
            Line::Functions(functions) => writer.functions(&functions.into_model())?,
            Line::Heap(count) => {
                let (allocator, count) = count.into_model(self.recording.heap().counts().last());
                if let Err(wrong) = self.recording.add_heap_count(&allocator, count.clone()) {
                    return Ok(Err(wrong.to_string()));
                }
                writer.heap_count(&allocator, &count)?;
            }
            Line::Runtimes(runtimes) => writer.runtimes(runtimes.into_model())?,
            Line::End(_) => self.ended = true,
        }
        Ok(Ok(()))
    }

    fn take_calls(
        &mut self,
        batch: &CallBatch,
        writer: &mut Writer,
    ) -> Result<Result<(), String>, WriteError> {
        if let Err(wrong) = self.recording.add_calls(batch) {
            return Ok(Err(wrong.to_string()));
        }
        writer.calls(batch)?;
        Ok(Ok(()))
    }
}

fn read_start(from: &mut impl BufRead, name: &Path) -> Result<(Version, RecordingStart), OpenError> {
    let path = name.to_owned();
    let first = read_line(from).map_err(|error| OpenError::Unreadable(name.to_owned(), error))?;
    let version = readable(version_in(&first), name)?;
    let second = read_line(from).map_err(|error| OpenError::Unreadable(name.to_owned(), error))?;
    match version.line(&second) {
        Ok(Line::Manifest(manifest)) => Ok((version, manifest.into_model())),
        Ok(_) => {
            let reason = "the second line is none".to_owned();
            Err(OpenError::DamagedManifest { reason, path })
        }
        Err(error) => {
            let reason = error.to_string();
            Err(OpenError::DamagedManifest { reason, path })
        }
    }
}

/// The next line with its end; empty behind the last.
fn read_line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    from.take(LONGEST_LINE).read_line(&mut line)?;
    Ok(line)
}
