//! What was counted so far.

use crate::model::units::{AddressRange, Bytes};
use crate::model::{ClassCount, HeapCount, HeapSums, SizeClass};

/// Places that may hold the cache of a thread; beyond that they are told apart at once.
const MOST_CANDIDATES: usize = 1 << 16;

/// Sums and classes, while blocks are gone through.
pub(super) struct Tally {
    pub(super) sums: HeapSums,
    classes: Vec<(u64, u64)>,
    /// Blocks that look like the cache of a thread.
    pub(super) candidates: Vec<u64>,
    damage: Option<(AddressRange, u32)>,
}

impl Tally {
    pub(super) fn new() -> Self {
        Self {
            sums: HeapSums::default(),
            classes: vec![(0, 0); SizeClass::COUNT],
            candidates: Vec::new(),
            damage: None,
        }
    }

    /// A block that nobody has freed, or that malloc keeps for later.
    pub(super) fn used(&mut self, size: u64) {
        let class = &mut self.classes[SizeClass::of_block(Bytes::new(size)).0 as usize];
        class.0 += 1;
        class.1 = class.1.saturating_add(size);
        self.sums.live_blocks += 1;
        self.sums.live += Bytes::new(size);
    }

    /// One of them turns out to be kept for later. Says whether there was such a one.
    pub(super) fn is_cached(&mut self, size: u64) -> bool {
        let class = &mut self.classes[SizeClass::of_block(Bytes::new(size)).0 as usize];
        if class.0 == 0 || class.1 < size {
            return false;
        }
        class.0 -= 1;
        class.1 -= size;
        self.sums.live_blocks -= 1;
        self.sums.live -= Bytes::new(size);
        self.sums.cached += Bytes::new(size);
        self.sums.cached_blocks += 1;
        true
    }

    pub(super) fn remember_candidate(&mut self, block: u64) {
        if self.candidates.len() < MOST_CANDIDATES {
            self.candidates.push(block);
        }
    }

    /// Bytes between two addresses make no sense.
    pub(super) fn damaged(&mut self, from: u64, to: u64) {
        let (_, count) = self.damage.get_or_insert((AddressRange::from_bounds(from, to), 0));
        *count = count.saturating_add(1);
    }

    /// All that was told apart so far.
    pub(super) fn accounted(&self) -> Bytes {
        let HeapSums { live, cached, top, overhead, .. } = self.sums;
        live + cached + self.sums.free() + top + overhead
    }

    /// Ends an arena that took `system` bytes: what was accounted for since `before` should be as much.
    pub(super) fn close_arena(&mut self, system: u64, before: Bytes) {
        let accounted = self.accounted() - before;
        self.sums.arenas += 1;
        self.sums.system += Bytes::new(system);
        self.sums.unaccounted += Bytes::new(accounted.get().abs_diff(system));
    }

    /// The count, with its classes in order.
    pub(super) fn into_count(self) -> HeapCount {
        let classes = (0..).map(SizeClass).zip(self.classes).filter(|(_, (blocks, _))| *blocks > 0);
        let classes =
            classes.map(|(class, (blocks, bytes))| ClassCount { class, blocks, bytes: Bytes::new(bytes) });
        HeapCount { sums: self.sums, classes: classes.collect(), damage: self.damage, ..HeapCount::default() }
    }
}
