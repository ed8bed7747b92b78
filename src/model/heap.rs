//! What malloc's memory holds, counted at a moment.

use super::units::{AddressRange, Bytes, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// Blocks of about one size, by what they take in malloc's memory: to the unit of 16 bytes below 64 KiB, in quarters of a
/// power of two above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SizeClass(pub u32);

/// The unit of malloc on 64-bit systems.
const UNIT: u64 = 16;

/// From here on a class is a quarter of a power of two.
const COARSE: u64 = UNIT * FIRST_COARSE as u64;
const FIRST_COARSE: u32 = 4096;

/// What a block takes beyond what was asked for: its own size word.
const BLOCK_OVERHEAD: u64 = 8;

impl SizeClass {
    /// One more than the highest class.
    pub const COUNT: usize = FIRST_COARSE as usize + 4 * 48;

    /// The class of a block that takes so many bytes.
    pub fn of_block(size: Bytes) -> Self {
        let size = size.get();
        if size < COARSE {
            return Self(u32::try_from(size / UNIT).unwrap_or(0));
        }
        let power = size.ilog2();
        let quarter = u32::try_from((size >> (power - 2)) & 3).unwrap_or(0);
        Self(FIRST_COARSE + (power - COARSE.ilog2()) * 4 + quarter)
    }

    /// The smallest and the largest block in it.
    pub fn block_sizes(self) -> (Bytes, Bytes) {
        let Some(coarse) = self.0.checked_sub(FIRST_COARSE) else {
            let size = Bytes::new(u64::from(self.0) * UNIT);
            return (size, size);
        };
        let begin = |nth: u32| {
            let power = COARSE.ilog2() + (nth / 4).min(47);
            u64::from(4 + nth % 4) << (power - 2)
        };
        (Bytes::new(begin(coarse)), Bytes::new(begin(coarse + 1).saturating_sub(UNIT)))
    }

    /// The smallest and the largest size that a program asks for and gets such a block.
    pub fn request_sizes(self) -> (Bytes, Bytes) {
        let (smallest, largest) = self.block_sizes();
        let low = smallest.get().saturating_sub(BLOCK_OVERHEAD + UNIT - 1);
        // The smallest block of all takes 32 bytes, whatever was asked for.
        let low = if smallest.get() <= 2 * UNIT { 0 } else { low };
        (Bytes::new(low), Bytes::new(largest.get().saturating_sub(BLOCK_OVERHEAD)))
    }
}

/// The live blocks of a class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassCount {
    pub class: SizeClass,
    pub blocks: u64,
    /// What they take, with malloc's own words.
    pub bytes: Bytes,
}

/// The sums of a count. What is mapped for single blocks stands apart; all else adds up to `system`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeapSums {
    /// What malloc's arenas took from the system.
    pub system: Bytes,
    /// Blocks that the program has not freed.
    pub live: Bytes,
    pub live_blocks: u64,
    /// Freed blocks that malloc keeps for the next request of their size (tcache, fastbins).
    pub cached: Bytes,
    pub cached_blocks: u64,
    /// Whole pages inside free blocks that are in memory: `malloc_trim` gives them back.
    pub free_returnable: Bytes,
    /// The rest of free blocks: their neighbours keep it.
    pub free_pinned: Bytes,
    /// Whole pages inside free blocks that are not in memory.
    pub free_returned: Bytes,
    /// The end of each arena, which was not handed out.
    pub top: Bytes,
    /// Malloc's own structures, and what others took from the middle of the heap.
    pub overhead: Bytes,
    /// Large blocks with mappings of their own.
    pub mmapped: Bytes,
    pub mmapped_blocks: u64,
    /// How far the parts are from `system`.
    pub unaccounted: Bytes,
    pub arenas: u32,
}

impl HeapSums {
    /// Whether the parts add up to the whole, to a thousandth.
    pub fn adds_up(&self) -> bool {
        self.unaccounted.get().saturating_mul(1000) <= self.system.get()
    }

    /// Bytes of free blocks, wherever their pages are.
    pub fn free(&self) -> Bytes {
        self.free_returnable + self.free_pinned + self.free_returned
    }
}

/// What malloc's memory holds at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeapCount {
    pub at: Timestamp,
    /// Whether the target stood still meanwhile and the count contradicts itself nowhere.
    pub exact: bool,
    /// How long the target stood still for it.
    pub stopped: Duration,
    pub sums: HeapSums,
    /// The live blocks by class, in the order of classes; those that have a mapping of their own are not among them.
    pub classes: Vec<ClassCount>,
    /// A place where malloc's structures contradict themselves, the first of so many.
    pub damage: Option<(AddressRange, u32)>,
}

impl HeapCount {
    /// The live blocks of a class.
    pub fn class(&self, class: SizeClass) -> ClassCount {
        let found = self.classes.binary_search_by_key(&class, |count| count.class);
        found.map_or(ClassCount { class, ..ClassCount::default() }, |place| self.classes[place])
    }
}

/// The counts of a recording.
#[derive(Clone, Debug, Default)]
pub struct HeapLog {
    allocator: String,
    counts: Arc<Vec<HeapCount>>,
}

impl HeapLog {
    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// The allocator with its version, as far as it is known: "glibc 2.36".
    pub fn allocator(&self) -> &str {
        &self.allocator
    }

    /// The counts in order of time.
    pub fn counts(&self) -> &[HeapCount] {
        &self.counts
    }

    /// The count that was made for a mark at `at`.
    pub fn at(&self, at: Timestamp) -> Option<&HeapCount> {
        let place = self.counts.binary_search_by_key(&at, |count| count.at).ok()?;
        self.counts.get(place)
    }

    /// Adds a count; leaves out one that is not later than the last, and says so.
    #[must_use]
    pub(super) fn append(&mut self, allocator: &str, count: HeapCount) -> bool {
        if self.counts.last().is_some_and(|last| last.at >= count.at) {
            return false;
        }
        if self.allocator != allocator {
            allocator.clone_into(&mut self.allocator);
        }
        Arc::make_mut(&mut self.counts).push(count);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_holds_the_blocks_between_its_ends() {
        let check = |size: u64, blocks: (u64, u64), requests: (u64, u64)| {
            let class = SizeClass::of_block(Bytes::new(size));
            let numbers = |(low, high): (Bytes, Bytes)| (low.get(), high.get());
            assert_eq!(numbers(class.block_sizes()), blocks, "{size}");
            assert_eq!(numbers(class.request_sizes()), requests, "{size}");
            assert!((class.0 as usize) < SizeClass::COUNT);
        };
        check(32, (32, 32), (0, 24));
        check(48, (48, 48), (25, 40));
        check(1296, (1296, 1296), (1273, 1288));
        check(65_520, (65_520, 65_520), (65_497, 65_512));
        check(65_536, (65_536, 81_904), (65_513, 81_896));
        check(100_000, (98_304, 114_672), (98_281, 114_664));
        check(1 << 40, (1 << 40, (5 << 38) - 16), ((1 << 40) - 23, (5 << 38) - 24));
        assert!((SizeClass::of_block(Bytes::new(u64::MAX)).0 as usize) < SizeClass::COUNT);
    }

    #[test]
    fn classes_are_in_the_order_of_sizes_without_gaps() {
        let mut next = 0;
        for class in 0..u32::try_from(SizeClass::COUNT).unwrap() {
            let (low, high) = SizeClass(class).block_sizes();
            assert_eq!(
                (low.get(), SizeClass::of_block(low), SizeClass::of_block(high)),
                (next, SizeClass(class), SizeClass(class))
            );
            next = high.get() + UNIT;
            if high.get() > u64::MAX / 4 {
                break;
            }
        }
    }
}
