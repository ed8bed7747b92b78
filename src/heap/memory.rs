//! Memory to be read.

use crate::model::units::{AddressRange, Bytes};

/// Memory of a process, or a saved image of it.
pub trait Memory {
    /// Reads what is in memory from `at` on without a gap, up to the length of `into`. Says how many bytes these are.
    fn read(&mut self, at: u64, into: &mut [u8]) -> usize;

    /// How much of a range of whole pages is in memory.
    fn resident(&mut self, range: AddressRange) -> Bytes;
}

/// A page; a heap of larger pages is one of these too.
pub(super) const PAGE: u64 = 4096;

/// The word at `at`.
pub(super) fn word(memory: &mut dyn Memory, at: u64) -> Option<u64> {
    let mut bytes = [0; 8];
    (memory.read(at, &mut bytes) == bytes.len()).then(|| u64::from_le_bytes(bytes))
}

/// The word at a place among bytes; zero behind their end.
pub(super) fn word_in(bytes: &[u8], place: usize) -> u64 {
    let found = bytes.get(place..place + 8).and_then(|word| word.try_into().ok());
    found.map_or(0, u64::from_le_bytes)
}

/// Memory seen through a buffer: quick for whoever goes upwards through it.
pub(super) struct Window<'a> {
    memory: &'a mut dyn Memory,
    buffer: Vec<u8>,
    start: u64,
    len: usize,
}

/// Bytes that are read at once where blocks are small: they stay in the processor's cache.
const LARGE: usize = 1 << 20;

/// Bytes that are read at once behind a large block.
const SMALL: usize = 16 << 10;

impl<'a> Window<'a> {
    pub(super) fn new(memory: &'a mut dyn Memory) -> Self {
        Self { memory, buffer: vec![0; LARGE], start: 0, len: 0 }
    }

    /// `len` bytes from `at` on, as far as they are in memory; empty where none is.
    pub(super) fn bytes(&mut self, at: u64, len: usize) -> &[u8] {
        let inside = at.checked_sub(self.start).and_then(|place| usize::try_from(place).ok());
        match inside.filter(|&place| place < self.len && self.len - place >= len) {
            Some(place) => &self.buffer[place..place + len],
            None => self.refill(at, len),
        }
    }

    /// Two words, which are in memory or not.
    pub(super) fn pair(&mut self, at: u64) -> Option<(u64, u64)> {
        let bytes = self.bytes(at, 16);
        (bytes.len() == 16).then(|| (word_in(bytes, 0), word_in(bytes, 8)))
    }

    pub(super) fn memory(&mut self) -> &mut dyn Memory {
        self.memory
    }

    #[cold]
    fn refill(&mut self, at: u64, len: usize) -> &[u8] {
        let is_near = at.wrapping_sub(self.start) < 2 * LARGE as u64;
        let size = if is_near { LARGE } else { SMALL };
        self.start = at;
        self.len = self.memory.read(at, &mut self.buffer[..size.max(len).min(LARGE)]);
        &self.buffer[..self.len.min(len)]
    }
}
