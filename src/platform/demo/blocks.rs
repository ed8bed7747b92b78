//! Small blocks of malloc: a list that forgets some under heavy traffic, and blocks that keep their neighbours' memory.
//!
//! In both the heap grows and shrinks by itself, so that mapped memory tells little. The truth is in counts of live blocks.

use super::rounds::{Action, Residue};
use crate::model::units::Bytes;
use crate::source::RandomSequence;
use std::io;

/// Blocks that each cycle forgets.
const FORGOTTEN: u32 = 1000;

/// Blocks that live at once at most in the traffic, and how often one of them is replaced in a cycle.
const SLOTS: usize = 4096;
const REPLACED: u32 = 60_000;
const LARGEST: usize = 6000;

/// One block of the list: 1,280 bytes on systems with 64 bits.
struct Node {
    next: Option<Box<Node>>,
    bytes: [u8; 1280 - size_of::<usize>()],
}

/// A program that puts blocks on a list and forgets to take them off.
pub(super) struct ForgetfulList {
    first: Option<Box<Node>>,
    slots: Vec<Vec<u8>>,
    random: RandomSequence,
    fixed: bool,
}

impl ForgetfulList {
    pub(super) fn new(fixed: bool) -> Self {
        let mut slots = Vec::new();
        slots.resize_with(SLOTS, Vec::new);
        Self { first: None, slots, random: RandomSequence(1280), fixed }
    }

    /// One by one: a list that drops itself goes as deep as it is long.
    fn forget_nothing(&mut self) {
        let mut next = self.first.take();
        while let Some(mut node) = next {
            next = node.next.take();
        }
    }
}

impl Drop for ForgetfulList {
    fn drop(&mut self) {
        self.forget_nothing();
    }
}

impl Action for ForgetfulList {
    fn open(&mut self) -> io::Result<()> {
        for nth in 0..REPLACED {
            let place = self.random.place(SLOTS);
            let size = self.random.place(LARGEST);
            self.slots[place] = Vec::with_capacity(size);
            if nth % (REPLACED / FORGOTTEN) == 0 {
                let mut node = Box::new(Node { next: self.first.take(), bytes: [0; _] });
                node.bytes[0] = 1;
                self.first = Some(node);
            }
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        self.slots.iter_mut().for_each(|slot| *slot = Vec::new());
        if self.fixed {
            self.forget_nothing();
        }
        Ok(None)
    }

    fn residue(&self) -> Residue {
        if self.fixed {
            return Residue::Nothing;
        }
        Residue::Blocks { each_cycle: FORGOTTEN, size: Bytes::new(size_of::<Node>() as u64) }
    }
}

/// Blocks that are made in each cycle, and every so many of them that stays to the next.
const MADE: usize = 32_768;
const KEPT: usize = 8;

/// A program that frees most of its blocks, but not their neighbours: malloc can give nothing back.
pub(super) struct Fragments {
    made: Vec<Option<Box<[u8; 200]>>>,
    kept: Vec<Option<Box<[u8; 200]>>>,
    fixed: bool,
}

impl Fragments {
    pub(super) fn new(fixed: bool) -> Self {
        let none = || {
            let mut places = Vec::new();
            places.resize_with(MADE, || None);
            places
        };
        Self { made: none(), kept: none(), fixed }
    }
}

impl Action for Fragments {
    fn open(&mut self) -> io::Result<()> {
        self.made.iter_mut().for_each(|block| *block = Some(Box::new([1; 200])));
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        self.kept.iter_mut().for_each(|block| *block = None);
        for (nth, (made, kept)) in self.made.iter_mut().zip(&mut self.kept).enumerate() {
            let block = made.take();
            if nth % KEPT == 0 && !self.fixed {
                *kept = block;
            }
        }
        Ok(None)
    }

    fn residue(&self) -> Residue {
        Residue::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn len(list: &ForgetfulList) -> usize {
        std::iter::successors(list.first.as_deref(), |node| node.next.as_deref()).count()
    }

    #[test]
    fn the_list_forgets_so_many_in_each_cycle() {
        let check = |fixed, expected: [usize; 2]| {
            let mut list = ForgetfulList::new(fixed);
            let lengths = [(); 2].map(|()| {
                list.open().unwrap();
                list.close().unwrap();
                assert!(list.slots.iter().all(|slot| slot.capacity() == 0));
                len(&list)
            });
            assert_eq!(lengths, expected);
        };
        check(false, [1000, 2000]);
        check(true, [0, 0]);
        assert_eq!(size_of::<Node>(), 1280);
    }

    #[test]
    fn as_many_fragments_are_live_after_each_cycle() {
        let check = |fixed, expected| {
            let mut fragments = Fragments::new(fixed);
            for _ in 0..2 {
                fragments.open().unwrap();
                fragments.close().unwrap();
                assert_eq!(fragments.made.iter().flatten().count(), 0);
                assert_eq!(fragments.kept.iter().flatten().count(), expected);
            }
        };
        check(false, MADE / KEPT);
        check(true, 0);
    }
}
