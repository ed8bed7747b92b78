//! The system calls that the standard library does not wrap.
#![expect(unsafe_code, reason = "the only place where Linux's system calls are made")]

use crate::units::AddressRange;
use std::fs::File;
use std::io;
use std::mem::{MaybeUninit, size_of};
use std::os::fd::AsRawFd;
use std::time::Duration;

/// A run of pages that are alike: `struct page_region` of `linux/fs.h`.
#[derive(Clone, Copy, Debug, Default)]
#[repr(C)]
pub(super) struct PageRegion {
    pub(super) start: u64,
    pub(super) end: u64,
    /// The `PAGE_IS_…` bits asked for that hold.
    pub(super) categories: u64,
}

/// The page belongs to a file or to shared memory.
pub(super) const PAGE_IS_FILE: u64 = 1 << 2;
/// The page is in memory.
pub(super) const PAGE_IS_PRESENT: u64 = 1 << 3;
/// The page is swapped out.
pub(super) const PAGE_IS_SWAPPED: u64 = 1 << 4;
/// The page is the zero page, which costs nothing.
pub(super) const PAGE_IS_PFNZERO: u64 = 1 << 5;

/// `struct pm_scan_arg` of `linux/fs.h`.
#[derive(Default)]
#[repr(C)]
struct PmScanArg {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    vec: u64,
    vec_len: u64,
    max_pages: u64,
    category_inverted: u64,
    category_mask: u64,
    category_anyof_mask: u64,
    return_mask: u64,
}

/// `_IOWR('f', 16, struct pm_scan_arg)`.
const PAGEMAP_SCAN: u64 = 3 << 30 | (size_of::<PmScanArg>() as u64) << 16 | (b'f' as u64) << 8 | 16;

const _: () = assert!(size_of::<PmScanArg>() == 96 && PAGEMAP_SCAN == 0xc060_6610);

/// Finds the pages of `range` that are in memory or swapped out (`ioctl PAGEMAP_SCAN`, Linux 6.7).
///
/// Returns how many runs were put into `into`, and where the walk ended: before the end of `range` when `into` is full.
pub(super) fn pagemap_scan(
    pagemap: &File,
    range: AddressRange,
    into: &mut [PageRegion],
) -> io::Result<(usize, u64)> {
    let mut arg = PmScanArg {
        size: size_of::<PmScanArg>() as u64,
        start: range.start.get(),
        end: range.end.get(),
        vec: into.as_mut_ptr().expose_provenance() as u64,
        vec_len: into.len() as u64,
        category_anyof_mask: PAGE_IS_PRESENT | PAGE_IS_SWAPPED,
        return_mask: PAGE_IS_FILE | PAGE_IS_PRESENT | PAGE_IS_SWAPPED | PAGE_IS_PFNZERO,
        ..PmScanArg::default()
    };
    // SAFETY: `arg` is a `pm_scan_arg` of the size that it states; `vec` points to `vec_len` regions that `into` borrows
    // mutably for the whole call; the kernel writes no others, and nothing else of ours.
    let found = unsafe { libc::ioctl(pagemap.as_raw_fd(), PAGEMAP_SCAN as libc::Ioctl, &raw mut arg) };
    let found = usize::try_from(found).map_err(|_negative| io::Error::last_os_error())?;
    Ok((found, arg.walk_end))
}

/// CPU time that the calling thread has used.
pub(super) fn thread_cpu_time() -> Duration {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: `time` is valid for writing one timespec, which is all that the call does with it.
    let failed = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr()) };
    debug_assert_eq!(failed, 0, "every thread has this clock");
    // SAFETY: all-zero bytes are a valid timespec, so the value is initialised whether or not the call wrote to it.
    let time = unsafe { time.assume_init() };
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Size of a page.
pub(super) fn page_size() -> u64 {
    // SAFETY: the call takes a number and returns a number.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    u64::try_from(size).unwrap_or(4096)
}
