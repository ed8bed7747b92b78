//! What is asked of a process by its pid.
#![expect(unsafe_code, reason = "the kernel is asked here")]

use super::{Numbers, last_errno, text};
use crate::platform::macos::kernel::{Errno, Incarnation, MappedFile, Memory, Process};
use crate::platform::macos::layouts::{Architecture, RegionPath, UniqueIdentifier};
use crate::platform::macos::numbers::{
    CS_OPS_ENTITLEMENTS_BLOB, CS_OPS_STATUS, PROC_PIDARCHINFO, PROC_PIDREGIONINFO, PROC_PIDREGIONPATH,
    PROC_PIDT_SHORTBSDINFO, PROC_PIDTBSDINFO, PROC_PIDUNIQIDENTIFIERINFO, RUSAGE_INFO_V4,
};
use crate::platform::macos::words::PID_REGION_WORDS;
use libc::{c_char, c_int, c_void};
use std::ffi::CStr;
use std::mem::{MaybeUninit, size_of};
use std::ptr;

unsafe extern "C" {
    /// State of a process's code signature (XNU `bsd/sys/codesign.h`); in libSystem, not in the public headers.
    fn csops(pid: c_int, operation: u32, answer: *mut c_void, size: usize) -> c_int;
}

// SAFETY: integers and arrays of integers only.
unsafe impl Numbers for libc::proc_bsdinfo {}
// SAFETY: as above.
unsafe impl Numbers for libc::proc_bsdshortinfo {}
// SAFETY: as above.
unsafe impl Numbers for UniqueIdentifier {}
// SAFETY: as above.
unsafe impl Numbers for Architecture {}
// SAFETY: as above.
unsafe impl Numbers for RegionPath {}
// SAFETY: as above.
unsafe impl Numbers for [u32; PID_REGION_WORDS] {}

fn info<T: Numbers>(pid: i32, flavour: c_int, argument: u64) -> Result<T, Errno> {
    let mut info = MaybeUninit::<T>::zeroed();
    let size = c_int::try_from(size_of::<T>()).unwrap_or_default();
    // SAFETY: `info` has room for `size` bytes, and the call writes no more.
    let written = unsafe { libc::proc_pidinfo(pid, flavour, argument, info.as_mut_ptr().cast(), size) };
    if written != size {
        return Err(last_errno());
    }
    // SAFETY: the bytes were zero and were written over; any bytes are a value of `T`.
    Ok(unsafe { info.assume_init() })
}

/// The region at or above `address`.
pub(super) fn region(pid: i32, address: u64) -> Result<[u32; PID_REGION_WORDS], Errno> {
    info(pid, PROC_PIDREGIONINFO, address)
}

/// The file mapped at or above `address`. Before macOS 14 nobody tells.
pub(super) fn mapped_file(pid: i32, address: u64) -> Option<MappedFile> {
    let found: RegionPath = info(pid, PROC_PIDREGIONPATH, address).ok()?;
    Some(MappedFile { address: found.address, size: found.length, path: text(&found.path) })
}

/// Which program a pid stands for now; nothing where the process has exited.
pub(super) fn incarnation(pid: i32) -> Option<Incarnation> {
    let found: UniqueIdentifier = info(pid, PROC_PIDUNIQIDENTIFIERINFO, 0).ok()?;
    Some(Incarnation { process: found.unique, program: found.version })
}

/// What every user may know of a process; nothing where it has exited.
pub(super) fn process(pid: i32) -> Option<Process> {
    let found: libc::proc_bsdshortinfo = info(pid, PROC_PIDT_SHORTBSDINFO, 0).ok()?;
    Some(Process { name: text(&found.pbsi_comm.map(c_char::cast_unsigned)), user: found.pbsi_uid })
}

/// When a process of our user began, in microseconds since 1970.
pub(super) fn start_micros(pid: i32) -> Option<u64> {
    let found: libc::proc_bsdinfo = info(pid, PROC_PIDTBSDINFO, 0).ok()?;
    Some(found.pbi_start_tvsec.saturating_mul(1_000_000) + found.pbi_start_tvusec)
}

/// The kind of processor that a process was built for.
pub(super) fn processor(pid: i32) -> Option<u32> {
    let found: Architecture = info(pid, PROC_PIDARCHINFO, 0).ok()?;
    Some(found.p_cputype.cast_unsigned())
}

/// What a process of our user uses.
pub(super) fn memory(pid: i32) -> Option<Memory> {
    let mut usage = MaybeUninit::<libc::rusage_info_v4>::zeroed();
    // SAFETY: `usage` is the structure of this flavour; the call writes no more.
    let code = unsafe { libc::proc_pid_rusage(pid, RUSAGE_INFO_V4, usage.as_mut_ptr().cast()) };
    // SAFETY: the bytes were zero and may have been written over; the structure is of integers only.
    let usage = unsafe { usage.assume_init() };
    (code == 0).then_some(Memory { resident: usage.ri_resident_size, footprint: usage.ri_phys_footprint })
}

/// Every pid there is.
pub(super) fn pids() -> Result<Vec<i32>, Errno> {
    // SAFETY: without a buffer the call only counts.
    let count = unsafe { libc::proc_listallpids(ptr::null_mut(), 0) };
    // Some more, for those that begin in between.
    let mut pids = vec![0_i32; usize::try_from(count).unwrap_or_default() + 64];
    let size = c_int::try_from(size_of_val(pids.as_slice())).unwrap_or(c_int::MAX);
    // SAFETY: the buffer has room for `size` bytes, and the call writes no more.
    let count = unsafe { libc::proc_listallpids(pids.as_mut_ptr().cast(), size) };
    if count <= 0 {
        return Err(last_errno());
    }
    pids.truncate(usize::try_from(count).unwrap_or_default());
    Ok(pids)
}

/// The program of a process.
pub(super) fn path(pid: i32) -> Option<String> {
    let mut buffer = [0_u8; 4096];
    // SAFETY: the buffer has room for the 4096 bytes that the call may write at most.
    let length = unsafe { libc::proc_pidpath(pid, buffer.as_mut_ptr().cast(), 4096) };
    (length > 0).then(|| text(&buffer))
}

/// The flags of a process's code signature (`CS_*`).
pub(super) fn signature_flags(pid: i32) -> Option<u32> {
    let mut flags = 0_u32;
    // SAFETY: this operation writes one `u32`, and is told that there is room for no more.
    let code = unsafe { csops(pid, CS_OPS_STATUS, (&raw mut flags).cast(), size_of::<u32>()) };
    (code == 0).then_some(flags)
}

/// The entitlements that a process was signed with.
pub(super) fn entitlements(pid: i32) -> Option<Vec<u8>> {
    // Larger ones than this belong to programs of macOS alone.
    let mut buffer = vec![0_u8; 64 * 1024];
    let (answer, size) = (buffer.as_mut_ptr().cast(), buffer.len());
    // SAFETY: `answer` has room for `size` bytes, and the call writes no more.
    let code = unsafe { csops(pid, CS_OPS_ENTITLEMENTS_BLOB, answer, size) };
    (code == 0).then_some(buffer)
}

/// The name of a user.
pub(super) fn user_name(user: u32) -> Option<String> {
    let mut entry = MaybeUninit::<libc::passwd>::zeroed();
    let mut buffer = [0; 4096];
    let mut found = ptr::null_mut();
    let (place, letters, room) = (entry.as_mut_ptr(), buffer.as_mut_ptr(), buffer.len());
    // SAFETY: all pointers are to locals of the types that the call takes, and `room` is the length of the buffer.
    let code = unsafe { libc::getpwuid_r(user, place, letters, room, &raw mut found) };
    if code != 0 || found.is_null() {
        return None;
    }
    // SAFETY: the call found an entry, and has filled in `entry`.
    let name = unsafe { entry.assume_init() }.pw_name;
    // SAFETY: the name of an entry that was found is a string in `buffer`, which still lives, and ends with a NUL.
    let name = unsafe { CStr::from_ptr(name) };
    Some(name.to_string_lossy().into_owned())
}
