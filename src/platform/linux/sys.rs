//! The system calls that the standard library does not wrap.
#![expect(unsafe_code, reason = "the only place where Linux's system calls are made")]

use crate::model::units::AddressRange;
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

/// A thread that we trace. It goes on when this is dropped, or when we end.
#[derive(Debug)]
pub(super) struct Tracee {
    id: libc::pid_t,
    /// A signal that was on its way to it when it stopped: it gets it when it goes on.
    signal: libc::c_int,
    has_ended: bool,
}

/// Whether a thread stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    NotYet,
    Stopped,
    Gone,
}

impl Tracee {
    /// Begins to trace a thread, which goes on running.
    pub(super) fn seize(id: libc::pid_t) -> io::Result<Self> {
        request(libc::PTRACE_SEIZE, id, 0)?;
        Ok(Self { id, signal: 0, has_ended: false })
    }

    /// Asks it to stop.
    pub(super) fn interrupt(&self) -> io::Result<()> {
        request(libc::PTRACE_INTERRUPT, self.id, 0)
    }

    /// Whether it did.
    pub(super) fn has_stopped(&mut self) -> io::Result<Stop> {
        let mut status = 0;
        // SAFETY: `status` is valid for writing one number, which is all that the call does with it.
        let waited = unsafe { libc::waitpid(self.id, &raw mut status, libc::__WALL | libc::WNOHANG) };
        match waited {
            0 => Ok(Stop::NotYet),
            waited if waited < 0 => Err(io::Error::last_os_error()),
            _ if !libc::WIFSTOPPED(status) => {
                self.has_ended = true;
                Ok(Stop::Gone)
            }
            _ => {
                let is_event = status >> 16 == libc::PTRACE_EVENT_STOP;
                self.signal = if is_event { 0 } else { libc::WSTOPSIG(status) };
                Ok(Stop::Stopped)
            }
        }
    }
}

impl Drop for Tracee {
    fn drop(&mut self) {
        if !self.has_ended {
            // One that was killed meanwhile is nobody's any more.
            let _gone = request(libc::PTRACE_DETACH, self.id, self.signal);
        }
    }
}

/// A request of `ptrace` that takes a number at most.
fn request(what: libc::c_uint, id: libc::pid_t, number: libc::c_int) -> io::Result<()> {
    let nowhere = std::ptr::null_mut::<libc::c_void>();
    let data = std::ptr::without_provenance_mut::<libc::c_void>(number.unsigned_abs() as usize);
    // SAFETY: the requests made here read and write no memory of ours: address and data are numbers.
    let answer = unsafe { libc::ptrace(what, id, nowhere, data) };
    if answer == -1 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
