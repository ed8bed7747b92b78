//! Opens a trace, whole or cut, honest or forged.

use super::assembly::{Assembly, Batch};
use super::error::OpenError;
use super::frame::{Damage, Frames, HEADER, Kind, Unpacker};
use super::v2;
use super::version::Version;
use crate::model::{Recording, RecordingStart, Trace, Warning};
use crate::platform::files::{Kind as FileKind, open_regular};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// Longest of the two lines at the start.
const LONGEST_LINE: u64 = 80;

/// Longest manifest that is read; a command line may have 2 MiB, and twice that with its quotes escaped.
const LONGEST_MANIFEST: u64 = 16 << 20;

/// A trace that was read, as far as that went.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    pub trace: Trace,
    /// What was odd about the file; the recording has these warnings too.
    pub warnings: Vec<String>,
    /// Whether the recording was finished and everything of it is there.
    pub complete: bool,
}

/// Opens the trace at `path`. What can be read of a cut or damaged one is read; the warnings say what is missing.
pub fn open(path: &Path) -> Result<Opened, OpenError> {
    let file = File::open(path).map_err(|error| OpenError::Unreadable(path.to_owned(), error))?;
    read(file, path)
}

/// Traces, of whatever version, among files.
pub const TRACE: FileKind = FileKind { name: "trace", is_one: begins_a_trace };

fn begins_a_trace(mut head: &[u8]) -> bool {
    read_line(&mut head).is_ok_and(|line| version_in(&line).is_some())
}

/// Whether there is a file that begins as a trace does, of whatever version.
pub fn is_trace(path: &Path) -> bool {
    let line = || read_line(&mut BufReader::new(open_regular(path)?));
    line().is_ok_and(|line| version_in(&line).is_some())
}

/// Reads a trace from its beginning; `path` only names it in errors.
pub fn read(from: impl Read, path: &Path) -> Result<Opened, OpenError> {
    let mut reader = Reader::start(from, path)?;
    while reader.step().is_some() {}
    Ok(reader.finish())
}

/// A frame that was taken in.
pub(super) struct TakenFrame<'a> {
    /// What it is, where this version knows.
    pub(super) kind: Option<Kind>,
    /// Header and payload, as they stand in the file.
    pub(super) bytes: &'a [u8],
    pub(super) batch: Batch,
}

impl TakenFrame<'_> {
    /// The payload, still packed.
    pub(super) fn packed(&self) -> &[u8] {
        &self.bytes[HEADER..]
    }
}

/// Reads a trace frame by frame.
pub(super) struct Reader<R> {
    version: Version,
    head: Vec<u8>,
    frames: Frames<BufReader<R>>,
    unpacker: Unpacker,
    assembly: Assembly,
    /// How often which unknown kind was met.
    skipped: BTreeMap<u8, u32>,
    /// Where the reading stopped, and why, if it was not the end of the file.
    damage: Option<(u64, Damage)>,
}

impl<R: Read> Reader<R> {
    /// Reads what stands ahead of the frames.
    pub(super) fn start(from: R, path: &Path) -> Result<Self, OpenError> {
        let mut from = BufReader::new(from);
        let Head { version, bytes: head, start } = read_head(&mut from, path)?;
        let unpacker = Unpacker::new().map_err(|error| OpenError::Unreadable(path.to_owned(), error))?;
        Ok(Self {
            frames: Frames::new(from, head.len() as u64),
            version,
            head,
            unpacker,
            assembly: Assembly::new(version, start),
            skipped: BTreeMap::new(),
            damage: None,
        })
    }

    /// The version of the file.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// The lines ahead of the frames, as they stand in the file.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Takes in the next frame. There is none behind the end, nor from the first bad one on.
    pub(super) fn step(&mut self) -> Option<TakenFrame<'_>> {
        if self.assembly.end.is_some() {
            return None;
        }
        let offset = self.frames.offset();
        let frame = match self.frames.next() {
            Ok(frame) => frame?,
            Err(damage) => {
                self.damage = Some((offset, damage));
                return None;
            }
        };
        let kind = Kind::from_number(self.version, frame.kind);
        let batch = match kind {
            None => {
                *self.skipped.entry(frame.kind).or_default() += 1;
                Ok(Batch::default())
            }
            Some(kind) => {
                let behind = offset + frame.bytes.len() as u64;
                let payload = self.unpacker.unpack(frame.packed());
                payload.and_then(|payload| self.assembly.add(kind, payload, behind))
            }
        };
        match batch {
            Ok(batch) => Some(TakenFrame { kind, bytes: frame.bytes, batch }),
            Err(damage) => {
                self.damage = Some((offset, damage));
                None
            }
        }
    }

    /// What was taken in so far.
    pub(super) fn recording(&self) -> &Recording {
        self.assembly.recording()
    }

    /// Whether something of the file could not be taken in.
    pub(super) fn is_damaged(&self) -> bool {
        self.damage.is_some()
    }

    /// Whether the file ends inside a frame.
    pub(super) fn is_cut(&self) -> bool {
        matches!(self.damage, Some((_, Damage::Cut)))
    }

    /// Adds the warnings and gives out the trace.
    pub(super) fn finish(mut self) -> Opened {
        let mut warnings = Vec::new();
        for (kind, count) in &self.skipped {
            warnings.push(format!(
                "frames of the unknown kind {kind} were skipped ({count}); a newer strandline wrote them"
            ));
        }
        let incomplete = self.what_is_missing();
        let complete = incomplete.is_none();
        warnings.extend(incomplete);
        let mut trace = self.assembly.into_trace();
        let at = trace.recording.time_of(trace.recording.last_snapshot());
        for text in &warnings {
            let text = text.clone();
            trace.recording.warn(Warning { at, text });
        }
        Opened { trace, warnings, complete }
    }

    fn what_is_missing(&mut self) -> Option<String> {
        let recording = self.assembly.recording();
        let count = recording.snapshots().len() as u64;
        let last = match recording.snapshots().last() {
            Some(snapshot) => format!("the last snapshot is of {}", snapshot.at),
            None => "there is no snapshot".to_owned(),
        };
        let missing = "what was measured or marked later is missing";
        let behind = self.frames.file_len() - self.frames.offset();
        match (self.damage.take(), self.assembly.end) {
            (Some((offset, damage)), _) => {
                let ignored = self.frames.file_len() - offset;
                Some(match damage {
                    Damage::Cut => format!(
                        "the recording was not finished: it breaks off at byte {offset}, and {ignored} bytes behind \
                         that were ignored; {last}, and {missing}"
                    ),
                    damage => format!(
                        "the file is damaged at byte {offset}: {damage}; {ignored} bytes from there on were ignored; \
                         {last}, and {missing}"
                    ),
                })
            }
            (None, None) => Some(format!("the recording was not finished; {last}, and {missing}")),
            (None, Some(said)) if said != count => {
                Some(format!("the trace says it has {said} snapshots, and {count} were found; {last}"))
            }
            (None, Some(_)) if behind > 0 => Some(format!("{behind} bytes behind the end were ignored")),
            (None, Some(_)) => None,
        }
    }
}

/// What stands ahead of the frames.
pub(super) struct Head {
    pub(super) version: Version,
    /// The two lines and the manifest, as they stand in the file.
    pub(super) bytes: Vec<u8>,
    /// What the manifest says.
    pub(super) start: RecordingStart,
}

/// Reads the two lines and the manifest.
pub(super) fn read_head(from: &mut impl BufRead, path: &Path) -> Result<Head, OpenError> {
    let unreadable = |error| OpenError::Unreadable(path.to_owned(), error);
    let damaged =
        |reason: &str| OpenError::DamagedManifest { reason: reason.to_owned(), path: path.to_owned() };
    let mut head = read_line(from).map_err(unreadable)?;
    let version = readable(version_in(&head), path)?;
    let line = read_line(from).map_err(unreadable)?;
    let (length, checksum) =
        manifest_line(&line).ok_or_else(|| damaged("its length and checksum are not there"))?;
    let mut manifest = Vec::new();
    from.take(length).read_to_end(&mut manifest).map_err(unreadable)?;
    if (manifest.len() as u64) < length {
        return Err(damaged("it is not there in full"));
    }
    if crc32fast::hash(&manifest) != checksum {
        return Err(damaged("its checksum is wrong"));
    }
    head.extend_from_slice(&line);
    head.extend_from_slice(&manifest);
    let text = std::str::from_utf8(&manifest).map_err(|error| damaged(&error.to_string()))?;
    let manifest = v2::Manifest::from_text(text).map_err(|reason| damaged(&reason))?;
    Ok(Head { version, bytes: head, start: manifest.into_model() })
}

/// The version that a file says it has, if it can be read.
pub(super) fn readable(number: Option<u32>, path: &Path) -> Result<Version, OpenError> {
    let number = number.ok_or_else(|| OpenError::NotATrace(path.to_owned()))?;
    let too_new = || OpenError::TooNew { version: number, path: path.to_owned() };
    match Version::from_number(number) {
        None if number > Version::NEWEST.number() => Err(too_new()),
        version => version.ok_or_else(|| OpenError::NotATrace(path.to_owned())),
    }
}

fn read_line(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    Ok(line)
}

fn version_in(line: &[u8]) -> Option<u32> {
    let line = std::str::from_utf8(line).ok()?;
    let version = line.strip_prefix("strandline trace ")?.strip_suffix('\n')?;
    version.parse().ok()
}

fn manifest_line(line: &[u8]) -> Option<(u64, u32)> {
    let line = std::str::from_utf8(line).ok()?;
    let (length, checksum) = line.strip_prefix("manifest ")?.strip_suffix('\n')?.split_once(" crc32 ")?;
    let length = length.parse().ok().filter(|&length| length <= LONGEST_MANIFEST)?;
    Some((length, u32::from_str_radix(checksum, 16).ok()?))
}
