//! Freed blocks that malloc keeps for the next request of their size: they look used, so the lists tell them apart.
//!
//! Links of these lists are plain up to glibc 2.31; from 2.32 on each is mixed with the address where it stands.

use super::arenas::Arena;
use super::memory::{Memory, PAGE, word, word_in};
use super::tally::Tally;
use crate::model::units::Bytes;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Sizes of the block that holds the cache of a thread: glibc 2.26, 2.30, 2.43, 2.42.
const CACHE_BLOCKS: [u64; 4] = [0x250, 0x290, 0x300, 0x310];

/// Bytes of the largest cache.
pub(super) const LARGEST: usize = 0x2f8;

/// Lists of a cache up to 2.41, and from 2.42 on: the last twelve hold large blocks of several sizes.
const BINS: usize = 64;
const ALL_BINS: usize = 76;

/// Blocks in one list of a cache; the setting is 7 or 16, and a byte up to 2.29.
const MOST_IN_BIN: u64 = 0xffff;

/// Most links that are followed in the lists of all arenas.
const MOST_LINKS: usize = 1 << 22;

/// Most memory for pages on the way.
const MOST_PAGES: usize = 1 << 14;

const FASTBINS: u64 = 10;

const PAGE_LEN: usize = 4096;

/// Whether a block has the size of a thread's cache.
pub(super) fn may_hold_cache(size: u64) -> bool {
    size & !0xff == 0x200 && CACHE_BLOCKS[..2].contains(&size) || CACHE_BLOCKS[2..].contains(&size)
}

/// Whether it can be one, by its bytes alone: a list that has no blocks has no first one, and the other way round.
pub(super) fn looks_like_cache(bytes: &[u8]) -> bool {
    FORMS.iter().any(|form| form.fits(bytes))
}

/// How a cache is written.
#[derive(Clone, Copy)]
struct Form {
    bins: usize,
    /// Bytes of a count.
    width: usize,
    /// Whether it counts free room in place of blocks.
    counts_room: bool,
}

const FORMS: [Form; 3] = [
    Form { bins: BINS, width: 2, counts_room: false },
    Form { bins: ALL_BINS, width: 2, counts_room: true },
    Form { bins: BINS, width: 1, counts_room: false },
];

impl Form {
    fn count(self, bytes: &[u8], bin: usize) -> u64 {
        let mask = if self.width == 1 { 0xff } else { 0xffff };
        word_in(bytes, bin * self.width) & mask
    }

    fn head(self, bytes: &[u8], bin: usize) -> u64 {
        word_in(bytes, self.bins * self.width + bin * 8)
    }

    fn fits(self, bytes: &[u8]) -> bool {
        if bytes.len() < self.bins * (self.width + 8) {
            return false;
        }
        // Every list of small blocks has as much room as the others when it is empty.
        let room = (0..BINS).find(|&bin| self.head(bytes, bin) == 0).map(|bin| self.count(bytes, bin));
        let mut holds_any = false;
        let fits = (0..self.bins).all(|bin| {
            let (count, head) = (self.count(bytes, bin), self.head(bytes, bin));
            holds_any |= head != 0;
            let agrees = match (self.counts_room, head == 0) {
                (false, is_empty) => (count == 0) == is_empty,
                (true, true) => bin >= BINS || Some(count) == room,
                (true, false) => room.is_none_or(|room| bin >= BINS || count < room),
            };
            agrees && head.is_multiple_of(16) && head >> 48 == 0
        });
        fits && holds_any
    }
}

/// Follows the caches of all threads.
pub(super) fn thread_caches(memory: &mut dyn Memory, tally: &mut Tally) {
    let candidates = std::mem::take(&mut tally.candidates);
    let mut pages = Pages::new(memory);
    let mut sizes = Vec::new();
    for block in candidates {
        let mut bytes = [0; LARGEST];
        let read = pages.memory.read(block + 16, &mut bytes);
        for form in FORMS.iter().filter(|form| form.fits(&bytes[..read])) {
            let links = [Links::Mixed, Links::Plain];
            if links.into_iter().any(|links| follow_cache(&mut pages, *form, &bytes, links, &mut sizes)) {
                cache(tally, &sizes);
                break;
            }
        }
    }
}

/// The sizes of all blocks in a cache; whether all of them are where they should be.
fn follow_cache(pages: &mut Pages<'_>, form: Form, bytes: &[u8], links: Links, sizes: &mut Vec<u64>) -> bool {
    sizes.clear();
    for bin in 0..form.bins {
        let mut user = form.head(bytes, bin);
        let count = if form.counts_room { MOST_IN_BIN } else { form.count(bytes, bin) };
        let mut len = 0;
        while user != 0 {
            // A thread may have stopped between the link and the count.
            if len > count || !user.is_multiple_of(16) {
                return false;
            }
            let Some(head) = pages.word(user.wrapping_sub(8)) else { return false };
            let size = head & !7;
            let is_of_bin = if bin < BINS { size == 32 + 16 * bin as u64 } else { size > 16 * BINS as u64 };
            let Some(link) = pages.word(user).filter(|_| is_of_bin) else { return false };
            sizes.push(size);
            len += 1;
            user = links.next(user, link);
        }
        if !form.counts_room && len + 1 < count {
            return false;
        }
    }
    true
}

/// Follows the lists of small freed blocks of all arenas.
pub(super) fn fastbins(memory: &mut dyn Memory, arenas: &[Arena], tally: &mut Tally) {
    let mut pages = Pages::new(memory);
    let mut left = MOST_LINKS;
    for head in arenas.iter().filter_map(|arena| arena.fastbins) {
        for bin in 0..FASTBINS {
            let size = 32 + 16 * bin;
            let Some(block) = word(pages.memory, head + 8 * bin).filter(|&block| block != 0) else {
                continue;
            };
            // One list has one kind of links; the wrong kind leads nowhere at its first step, or at its last.
            let mixed = follow_list(&mut pages, block, size, Links::Mixed, left);
            let found = mixed.or_else(|_| follow_list(&mut pages, block, size, Links::Plain, left));
            let blocks = match found {
                Ok(blocks) => blocks,
                Err(blocks) => {
                    tally.damaged(block, block.saturating_add(size));
                    blocks
                }
            };
            left -= blocks.min(left);
            for _ in 0..blocks {
                if !tally.is_cached(size) {
                    tally.damaged(block, block.saturating_add(size));
                    break;
                }
            }
        }
    }
}

/// How many blocks a list has; the error is how many there are before it leads nowhere.
fn follow_list(
    pages: &mut Pages<'_>,
    first: u64,
    size: u64,
    links: Links,
    most: usize,
) -> Result<usize, usize> {
    let (mut block, mut count) = (first, 0);
    while block != 0 {
        let sane = block.is_multiple_of(16) && count < most;
        let head = pages.word(block.saturating_add(8)).filter(|head| sane && head & !7 == size);
        let link = head.and_then(|_| pages.word(block + 16));
        let Some(link) = link else { return Err(count) };
        count += 1;
        block = links.next(block + 16, link);
    }
    Ok(count)
}

fn cache(tally: &mut Tally, sizes: &[u64]) {
    for &size in sizes {
        if !tally.is_cached(size) {
            // It was counted as free, or not at all: the count is torn.
            tally.sums.unaccounted += Bytes::new(size);
        }
    }
}

/// How the link to the next block is written.
#[derive(Clone, Copy)]
enum Links {
    Plain,
    Mixed,
}

impl Links {
    fn next(self, at: u64, link: u64) -> u64 {
        match self {
            Self::Plain => link,
            Self::Mixed => link ^ at >> 12,
        }
    }
}

/// Pages that were read already: lists lead to the same ones again and again.
struct Pages<'a> {
    memory: &'a mut dyn Memory,
    pages: HashMap<u64, Option<Box<[u8; PAGE_LEN]>>>,
}

impl<'a> Pages<'a> {
    fn new(memory: &'a mut dyn Memory) -> Self {
        Self { memory, pages: HashMap::new() }
    }

    /// An aligned word.
    fn word(&mut self, at: u64) -> Option<u64> {
        if !at.is_multiple_of(8) {
            return None;
        }
        if self.pages.len() >= MOST_PAGES {
            self.pages.clear();
        }
        let page = match self.pages.entry(at / PAGE) {
            Entry::Occupied(page) => page.into_mut(),
            Entry::Vacant(place) => {
                let mut bytes = Box::new([0; PAGE_LEN]);
                let read = self.memory.read(at / PAGE * PAGE, &mut bytes[..]);
                place.insert((read == bytes.len()).then_some(bytes))
            }
        };
        let place = usize::try_from(at % PAGE).ok()?;
        page.as_ref().map(|bytes| word_in(&bytes[..], place))
    }
}
