//! One large block from the heap: mapped when it is asked for, resident only when it is used, and then held.
//!
//! It grows once and not with the cycles. That tells mapped growth from resident growth, and a step from a leak.

use super::rounds::{Action, Residue};
use super::system;
use crate::model::units::Bytes;
use std::io;

/// The label of the mark behind the first use of the block.
const TOUCHED: &str = "touched";

/// 100 MB. Far above the size (at most 32 MiB in glibc) from which malloc gives a block a mapping of its own.
const REQUESTED: usize = 100_000_000;

/// A program that asks for much memory in its first cycle that counts.
pub(super) struct Block {
    warmup_left: u32,
    memory: Option<Vec<u8>>,
    fixed: bool,
}

impl Block {
    /// Before it is asked for.
    pub(super) fn new(warmup: u32, fixed: bool) -> Self {
        Self { warmup_left: warmup, memory: None, fixed }
    }
}

impl Action for Block {
    fn open(&mut self) -> io::Result<()> {
        if self.warmup_left > 0 {
            self.warmup_left -= 1;
        } else if self.memory.is_none() {
            self.memory = Some(Vec::with_capacity(REQUESTED));
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        let Some(memory) = &mut self.memory else {
            return Ok(None);
        };
        let news = memory.is_empty().then_some(TOUCHED);
        memory.resize(REQUESTED, 1);
        if self.fixed {
            self.memory = None;
        }
        Ok(news)
    }

    fn residue(&self) -> Residue {
        if self.fixed {
            return Residue::Nothing;
        }
        Residue::Once { size: system::mapped_by_malloc(Bytes::new(REQUESTED as u64)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_asked_for_behind_the_warmup_and_touched_when_the_window_closes() {
        let mut block = Block::new(1, false);
        block.open().unwrap();
        assert_eq!(block.close().unwrap(), None);
        assert!(block.memory.is_none());
        block.open().unwrap();
        assert!(block.memory.as_ref().is_some_and(Vec::is_empty));
        assert_eq!(block.close().unwrap(), Some(TOUCHED));
        block.open().unwrap();
        assert_eq!(block.close().unwrap(), None);
        assert_eq!(block.memory.as_ref().map(Vec::len), Some(REQUESTED));
    }

    #[test]
    fn it_is_given_back_when_mended() {
        let mut block = Block::new(0, true);
        block.open().unwrap();
        assert!(block.memory.is_some());
        block.close().unwrap();
        assert!(block.memory.is_none());
    }

    /// In front of a block with a mapping of its own, glibc notes the mapping's size and, in the lowest bits, that it is one.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[test]
    fn the_allocator_maps_what_the_truth_says() {
        use std::fs::File;
        use std::os::unix::fs::FileExt;

        let mut block = Block::new(0, false);
        block.open().unwrap();
        let start = block.memory.as_ref().unwrap().as_ptr().addr() as u64;
        let mut note = [0; 8];
        let memory = File::open("/proc/self/mem").unwrap();
        memory.read_exact_at(&mut note, start - 8).unwrap();
        let size = Bytes::new(u64::from_ne_bytes(note) & !7);
        assert_eq!(block.residue(), Residue::Once { size });
        assert_eq!(size, Bytes::new(100_003_840));
    }
}
