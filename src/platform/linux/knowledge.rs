//! What was learned of anonymous memory that its line in `maps` does not tell.
//!
//! `VmFlags`, malloc headers and stack pointers are dear to read, so they are read in sweeps and remembered by address,
//! byte by byte: an entry that merged with another is then known in part.

use crate::categories::{Fact, Facts};
use crate::model::TagId;
use crate::units::{Address, AddressRange, Bytes};
use std::collections::BTreeMap;

/// What is known of a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// The facts.
    pub(crate) facts: Facts,
    /// What to call it, where there is more to say than its tag: the thread of a stack.
    pub(crate) label: Option<TagId>,
    /// Whether its beginning was searched for malloc headers.
    pub(crate) probed: bool,
    /// Whether it lies directly above a guard, as stacks do.
    pub(crate) above_guard: bool,
    /// Whether its pages belong to a file that exists in memory only.
    pub(crate) shared_memory: bool,
}

impl Known {
    /// Whether both classify alike.
    fn tells_the_same(&self, other: &Self) -> bool {
        (self.facts, self.label) == (other.facts, other.label)
    }
}

/// Known ranges, without overlaps.
#[derive(Debug, Default)]
pub(crate) struct Knowledge {
    ranges: BTreeMap<Address, (Address, Known)>,
}

impl Knowledge {
    /// Replaces what was known of `range`. Says whether it is classified otherwise now.
    pub(crate) fn learn(&mut self, range: AddressRange, known: Known) -> bool {
        // Memory that was executable once stays a JIT's, however it is protected now.
        let sticky = Facts::default().with(Fact::Executable, self.was_executable(range));
        let known = Known { facts: known.facts.union(sticky), ..known };
        if self.overlapping(range).eq([(range, known)]) {
            return false;
        }
        let covered: Bytes = self.overlapping(range).map(|(part, _)| part.len()).sum();
        let unknown = Known::default();
        let news = self.overlapping(range).any(|(_, before)| !before.tells_the_same(&known))
            || covered < range.len() && !unknown.tells_the_same(&known);
        self.forget(range);
        self.ranges.insert(range.start, (range.end, known));
        news
    }

    /// Forgets what was known of `range`: it is mapped no more.
    pub(crate) fn forget(&mut self, range: AddressRange) {
        let touched: Vec<_> = self.raw(range).map(|(&start, &(end, known))| (start, end, known)).collect();
        for (start, end, known) in touched {
            self.ranges.remove(&start);
            if start < range.start {
                self.ranges.insert(start, (range.start, known));
            }
            if end > range.end {
                self.ranges.insert(range.end, (end, known));
            }
        }
    }

    /// What is known inside `range`, piece by piece; what is not mentioned is not known.
    pub(crate) fn overlapping(
        &self,
        range: AddressRange,
    ) -> impl Iterator<Item = (AddressRange, Known)> + '_ {
        self.raw(range)
            .map(move |(&start, &(end, known))| (AddressRange::new(start, end).intersection(range), known))
    }

    /// The known range that holds `address`.
    pub(crate) fn containing(&self, address: Address) -> Option<(AddressRange, Known)> {
        let (&start, &(end, known)) = self.ranges.range(..=address).next_back()?;
        (address < end).then_some((AddressRange::new(start, end), known))
    }

    fn was_executable(&self, range: AddressRange) -> bool {
        self.overlapping(range).any(|(_, known)| known.facts.has(Fact::Executable))
    }

    fn raw(&self, range: AddressRange) -> impl Iterator<Item = (&Address, &(Address, Known))> {
        let before = self.ranges.range(..range.start).next_back().filter(|(_, (end, _))| *end > range.start);
        before.into_iter().chain(self.ranges.range(range.start..range.end.max(range.start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(fact: Fact) -> Known {
        Known { facts: [fact].into_iter().collect(), ..Known::default() }
    }

    fn range(start: u64, end: u64) -> AddressRange {
        AddressRange::from_bounds(start, end)
    }

    #[test]
    fn what_is_forgotten_leaves_its_neighbours() {
        let mut knowledge = Knowledge::default();
        assert!(knowledge.learn(range(10, 30), known(Fact::LargeMalloc)));
        assert!(!knowledge.learn(range(10, 30), known(Fact::LargeMalloc)), "no news");
        knowledge.forget(range(15, 20));
        let left: Vec<_> = knowledge.overlapping(range(0, 100)).map(|(range, _)| range).collect();
        assert_eq!(left, [range(10, 15), range(20, 30)]);
        let inside: Vec<_> = knowledge.overlapping(range(12, 22)).map(|(range, _)| range).collect();
        assert_eq!(inside, [range(12, 15), range(20, 22)]);
    }

    #[test]
    fn executable_once_is_executable_for_ever() {
        let mut knowledge = Knowledge::default();
        knowledge.learn(range(10, 30), known(Fact::Executable));
        knowledge.learn(range(10, 30), Known::default());
        assert!(knowledge.overlapping(range(10, 30)).all(|(_, known)| known.facts.has(Fact::Executable)));
        knowledge.forget(range(10, 30));
        assert!(!knowledge.learn(range(10, 30), Known::default()), "nothing is no news");
    }
}
