//! Walking over the regions of an address space. Pure: built and tested on every system.
//!
//! The kernel is asked region by region, and the target goes on meanwhile: an answer may overlap the one before, or lead
//! nowhere. [`Walk`] makes of it what the rest relies on: regions in order, disjoint, and an end.

use super::decode::{self, RawRegion};
use crate::model::{Detail, Reading, Readings, Usage};
use crate::units::{AddressRange, Bytes};

/// What the walk asks of the kernel.
pub(crate) trait Kernel {
    /// The region that holds `address`, or the next one above it.
    fn region(&mut self, address: u64, detail: PageCounts) -> Result<RawRegion, KernelCode>;
}

/// Whether the kernel shall count pages, which takes time for each page of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageCounts {
    /// No: `vm_region_submap_short_info_64`.
    Skip,
    /// Yes: `vm_region_submap_info_64`.
    Take,
}

/// A `kern_return_t` that is not success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KernelCode(pub i32);

/// What a kernel's refusal means for a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is no region above: the walk is done.
    End,
    /// The task is dead, or dying.
    Gone,
    /// Something else.
    Odd,
}

impl KernelCode {
    /// `KERN_INVALID_ADDRESS` alone is an end. A dead task answers with an error of Mach messages (system 4:
    /// `MACH_SEND_INVALID_DEST` and its neighbours), a dying one with `KERN_INVALID_ARGUMENT`.
    pub(crate) fn meaning(self) -> Refusal {
        const KERN_INVALID_ADDRESS: i32 = 1;
        const KERN_INVALID_ARGUMENT: i32 = 4;
        match self.0 {
            KERN_INVALID_ADDRESS => Refusal::End,
            KERN_INVALID_ARGUMENT => Refusal::Gone,
            code if code >> 26 == 4 => Refusal::Gone,
            _ => Refusal::Odd,
        }
    }
}

/// How far a walk has come; it begins at the lowest address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Walk {
    /// The address to ask for next.
    next: u64,
    /// The end of what was covered: nothing below is told again.
    floor: u64,
}

/// One step of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is known now: all that is mapped in this range is `region`.
    pub(crate) covered: AddressRange,
    /// The region that was found, unless it is no memory of the target.
    pub(crate) region: Option<RawRegion>,
}

impl Walk {
    /// The address that comes next.
    pub(crate) fn next_address(&self) -> u64 {
        self.next
    }

    /// Whether the end of the address space was reached.
    pub(crate) fn is_done(&self) -> bool {
        self.next == u64::MAX
    }

    /// Leaves out what lies below `address`.
    pub(crate) fn skip_to(&mut self, address: u64) {
        self.next = self.next.max(address);
    }

    /// Goes to the end of the next region. After the last one, it covers the rest of the address space.
    pub(crate) fn step(&mut self, kernel: &mut impl Kernel, detail: PageCounts) -> Result<Step, KernelCode> {
        let asked = self.next;
        let found = match kernel.region(asked, detail) {
            Ok(raw) => raw.above(self.floor),
            Err(code) if code.meaning() == Refusal::End => {
                self.next = u64::MAX;
                return Ok(Step { covered: AddressRange::from_bounds(asked, u64::MAX), region: None });
            }
            Err(code) => return Err(code),
        };
        let range = found.range();
        // An empty region, or one that ends where we stand, would hold us here for ever.
        self.next = range.end.get().max(asked.saturating_add(SMALLEST_PAGE));
        self.floor = range.end.get().max(asked);
        let is_memory = !range.is_empty() && range.end.get() > asked && !found.is_null();
        Ok(Step {
            covered: AddressRange::from_bounds(range.start.get().min(asked), self.floor),
            region: is_memory.then_some(found),
        })
    }
}

const SMALLEST_PAGE: u64 = 4096;

/// Adds what a step with page counts (in pages of `unit`) said to an answer whose steps rise.
pub(crate) fn note(step: &Step, unit: Bytes, into: &mut Readings) {
    match into.spans.last_mut() {
        Some(last) if last.end >= step.covered.start => last.end = last.end.max(step.covered.end),
        _ if step.covered.is_empty() => {}
        _ => into.spans.push(step.covered),
    }
    let Some(raw) = step.region else { return };
    let usage = decode::usage(&raw, unit);
    // What no reading mentions uses nothing.
    if usage != Usage::default() {
        into.readings.push(Reading { range: raw.range(), usage, detail: Detail::Entry });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers from a list, as the kernel would: the first region that ends above the address, else an end.
    struct Script(Vec<RawRegion>);

    impl Kernel for Script {
        fn region(&mut self, address: u64, _: PageCounts) -> Result<RawRegion, KernelCode> {
            let found = self.0.iter().find(|raw| raw.address + raw.size > address);
            found.copied().ok_or(KernelCode(1))
        }
    }

    fn region(address: u64, size: u64) -> RawRegion {
        RawRegion { address, size, protection: 3, max_protection: 7, object_id: 1, ..RawRegion::default() }
    }

    fn bounds(step: Step) -> (u64, u64) {
        (step.covered.start.get(), step.covered.end.get())
    }

    #[test]
    fn gaps_and_the_rest_are_covered() {
        let mut kernel = Script(vec![region(0x4000, 0x4000), region(0x10000, 0x4000)]);
        let mut walk = Walk::default();
        let mut step = || walk.step(&mut kernel, PageCounts::Skip).unwrap();
        assert_eq!(bounds(step()), (0, 0x8000));
        let second = step();
        assert_eq!(bounds(second), (0x8000, 0x14000));
        assert_eq!(second.region, Some(region(0x10000, 0x4000)));
        let end = step();
        assert_eq!((bounds(end), end.region), ((0x14000, u64::MAX), None));
        assert!(walk.is_done());
    }

    #[test]
    fn a_walk_from_within_a_region_tells_it_whole_but_once() {
        let mut kernel = Script(vec![region(0x4000, 0x10000)]);
        let mut walk = Walk::default();
        walk.skip_to(0x8000);
        let step = walk.step(&mut kernel, PageCounts::Take).unwrap();
        assert_eq!(bounds(step), (0x4000, 0x14000));
        walk.skip_to(0xc000);
        assert_eq!(walk.next_address(), 0x14000);
    }

    #[test]
    fn a_region_that_grew_meanwhile_is_told_from_where_we_stand() {
        let mut walk = Walk::default();
        walk.step(&mut Script(vec![region(0x4000, 0x4000)]), PageCounts::Skip).unwrap();
        let grown = Script(vec![region(0x4000, 0x10000)]);
        let step = walk.step(&mut { grown }, PageCounts::Skip).unwrap();
        let rest = step.region.expect("the part that was not told yet");
        assert_eq!((rest.address, rest.size, rest.offset), (0x8000, 0xc000, 0x4000));
    }

    #[test]
    fn an_answer_that_leads_nowhere_does_not_hold_the_walk() {
        struct Stuck;
        impl Kernel for Stuck {
            fn region(&mut self, _: u64, _: PageCounts) -> Result<RawRegion, KernelCode> {
                Ok(region(0x4000, 0))
            }
        }
        let mut walk = Walk::default();
        walk.skip_to(0x4000);
        for turn in 1..4 {
            assert_eq!(walk.step(&mut Stuck, PageCounts::Skip).unwrap().region, None);
            assert_eq!(walk.next_address(), 0x4000 + turn * 4096);
        }
        let mut top = Walk::default();
        top.skip_to(u64::MAX - 1);
        top.step(&mut Stuck, PageCounts::Skip).unwrap();
        assert!(top.is_done());
    }

    #[test]
    fn readings_cover_what_was_asked_and_what_lay_there() {
        let pages = decode::RawPages { resident: 2, ..Default::default() };
        let touched = RawRegion { pages, ..region(0x4000, 0x8000) };
        let mut kernel = Script(vec![touched, region(0x20000, 0x4000), region(0x40000, 0x4000)]);
        let mut walk = Walk::default();
        let mut read = Readings::default();
        for asked in [0x8000, 0x1_0000, 0x3_0000] {
            walk.skip_to(asked);
            let step = walk.step(&mut kernel, PageCounts::Take).unwrap();
            note(&step, Bytes::new(0x4000), &mut read);
        }
        let spans = [(0x4000, 0xc000), (0x10000, 0x24000), (0x30000, 0x44000)];
        assert_eq!(read.spans, spans.map(|(start, end)| AddressRange::from_bounds(start, end)));
        assert_eq!(read.readings.len(), 1, "what uses nothing is not mentioned");
        assert_eq!(read.readings[0].range, touched.range());
        assert_eq!(read.readings[0].usage.dirty, Bytes::new(0x8000));
    }

    #[test]
    fn only_one_code_is_an_end() {
        let check = |code, meaning| assert_eq!(KernelCode(code).meaning(), meaning, "{code:#x}");
        check(1, Refusal::End);
        check(4, Refusal::Gone);
        check(0x1000_0003, Refusal::Gone);
        check(0x1000_4005, Refusal::Gone);
        check(5, Refusal::Odd);
        check(-308, Refusal::Odd);
    }
}
