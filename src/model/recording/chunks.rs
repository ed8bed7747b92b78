//! Lists that only grow, in chunks. A copy shares the chunks that are full: it costs some microseconds for each hundred
//! megabytes, and holds what was there when it was made.

use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// Items of a chunk.
const ITEMS: usize = 1 << 12;

/// Bytes of a chunk.
const BYTES: usize = 1 << 16;

/// A list of items.
#[derive(Clone)]
pub struct Chunks<T> {
    full: Vec<Arc<[T]>>,
    open: Vec<T>,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { full: Vec::new(), open: Vec::new() }
    }
}

impl<T> Chunks<T> {
    /// How many there are.
    #[inline]
    pub const fn len(&self) -> usize {
        self.full.len() * ITEMS + self.open.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at a place.
    #[inline]
    pub fn get(&self, place: usize) -> Option<&T> {
        match self.full.get(place / ITEMS) {
            Some(chunk) => chunk.get(place % ITEMS),
            None => self.open.get(place - self.full.len() * ITEMS),
        }
    }

    pub fn first(&self) -> Option<&T> {
        self.get(0)
    }

    pub fn last(&self) -> Option<&T> {
        self.get(self.len().checked_sub(1)?)
    }

    /// All items in order.
    pub fn iter(&self) -> Iter<'_, T> {
        self.iter_from(0)
    }

    /// The items from a place on, in order.
    pub fn iter_from(&self, place: usize) -> Iter<'_, T> {
        Iter { chunks: self, from: place, to: self.len() }
    }

    /// How many of the first items are so, where no later one is.
    pub fn partition_point(&self, is_so: impl Fn(&T) -> bool) -> usize {
        let full = self.full.partition_point(|chunk| chunk.last().is_some_and(&is_so));
        let rest = self.full.get(full).map_or(self.open.as_slice(), |chunk| &**chunk);
        full * ITEMS + rest.partition_point(is_so)
    }
}

impl<T: Clone> Chunks<T> {
    /// Adds an item.
    pub(super) fn push(&mut self, item: T) {
        if self.open.len() == ITEMS {
            self.full.push(std::mem::take(&mut self.open).into());
        }
        self.open.push(item);
    }

    /// The item at a place, to be changed: a chunk that is shared with a copy is copied.
    ///
    /// # Panics
    ///
    /// Where there is none.
    #[inline]
    pub(super) fn get_mut(&mut self, place: usize) -> &mut T {
        match self.full.get_mut(place / ITEMS) {
            Some(chunk) => &mut Arc::make_mut(chunk)[place % ITEMS],
            None => &mut self.open[place % ITEMS],
        }
    }
}

impl<T: Clone> Extend<T> for Chunks<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, place: usize) -> &T {
        self.get(place).expect("the place is in the list")
    }
}

impl<T: PartialEq> PartialEq for Chunks<T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<T: fmt::Debug> fmt::Debug for Chunks<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<'a, T> IntoIterator for &'a Chunks<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// Goes through a list.
#[derive(Debug)]
pub struct Iter<'a, T> {
    chunks: &'a Chunks<T>,
    from: usize,
    to: usize,
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;

    #[inline]
    fn next(&mut self) -> Option<&'a T> {
        self.nth(0)
    }

    fn nth(&mut self, skipped: usize) -> Option<&'a T> {
        let place = self.from.saturating_add(skipped).min(self.to);
        let item = (place < self.to).then(|| self.chunks.get(place)).flatten();
        self.from = (place + 1).min(self.to);
        item
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.to.saturating_sub(self.from);
        (left, Some(left))
    }
}

impl<T> DoubleEndedIterator for Iter<'_, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        if self.from >= self.to {
            return None;
        }
        self.to -= 1;
        self.chunks.get(self.to)
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}

/// Packed entries, each of which lies in one chunk.
#[derive(Clone, Debug, Default)]
pub(super) struct ByteChunks {
    full: Vec<Arc<[u8]>>,
    open: Vec<u8>,
}

impl ByteChunks {
    /// The place behind the last entry.
    #[inline]
    pub(super) const fn end(&self) -> usize {
        self.full.len() * BYTES + self.open.len()
    }

    /// Begins an entry of at most `longest` bytes: says where, and gives the chunk to which it is added.
    pub(super) fn begin(&mut self, longest: usize) -> (usize, &mut Vec<u8>) {
        if self.open.len() + longest > BYTES {
            self.full.push(std::mem::take(&mut self.open).into());
        }
        (self.end(), &mut self.open)
    }

    /// The bytes of the chunk from a place on: an entry, and those behind it.
    #[inline]
    pub(super) fn from(&self, place: usize) -> Option<&[u8]> {
        self.chunk(place)?.get(place % BYTES..)
    }

    /// The place of the next entry, where none begins at this one: behind the last of a full chunk.
    #[inline]
    pub(super) fn next_entry(&self, place: usize) -> usize {
        let is_behind = |chunk: &Arc<[u8]>| place % BYTES >= chunk.len();
        if self.full.get(place / BYTES).is_some_and(is_behind) { (place / BYTES + 1) * BYTES } else { place }
    }

    /// Writes over the bytes from a place on.
    ///
    /// # Panics
    ///
    /// Where there are fewer in the chunk.
    pub(super) fn overwrite(&mut self, place: usize, bytes: &[u8]) {
        let within = place % BYTES..place % BYTES + bytes.len();
        match self.full.get_mut(place / BYTES) {
            Some(chunk) => Arc::make_mut(chunk)[within].copy_from_slice(bytes),
            None => self.open[within].copy_from_slice(bytes),
        }
    }

    #[inline]
    fn chunk(&self, place: usize) -> Option<&[u8]> {
        let chunk = place / BYTES;
        self.full.get(chunk).map(|full| &**full).or_else(|| (chunk == self.full.len()).then_some(&*self.open))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_across_chunks() {
        let mut all = Chunks::default();
        assert_eq!((all.last(), all.partition_point(|_: &usize| true)), (None, 0));
        all.extend(0..2 * ITEMS + 3);
        assert_eq!(all.len(), 2 * ITEMS + 3);
        for place in [0, ITEMS - 1, ITEMS, 2 * ITEMS + 2] {
            assert_eq!((all.get(place), all[place]), (Some(&place), place));
            assert_eq!(all.partition_point(|&item| item < place), place);
            assert_eq!(all.iter_from(place).next(), Some(&place));
        }
        assert_eq!((all.get(2 * ITEMS + 3), all.get(9 * ITEMS)), (None, None));
        assert_eq!(all.partition_point(|_| true), all.len());
        assert!(all.iter().copied().eq(0..2 * ITEMS + 3));
        assert!(all.iter().rev().copied().eq((0..2 * ITEMS + 3).rev()));
        assert_eq!(all.iter().nth(ITEMS + 1), Some(&(ITEMS + 1)));
        assert_eq!(all.iter().skip(ITEMS).len(), ITEMS + 3);
    }

    #[test]
    fn a_copy_shares_full_chunks_and_stays_as_it_was() {
        let mut all = Chunks::default();
        all.extend(0..=ITEMS);
        let copy = all.clone();
        assert!(Arc::ptr_eq(&all.full[0], &copy.full[0]));
        *all.get_mut(0) = 7;
        *all.get_mut(ITEMS) = 7;
        all.push(7);
        assert_eq!((all[0], all[ITEMS], all.len()), (7, 7, ITEMS + 2));
        assert!(copy.iter().copied().eq(0..=ITEMS));
    }

    #[test]
    fn an_entry_lies_in_one_chunk() {
        let mut log = ByteChunks::default();
        for nth in 0..3 {
            let (place, chunk) = log.begin(40_000);
            assert_eq!(place, nth * BYTES);
            chunk.resize(40_000, 7);
        }
        let copy = log.clone();
        log.overwrite(BYTES, &[8; 2]);
        assert_eq!(log.from(BYTES).map(|bytes| bytes[..3].to_vec()), Some(vec![8, 8, 7]));
        assert_eq!(copy.from(BYTES).map(|bytes| bytes[..3].to_vec()), Some(vec![7, 7, 7]));
        assert_eq!((log.next_entry(40_000), log.next_entry(2 * BYTES + 40_000)), (BYTES, log.end()));
        assert_eq!(log.from(log.end()), Some(&[][..]));
        assert_eq!(log.from(9 * BYTES), None);
    }
}
