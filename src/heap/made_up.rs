//! Heaps that are made up: written as glibc of several versions does it, so that every byte of them is known.

use super::{Mapping, MappingKind, Memory};
use crate::model::units::{AddressRange, Bytes};
use std::collections::BTreeMap;

/// A saved image: ranges with their bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Image(pub(super) BTreeMap<u64, Vec<u8>>);

impl Memory for Image {
    fn read(&mut self, at: u64, into: &mut [u8]) -> usize {
        let Some((start, bytes)) = self.0.range(..=at).next_back() else { return 0 };
        let rest = usize::try_from(at - start).ok().and_then(|place| bytes.get(place..)).unwrap_or(&[]);
        let len = rest.len().min(into.len());
        into[..len].copy_from_slice(&rest[..len]);
        len
    }

    fn resident(&mut self, range: AddressRange) -> Bytes {
        range.len()
    }
}

impl Image {
    pub(super) fn set(&mut self, at: u64, word: u64) {
        let (start, bytes) = self.0.range_mut(..=at).next_back().unwrap();
        let place = usize::try_from(at - start).unwrap();
        bytes[place..place + 8].copy_from_slice(&word.to_le_bytes());
    }

    fn add(&mut self, start: u64, len: u64) {
        self.0.insert(start, vec![0; usize::try_from(len).unwrap()]);
    }
}

/// What differs between versions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version {
    lead: u64,
    /// Bytes of `heap_info`.
    info: u64,
    cache: Cache,
    mixed_links: bool,
    /// From `n_mmaps_max` to `sbrk_base`.
    parameters: u64,
}

#[derive(Clone, Copy, Debug)]
struct Cache {
    block: u64,
    bins: u64,
    counts_room: bool,
}

const COUNTED: Cache = Cache { block: 0x290, bins: 64, counts_room: false };
const WITH_ROOM: Cache = Cache { block: 0x300, bins: 76, counts_room: true };

/// glibc 2.31, 2.36 and 2.43.
pub(super) const VERSIONS: [Version; 3] = [
    Version { lead: 112, info: 0x20, cache: COUNTED, mixed_links: false, parameters: 28 },
    Version { lead: 112, info: 0x30, cache: COUNTED, mixed_links: true, parameters: 32 },
    Version { lead: 24, info: 0x30, cache: WITH_ROOM, mixed_links: true, parameters: 32 },
];

/// A block, by what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Used(u64),
    Free(u64),
    /// In the cache of a thread.
    Cached(u64),
    /// In a fastbin; versions without have it in the cache.
    Fast(u64),
}

impl Block {
    pub(super) const fn size(self) -> u64 {
        match self {
            Self::Used(size) | Self::Free(size) | Self::Cached(size) | Self::Fast(size) => size,
        }
    }
}

pub(super) const VARIABLES: u64 = 0x7f00_0010_0000;
pub(super) const BRK: u64 = 0x5555_0000_0000;
pub(super) const SECOND: u64 = 0x7f40_0000_0000;
const MAIN: u64 = VARIABLES + 0x800;
const NEXT: u64 = 254 * 8 + 16;
const TOP: u64 = 0x1000;

/// The mappings of an image.
pub(super) fn mappings(image: &Image) -> Vec<Mapping> {
    let kind = |start| match start {
        VARIABLES => MappingKind::CLibrary,
        BRK => MappingKind::Brk,
        _ => MappingKind::Anonymous,
    };
    let ranges = image.0.iter();
    ranges
        .map(|(&start, bytes)| Mapping {
            range: AddressRange::from_bounds(start, start + bytes.len() as u64),
            kind: kind(start),
        })
        .collect()
}

/// A process with these blocks in its main arena and in a second one; the first block of each is the cache of its thread.
pub(super) fn process(version: Version, main: &[Block], second: &[Block]) -> Image {
    let mut image = Image::default();
    image.add(VARIABLES, 0x2000);
    let second_arena = SECOND + version.info;
    let size = room(version, main);
    image.add(BRK, size);
    arena(&mut image, version, MAIN, size, second_arena);
    let top = blocks(&mut image, version, MAIN, BRK, main);
    end_with_top(&mut image, MAIN, version, top, BRK + size);
    // mp_: two blocks with mappings of their own.
    let sbrk_base = VARIABLES + 0x100;
    image.set(sbrk_base, BRK);
    image.set(sbrk_base - 16, 0x40_2000);
    let counts = sbrk_base - version.parameters - 4;
    set_half(&mut image, counts, 2);
    set_half(&mut image, counts + 4, 65_536);

    let first = (second_arena + version.lead + NEXT + 40).next_multiple_of(16);
    let size = (first - SECOND + room(version, second)).next_multiple_of(0x1000);
    image.add(SECOND, size);
    for (nth, word) in [second_arena, 0, size, size].into_iter().enumerate() {
        image.set(SECOND + 8 * nth as u64, word);
    }
    arena(&mut image, version, second_arena, size, MAIN);
    let top = blocks(&mut image, version, second_arena, first, second);
    end_with_top(&mut image, second_arena, version, top, SECOND + size);
    image
}

fn set_half(image: &mut Image, at: u64, half: u64) {
    let word = super::memory::word(image, at & !7).unwrap();
    let shift = (at % 8) * 8;
    image.set(at & !7, word & !(0xffff_ffff << shift) | half << shift);
}

fn room(version: Version, blocks: &[Block]) -> u64 {
    (blocks.iter().map(|block| block.size()).sum::<u64>() + version.cache.block + TOP)
        .next_multiple_of(0x1000)
}

fn arena(image: &mut Image, version: Version, at: u64, system: u64, next: u64) {
    let bins = at + version.lead;
    for bin in 0..127 {
        image.set(bins + 16 * bin, bins + 16 * bin - 16);
        image.set(bins + 16 * bin + 8, bins + 16 * bin - 16);
    }
    image.set(bins + NEXT, next);
    image.set(bins + NEXT + 24, system);
    image.set(bins + NEXT + 32, system);
}

fn end_with_top(
    image: &mut Image,
    arena: u64,
    version: Version,
    (top, before_is_used): (u64, bool),
    end: u64,
) {
    image.set(arena + version.lead - 16, top);
    image.set(top + 8, (end - top) | u64::from(before_is_used));
}

/// Writes blocks from `first` on; gives where they end, and whether the last is used.
fn blocks(image: &mut Image, version: Version, arena: u64, first: u64, blocks: &[Block]) -> (u64, bool) {
    let cache = version.cache;
    let mut before_is_used = true;
    let mut at = first;
    let mut lists: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    let mut fast: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
    for block in [Block::Used(cache.block)].iter().chain(blocks) {
        let size = block.size();
        image.set(at + 8, size | u64::from(before_is_used));
        before_is_used = !matches!(block, Block::Free(_));
        match block {
            Block::Free(_) => image.set(at + size, size),
            Block::Fast(_) if version.lead > 24 => fast.entry(size).or_default().push(at),
            Block::Cached(_) | Block::Fast(_) => lists.entry(size).or_default().push(at + 16),
            Block::Used(_) => {}
        }
        at += size;
    }
    let end = at;
    let link = |place: u64, next: u64| if version.mixed_links { next ^ place >> 12 } else { next };
    let struct_at = first + 16;
    for bin in 0..cache.bins {
        let list = lists.get(&(32 + 16 * bin)).filter(|_| bin < 64).map_or(&[][..], Vec::as_slice);
        let count = if cache.counts_room { 16 - list.len() as u64 } else { list.len() as u64 };
        let place = struct_at + 2 * bin;
        let shift = (place % 8) * 8;
        let word = super::memory::word(image, place & !7).unwrap();
        image.set(place & !7, word & !(0xffff << shift) | count << shift);
        image.set(struct_at + 2 * cache.bins + 8 * bin, list.first().copied().unwrap_or(0));
        for (nth, &user) in list.iter().enumerate() {
            image.set(user, link(user, list.get(nth + 1).copied().unwrap_or(0)));
        }
    }
    for (size, list) in fast {
        image.set(arena + version.lead - 96 + (size - 32) / 2, list[0]);
        for (nth, &block) in list.iter().enumerate() {
            image.set(block + 16, link(block + 16, list.get(nth + 1).copied().unwrap_or(0)));
        }
    }
    (end, before_is_used)
}
