//! The structures that the kernel fills in, held against Apple's headers.
//!
//! They are those of mach2 and libc where those have them. The numbers below were proven with `_Static_assert` on the
//! headers of macOS 15.1, 15.5, 26.4 and 27.0, for both architectures.

use super::decode::{RawPages, RawRegion};
use mach2::task_info::task_vm_info;
use mach2::vm_region::{vm_region_submap_info_64, vm_region_submap_short_info_64};
use mach2::vm_statistics::vm_statistics64;
use std::mem::{offset_of, size_of};

const _: () = {
    type Full = vm_region_submap_info_64;
    type Short = vm_region_submap_short_info_64;
    assert!(size_of::<Full>() == 76 && size_of::<Short>() == 48);
    assert!(offset_of!(Full, offset) == 12 && offset_of!(Short, offset) == 12);
    assert!(offset_of!(Full, user_tag) == 20 && offset_of!(Short, user_tag) == 20);
    assert!(offset_of!(Full, pages_resident) == 24 && offset_of!(Full, pages_swapped_out) == 32);
    assert!(offset_of!(Full, pages_dirtied) == 36 && offset_of!(Full, pages_reusable) == 64);
    assert!(offset_of!(Full, share_mode) == 47 && offset_of!(Full, object_id) == 56);
    assert!(offset_of!(Short, share_mode) == 31 && offset_of!(Short, object_id) == 40);
    assert!(size_of::<task_vm_info>() == 372 && offset_of!(task_vm_info, phys_footprint) == 144);
    assert!(offset_of!(task_vm_info, limit_bytes_remaining) == 4 * WORDS_WITH_LEDGERS as usize);
    assert!(
        offset_of!(vm_statistics64, wire_count) == 12 && offset_of!(vm_statistics64, purgeable_count) == 88
    );
    assert!(offset_of!(vm_statistics64, speculative_count) == 92);
    assert!(offset_of!(vm_statistics64, compressor_page_count) == 128);
    assert!(offset_of!(vm_statistics64, external_page_count) == 136);
    assert!(offset_of!(vm_statistics64, internal_page_count) == 140);
    assert!(size_of::<libc::xsw_usage>() == 32 && offset_of!(libc::xsw_usage, xsu_used) == 16);
    assert!(size_of::<libc::proc_bsdinfo>() == 136 && size_of::<libc::proc_bsdshortinfo>() == 64);
    assert!(size_of::<libc::rusage_info_v4>() == 296 && size_of::<UniqueIdentifier>() == 56);
};

/// Words of `task_vm_info` that hold `phys_footprint` (`TASK_VM_INFO_REV1_COUNT`).
pub(super) const WORDS_WITH_FOOTPRINT: u32 = 38;
/// Words of `task_vm_info` that hold the ledgers by tag (`TASK_VM_INFO_REV3_COUNT`).
pub(super) const WORDS_WITH_LEDGERS: u32 = 84;

/// `struct proc_uniqidentifierinfo` (`<sys/proc_info.h>`), flavour 17 of `proc_pidinfo`; open to every user.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct UniqueIdentifier {
    uuid: [u8; 16],
    /// Never reused while the system runs.
    pub(super) unique: u64,
    parent: u64,
    /// Another one after each `exec`.
    pub(super) version: i32,
    parent_version: i32,
    reserved: [u64; 2],
}

/// An answer of `mach_vm_region_recurse`: integers only, without padding. The fields lie unaligned and are copied out.
pub(super) trait RegionInfo: Default {
    /// Its numbers; where the region lies is told beside it.
    fn plain(self) -> RawRegion;
}

impl RegionInfo for vm_region_submap_short_info_64 {
    fn plain(self) -> RawRegion {
        RawRegion {
            protection: self.protection.cast_unsigned(),
            max_protection: self.max_protection.cast_unsigned(),
            offset: self.offset,
            user_tag: self.user_tag,
            share_mode: self.share_mode,
            external_pager: self.external_pager != 0,
            object_id: self.object_id,
            ..RawRegion::default()
        }
    }
}

impl RegionInfo for vm_region_submap_info_64 {
    fn plain(self) -> RawRegion {
        RawRegion {
            protection: self.protection.cast_unsigned(),
            max_protection: self.max_protection.cast_unsigned(),
            offset: self.offset,
            user_tag: self.user_tag,
            share_mode: self.share_mode,
            external_pager: self.external_pager != 0,
            object_id: self.object_id,
            pages: RawPages {
                resident: self.pages_resident,
                dirtied: self.pages_dirtied,
                swapped_out: self.pages_swapped_out,
                reusable: self.pages_reusable,
            },
            ..RawRegion::default()
        }
    }
}

/// The length of an answer, in the unit that Mach counts in.
pub(super) const fn words_of<T>() -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "93 words at most")]
    let words = (size_of::<T>() / size_of::<u32>()) as u32;
    words
}
