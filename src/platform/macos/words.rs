//! The kernel's answers, word by word. Pure: built and tested on every system.
//!
//! A word is Mach's `natural_t`: four bytes. Structures of Mach lie packed, hence numbers of eight bytes may begin at any
//! word; every Mac is little-endian. That each figure lies where it is read here is held against Apple's headers in `layouts`.

use super::decode::{RawPages, RawRegion, RawTotals};
use super::numbers::PROC_REGION_SUBMAP;

/// Words of `vm_region_submap_short_info_64`: no pages are counted for it.
pub(crate) const SHORT_WORDS: usize = 12;
/// Words of `vm_region_submap_info_64` in its version 2, with `object_id_full`.
pub(crate) const FULL_WORDS: usize = 19;
/// Words of `proc_regioninfo`.
pub(crate) const PID_REGION_WORDS: usize = 24;
/// Words of `task_vm_info` up to revision 7.
pub(crate) const VM_INFO_WORDS: usize = 93;
/// Numbers of eight bytes that tell of one owned object; more may follow in later systems.
pub(crate) const OBJECT_WORDS: usize = 7;

/// What the kernel says beside the words of a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RegionAnswer {
    pub(crate) address: u64,
    /// Its length in bytes.
    pub(crate) size: u64,
    /// How many submaps deep it lies.
    pub(crate) depth: u32,
    /// How many words the kernel wrote.
    pub(crate) words: usize,
}

/// Places in both layouts of a region.
pub(crate) mod region {
    pub(crate) const PROTECTION: usize = 0;
    pub(crate) const MAX_PROTECTION: usize = 1;
    pub(crate) const OFFSET: usize = 3;
    pub(crate) const USER_TAG: usize = 5;
}

/// Places in the short layout of a region.
pub(crate) mod short {
    /// Two bytes of depth, then one of the pager, then one of the share mode.
    pub(crate) const SHADOW_PAGER_SHARE: usize = 7;
    pub(crate) const OBJECT_ID: usize = 10;
}

/// Places in the full layout of a region.
pub(crate) mod full {
    pub(crate) const RESIDENT: usize = 6;
    pub(crate) const SWAPPED_OUT: usize = 8;
    pub(crate) const DIRTIED: usize = 9;
    /// As in the short layout.
    pub(crate) const SHADOW_PAGER_SHARE: usize = 11;
    pub(crate) const OBJECT_ID: usize = 14;
    /// Since version 1.
    pub(crate) const REUSABLE: usize = 16;
    /// Since version 2.
    pub(crate) const OBJECT_ID_FULL: usize = 17;
}

/// Places in `task_vm_info`.
pub(crate) mod vm_info {
    pub(crate) const VIRTUAL_SIZE: usize = 0;
    pub(crate) const PAGE_SIZE: usize = 3;
    pub(crate) const RESIDENT: usize = 4;
    pub(crate) const RESIDENT_PEAK: usize = 6;
    pub(crate) const COMPRESSED: usize = 30;
    /// Since revision 1.
    pub(crate) const PHYS_FOOTPRINT: usize = 36;
    /// Since revision 3.
    pub(crate) const GRAPHICS_FOOTPRINT: usize = 68;
    /// Since revision 3.
    pub(crate) const GRAPHICS_FOOTPRINT_COMPRESSED: usize = 70;
}

/// Places in `proc_regioninfo`.
pub(crate) mod pid_region {
    pub(crate) const PROTECTION: usize = 0;
    pub(crate) const MAX_PROTECTION: usize = 1;
    /// `PROC_REGION_SUBMAP` and others.
    pub(crate) const FLAGS: usize = 3;
    pub(crate) const OFFSET: usize = 4;
    pub(crate) const USER_TAG: usize = 8;
    pub(crate) const RESIDENT: usize = 9;
    pub(crate) const SWAPPED_OUT: usize = 11;
    pub(crate) const DIRTIED: usize = 12;
    pub(crate) const SHADOW_DEPTH: usize = 14;
    pub(crate) const SHARE_MODE: usize = 15;
    pub(crate) const OBJECT_ID: usize = 18;
    pub(crate) const ADDRESS: usize = 20;
    pub(crate) const SIZE: usize = 22;
}

/// Words that the kernel wrote. What it did not write, it does not say.
#[derive(Clone, Copy)]
struct Words<'a>(&'a [u32]);

impl Words<'_> {
    fn word(self, place: usize) -> Option<u32> {
        self.0.get(place).copied()
    }

    fn long(self, place: usize) -> Option<u64> {
        Some(u64::from(self.word(place)?) | u64::from(self.word(place + 1)?) << 32)
    }

    fn or_zero(self, place: usize) -> u32 {
        self.word(place).unwrap_or_default()
    }
}

/// What was said of a region, by the layout that was asked for: `info` is what the kernel was given to fill in.
pub(crate) fn region(answer: RegionAnswer, info: &[u32]) -> RawRegion {
    let words = Words(&info[..answer.words.min(info.len())]);
    let is_full = info.len() > SHORT_WORDS;
    let (mixed, object_id) = if is_full {
        (full::SHADOW_PAGER_SHARE, full::OBJECT_ID)
    } else {
        (short::SHADOW_PAGER_SHARE, short::OBJECT_ID)
    };
    let [low, high, external, share_mode] = words.or_zero(mixed).to_le_bytes();
    let pages = RawPages {
        resident: words.or_zero(full::RESIDENT),
        dirtied: words.or_zero(full::DIRTIED),
        swapped_out: words.or_zero(full::SWAPPED_OUT),
        reusable: words.or_zero(full::REUSABLE),
    };
    RawRegion {
        address: answer.address,
        size: answer.size,
        protection: words.or_zero(region::PROTECTION),
        max_protection: words.or_zero(region::MAX_PROTECTION),
        offset: words.long(region::OFFSET).unwrap_or_default(),
        user_tag: words.or_zero(region::USER_TAG),
        shadow_depth: u16::from_le_bytes([low, high]),
        external_pager: external != 0,
        share_mode,
        object_id: words.or_zero(object_id),
        object_id_full: words.long(full::OBJECT_ID_FULL).filter(|&id| is_full && id != 0),
        is_nested: answer.depth > 0,
        pages: if is_full { pages } else { RawPages::default() },
    }
}

/// What `PROC_PIDREGIONINFO` says of a region. It does not tell whether a file stands behind it, nor what may be reused:
/// whatever was not written to counts as reusable, so that a page is dirty once it was written to.
pub(crate) fn region_of_pid(info: &[u32; PID_REGION_WORDS]) -> RawRegion {
    let words = Words(info);
    let (resident, dirtied) = (words.or_zero(pid_region::RESIDENT), words.or_zero(pid_region::DIRTIED));
    RawRegion {
        address: words.long(pid_region::ADDRESS).unwrap_or_default(),
        size: words.long(pid_region::SIZE).unwrap_or_default(),
        protection: words.or_zero(pid_region::PROTECTION),
        max_protection: words.or_zero(pid_region::MAX_PROTECTION),
        offset: words.long(pid_region::OFFSET).unwrap_or_default(),
        user_tag: words.or_zero(pid_region::USER_TAG),
        shadow_depth: u16::try_from(words.or_zero(pid_region::SHADOW_DEPTH)).unwrap_or(u16::MAX),
        share_mode: u8::try_from(words.or_zero(pid_region::SHARE_MODE)).unwrap_or_default(),
        object_id: words.or_zero(pid_region::OBJECT_ID),
        is_nested: words.or_zero(pid_region::FLAGS) & PROC_REGION_SUBMAP != 0,
        pages: RawPages {
            resident,
            dirtied,
            swapped_out: words.or_zero(pid_region::SWAPPED_OUT),
            reusable: resident.saturating_sub(dirtied),
        },
        ..RawRegion::default()
    }
}

/// What was said of the whole task, by the words that the kernel wrote.
pub(crate) fn totals(info: &[u32]) -> RawTotals {
    let words = Words(info);
    let long = |place| words.long(place).unwrap_or_default();
    // Ledgers are signed, and may for a moment be below zero.
    let ledger = |place| Some(u64::try_from(words.long(place)?.cast_signed()).unwrap_or_default());
    let compressed_graphics = ledger(vm_info::GRAPHICS_FOOTPRINT_COMPRESSED);
    RawTotals {
        page_size: u64::from(words.or_zero(vm_info::PAGE_SIZE)),
        virtual_size: long(vm_info::VIRTUAL_SIZE),
        resident: long(vm_info::RESIDENT),
        resident_peak: long(vm_info::RESIDENT_PEAK),
        compressed: long(vm_info::COMPRESSED),
        footprint: words.long(vm_info::PHYS_FOOTPRINT),
        graphics: ledger(vm_info::GRAPHICS_FOOTPRINT)
            .zip(compressed_graphics)
            .map(|(one, other)| one + other),
    }
}

/// What is told of each owned object in an answer of `length` bytes. Later systems may tell more of each: how much is told follows from
/// the number of objects.
pub(crate) fn owned_objects(answer: &[u64], length: usize) -> impl Iterator<Item = &[u64]> {
    let reported = answer.get(..length / size_of::<u64>()).unwrap_or(answer);
    let (&count, rest) = reported.split_first().unwrap_or((&0, &[]));
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let stride = rest.len().checked_div(count).unwrap_or(0);
    // Where the answer was cut short, the number of objects is more than there are.
    let stride = stride.max(OBJECT_WORDS);
    rest.chunks_exact(stride).take(count)
}
