//! What a system call did, from its arguments and its result. Pure.

use crate::model::Effect;
use crate::model::units::{Address, AddressRange};
use std::collections::HashMap;

/// A system call that changes the address space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SystemCall {
    Map,
    Unmap,
    Remap,
    Break,
    Protect,
    Advise,
    Attach,
    Detach,
}

impl SystemCall {
    pub(super) const ALL: [Self; 8] = [
        Self::Map,
        Self::Unmap,
        Self::Remap,
        Self::Break,
        Self::Protect,
        Self::Advise,
        Self::Attach,
        Self::Detach,
    ];

    /// The kernel's name for it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Map => "mmap",
            Self::Unmap => "munmap",
            Self::Remap => "mremap",
            Self::Break => "brk",
            Self::Protect => "mprotect",
            Self::Advise => "madvise",
            Self::Attach => "shmat",
            Self::Detach => "shmdt",
        }
    }
}

/// Its arguments, and what it returned.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Arguments {
    pub(super) first: u64,
    pub(super) second: u64,
    pub(super) third: u64,
    pub(super) result: u64,
}

/// Errors are the highest numbers (`IS_ERR_VALUE` of `linux/err.h`).
const LOWEST_ERROR: u64 = u64::MAX - 4094;

/// `MADV_DONTNEED`, `MADV_FREE`, `MADV_REMOVE` and `MADV_DONTNEED_LOCKED` of `asm-generic/mman-common.h`: pages are given back.
const GIVES_BACK: [u64; 4] = [4, 8, 9, 24];

/// Remembers where the heap ends, and how long shared segments are: `brk` tells only where it ends from then on, `shmat` and
/// `shmdt` only where a segment begins.
#[derive(Debug)]
pub(super) struct Interpreter {
    page: u64,
    heap_end: Option<u64>,
    /// The attached segments of System V, by their first addresses.
    segments: HashMap<u64, AddressRange>,
}

impl Interpreter {
    pub(super) fn new(page: u64, heap_end: Option<u64>) -> Self {
        Self { page, heap_end, segments: HashMap::new() }
    }

    /// Another program has begun: its heap is elsewhere.
    pub(super) fn forget(&mut self) {
        *self = Self::new(self.page, None);
    }

    /// A shared segment is there.
    pub(super) fn learn_segment(&mut self, range: AddressRange) {
        self.segments.insert(range.start.get(), range);
    }

    /// What a page fault at an address did that stands for `faults`.
    pub(super) fn fault(&self, address: u64, faults: u64) -> Option<Effect> {
        let start = address - address % self.page;
        let page = AddressRange::new(Address::new(start), Address::new(start.checked_add(self.page)?));
        Some(Effect::Touched(page, faults.max(1)))
    }

    /// What a call changed; nothing where it failed, or changed nothing.
    pub(super) fn effect(&mut self, call: SystemCall, arguments: Arguments) -> Option<Effect> {
        let Arguments { first, second, third, result } = arguments;
        if result >= LOWEST_ERROR {
            return None;
        }
        match call {
            SystemCall::Map => Some(Effect::Mapped(self.pages(result, second)?, third != 0)),
            SystemCall::Unmap => Some(Effect::Unmapped(self.pages(first, second)?)),
            SystemCall::Remap => {
                // A length of zero leaves the old pages where they are, and maps them once more.
                match self.pages(first, second) {
                    None => Some(Effect::Mapped(self.pages(result, third)?, true)),
                    Some(from) => Some(Effect::Moved(from, self.pages(result, third)?)),
                }
            }
            SystemCall::Protect => Some(Effect::Protected(self.pages(first, second)?, third != 0)),
            SystemCall::Break => self.move_break(result),
            SystemCall::Advise if GIVES_BACK.contains(&third) => {
                Some(Effect::GaveBack(self.pages(first, second)?))
            }
            SystemCall::Advise => None,
            SystemCall::Attach => Some(Effect::Mapped(*self.segments.get(&result)?, true)),
            SystemCall::Detach => Some(Effect::Unmapped(self.segments.remove(&first)?)),
        }
    }

    fn move_break(&mut self, result: u64) -> Option<Effect> {
        let end = result.checked_next_multiple_of(self.page)?;
        let before = self.heap_end.replace(end)?;
        if end > before {
            Some(Effect::Mapped(AddressRange::from_bounds(before, end), true))
        } else {
            Some(AddressRange::from_bounds(end, before))
                .filter(|freed| !freed.is_empty())
                .map(Effect::Unmapped)
        }
    }

    /// Whole pages; nothing where there are none.
    fn pages(&self, start: u64, len: u64) -> Option<AddressRange> {
        let len = len.checked_next_multiple_of(self.page).filter(|&len| len > 0)?;
        Some(AddressRange::from_bounds(start, start.checked_add(len)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 0x1000;

    fn range(start: u64, end: u64) -> AddressRange {
        AddressRange::from_bounds(start * PAGE, end * PAGE)
    }

    #[test]
    fn arguments_and_result_say_what_changed() {
        let check = |call, [first, second, third, result]: [u64; 4], expected| {
            let arguments = Arguments { first, second, third, result };
            assert_eq!(Interpreter::new(PAGE, None).effect(call, arguments), expected, "{call:?}");
        };
        let failed = 12_u64.wrapping_neg();
        check(SystemCall::Map, [0, 5000, 3, 8 * PAGE], Some(Effect::Mapped(range(8, 10), true)));
        check(SystemCall::Map, [0, PAGE, 0, 8 * PAGE], Some(Effect::Mapped(range(8, 9), false)));
        check(SystemCall::Map, [0, PAGE, 3, failed], None);
        check(SystemCall::Map, [0, u64::MAX, 3, PAGE], None);
        check(SystemCall::Unmap, [8 * PAGE, 1, 0, 0], Some(Effect::Unmapped(range(8, 9))));
        check(SystemCall::Unmap, [u64::MAX - 4095, PAGE * 2, 0, 0], None);
        let moved = Effect::Moved(range(1, 2), range(9, 11));
        check(SystemCall::Remap, [PAGE, PAGE, 2 * PAGE, 9 * PAGE], Some(moved));
        check(SystemCall::Remap, [PAGE, 0, PAGE, 9 * PAGE], Some(Effect::Mapped(range(9, 10), true)));
        check(SystemCall::Protect, [PAGE, PAGE, 0, 0], Some(Effect::Protected(range(1, 2), false)));
        check(SystemCall::Break, [0, 0, 0, PAGE], None);
        check(SystemCall::Advise, [PAGE, 1, 4, 0], Some(Effect::GaveBack(range(1, 2))));
        check(SystemCall::Advise, [PAGE, 1, 14, 0], None);
        check(SystemCall::Attach, [5, 0, 0, PAGE], None);
        check(SystemCall::Detach, [PAGE, 0, 0, 0], None);
    }

    #[test]
    fn a_shared_segment_goes_as_it_came() {
        let mut interpreter = Interpreter::new(PAGE, None);
        interpreter.learn_segment(range(7, 9));
        let mut check = |call, first, result, expected| {
            assert_eq!(
                interpreter.effect(call, Arguments { first, result, ..Arguments::default() }),
                expected
            );
        };
        check(SystemCall::Attach, 3, 7 * PAGE, Some(Effect::Mapped(range(7, 9), true)));
        check(SystemCall::Detach, 7 * PAGE, 0, Some(Effect::Unmapped(range(7, 9))));
        check(SystemCall::Detach, 7 * PAGE, 0, None);
    }

    #[test]
    fn a_fault_touches_a_page() {
        let interpreter = Interpreter::new(PAGE, None);
        assert_eq!(interpreter.fault(PAGE + 5, 16), Some(Effect::Touched(range(1, 2), 16)));
        assert_eq!(interpreter.fault(PAGE, 0), Some(Effect::Touched(range(1, 2), 1)));
        assert_eq!(interpreter.fault(u64::MAX, 1), None);
    }

    #[test]
    fn the_heap_grows_and_shrinks_in_pages() {
        let mut interpreter = Interpreter::new(PAGE, Some(2 * PAGE));
        let mut set = |to| {
            interpreter.effect(SystemCall::Break, Arguments { first: to, result: to, ..Arguments::default() })
        };
        assert_eq!(set(2 * PAGE), None);
        assert_eq!(set(3 * PAGE + 1), Some(Effect::Mapped(range(2, 4), true)));
        assert_eq!(set(4 * PAGE), None);
        assert_eq!(set(3 * PAGE), Some(Effect::Unmapped(range(3, 4))));
        interpreter.forget();
        let query = Arguments { result: 100 * PAGE, ..Arguments::default() };
        assert_eq!(interpreter.effect(SystemCall::Break, query), None);
    }
}
