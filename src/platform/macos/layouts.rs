//! The structures that the kernel fills in, held against Apple's headers.
//!
//! They are those of mach2 and libc where those have them. The numbers below were proven with `_Static_assert` on the
//! headers of macOS 15.1, 15.5, 26.4 and 27.0, for both architectures. The places in [`words`](super::words) are held
//! against the structures here.

use super::words::{FULL_WORDS, SHORT_WORDS, VM_INFO_WORDS, full, region, short, vm_info};
use mach2::task_info::task_vm_info;
use mach2::vm_region::{vm_region_submap_info_64, vm_region_submap_short_info_64};
use mach2::vm_statistics::vm_statistics64;
use std::mem::{offset_of, size_of};

const WORD: usize = size_of::<u32>();

const _: () = {
    type Full = vm_region_submap_info_64;
    type Short = vm_region_submap_short_info_64;
    assert!(size_of::<Full>() == 76 && size_of::<Full>() == WORD * FULL_WORDS);
    assert!(size_of::<Short>() == 48 && size_of::<Short>() == WORD * SHORT_WORDS);
    assert!(offset_of!(Full, protection) == WORD * region::PROTECTION);
    assert!(offset_of!(Short, protection) == WORD * region::PROTECTION);
    assert!(offset_of!(Full, max_protection) == WORD * region::MAX_PROTECTION);
    assert!(offset_of!(Short, max_protection) == WORD * region::MAX_PROTECTION);
    assert!(offset_of!(Full, offset) == WORD * region::OFFSET);
    assert!(offset_of!(Short, offset) == WORD * region::OFFSET);
    assert!(offset_of!(Full, user_tag) == WORD * region::USER_TAG);
    assert!(offset_of!(Short, user_tag) == WORD * region::USER_TAG);
    assert!(offset_of!(Full, pages_resident) == WORD * full::RESIDENT);
    assert!(offset_of!(Full, pages_swapped_out) == WORD * full::SWAPPED_OUT);
    assert!(offset_of!(Full, pages_dirtied) == WORD * full::DIRTIED);
    assert!(offset_of!(Full, shadow_depth) == WORD * full::SHADOW_PAGER_SHARE);
    assert!(offset_of!(Full, external_pager) == WORD * full::SHADOW_PAGER_SHARE + 2);
    assert!(offset_of!(Full, share_mode) == WORD * full::SHADOW_PAGER_SHARE + 3);
    assert!(offset_of!(Short, shadow_depth) == WORD * short::SHADOW_PAGER_SHARE);
    assert!(offset_of!(Short, external_pager) == WORD * short::SHADOW_PAGER_SHARE + 2);
    assert!(offset_of!(Short, share_mode) == WORD * short::SHADOW_PAGER_SHARE + 3);
    assert!(offset_of!(Full, object_id) == WORD * full::OBJECT_ID);
    assert!(offset_of!(Short, object_id) == WORD * short::OBJECT_ID);
    assert!(offset_of!(Full, pages_reusable) == WORD * full::REUSABLE);
    assert!(offset_of!(Full, object_id_full) == WORD * full::OBJECT_ID_FULL);
};

const _: () = {
    assert!(size_of::<task_vm_info>() == 372 && size_of::<task_vm_info>() == WORD * VM_INFO_WORDS);
    assert!(offset_of!(task_vm_info, virtual_size) == WORD * vm_info::VIRTUAL_SIZE);
    assert!(offset_of!(task_vm_info, page_size) == WORD * vm_info::PAGE_SIZE);
    assert!(offset_of!(task_vm_info, resident_size) == WORD * vm_info::RESIDENT);
    assert!(offset_of!(task_vm_info, resident_size_peak) == WORD * vm_info::RESIDENT_PEAK);
    assert!(offset_of!(task_vm_info, compressed) == WORD * vm_info::COMPRESSED);
    assert!(offset_of!(task_vm_info, phys_footprint) == WORD * vm_info::PHYS_FOOTPRINT);
    let graphics = offset_of!(task_vm_info, ledger_tag_graphics_footprint);
    assert!(graphics == WORD * vm_info::GRAPHICS_FOOTPRINT);
    let compressed = offset_of!(task_vm_info, ledger_tag_graphics_footprint_compressed);
    assert!(compressed == WORD * vm_info::GRAPHICS_FOOTPRINT_COMPRESSED);
};

const _: () = {
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
    assert!(size_of::<Architecture>() == 8 && size_of::<RegionPath>() == 1040);
};

/// `struct proc_uniqidentifierinfo` (XNU `bsd/sys/proc_info.h`), flavour 17 of `proc_pidinfo`; open to every user.
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

/// `struct proc_archinfo` (XNU `bsd/sys/proc_info.h`), flavour 19.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Architecture {
    /// `cpu_type_t`.
    pub(super) kind: i32,
    variant: i32,
}

/// `struct proc_regionpath` (XNU `bsd/sys/proc_info_private.h`), flavour 31.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct RegionPath {
    /// Where the file is mapped.
    pub(super) address: u64,
    /// How many bytes of it.
    pub(super) length: u64,
    /// Its path, ended by a NUL.
    pub(super) path: [u8; 1024],
}
