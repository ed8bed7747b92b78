//! Stacks: from the registers and a copy of the top of the stack to places in code.
//!
//! Each frame is unwound by the tables of the module that it lies in, and by frame pointers where that has none. Below what
//! was copied, the kernel's own chain of frame pointers goes on, where both meet.

use super::code::{Loaded, Mapped, load};
use super::records::Sample;
use crate::model::Frame;
use framehop::x86_64::{CacheX86_64, UnwindRegsX86_64, UnwinderX86_64};
use framehop::{FrameAddress, Unwinder as _};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Deeper stacks end there.
const MOST_FRAMES: usize = 96;

/// Unwinds the stacks of one process.
pub(super) struct Unwinder {
    process: PathBuf,
    tables: UnwinderX86_64<Vec<u8>>,
    cache: CacheX86_64,
    /// By their first address.
    code: BTreeMap<u64, Known>,
}

struct Known {
    range: Range<u64>,
    bias: u64,
    module: u32,
}

impl Unwinder {
    pub(super) fn new(process: &Path) -> Self {
        Self {
            process: process.to_owned(),
            tables: UnwinderX86_64::new(),
            cache: CacheX86_64::new(),
            code: BTreeMap::new(),
        }
    }

    /// Learns of code at a place; what was there before is gone.
    pub(super) fn add(&mut self, mapped: &Mapped, name: impl FnOnce(crate::model::Module) -> u32) {
        let covered = self.code.range(..mapped.range.end).rev();
        let covered = covered.take_while(|(_, known)| known.range.end > mapped.range.start);
        let covered: Vec<u64> = covered.map(|(&start, _)| start).collect();
        for start in covered {
            self.code.remove(&start);
            self.tables.remove_module(start);
        }
        let Loaded { range, bias, module, unwinding } = load(&self.process, mapped);
        self.tables.add_module(unwinding);
        self.code.insert(range.start, Known { range, bias, module: name(module) });
    }

    /// Another program has taken over.
    pub(super) fn forget(&mut self) {
        *self = Self::new(&self.process);
    }

    /// Fills in the addresses of a stack, the innermost first: of what was called last, and inside the calls below it.
    pub(super) fn unwind(&mut self, sample: &Sample<'_>, places: &mut Vec<u64>) {
        places.clear();
        let registers = sample.registers;
        let regs =
            UnwindRegsX86_64::new(registers.instruction, registers.stack_pointer, registers.frame_pointer);
        let mut read = |address: u64| word_at(sample, address).ok_or(());
        let mut frames = self.tables.iter_frames(registers.instruction, regs, &mut self.cache, &mut read);
        while places.len() < MOST_FRAMES
            && let Ok(Some(frame)) = frames.next()
        {
            // Garbage on a stack leads anywhere; below the first frame only code calls.
            let address = frame.address_for_lookup();
            if matches!(frame, FrameAddress::ReturnAddress(_)) && !is_code(&self.code, address) {
                break;
            }
            places.push(address);
        }
        self.go_on_by_frame_pointers(sample, places);
    }

    /// Where the copy of the stack has ended, takes the rest of the kernel's chain, if the last frame is in it.
    fn go_on_by_frame_pointers(&self, sample: &Sample<'_>, places: &mut Vec<u64>) {
        let Some(&last) = places.last() else { return };
        let mut chain = sample.chain.addresses();
        let is_last = |address: u64| address == last || address.wrapping_sub(1) == last;
        if chain.by_ref().any(is_last) {
            let room = MOST_FRAMES.saturating_sub(places.len());
            let code = &self.code;
            let below =
                chain.map(|address| address.wrapping_sub(1)).take_while(|&address| is_code(code, address));
            places.extend(below.take(room));
        }
    }

    /// What an address is for every run of the program.
    pub(super) fn frame(&self, address: u64) -> Frame {
        match code_at(&self.code, address) {
            Some(known) => Frame { module: Some(known.module), offset: address.wrapping_sub(known.bias) },
            None => Frame { module: None, offset: address },
        }
    }
}

fn code_at(code: &BTreeMap<u64, Known>, address: u64) -> Option<&Known> {
    let (_, known) = code.range(..=address).next_back()?;
    known.range.contains(&address).then_some(known)
}

/// Whether code is known to be at an address. Without any such knowledge everything may be code.
fn is_code(code: &BTreeMap<u64, Known>, address: u64) -> bool {
    code.is_empty() || code_at(code, address).is_some()
}

/// A number on the stack, as far as that was copied.
fn word_at(sample: &Sample<'_>, address: u64) -> Option<u64> {
    let offset = usize::try_from(address.checked_sub(sample.registers.stack_pointer)?).ok()?;
    let bytes = sample.stack.get(offset..offset.checked_add(8)?)?;
    Some(u64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::made_up::made_up_sample;
    use super::super::records::{Record, record};
    use super::*;
    use proptest::prelude::*;

    fn unwound(unwinder: &mut Unwinder, chain: &[u64], registers: [u64; 7], stack: &[u64]) -> Vec<u64> {
        let bytes = made_up_sample(1, chain, registers, stack);
        let Record::Sample(sample) = record(&bytes) else { panic!("no sample") };
        let mut places = Vec::new();
        unwinder.unwind(&sample, &mut places);
        places
    }

    fn with_code(range: Range<u64>) -> Unwinder {
        let mut unwinder = Unwinder::new(Path::new("/nowhere"));
        unwinder.add(&Mapped { range, offset: 0, path: "/nowhere/lib".to_owned() }, |_module| 0);
        unwinder
    }

    #[test]
    fn code_without_tables_is_unwound_by_frame_pointers() {
        let mut unwinder = with_code(0x1000..0x9000);
        // The frame pointer leads to the caller's and the return address; there the chain ends with zero.
        let stack = [0, 0, 0x8020, 0x2000, 0, 0x3000];
        let places = unwound(&mut unwinder, &[], [0, 0, 0, 0, 0x8010, 0x8000, 0x1500], &stack);
        assert_eq!(places, [0x1500, 0x1fff, 0x2fff]);
        let frame = unwinder.frame(0x1fff);
        assert_eq!((frame.module, frame.offset), (Some(0), 0xfff));
        assert_eq!(unwinder.frame(0xffff).module, None);
    }

    #[test]
    fn below_the_copy_the_chain_goes_on_where_both_meet() {
        let mut unwinder = with_code(0x1000..0x9000);
        let registers = [0, 0, 0, 0, 0x8010, 0x8000, 0x1500];
        let stack = [0, 0, 0x8900, 0x2000];
        let places = unwound(&mut unwinder, &[0x1500, 0x2000, 0x3000, 0x4000], registers, &stack);
        assert_eq!(places, [0x1500, 0x1fff, 0x2fff, 0x3fff]);
        let places = unwound(&mut unwinder, &[0x1500, 0x7000, 0x3000], registers, &stack);
        assert_eq!(places, [0x1500, 0x1fff]);
    }

    #[test]
    fn what_is_mapped_over_code_takes_its_place() {
        let mut unwinder = with_code(0x1000..0x9000);
        unwinder.add(&Mapped { range: 0x8000..0xa000, offset: 0, path: "/other".to_owned() }, |_module| 1);
        assert_eq!(unwinder.frame(0x1500).module, None);
        assert_eq!(unwinder.frame(0x9500).module, Some(1));
        unwinder.forget();
        assert_eq!(unwinder.frame(0x9500).module, None);
    }

    proptest! {
        #[test]
        fn garbage_on_a_stack_ends_it(
            chain in prop::collection::vec(any::<u64>(), 0..8),
            registers in any::<[u64; 7]>(),
            stack in prop::collection::vec(any::<u64>(), 0..64),
        ) {
            let mut unwinder = with_code(0x1000..0x9000);
            let places = unwound(&mut unwinder, &chain, registers, &stack);
            prop_assert!((1..=MOST_FRAMES).contains(&places.len()));
        }
    }
}
