//! Much memory that comes and goes in every cycle and leaves nothing.

use super::Mapper;
use super::rounds::{Action, Residue};
use crate::model::units::Bytes;
use std::collections::VecDeque;
use std::io;

/// How many mappings a cycle makes.
const MAPPINGS: u32 = 200;
/// How many of them live at once.
const ALIVE: usize = 40;
const SMALLEST_KIB: u64 = 64;
const LARGEST_KIB: u64 = 1024;
/// Sizes differ by so much.
const STEP_KIB: u64 = 4;

/// A busy program: the newest mappings live while a window is open, the older ones are gone already.
pub(super) struct Churn<M> {
    map: Mapper<M>,
    alive: VecDeque<M>,
    random: XorShift,
}

impl<M> Churn<M> {
    /// Before its first cycle; each run has the same sizes.
    pub(super) fn new(map: Mapper<M>) -> Self {
        Self { map, alive: VecDeque::with_capacity(ALIVE), random: XorShift(0x9e37_79b9_7f4a_7c15) }
    }

    fn next_size(&mut self) -> Bytes {
        let steps = (LARGEST_KIB - SMALLEST_KIB) / STEP_KIB + 1;
        Bytes::from_kib(SMALLEST_KIB + self.random.next() % steps * STEP_KIB)
    }
}

impl<M> Action for Churn<M> {
    fn open(&mut self) -> io::Result<()> {
        for _ in 0..MAPPINGS {
            if self.alive.len() == ALIVE {
                self.alive.pop_front();
            }
            let size = self.next_size();
            self.alive.push_back((self.map)(size)?);
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<Option<&'static str>> {
        self.alive.clear();
        Ok(None)
    }

    fn residue(&self) -> Residue {
        Residue::Nothing
    }
}

/// Marsaglia's generator: small, and the same everywhere.
struct XorShift(u64);

impl XorShift {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    #[test]
    fn it_maps_much_and_leaves_nothing() {
        let sizes = Rc::new(RefCell::new(Vec::new()));
        let seen = Rc::clone(&sizes);
        let mut churn = Churn::new(Box::new(move |size| {
            seen.borrow_mut().push(size);
            Ok(size)
        }));
        churn.open().unwrap();
        assert_eq!(churn.alive.len(), ALIVE);
        churn.close().unwrap();
        assert!(churn.alive.is_empty());
        let sizes = sizes.borrow();
        assert_eq!(sizes.len(), 200);
        let (smallest, largest) = (Bytes::from_kib(64), Bytes::from_kib(1024));
        assert!(sizes.iter().all(|size| (smallest..=largest).contains(size)));
        let total: Bytes = sizes.iter().copied().sum();
        assert!(total > Bytes::from_kib(80 * 1024));
    }
}
