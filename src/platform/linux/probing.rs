//! What allocators write at the beginning of their memory, by which it is told from other anonymous memory.
//!
//! Pages that are not in memory are never read: reading them would make the process larger.

use super::files::ProcFiles;
use super::page_map::PageMap;
use crate::classify::categories::MappingFact;
use crate::model::units::{AddressRange, Bytes};
use std::os::unix::fs::FileExt;

/// Pages looked at in vain for one kernel entry; what lies behind is left plain.
const MOST_MISSES: usize = 256;

/// Headers looked at for one kernel entry.
const MOST_HEADERS: usize = 4096;

const PAGE: u64 = 4096;

/// What to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Headers {
    /// Of chunks that glibc maps directly. Neighbours are one kernel entry, and the first of them lies at its beginning.
    pub(super) glibc: bool,
    /// Of the pools in Python's arenas, which lie anywhere in an entry.
    pub(super) python: bool,
}

/// The parts of an entry that are known by their headers, by address.
pub(super) fn known_parts(
    range: AddressRange,
    headers: Headers,
    files: &ProcFiles,
    pages: &mut PageMap,
) -> Vec<(AddressRange, MappingFact)> {
    let (Some(mem), Some(pagemap)) = (&files.mem, &files.pagemap) else { return Vec::new() };
    let mut read = |at: u64, into: &mut [u8]| {
        let rest = AddressRange::from_bounds(at, range.end.get());
        !rest.is_empty() && pages.begins_in_memory(pagemap, rest) && mem.read_exact_at(into, at).is_ok()
    };
    parts(range, headers, &mut read)
}

/// The same, with memory as a function that reads it, or says that it is not there.
fn parts(
    range: AddressRange,
    headers: Headers,
    read: &mut impl FnMut(u64, &mut [u8]) -> bool,
) -> Vec<(AddressRange, MappingFact)> {
    let mut found: Vec<(AddressRange, MappingFact)> = Vec::new();
    let (mut at, mut misses) = (range.start.get(), 0);
    let end = range.end.get();
    for _ in 0..MOST_HEADERS {
        let rest = Bytes::new(end.saturating_sub(at));
        let chunk = headers.glibc.then(|| malloc_chunk(at, rest, read)).flatten();
        let part = chunk.map(|len| (len, MappingFact::LargeMalloc)).or_else(|| {
            let len = headers.python.then(|| python_arena(at, read)).flatten()?;
            Some((len.min(rest.get()), MappingFact::PythonArena))
        });
        if let Some((len, fact)) = part {
            match found.last_mut() {
                Some((last, of_last)) if last.end.get() == at && *of_last == fact => {
                    *last = AddressRange::from_bounds(last.start.get(), at + len);
                }
                _ => found.push((AddressRange::from_bounds(at, at + len), fact)),
            }
            at += len;
        } else {
            misses += 1;
            at += PAGE;
        }
        if at >= end || misses > MOST_MISSES || misses > 0 && !headers.python {
            break;
        }
    }
    found
}

/// The length of the chunk that begins here.
///
/// Layout of a chunk (glibc malloc/malloc.c): its own size at byte 8 with `IS_MMAPPED` (2) as the only flag, and at byte 0
/// what alignment took, which is nothing for a page.
fn malloc_chunk(at: u64, rest: Bytes, read: &mut impl FnMut(u64, &mut [u8]) -> bool) -> Option<u64> {
    let mut header = [0; 16];
    if !read(at, &mut header) {
        return None;
    }
    let (taken, size) = (word(&header, 0), word(&header, 8));
    let len = size & !7;
    let is_chunk = taken == 0 && size & 7 == 2 && len > 0 && len.is_multiple_of(PAGE) && len <= rest.get();
    is_chunk.then_some(len)
}

/// Sizes of Python's pools and arenas: from 3.10 on, and before (`Include/internal/pycore_obmalloc.h`, `Objects/obmalloc.c`).
const PYTHON_SIZES: [(u64, u64); 2] = [(16 << 10, 1 << 20), (4 << 10, 256 << 10)];

/// The length of the arena whose first pool begins here or at the next multiple of a pool's size.
///
/// Layout of `struct pool_header`: blocks in use at byte 0, at 32 the number of its arena, at 36 its size class, at 40 the
/// offset of the next block that was never used, at 44 the last such offset that leaves room for one, which follows from
/// pool and class.
fn python_arena(at: u64, read: &mut impl FnMut(u64, &mut [u8]) -> bool) -> Option<u64> {
    PYTHON_SIZES.into_iter().find_map(|(pool, arena)| {
        let mut header = [0; 48];
        if !read(at.next_multiple_of(pool), &mut header) {
            return None;
        }
        let half = |place| (word(&header, place) & 0xffff_ffff, word(&header, place) >> 32);
        let ((in_use, _), (arena_number, class), (next, last)) = (half(0), half(32), half(40));
        let fits = |alignment: u64| {
            let block = (class + 1) * alignment;
            block <= 512 && last == pool - block && next <= pool && in_use <= pool / block
        };
        (next >= 48 && arena_number < 1 << 24 && (fits(16) || fits(8))).then_some(arena)
    })
}

fn word(bytes: &[u8], place: usize) -> u64 {
    u64::from_le_bytes(bytes[place..place + 8].try_into().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const BASE: u64 = 0x7f00_0000_0000;
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;

    /// Memory in which some places are written.
    #[derive(Default)]
    struct Memory(BTreeMap<u64, Vec<u8>>);

    impl Memory {
        fn chunk(&mut self, offset: u64, len: u64) {
            self.0.insert(BASE + offset, [0, len | 2].map(u64::to_le_bytes).concat());
        }

        /// A pool of the class of blocks of `block` bytes.
        fn pool(&mut self, offset: u64, pool: u64, block: u64) {
            let halves = |low: u64, high: u64| low | high << 32;
            let words = [3, 0, 0, 0, halves(7, block / 16 - 1), halves(48 + 3 * block, pool - block)];
            self.0.insert(BASE + offset, words.map(u64::to_le_bytes).concat());
        }

        /// The parts of an entry of this length, with offsets in KiB.
        fn parts(&self, len: u64, headers: Headers) -> Vec<(u64, u64, MappingFact)> {
            let mut read = |at: u64, into: &mut [u8]| {
                let written = self.0.get(&at);
                into.fill(0);
                if let Some(bytes) = written {
                    let len = into.len().min(bytes.len());
                    into[..len].copy_from_slice(&bytes[..len]);
                }
                written.is_some()
            };
            let kib = |at: crate::model::units::Address| (at.get() - BASE) / KIB;
            let found = parts(AddressRange::from_bounds(BASE, BASE + len), headers, &mut read);
            found.into_iter().map(|(part, fact)| (kib(part.start), kib(part.end), fact)).collect()
        }
    }

    #[test]
    fn chunks_and_arenas_are_found_where_they_lie_side_by_side() {
        let both = Headers { glibc: true, python: true };
        let glibc = Headers { glibc: true, python: false };
        let mut memory = Memory::default();
        memory.chunk(0, 200 * KIB);
        memory.chunk(200 * KIB, 132 * KIB);
        assert_eq!(memory.parts(MIB, glibc), [(0, 332, MappingFact::LargeMalloc)]);
        assert_eq!(memory.parts(MIB, Headers { glibc: false, python: true }), []);
        // An arena that begins at a page, its first pool at a multiple of 16 KiB; another right behind it; then a list.
        memory.pool(336 * KIB, 16 * KIB, 48);
        memory.pool((336 + 1024) * KIB, 16 * KIB, 512);
        memory.chunk((332 + 2048) * KIB, 400 * KIB);
        let parts = [
            (0, 332, MappingFact::LargeMalloc),
            (332, 332 + 2048, MappingFact::PythonArena),
            (332 + 2048, 332 + 2448, MappingFact::LargeMalloc),
        ];
        assert_eq!(memory.parts(4 * MIB, both), parts);
    }

    #[test]
    fn arenas_of_older_pythons_are_smaller() {
        let mut memory = Memory::default();
        memory.pool(0, 4 * KIB, 32);
        memory.pool(256 * KIB, 4 * KIB, 64);
        let python = Headers { glibc: true, python: true };
        assert_eq!(memory.parts(600 * KIB, python), [(0, 512, MappingFact::PythonArena)]);
    }

    #[test]
    fn what_only_looks_like_a_header_is_none() {
        let python = Headers { glibc: true, python: true };
        let check = |words: [u64; 6]| {
            let memory = Memory([(BASE, words.map(u64::to_le_bytes).concat())].into_iter().collect());
            assert_eq!(memory.parts(MIB, python), [], "{words:x?}");
        };
        check([0; 6]);
        check([u64::MAX; 6]);
        // A size that is larger than the entry, one that is not whole pages, one with another flag.
        check([0, 2 * MIB + 2, 0, 0, 0, 0]);
        check([0, 8200 + 2, 0, 0, 0, 0]);
        check([0, 8192 + 3, 0, 0, 0, 0]);
        // The last offset does not follow from the class; more blocks in use than there is room for.
        check([1, 0, 0, 0, 2 << 32, 96 + (16_384 << 32)]);
        check([400, 0, 0, 0, 2 << 32, 96 + ((16_384 - 48) << 32)]);
    }
}
