//! What is known of anonymous memory beyond its line in `maps`.
//!
//! `VmFlags`, malloc headers and stack pointers are expensive to read, so they are read in sweeps and remembered by address,
//! byte by byte: an entry that merged with another is then known in part.

use crate::classify::categories::{Facts, MappingFact};
use crate::model::TagId;
use crate::model::units::{Address, AddressRange};
use std::collections::BTreeMap;

/// What is known of a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
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
    /// Replaces what was known of `range`. Says whether any of it is classified otherwise now.
    ///
    /// Memory that was executable once stays a JIT's, however it is protected now; what it merged with does not become so.
    pub(crate) fn learn(&mut self, range: AddressRange, known: Known) -> bool {
        if range.is_empty() {
            return false;
        }
        let mut pieces = Vec::new();
        let mut news = false;
        let mut at = range.start;
        for (part, before) in self.overlapping(range) {
            let sticky = before.facts.has(MappingFact::Executable);
            let now = Known { facts: known.facts.with(MappingFact::Executable, sticky), ..known };
            add_piece(&mut pieces, AddressRange::new(at, part.start), known);
            add_piece(&mut pieces, part, now);
            news |= !before.tells_the_same(&now);
            news |= at < part.start && !Known::default().tells_the_same(&known);
            at = part.end;
        }
        add_piece(&mut pieces, AddressRange::new(at, range.end), known);
        news |= at < range.end && !Known::default().tells_the_same(&known);
        self.forget(range);
        self.ranges.extend(pieces.into_iter().map(|(part, known)| (part.start, (part.end, known))));
        news
    }

    /// Forgets what was known of files that lay in `range`: it is anonymous memory now.
    pub(crate) fn forget_files(&mut self, range: AddressRange) {
        let files = self.overlapping(range).filter(|(_, known)| known.shared_memory);
        let files: Vec<_> = files.map(|(part, _)| part).collect();
        for part in files {
            self.forget(part);
        }
    }

    /// What headers were searched for has changed: all is to be searched anew.
    pub(crate) fn probe_again(&mut self) {
        self.ranges.values_mut().for_each(|(_, known)| known.probed = false);
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

    fn raw(&self, range: AddressRange) -> impl Iterator<Item = (&Address, &(Address, Known))> {
        let before = self.ranges.range(..range.start).next_back().filter(|(_, (end, _))| *end > range.start);
        before.into_iter().chain(self.ranges.range(range.start..range.end.max(range.start)))
    }
}

/// Adds a piece, or lengthens the one before it where both are the same.
fn add_piece(pieces: &mut Vec<(AddressRange, Known)>, range: AddressRange, known: Known) {
    match pieces.last_mut() {
        _ if range.is_empty() => {}
        Some((last, of_last)) if last.end == range.start && *of_last == known => last.end = range.end,
        _ => pieces.push((range, known)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(fact: MappingFact) -> Known {
        Known { facts: [fact].into_iter().collect(), ..Known::default() }
    }

    fn range(start: u64, end: u64) -> AddressRange {
        AddressRange::from_bounds(start, end)
    }

    #[test]
    fn what_is_forgotten_leaves_its_neighbours() {
        let mut knowledge = Knowledge::default();
        assert!(knowledge.learn(range(10, 30), known(MappingFact::LargeMalloc)));
        assert!(!knowledge.learn(range(10, 30), known(MappingFact::LargeMalloc)), "no news");
        knowledge.forget(range(15, 20));
        let left: Vec<_> = knowledge.overlapping(range(0, 100)).map(|(range, _)| range).collect();
        assert_eq!(left, [range(10, 15), range(20, 30)]);
        let inside: Vec<_> = knowledge.overlapping(range(12, 22)).map(|(range, _)| range).collect();
        assert_eq!(inside, [range(12, 15), range(20, 22)]);
    }

    #[test]
    fn executable_once_is_executable_for_ever() {
        let mut knowledge = Knowledge::default();
        knowledge.learn(range(10, 30), known(MappingFact::Executable));
        knowledge.learn(range(10, 30), Known::default());
        assert!(
            knowledge.overlapping(range(10, 30)).all(|(_, known)| known.facts.has(MappingFact::Executable))
        );
        knowledge.forget(range(10, 30));
        assert!(!knowledge.learn(range(10, 30), Known::default()), "nothing is no news");
    }

    #[test]
    fn what_merged_with_executable_memory_is_not_executable() {
        let mut knowledge = Knowledge::default();
        knowledge.learn(range(10, 20), known(MappingFact::Executable));
        assert!(!knowledge.learn(range(0, 100), Known { probed: true, ..Known::default() }), "no news");
        let executable = knowledge.overlapping(range(0, 100));
        let executable = executable.filter(|(_, known)| known.facts.has(MappingFact::Executable));
        assert_eq!(executable.map(|(part, _)| part).collect::<Vec<_>>(), [range(10, 20)]);
        assert!(knowledge.learn(range(0, 100), known(MappingFact::LargeMalloc)));
        assert_eq!(knowledge.overlapping(range(0, 100)).count(), 3);
    }
}
