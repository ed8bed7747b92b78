//! Structures that neither mach2 nor libc declares.
//!
//! The last two are in no public header: nothing but their size and places, as XNU's sources have them, holds them.

use std::mem::offset_of;

/// `struct proc_archinfo` (`<sys/proc_info.h>`), flavour 19 of `proc_pidinfo`. Its members go by their names there.
#[repr(C)]
#[derive(Clone, Copy)]
pub(in crate::platform::macos) struct Architecture {
    pub(in crate::platform::macos) p_cputype: i32,
    pub(in crate::platform::macos) p_cpusubtype: i32,
}

/// `struct proc_uniqidentifierinfo` (XNU `bsd/sys/proc_info_private.h`), flavour 17; open to every user.
#[repr(C)]
#[derive(Clone, Copy)]
pub(in crate::platform::macos) struct UniqueIdentifier {
    uuid: [u8; 16],
    /// Never reused while the system runs.
    pub(in crate::platform::macos) unique: u64,
    parent: u64,
    /// Another one after each `exec`.
    pub(in crate::platform::macos) version: i32,
    parent_version: i32,
    reserved: [u64; 2],
}

/// `struct proc_regionpath` (XNU `bsd/sys/proc_info_private.h`), flavour 31.
#[repr(C)]
#[derive(Clone, Copy)]
pub(in crate::platform::macos) struct RegionPath {
    /// Where the file is mapped.
    pub(in crate::platform::macos) address: u64,
    /// How many bytes of it.
    pub(in crate::platform::macos) length: u64,
    /// Its path, ended by a NUL.
    pub(in crate::platform::macos) path: [u8; 1024],
}

const _: () = {
    assert!(size_of::<UniqueIdentifier>() == 56);
    assert!(offset_of!(UniqueIdentifier, unique) == 16);
    assert!(offset_of!(UniqueIdentifier, version) == 32);
    assert!(size_of::<RegionPath>() == 1040);
    assert!(offset_of!(RegionPath, address) == 0);
    assert!(offset_of!(RegionPath, length) == 8);
    assert!(offset_of!(RegionPath, path) == 16);
};
