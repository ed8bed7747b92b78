//! `perf_event_open(2)`, and the rings that it fills.
#![expect(unsafe_code, reason = "the standard library knows neither the call nor its rings")]

use perf_event_open_sys::bindings::{PERF_FLAG_FD_CLOEXEC, perf_event_attr, perf_event_mmap_page};
use perf_event_open_sys::{ioctls, perf_event_open};
use std::io;
use std::mem::offset_of;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicU64, Ordering};

/// Opens an event of a thread on a processor.
pub(super) fn open(attr: &mut perf_event_attr, thread: i32, processor: i32) -> io::Result<OwnedFd> {
    // SAFETY: `attr` is initialised and states its own size; what it asks for is to be written into a ring of ours only.
    let event = unsafe { perf_event_open(attr, thread, processor, -1, PERF_FLAG_FD_CLOEXEC.into()) };
    if event < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made this descriptor for us, and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(event) })
}

/// The number by which the event's samples name it, also those of the threads that inherit it.
pub(super) fn id(event: &OwnedFd) -> io::Result<u64> {
    let mut id = 0;
    // SAFETY: the call writes one number to `id`, which outlives it.
    let failed = unsafe { ioctls::ID(event.as_raw_fd(), &raw mut id) };
    if failed == 0 { Ok(id) } else { Err(io::Error::last_os_error()) }
}

/// Has an event write to the ring of another on the same processor.
pub(super) fn share_ring(event: &OwnedFd, ring_of: &OwnedFd) -> io::Result<()> {
    // SAFETY: the call takes two descriptors, which are open, and no memory.
    let failed = unsafe { ioctls::SET_OUTPUT(event.as_raw_fd(), ring_of.as_raw_fd()) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Lets an event, and those that inherited it, begin.
pub(super) fn enable(event: &OwnedFd) -> io::Result<()> {
    // SAFETY: the call takes a descriptor, which is open, and no memory.
    let failed = unsafe { ioctls::ENABLE(event.as_raw_fd(), 0) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// How many records of an event, and of those that inherited it, found no room. It must have been opened with
/// `PERF_FORMAT_LOST`.
pub(super) fn lost(event: &OwnedFd) -> io::Result<u64> {
    let mut value_and_lost = [0; 16];
    rustix::io::read(event, &mut value_and_lost)?;
    let [.., lost] = value_and_lost.as_chunks::<8>().0 else { return Ok(0) };
    Ok(u64::from_ne_bytes(*lost))
}

/// Memory that the kernel writes records to, and this reads them from.
#[derive(Debug)]
pub(super) struct Ring {
    /// One page about the ring, and the ring behind it.
    start: NonNull<u8>,
    page: usize,
    /// Bytes of the ring: a power of two.
    size: usize,
    /// Up to where all was read, counted from the first record on.
    read: u64,
}

// SAFETY: the mapping belongs to this value alone, and can be used from any thread.
unsafe impl Send for Ring {}

impl Ring {
    /// The ring of an event, of so many bytes: a power of two of pages.
    pub(super) fn map(event: &OwnedFd, size: usize) -> io::Result<Self> {
        let page = usize::try_from(super::super::sys::page_size()).map_err(io::Error::other)?;
        let (rights, shared) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED);
        // SAFETY: with no address given the kernel chooses one that is free, so nothing that exists is replaced.
        let start = unsafe { libc::mmap(ptr::null_mut(), page + size, rights, shared, event.as_raw_fd(), 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or_else(|| io::Error::other("mapped at address 0"))?;
        Ok(Self { start, page, size, read: 0 })
    }

    /// Appends the records that are new, and gives their room back. Says how full the ring was, from 0 to 1.
    pub(super) fn drain(&mut self, into: &mut Vec<u8>) -> f64 {
        let written = self.counter(offset_of!(perf_event_mmap_page, data_head)).load(Ordering::Acquire);
        let new = usize::try_from(written.wrapping_sub(self.read)).unwrap_or(usize::MAX);
        if new <= self.size {
            let at = usize::try_from(self.read % self.size as u64).unwrap_or(0);
            let first = new.min(self.size - at);
            self.copy(at, first, into);
            self.copy(0, new - first, into);
        }
        self.read = written;
        self.counter(offset_of!(perf_event_mmap_page, data_tail)).store(written, Ordering::Release);
        new as f64 / self.size as f64
    }

    /// A counter on the page about the ring.
    fn counter(&self, offset: usize) -> &AtomicU64 {
        assert!(offset.is_multiple_of(8) && offset + 8 <= self.page, "it lies on the page");
        // SAFETY: the assertion keeps the result inside the mapping.
        let counter = unsafe { self.start.add(offset) };
        // SAFETY: the mapping lives as long as `self`, the address is aligned as the page is, and both sides use it atomically.
        unsafe { AtomicU64::from_ptr(counter.as_ptr().cast()) }
    }

    /// Appends bytes of the ring that were written and not yet given back.
    fn copy(&self, at: usize, len: usize, into: &mut Vec<u8>) {
        assert!(at <= self.size && len <= self.size - at, "it lies in the ring");
        // SAFETY: the assertion keeps the result inside the mapping, or at its end where nothing is read.
        let from = unsafe { self.start.add(self.page + at) };
        // SAFETY: the bytes lie in the mapping, and the kernel writes there only after they were given back.
        into.extend_from_slice(unsafe { std::slice::from_raw_parts(from.as_ptr(), len) });
    }
}

impl Drop for Ring {
    fn drop(&mut self) {
        // SAFETY: the mapping is this value's, which nobody can use any more.
        let _cannot_fail = unsafe { libc::munmap(self.start.as_ptr().cast(), self.page + self.size) };
    }
}
