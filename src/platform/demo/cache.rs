//! A cache that fills and then settles. It grows for some cycles and is no leak.
//!
//! When it is full, the entry that was used longest ago is written over in place. (A cache that unmapped the old entry
//! and mapped a new one would have births in every cycle, weighed up by deaths: a truth of its own.)

use super::Mapper;
use super::rounds::{Action, Residue};
use crate::model::units::Bytes;
use crate::platform::memory::Mapping;
use std::collections::VecDeque;
use std::io;

/// In how many cycles it fills, counted from the first.
pub(super) const FILL_CYCLES: u32 = 4;
/// The label of the mark behind them.
pub(super) const FILLED: &str = "filled";

const ENTRY: Bytes = Bytes::from_kib(256);
/// How many entries are new in each cycle until it is full: misses become rarer.
const NEW_ENTRIES: [usize; FILL_CYCLES as usize] = [32, 16, 8, 8];
/// How many entries it holds: 16 MiB.
const CAPACITY: usize = 64;
/// How many entries each later cycle replaces.
const REPLACED: usize = 8;
/// What a window needs only while it is open.
const SCRATCH: Bytes = Bytes::from_kib(4096);

/// A program that keeps what it has read: each cycle opens a window, reads into the cache and closes the window.
pub(super) struct Cache {
    map: Mapper<Mapping>,
    /// Least recently used first.
    entries: VecDeque<Mapping>,
    scratch: Option<Mapping>,
    cycle: u32,
}

impl Cache {
    pub(super) fn new(map: Mapper<Mapping>) -> Self {
        Self { map, entries: VecDeque::with_capacity(CAPACITY), scratch: None, cycle: 0 }
    }

    fn insert(&mut self) -> io::Result<()> {
        let entry = if self.entries.len() < CAPACITY { (self.map)(ENTRY)? } else { self.replaced()? };
        self.entries.push_back(entry);
        Ok(())
    }

    /// The entry that was used longest ago, with new contents.
    fn replaced(&mut self) -> io::Result<Mapping> {
        let mut entry =
            self.entries.pop_front().ok_or_else(|| io::Error::other("the full cache is empty"))?;
        entry.touch(2);
        Ok(entry)
    }
}

impl Action for Cache {
    fn open(&mut self) -> io::Result<()> {
        let inserted = NEW_ENTRIES.get(self.cycle as usize).copied().unwrap_or(REPLACED);
        self.cycle += 1;
        self.scratch = Some((self.map)(SCRATCH)?);
        for _ in 0..inserted {
            self.insert()?;
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        drop(self.scratch.take());
        Ok((self.cycle == FILL_CYCLES).then_some(FILLED))
    }

    fn residue(&self) -> Residue {
        Residue::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_fills_and_then_stays_as_it_is() {
        let mut cache = Cache::new(Box::new(Mapping::anonymous));
        let mut cycle = |entries| {
            cache.open().unwrap();
            let news = cache.close().unwrap();
            assert_eq!(cache.entries.len(), entries);
            news
        };
        assert_eq!([32, 48, 56].map(&mut cycle), [None; 3]);
        assert_eq!(cycle(64), Some(FILLED));
        assert_eq!([64; 12].map(&mut cycle), [None; 12]);
    }
}
