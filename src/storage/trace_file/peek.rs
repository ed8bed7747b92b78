//! What a list of traces shows of each: from its head and its tail, whatever lies between.

use super::assembly::{check_memory, decoded, memory_to_decode};
use super::error::OpenError;
use super::frame::{Frames, HEADER, Kind, Unpacker, checksum};
use super::reader::{Head, read_head};
use super::v2;
use super::version::{Deltas, Version};
use crate::model::units::Timestamp;
use crate::model::{Annotations, RecordingStart};
use crate::platform::files::open_regular;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Where the closing frame is looked for: most are in the last of it; one of a hundred hours is in the first.
const TAILS: [u64; 2] = [64 << 10, 4 << 20];

/// A trace at a glance.
#[derive(Clone, Debug)]
pub struct Peek {
    /// Whom it is of, and since when.
    pub start: RecordingStart,
    /// What its end tells; nothing where it was cut off, or is still being written.
    pub ending: Option<Ending>,
}

/// What the end of a trace tells of the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// How many snapshots it has.
    pub snapshots: u64,
    /// The time of the last one.
    pub lasted: Timestamp,
    /// The marks; nothing where only a reading of the whole could tell.
    pub annotations: Option<Annotations>,
}

impl Peek {
    /// Whether the recording was finished in good order.
    pub const fn is_complete(&self) -> bool {
        self.ending.is_some()
    }
}

/// Looks at the trace at `path`, in a time that does not grow with it. A tail that cannot be understood is none.
pub fn peek(path: &Path) -> Result<Peek, OpenError> {
    let file = open_regular(path).map_err(|error| OpenError::Unreadable(path.to_owned(), error))?;
    let (start, closing) = closing(file, path)?;
    Ok(Peek { start, ending: closing.map(|closing| closing.ending) })
}

/// How a trace ends that was finished.
pub(super) struct Closing {
    /// Where its last frame begins.
    pub(super) offset: u64,
    /// That frame, as it stands in the file.
    pub(super) frame: Vec<u8>,
    /// What the end tells.
    pub(super) ending: Ending,
}

/// How a trace begins and ends.
pub(super) fn closing(file: File, path: &Path) -> Result<(RecordingStart, Option<Closing>), OpenError> {
    let unreadable = |error| OpenError::Unreadable(path.to_owned(), error);
    let mut file = BufReader::new(file);
    let Head { version, bytes: head, start } = read_head(&mut file, path)?;
    let mut file = file.into_inner();
    let length = file.metadata().map_err(unreadable)?.len();
    let closing = TAILS.iter().find_map(|&tail| {
        let begin = length.saturating_sub(tail).max(head.len() as u64);
        closing_behind(&mut file, version, begin, head.len() as u64)
    });
    Ok((start, closing))
}

/// The end, if its frame lies behind `begin`.
fn closing_behind(file: &mut File, version: Version, begin: u64, first_frame: u64) -> Option<Closing> {
    let mut tail = Vec::new();
    file.seek(SeekFrom::Start(begin)).ok()?;
    file.read_to_end(&mut tail).ok()?;
    let place = closing_frame(&tail)?;
    let mut unpacker = Unpacker::new().ok()?;
    let end: v2::End = decoded(unpacker.unpack(&tail[place + HEADER..]).ok()?).ok()?;
    let mut ending = Ending { snapshots: end.snapshots, ..Ending::default() };
    let offset = begin + place as u64;
    let last = if end.deltas.is_empty() {
        // Nothing was measured: there is nothing but marks. A forged trace that says so is not read for it.
        (offset <= first_frame + TAILS[1]).then_some(first_frame)
    } else {
        end.deltas.iter().try_fold(0_u64, |at, entry| at.checked_add(entry.offset))
    };
    if let Some(last) = last.filter(|last| (first_frame..offset).contains(last)) {
        file.seek(SeekFrom::Start(last)).ok()?;
        let mut frames = Frames::new(BufReader::new(file.take(offset - last)), last);
        last_frames(&mut frames, version, &mut unpacker, &mut ending);
    }
    Some(Closing { offset, frame: tail.split_off(place), ending })
}

/// Where the frame begins that closes the file, in the last bytes of it. Frames know only where they end: each place is
/// tried whose length would reach to the end, and the checksum decides.
fn closing_frame(tail: &[u8]) -> Option<usize> {
    let is_end = |&place: &usize| {
        let (header, packed) = tail[place..].split_at(HEADER);
        let &[l0, l1, l2, l3, kind, c0, c1, c2, c3] = header else { return false };
        u32::from_le_bytes([l0, l1, l2, l3]) as usize == packed.len()
            && kind == Kind::End as u8
            && checksum(kind, packed) == u32::from_le_bytes([c0, c1, c2, c3])
    };
    (0..(tail.len() + 1).saturating_sub(HEADER)).rev().find(is_end)
}

/// Takes from the frames behind the last but one of deltas what they tell.
fn last_frames<R: Read>(
    frames: &mut Frames<R>,
    version: Version,
    unpacker: &mut Unpacker,
    ending: &mut Ending,
) {
    let mut marks = Vec::new();
    loop {
        let begin = frames.offset();
        let Ok(Some(frame)) = frames.next() else { break };
        let kind = Kind::from_number(version, frame.kind);
        let behind = begin + frame.bytes.len() as u64;
        let Ok(payload) = unpacker.unpack(frame.packed()) else { break };
        let memory = kind.map_or(0, |kind| memory_to_decode(kind, payload));
        if check_memory(memory, behind).is_err() {
            break;
        }
        match kind {
            Some(Kind::Deltas) => {
                let last = Deltas::new(version, payload).map_while(Result::ok).last();
                ending.lasted = last.map_or(ending.lasted, |delta| delta.at);
            }
            Some(Kind::Annotations) => {
                ending.annotations =
                    decoded::<v2::Annotations>(payload).ok().map(v2::Annotations::into_model);
                marks.clear();
            }
            Some(Kind::AnnotationChange) => {
                marks.extend(
                    decoded::<v2::AnnotationChange>(payload).ok().map(v2::AnnotationChange::into_mark),
                );
            }
            _ => {}
        }
    }
    if let Some(annotations) = &mut ending.annotations {
        annotations.extend(marks);
    }
}
