//! What the numbers of one region mean. Pure: built and tested on every system.
//!
//! The rules come from XNU (`osfmk/mach/vm_region.h`, `osfmk/vm/vm_map.c`: `vm_map_region_recurse_64`) and from what
//! Apple's vmmap and footprint were seen to do. They have never been tried on a Mac.

use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{
    Backing, CategoryId, Classification, Identity, Observation, PageAccess, Place, Protection, TagId,
    TotalKind, Totals, Usage,
};

/// `share_mode` of a region whose object is its own.
pub(crate) const SM_PRIVATE: u8 = 2;
/// `share_mode` of a region whose pages are copied when written to.
pub(crate) const SM_COW: u8 = 1;
/// `share_mode` of a region that nothing stands behind yet, or a piece of a device.
pub(crate) const SM_EMPTY: u8 = 3;
/// `share_mode` of a region that another process may write to.
pub(crate) const SM_TRUESHARED: u8 = 5;

/// What one call of `mach_vm_region_recurse` said, in plain numbers (`vm_region_submap_info_64`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawRegion {
    pub(crate) address: u64,
    /// Its length in bytes.
    pub(crate) size: u64,
    /// Rights now: read 1, write 2, execute 4.
    pub(crate) protection: u32,
    /// Rights it could be given.
    pub(crate) max_protection: u32,
    /// Where in its object it begins.
    pub(crate) offset: u64,
    /// The number that the program or a library put on it.
    pub(crate) user_tag: u32,
    /// How the object is shared (`SM_*`).
    pub(crate) share_mode: u8,
    /// How many objects lie behind its own, whose pages it would copy.
    pub(crate) shadow_depth: u16,
    /// Whether a file or a device stands behind it, possibly behind copies of its pages.
    pub(crate) external_pager: bool,
    /// Low 32 bits of the salted hash that names the object; 0 where there is none yet.
    pub(crate) object_id: u32,
    /// All of that hash, where pages were counted and the system tells it.
    pub(crate) object_id_full: Option<u64>,
    /// Whether it lies in a map that all processes share: the dyld shared cache.
    pub(crate) is_nested: bool,
    /// Its pages by state, where they were counted.
    pub(crate) pages: RawPages,
}

/// Pages of a region by state, in pages of [`page_unit`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawPages {
    /// In memory: the region's own, and those of the objects it would copy from.
    pub(crate) resident: u32,
    pub(crate) dirtied: u32,
    /// In the compressor, or swapped out; macOS does not tell which.
    pub(crate) swapped_out: u32,
    /// Freed for reuse (`MADV_FREE_REUSABLE`) and not written since.
    pub(crate) reusable: u32,
}

impl RawRegion {
    /// Whether it is no memory of the target: address space that the kernel keeps for itself (arm64: the GPU carve-out
    /// and the nested commpage), which vmmap leaves out too; or the row that stands for owned objects without address.
    pub(crate) fn is_null(&self) -> bool {
        let kept_back = self.user_tag == 0
            && self.protection == 0
            && self.max_protection == 0
            && self.share_mode == SM_EMPTY;
        kept_back || self.user_tag == u32::MAX
    }

    /// What may be done with its bytes. `VM_PROT_READ`, `_WRITE` and `_EXECUTE` have the values of our own rights.
    pub(crate) fn rights(&self) -> Protection {
        let rights = Protection(u8::try_from(self.protection & 7).unwrap_or_default());
        if self.share_mode == SM_TRUESHARED { rights.with(Protection::SHARED) } else { rights }
    }

    /// Whether it is address space rather than memory: no access right, or nothing behind it yet.
    pub(crate) fn is_reserved(&self) -> bool {
        self.rights().is_none() || (self.share_mode == SM_EMPTY && self.object_id == 0)
    }

    /// Whether it lies where the dyld shared cache does, be it shared or a private copy of some of its pages. The ranges
    /// are those of XNU's `osfmk/mach/shared_region.h`; the cache slides within them.
    pub(crate) fn is_shared_cache(&self) -> bool {
        const ARM64: AddressRange = AddressRange::from_bounds(0x1_8000_0000, 0x3_0000_0000);
        const X86_64: AddressRange = AddressRange::from_bounds(0x7ff8_0000_0000, 0x7fff_fe00_0000);
        let start = Address::new(self.address);
        // Programs may map memory of their own where the cache leaves room: that has a tag, or is no copy.
        let is_of_cache = self.is_nested || (self.external_pager && self.shadow_depth > 0);
        is_of_cache && (ARM64.contains(start) || X86_64.contains(start))
    }

    /// Offset minus address: where in its object the region would begin, were it mapped at 0. The same for every piece of
    /// one mapping, however the kernel splits it. What has no object has no place in one.
    pub(crate) fn shift(&self) -> u64 {
        if self.object_id == 0 { 0 } else { self.offset.wrapping_sub(self.address) }
    }

    pub(crate) fn range(&self) -> AddressRange {
        AddressRange::from_bounds(self.address, self.address.saturating_add(self.size))
    }

    /// The part from `address` on, with the offset that belongs to it and its share of the pages.
    #[must_use]
    pub(crate) fn above(self, address: u64) -> Self {
        let cut = address.saturating_sub(self.address).min(self.size);
        let size = self.size - cut;
        let share = |pages: u32| {
            let part = Bytes::new(u64::from(pages)).share(Bytes::new(size), Bytes::new(self.size));
            u32::try_from(part.get()).unwrap_or(pages)
        };
        Self {
            address: self.address.saturating_add(cut),
            size,
            offset: self.offset.wrapping_add(cut),
            pages: RawPages {
                resident: share(self.pages.resident),
                dirtied: share(self.pages.dirtied),
                swapped_out: share(self.pages.swapped_out),
                reusable: share(self.pages.reusable),
            },
            ..self
        }
    }
}

/// The object that a region's bytes began in, and the place in it: by that they are recognised.
pub(crate) type Origin = (u32, u64);

/// The words that a region goes by in the recording's vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The constant of its tag.
    pub(crate) tag: TagId,
    /// What vmmap would call it.
    pub(crate) label: TagId,
    pub(crate) category: CategoryId,
}

/// The region as the tracker wants it.
///
/// The object is named by the 32 bits that the cheap walk gives too, so that both walks see the same identity. A region
/// that was not touched yet has access and object 0: its first touch is no death, only another category.
pub(crate) fn observation(raw: &RawRegion, (object, shift): Origin, words: Words) -> Observation {
    let identity = Identity {
        tag: words.tag,
        backing: Backing::Object { object: u64::from(object), shift },
        access: if raw.rights().is_none() { PageAccess::None } else { PageAccess::Some },
    };
    let class = Classification { category: words.category, label: words.label, protection: raw.rights() };
    Observation { place: Place::Mapped(raw.range()), identity, class, mappings: Some(1) }
}

/// What a region uses, from counts in pages of `unit`.
///
/// As footprint has it: anonymous pages in memory are dirty unless they were freed for reuse; pages of a file are dirty
/// when written to.
pub(crate) fn usage(raw: &RawRegion, unit: Bytes) -> Usage {
    let pages = raw.pages;
    let dirty =
        if raw.external_pager { pages.dirtied } else { pages.resident.saturating_sub(pages.reusable) };
    let bytes = |count: u32| Bytes::new(u64::from(count).saturating_mul(unit.get()));
    Usage {
        resident: bytes(pages.resident),
        dirty: bytes(dirty),
        swapped: bytes(pages.swapped_out),
        lazy_free: bytes(pages.reusable.min(pages.resident.saturating_sub(dirty))),
    }
}

/// The page in which the kernel counts for us: the smaller one where our map and the target's have different pages (XNU
/// `vm_map.c`: "effective page size"; a profiler under Rosetta has 4 KiB, its native target 16 KiB).
pub(crate) fn page_unit(ours: Bytes, targets: Bytes) -> Bytes {
    match (ours, targets) {
        (Bytes::ZERO, known) | (known, Bytes::ZERO) => known,
        _ => ours.min(targets),
    }
}

/// What the kernel says of the whole task (`task_vm_info`), in bytes; nothing where an older kernel has no such figure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawTotals {
    /// Size of the target's pages.
    pub(crate) page_size: u64,
    /// Address space mapped.
    pub(crate) virtual_size: u64,
    /// Memory resident, without buffers that only the GPU maps.
    pub(crate) resident: u64,
    /// Most memory ever resident.
    pub(crate) resident_peak: u64,
    /// Memory in the compressor, or swapped out.
    pub(crate) compressed: u64,
    /// What Activity Monitor shows.
    pub(crate) footprint: Option<u64>,
    /// Graphics objects charged to the task, mapped or not, with what of them is compressed.
    pub(crate) graphics: Option<u64>,
}

/// The figures of the task as the recording keeps them.
pub(crate) fn totals(raw: &RawTotals) -> Totals {
    let mut totals = Totals::default();
    let always = [
        (TotalKind::Virtual, raw.virtual_size),
        (TotalKind::Resident, raw.resident),
        (TotalKind::ResidentPeak, raw.resident_peak),
        (TotalKind::Swapped, raw.compressed),
    ];
    let newer = [(TotalKind::PhysFootprint, raw.footprint), (TotalKind::GraphicsFootprint, raw.graphics)];
    let newer = newer.into_iter().filter_map(|(kind, value)| Some((kind, value?)));
    for (kind, value) in always.into_iter().chain(newer) {
        totals.set(kind, Bytes::new(value));
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Bytes = Bytes::new(16384);

    fn region() -> RawRegion {
        RawRegion {
            address: 0x1_0000_0000,
            size: 0x10_0000,
            protection: 3,
            max_protection: 7,
            user_tag: 88,
            share_mode: SM_PRIVATE,
            object_id: 7,
            ..RawRegion::default()
        }
    }

    fn identity(raw: &RawRegion) -> Identity {
        let words = Words { tag: TagId(0), label: TagId(1), category: CategoryId(2) };
        observation(raw, (raw.object_id, raw.shift()), words).identity
    }

    #[test]
    fn one_object_split_by_the_kernel_has_one_identity() {
        let pages = RawPages { resident: 64, ..RawPages::default() };
        let whole = RawRegion { pages, ..region() };
        let rest = whole.above(whole.address + 0x8000);
        assert_eq!(identity(&whole), identity(&rest));
        assert_eq!(rest.range().end, whole.range().end);
        assert_eq!(rest.offset, 0x8000);
        assert_eq!(rest.pages.resident, 62);
    }

    #[test]
    fn the_first_touch_is_no_death_and_committing_is_one() {
        let untouched = RawRegion { object_id: 0, share_mode: SM_EMPTY, ..region() };
        assert!(untouched.is_reserved());
        assert!(!region().is_reserved());
        assert!(identity(&region()).continues(&identity(&untouched)));
        let guard = RawRegion { protection: 0, ..region() };
        assert!(guard.is_reserved());
        assert!(!identity(&region()).continues(&identity(&guard)));
    }

    #[test]
    fn another_object_at_the_same_address_is_another_identity() {
        let other = RawRegion { object_id: 8, ..region() };
        assert!(!identity(&other).continues(&identity(&region())));
    }

    #[test]
    fn what_the_kernel_keeps_for_itself_is_left_out() {
        let carveout = RawRegion {
            address: 0x10_0000_0000,
            size: 384 << 30,
            share_mode: SM_EMPTY,
            ..RawRegion::default()
        };
        assert!(carveout.is_null());
        assert!(!RawRegion { max_protection: 7, ..carveout }.is_null());
        assert!(RawRegion { user_tag: u32::MAX, ..region() }.is_null());
    }

    #[test]
    fn anonymous_pages_are_dirty_and_file_pages_when_written() {
        let pages = RawPages { resident: 10, dirtied: 4, swapped_out: 3, reusable: 2 };
        let anonymous = usage(&RawRegion { pages, ..region() }, PAGE);
        assert_eq!(anonymous.resident, Bytes::new(10 * 16384));
        assert_eq!(anonymous.dirty, Bytes::new(8 * 16384));
        assert_eq!(anonymous.swapped, Bytes::new(3 * 16384));
        assert_eq!(anonymous.lazy_free, Bytes::new(2 * 16384));
        let file = usage(&RawRegion { pages, external_pager: true, ..region() }, PAGE);
        assert_eq!(file.dirty, Bytes::new(4 * 16384));
    }

    #[test]
    fn counts_are_in_the_smaller_of_two_pages() {
        let small = Bytes::new(4096);
        assert_eq!(page_unit(PAGE, PAGE), PAGE);
        assert_eq!(page_unit(small, PAGE), small);
        assert_eq!(page_unit(PAGE, small), small);
        assert_eq!(page_unit(PAGE, Bytes::ZERO), PAGE);
    }

    #[test]
    fn a_figure_that_an_older_kernel_lacks_stays_unknown() {
        let raw = RawTotals { resident: 5, footprint: Some(7), ..RawTotals::default() };
        let totals = totals(&raw);
        assert_eq!(totals.get(TotalKind::Resident), Some(Bytes::new(5)));
        assert_eq!(totals.get(TotalKind::PhysFootprint), Some(Bytes::new(7)));
        assert_eq!(totals.get(TotalKind::GraphicsFootprint), None);
    }

    #[test]
    fn a_region_at_the_top_does_not_wrap() {
        let top = RawRegion { address: u64::MAX - 10, size: 100, ..region() };
        assert_eq!(top.range().len(), Bytes::new(10));
        assert_eq!(region().above(u64::MAX).size, 0);
    }
}
