//! The structures and what is read of them.

#[cfg(target_os = "macos")]
use super::own::Architecture;
use crate::platform::macos::words::{
    FULL_WORDS, PID_REGION_WORDS, SHORT_WORDS, VM_INFO_WORDS, full, pid_region, region, short, vm_info,
};

/// A word of Mach's, in bytes.
const WORD: usize = size_of::<u32>();

/// A structure, or a type of number, of Apple's headers.
#[cfg(test)]
pub(super) struct Structure {
    /// As C calls it.
    pub(super) name: &'static str,
    /// How its size compares with `size`.
    pub(super) relation: &'static str,
    pub(super) size: usize,
    /// Its members that are read.
    pub(super) members: &'static [Member],
}

/// A member of a structure.
#[cfg(test)]
pub(super) struct Member {
    pub(super) name: &'static str,
    /// In bytes from the beginning.
    pub(super) offset: usize,
    pub(super) size: usize,
}

/// Structures as C calls them, with their size, their type in Rust where there is one, and for each member that is read
/// its place and its size. Those that grow from system to system have at least (`>=`) what is read: a kernel that is asked
/// for fewer words writes no more.
macro_rules! structures {
    ($($c:literal $relation:tt $size:expr, [$($rust:ty)?] { $($member:ident: $offset:expr, $width:expr;)* })*) => {
        #[cfg(target_os = "macos")]
        const _: () = {
            $(held!([$($rust)?], $relation $size, $($member, $offset, $width;)*);)*
        };

        #[cfg(test)]
        pub(super) const STRUCTURES: &[Structure] = &[$(Structure {
            name: $c,
            relation: stringify!($relation),
            size: $size,
            members: &[$(Member { name: stringify!($member), offset: $offset, size: $width }),*],
        }),*];
    };
}

/// Holds one structure against its type in Rust; where there is none, its members against its size.
#[cfg(target_os = "macos")]
macro_rules! held {
    ([], $relation:tt $size:expr, $($member:ident, $offset:expr, $width:expr;)*) => {
        $(assert!($offset + $width <= $size);)*
    };
    ([$rust:ty], $relation:tt $size:expr, $($member:ident, $offset:expr, $width:expr;)*) => {
        assert!(size_of::<$rust>() $relation $size);
        $(
            assert!(std::mem::offset_of!($rust, $member) == $offset);
            assert!(width(|whole: &$rust| whole.$member) == $width);
        )*
    };
}

#[cfg(target_os = "macos")]
const fn width<T, M>(_member: fn(&T) -> M) -> usize {
    size_of::<M>()
}

structures! {
    "natural_t" == WORD, [u32] {}
    "mach_port_t" == WORD, [mach2::port::mach_port_t] {}
    "mach_vm_address_t" == 8, [mach2::vm_types::mach_vm_address_t] {}
    "struct vm_region_submap_info_64" >= WORD * FULL_WORDS, [mach2::vm_region::vm_region_submap_info_64] {
        protection: WORD * region::PROTECTION, 4;
        max_protection: WORD * region::MAX_PROTECTION, 4;
        offset: WORD * region::OFFSET, 8;
        user_tag: WORD * region::USER_TAG, 4;
        pages_resident: WORD * full::RESIDENT, 4;
        pages_swapped_out: WORD * full::SWAPPED_OUT, 4;
        pages_dirtied: WORD * full::DIRTIED, 4;
        shadow_depth: WORD * full::SHADOW_PAGER_SHARE, 2;
        external_pager: WORD * full::SHADOW_PAGER_SHARE + 2, 1;
        share_mode: WORD * full::SHADOW_PAGER_SHARE + 3, 1;
        object_id: WORD * full::OBJECT_ID, 4;
        pages_reusable: WORD * full::REUSABLE, 4;
        object_id_full: WORD * full::OBJECT_ID_FULL, 8;
    }
    "struct vm_region_submap_short_info_64" == WORD * SHORT_WORDS,
    [mach2::vm_region::vm_region_submap_short_info_64] {
        protection: WORD * region::PROTECTION, 4;
        max_protection: WORD * region::MAX_PROTECTION, 4;
        offset: WORD * region::OFFSET, 8;
        user_tag: WORD * region::USER_TAG, 4;
        shadow_depth: WORD * short::SHADOW_PAGER_SHARE, 2;
        external_pager: WORD * short::SHADOW_PAGER_SHARE + 2, 1;
        share_mode: WORD * short::SHADOW_PAGER_SHARE + 3, 1;
        object_id: WORD * short::OBJECT_ID, 4;
    }
    "struct task_vm_info" >= WORD * VM_INFO_WORDS, [mach2::task_info::task_vm_info] {
        virtual_size: WORD * vm_info::VIRTUAL_SIZE, 8;
        page_size: WORD * vm_info::PAGE_SIZE, 4;
        resident_size: WORD * vm_info::RESIDENT, 8;
        resident_size_peak: WORD * vm_info::RESIDENT_PEAK, 8;
        compressed: WORD * vm_info::COMPRESSED, 8;
        phys_footprint: WORD * vm_info::PHYS_FOOTPRINT, 8;
        ledger_tag_graphics_footprint: WORD * vm_info::GRAPHICS_FOOTPRINT, 8;
        ledger_tag_graphics_footprint_compressed: WORD * vm_info::GRAPHICS_FOOTPRINT_COMPRESSED, 8;
    }
    "struct proc_regioninfo" == WORD * PID_REGION_WORDS, [] {
        pri_protection: WORD * pid_region::PROTECTION, 4;
        pri_max_protection: WORD * pid_region::MAX_PROTECTION, 4;
        pri_flags: WORD * pid_region::FLAGS, 4;
        pri_offset: WORD * pid_region::OFFSET, 8;
        pri_user_tag: WORD * pid_region::USER_TAG, 4;
        pri_pages_resident: WORD * pid_region::RESIDENT, 4;
        pri_pages_swapped_out: WORD * pid_region::SWAPPED_OUT, 4;
        pri_pages_dirtied: WORD * pid_region::DIRTIED, 4;
        pri_shadow_depth: WORD * pid_region::SHADOW_DEPTH, 4;
        pri_share_mode: WORD * pid_region::SHARE_MODE, 4;
        pri_obj_id: WORD * pid_region::OBJECT_ID, 4;
        pri_address: WORD * pid_region::ADDRESS, 8;
        pri_size: WORD * pid_region::SIZE, 8;
    }
    "struct proc_bsdinfo" == 136, [libc::proc_bsdinfo] {
        pbi_start_tvsec: 120, 8;
        pbi_start_tvusec: 128, 8;
    }
    "struct proc_bsdshortinfo" == 64, [libc::proc_bsdshortinfo] {
        pbsi_comm: 16, 16;
        pbsi_uid: 36, 4;
    }
    "struct proc_archinfo" == 8, [Architecture] {
        p_cputype: 0, 4;
        p_cpusubtype: 4, 4;
    }
    "struct rusage_info_v4" == 296, [libc::rusage_info_v4] {
        ri_resident_size: 64, 8;
        ri_phys_footprint: 72, 8;
    }
    "struct vm_statistics64" >= 144, [mach2::vm_statistics::vm_statistics64] {
        free_count: 0, 4;
        wire_count: 12, 4;
        purgeable_count: 88, 4;
        speculative_count: 92, 4;
        compressor_page_count: 128, 4;
        external_page_count: 136, 4;
        internal_page_count: 140, 4;
    }
    "struct xsw_usage" == 32, [libc::xsw_usage] {
        xsu_total: 0, 8;
        xsu_used: 16, 8;
    }
}
