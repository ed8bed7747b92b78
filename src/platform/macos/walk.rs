//! Walking over the regions of an address space. Pure: built and tested on every system.
//!
//! The kernel is asked region by region, and the target goes on meanwhile: an answer may overlap the one before, or lead
//! nowhere. [`Walk`] makes of it what the rest relies on: regions in order, disjoint, and an end.

use super::decode::RawRegion;
use super::kernel::{Failure, Meaning};

/// What a walk goes over.
pub(crate) trait Regions {
    /// The region that holds `address`, or the next one above it.
    fn region(&mut self, address: u64, detail: PageCounts) -> Result<RawRegion, Failure>;

    /// Whether pages are counted whatever is asked for.
    fn always_counts(&self) -> bool {
        false
    }
}

/// Whether the kernel shall count pages, which takes time for each page of the region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageCounts {
    /// No: `vm_region_submap_short_info_64`.
    Skip,
    /// Yes: `vm_region_submap_info_64`.
    Take,
}

/// How far a walk has come; it begins at the lowest address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Walk {
    /// The address to ask for next.
    next: u64,
    /// The end of what was covered: nothing below is told again.
    floor: u64,
}

impl Walk {
    /// Whether the end of the address space was reached.
    pub(crate) fn is_done(&self) -> bool {
        self.next == u64::MAX
    }

    /// Goes to the end of the next region, and tells it unless it is no memory of the target.
    pub(crate) fn step(&mut self, regions: &mut impl Regions) -> Result<Option<RawRegion>, Failure> {
        let asked = self.next;
        let found = match regions.region(asked, PageCounts::Skip) {
            Ok(raw) => raw.above(self.floor),
            Err(failure) if failure.meaning() == Meaning::End => {
                self.next = u64::MAX;
                return Ok(None);
            }
            Err(failure) => return Err(failure),
        };
        let range = found.range();
        // An empty region, or one that ends where we stand, would hold us here for ever.
        self.next = range.end.get().max(asked.saturating_add(SMALLEST_PAGE));
        self.floor = range.end.get().max(asked);
        let is_memory = !range.is_empty() && range.end.get() > asked && !found.is_null();
        Ok(is_memory.then_some(found))
    }
}

const SMALLEST_PAGE: u64 = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::macos::kernel::KernelCode;

    /// Answers from a list, as the kernel would: the first region that ends above the address, else an end.
    struct Script(Vec<RawRegion>);

    impl Regions for Script {
        fn region(&mut self, address: u64, _: PageCounts) -> Result<RawRegion, Failure> {
            let found = self.0.iter().find(|raw| raw.address + raw.size > address);
            found.copied().ok_or(Failure::Code(KernelCode(1)))
        }
    }

    fn region(address: u64, size: u64) -> RawRegion {
        RawRegion { address, size, protection: 3, max_protection: 7, object_id: 1, ..RawRegion::default() }
    }

    #[test]
    fn regions_come_in_order_up_to_the_end() {
        let mut script = Script(vec![region(0x4000, 0x4000), region(0x10000, 0x4000)]);
        let mut walk = Walk::default();
        let mut step = || walk.step(&mut script).unwrap();
        assert_eq!(
            [step(), step(), step()],
            [Some(region(0x4000, 0x4000)), Some(region(0x10000, 0x4000)), None]
        );
        assert!(walk.is_done());
    }

    #[test]
    fn a_region_that_grew_meanwhile_is_told_from_where_we_stand() {
        let mut walk = Walk::default();
        walk.step(&mut Script(vec![region(0x4000, 0x4000)])).unwrap();
        let mut grown = Script(vec![region(0x4000, 0x10000)]);
        let rest = walk.step(&mut grown).unwrap().expect("the part that was not told yet");
        assert_eq!((rest.address, rest.size, rest.offset), (0x8000, 0xc000, 0x4000));
    }

    #[test]
    fn an_answer_that_leads_nowhere_does_not_hold_the_walk() {
        struct Stuck(u64);
        impl Regions for Stuck {
            fn region(&mut self, _: u64, _: PageCounts) -> Result<RawRegion, Failure> {
                Ok(region(self.0, 0))
            }
        }
        let mut walk = Walk::default();
        for turn in 1..4 {
            assert_eq!(walk.step(&mut Stuck(0x2000)).unwrap(), None);
            assert_eq!(walk.next, SMALLEST_PAGE + turn * SMALLEST_PAGE);
        }
        walk.next = u64::MAX - 1;
        walk.step(&mut Stuck(0x2000)).unwrap();
        assert!(walk.is_done());
    }
}
