//! What a system call did, from its arguments and its result. Pure.

use crate::model::Effect;
use crate::model::units::AddressRange;

/// A system call that changes the address space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SystemCall {
    Map,
    Unmap,
    Remap,
    Break,
    Protect,
}

impl SystemCall {
    pub(super) const ALL: [Self; 5] = [Self::Map, Self::Unmap, Self::Remap, Self::Break, Self::Protect];

    /// The kernel's name for it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Map => "mmap",
            Self::Unmap => "munmap",
            Self::Remap => "mremap",
            Self::Break => "brk",
            Self::Protect => "mprotect",
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

/// Remembers where the heap ends: `brk` tells only where it ends from then on.
#[derive(Debug)]
pub(super) struct Interpreter {
    page: u64,
    heap_end: Option<u64>,
}

impl Interpreter {
    pub(super) const fn new(page: u64, heap_end: Option<u64>) -> Self {
        Self { page, heap_end }
    }

    /// Another program has begun: its heap is elsewhere.
    pub(super) const fn forget_heap(&mut self) {
        self.heap_end = None;
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
        interpreter.forget_heap();
        let query = Arguments { result: 100 * PAGE, ..Arguments::default() };
        assert_eq!(interpreter.effect(SystemCall::Break, query), None);
    }
}
