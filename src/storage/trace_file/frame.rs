//! Frames and the lines ahead of them: bytes in, bytes out. What a payload means is not known here.

use super::version::Version;
use std::fmt;
use std::io::{self, Read};
use zstd::bulk::{Compressor, Decompressor};

/// Length of what stands ahead of a payload.
pub(super) const HEADER: usize = 9;

/// Most bytes a payload may have, packed or unpacked: what a forged length or a zstd bomb can make us hold.
/// The largest snapshot, of a process with a million regions, stays under half of it.
pub(super) const MOST_PAYLOAD: usize = 64 << 20;

/// A frame is too small for a higher level to find more: 3 gains as many percent, and takes twice the time.
const LEVEL: i32 = 1;

/// What a payload is; other numbers belong to newer versions or are reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Deltas = 1,
    Epoch = 3,
    Annotations = 4,
    Warnings = 5,
    End = 7,
    Runtimes = 8,
    AnnotationChange = 9,
    LoggedStacks = 10,
    Calls = 11,
    Functions = 12,
    Heap = 13,
    Pages = 14,
}

impl Kind {
    /// The kinds that a version has.
    pub(super) const fn in_version(version: Version) -> &'static [Self] {
        const ALL: &[Kind] = &[
            Kind::Deltas,
            Kind::Epoch,
            Kind::Annotations,
            Kind::Warnings,
            Kind::End,
            Kind::Runtimes,
            Kind::AnnotationChange,
            Kind::LoggedStacks,
            Kind::Calls,
            Kind::Functions,
            Kind::Heap,
            Kind::Pages,
        ];
        match version {
            Version::One => ALL.split_at(6).0,
            Version::Two => ALL,
        }
    }

    pub(super) fn from_number(version: Version, number: u8) -> Option<Self> {
        Self::in_version(version).iter().copied().find(|&kind| kind as u8 == number)
    }
}

/// Makes frames. Its buffers are reused.
pub(super) struct Packer {
    compressor: Compressor<'static>,
    packed: Vec<u8>,
}

impl Packer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { compressor: Compressor::new(LEVEL)?, packed: Vec::new() })
    }

    /// Appends a frame with `payload`, of at most [`MOST_PAYLOAD`] bytes, to `into`.
    pub(super) fn pack(&mut self, kind: Kind, payload: &[u8], into: &mut Vec<u8>) {
        self.packed.clear();
        self.packed.reserve(zstd::compress_bound(payload.len()));
        let written = self.compressor.compress_to_buffer(payload, &mut self.packed);
        written.expect("the buffer has the room that zstd asks for");
        let length = u32::try_from(self.packed.len()).expect("the caller keeps the limit");
        into.extend_from_slice(&length.to_le_bytes());
        into.push(kind as u8);
        into.extend_from_slice(&checksum(kind as u8, &self.packed).to_le_bytes());
        into.extend_from_slice(&self.packed);
    }
}

/// Takes payloads out of frames. Its buffer is reused.
pub(super) struct Unpacker {
    decompressor: Decompressor<'static>,
    payload: Vec<u8>,
}

impl Unpacker {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { decompressor: Decompressor::new()?, payload: Vec::new() })
    }

    pub(super) fn unpack(&mut self, packed: &[u8]) -> Result<&[u8], Damage> {
        let size = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten();
        let size = size.and_then(|size| usize::try_from(size).ok());
        let size = size
            .filter(|&size| size <= MOST_PAYLOAD)
            .ok_or(Damage::Payload("its size is not stated, or too large"))?;
        self.payload.clear();
        self.payload.reserve(size);
        match self.decompressor.decompress_to_buffer(packed, &mut self.payload) {
            Ok(_) if self.payload.len() <= MOST_PAYLOAD => Ok(&self.payload),
            _ => Err(Damage::Payload("it cannot be decompressed")),
        }
    }
}

/// A frame whose checksum is right.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    /// The number of its kind.
    pub(super) kind: u8,
    /// Header and payload, as they stand in the file.
    pub(super) bytes: &'a [u8],
}

impl Frame<'_> {
    pub(super) fn packed(&self) -> &[u8] {
        &self.bytes[HEADER..]
    }
}

/// Reads one frame after the other.
pub(super) struct Frames<R> {
    from: R,
    /// Where the next frame begins in the file; the bad one, once there was one.
    offset: u64,
    /// How far the file was read.
    read: u64,
    bytes: Vec<u8>,
}

impl<R: Read> Frames<R> {
    pub(super) fn new(from: R, offset: u64) -> Self {
        Self { from, offset, read: offset, bytes: Vec::new() }
    }

    /// The next frame; nothing where the file ends with the last one.
    pub(super) fn next(&mut self) -> Result<Option<Frame<'_>>, Damage> {
        self.bytes.clear();
        if self.take(HEADER)? == 0 {
            return Ok(None);
        }
        let [l0, l1, l2, l3, kind, c0, c1, c2, c3] = *self.bytes.as_slice() else {
            return Err(Damage::Cut);
        };
        let length = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        if length > MOST_PAYLOAD {
            return Err(Damage::Length);
        }
        if self.take(length)? < length {
            return Err(Damage::Cut);
        }
        if checksum(kind, &self.bytes[HEADER..]) != u32::from_le_bytes([c0, c1, c2, c3]) {
            return Err(Damage::Checksum);
        }
        self.offset += self.bytes.len() as u64;
        Ok(Some(Frame { kind, bytes: &self.bytes }))
    }

    /// Where the next frame begins in the file; the bad one, once there was one.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Reads on to the end of the file: how long it is, as far as it can be read.
    pub(super) fn file_len(&mut self) -> u64 {
        self.read += io::copy(&mut self.from, &mut io::sink()).unwrap_or(0);
        self.read
    }

    /// Adds up to `count` bytes to the buffer, which grows with what is really there.
    fn take(&mut self, count: usize) -> Result<usize, Damage> {
        let mut from = (&mut self.from).take(count as u64);
        let taken = from.read_to_end(&mut self.bytes).map_err(Damage::Unreadable)?;
        self.read += taken as u64;
        Ok(taken)
    }
}

/// Why the reading of frames stops before the end of the file.
#[derive(Debug)]
pub(super) enum Damage {
    /// The file ends inside a frame.
    Cut,
    /// The length cannot be right.
    Length,
    /// The checksum is wrong.
    Checksum,
    /// The checksum is right, but what it covers makes no sense.
    Payload(&'static str),
    /// What the file unpacks to is out of proportion to its size.
    Bomb,
    /// The file system gives no more.
    Unreadable(io::Error),
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cut => f.write_str("it breaks off inside a frame"),
            Self::Length => f.write_str("the length of a frame is wrong"),
            Self::Checksum => f.write_str("the checksum of a frame is wrong"),
            Self::Payload(what) => write!(f, "a frame cannot be understood: {what}"),
            Self::Bomb => f.write_str("it would fill the memory, out of all proportion to its size"),
            Self::Unreadable(error) => write!(f, "it cannot be read on: {error}"),
        }
    }
}

pub(super) fn checksum(kind: u8, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[kind]);
    hasher.update(payload);
    hasher.finalize()
}
