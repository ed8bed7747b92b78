//! Memory that this process maps for itself, with an owner: it is unmapped when the owner is dropped.
//!
//! The built-in targets are made of it. Reading the memory of other processes is not done here.

#![expect(
    unsafe_code,
    reason = "mapping memory is a talk with the kernel; each call is proved where it stands"
)]

use crate::model::units::Bytes;
use std::io;
use std::mem::ManuallyDrop;
use std::os::fd::AsRawFd;
use std::ptr::{self, NonNull};
use std::slice;

#[cfg(target_os = "linux")]
use std::{ffi::CStr, fs::File, os::fd::FromRawFd, os::fd::OwnedFd};

/// Readable and writable memory of this process.
///
/// Nothing else refers to it: no descriptor stays open behind it, and its address leaves this type only as a number.
#[derive(Debug)]
pub(crate) struct Mapping {
    start: NonNull<u8>,
    len: usize,
}

impl Mapping {
    /// Private memory without a name; a page of it exists from its first touch.
    pub(crate) fn anonymous(size: Bytes) -> io::Result<Self> {
        Self::map(size, libc::MAP_PRIVATE | libc::MAP_ANON, -1)
    }

    /// Address space without access right.
    pub(crate) fn inaccessible(size: Bytes) -> io::Result<Self> {
        Self::anonymous(size)?.without_access()
    }

    /// The same memory with its access right taken away; what was written stays.
    pub(crate) fn without_access(self) -> io::Result<Self> {
        // SAFETY: the range is what `map` got from the kernel, and nobody has a reference into it: they borrow `self`.
        let failed = unsafe { libc::mprotect(self.start.as_ptr().cast(), self.len, libc::PROT_NONE) };
        if failed == 0 { Ok(self) } else { Err(io::Error::last_os_error()) }
    }

    /// Private memory of which every other page may only be read: as many entries of the system's list as pages.
    pub(crate) fn parted(size: Bytes) -> io::Result<Self> {
        let mapping = Self::anonymous(size)?;
        let page = usize::try_from(page_size().get()).map_err(io::Error::other)?;
        for offset in (page..mapping.len).step_by(2 * page) {
            // SAFETY: the page lies inside the range that `map` got from the kernel, a whole number of pages.
            let start = unsafe { mapping.start.add(offset) };
            // SAFETY: the page is this value's alone, and nobody has a reference into it yet.
            let failed = unsafe { libc::mprotect(start.as_ptr().cast(), page, libc::PROT_READ) };
            if failed != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(mapping)
    }

    /// Private memory under a tag (`VM_MEMORY_…`), which `mmap` takes in the place of the descriptor, shifted as
    /// `VM_MAKE_TAG` does.
    #[cfg(target_os = "macos")]
    pub(crate) fn tagged(size: Bytes, tag: u8) -> io::Result<Self> {
        let made_tag = i32::from_be_bytes([tag, 0, 0, 0]);
        Self::map(size, libc::MAP_PRIVATE | libc::MAP_ANON, made_tag)
    }

    /// Private memory that `maps` calls `/memfd:NAME (deleted)`, every page of it written to.
    ///
    /// The first write to such a page leaves the file a page of its own behind the copy; those are given back at once, or
    /// the system would hold all of it twice.
    #[cfg(target_os = "linux")]
    pub(crate) fn named(name: &CStr, size: Bytes) -> io::Result<Self> {
        let file = memory_file(name, size)?;
        let mut mapping = Self::map(size, libc::MAP_PRIVATE, file.as_raw_fd())?;
        mapping.touch(1);
        punch_out(&file, size)?;
        Ok(mapping)
    }

    /// Memory that could be shared, as the buffers of Wayland's clients are: `/memfd:NAME (deleted)`.
    #[cfg(target_os = "linux")]
    pub(crate) fn shared(name: &CStr, size: Bytes) -> io::Result<Self> {
        let file = memory_file(name, size)?;
        Self::map(size, libc::MAP_SHARED, file.as_raw_fd())
    }

    /// A file that has lost its name already, so that nothing of it stays behind: writes reach it.
    pub(crate) fn file(size: Bytes) -> io::Result<Self> {
        let file = tempfile::tempfile()?;
        file.set_len(whole_pages(size).get())?;
        Self::map(size, libc::MAP_SHARED, file.as_raw_fd())
    }

    /// A System V segment, which is removed once nobody has it any more: here `munmap` does what `shmdt` does.
    #[cfg(target_os = "linux")]
    pub(crate) fn segment(size: Bytes) -> io::Result<Self> {
        let len = usize::try_from(whole_pages(size).get()).map_err(io::Error::other)?;
        // SAFETY: shmget takes any numbers, and reads no memory of ours.
        let id = unsafe { libc::shmget(libc::IPC_PRIVATE, len, libc::IPC_CREAT | 0o600) };
        if id < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: with no address given the kernel chooses one that is free, so nothing that exists is replaced.
        let start = unsafe { libc::shmat(id, ptr::null(), 0) };
        let attached = if start.addr() == usize::MAX { Err(io::Error::last_os_error()) } else { Ok(start) };
        // SAFETY: IPC_RMID reads no buffer; whoever has attached the segment keeps it.
        let _removed = unsafe { libc::shmctl(id, libc::IPC_RMID, ptr::null_mut()) };
        let start =
            NonNull::new(attached?.cast()).ok_or_else(|| io::Error::other("attached at address 0"))?;
        Ok(Self { start, len })
    }

    /// Private memory of huge pages (hugetlbfs), of which the machine must have some in reserve.
    #[cfg(target_os = "linux")]
    pub(crate) fn huge(size: Bytes) -> io::Result<Self> {
        Self::map(size, libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_HUGETLB, -1)
    }

    /// Tells the kernel what it may do with the pages (`MADV_…`). Only advice after which they read as what was written or
    /// as zeroes, and can be written to.
    #[cfg(target_os = "linux")]
    pub(crate) fn advise(&mut self, advice: libc::c_int) -> io::Result<()> {
        // SAFETY: the range is this value's alone, `&mut self` makes sure that nobody reads it now, and any bytes are
        // valid in it.
        let failed = unsafe { libc::madvise(self.start.as_ptr().cast(), self.len, advice) };
        if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Keeps its pages in memory.
    #[cfg(target_os = "linux")]
    pub(crate) fn lock(&mut self) -> io::Result<()> {
        // SAFETY: the call changes nothing of the range but where its pages may be.
        let failed = unsafe { libc::mlock(self.start.as_ptr().cast(), self.len) };
        if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Reads one byte of each page: what was never written to is the zero page.
    #[cfg(target_os = "linux")]
    pub(crate) fn read(&mut self) {
        let page = usize::try_from(page_size().get()).unwrap_or(usize::MAX);
        let sum = self.as_mut_slice().iter().step_by(page).fold(0_u8, |sum, &byte| sum.wrapping_add(byte));
        std::hint::black_box(sum);
    }

    /// Has the kernel tell a descriptor of writes to the pages that are there (`userfaultfd`, write-protected), which
    /// nobody waits for. What is returned holds the registration.
    #[cfg(target_os = "linux")]
    pub(crate) fn watch(&mut self) -> io::Result<OwnedFd> {
        const API: u64 = 0xaa;
        const UFFDIO_API: u64 = 0xc018_aa3f;
        const UFFDIO_REGISTER: u64 = 0xc020_aa00;
        const REGISTER_WRITES: u64 = 2;
        // SAFETY: the call takes flags only.
        let made = unsafe { libc::syscall(libc::SYS_userfaultfd, libc::O_CLOEXEC | libc::O_NONBLOCK) };
        let made = i32::try_from(made).map_err(io::Error::other)?;
        if made < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel has just given us this descriptor, it is open, and nobody else knows it.
        let watcher = unsafe { OwnedFd::from_raw_fd(made) };
        let mut api = [API, 0, 0];
        let mut register = [self.start.addr().get() as u64, self.len as u64, REGISTER_WRITES, 0];
        for (what, argument) in [(UFFDIO_API, api.as_mut_ptr()), (UFFDIO_REGISTER, register.as_mut_ptr())] {
            // SAFETY: the request's number says how long its argument is (24 and 32 bytes), and so long the arrays are.
            let failed = unsafe { libc::ioctl(watcher.as_raw_fd(), what as libc::Ioctl, argument) };
            if failed != 0 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(watcher)
    }

    /// Unmaps it and maps anonymous memory at the same address, in one step.
    pub(crate) fn replaced(self) -> io::Result<Self> {
        // Where the kernel fails half-way, nobody knows any more whose the range is.
        let old = ManuallyDrop::new(self);
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_FIXED;
        // SAFETY: the range is this value's alone, and no reference into it outlives the value.
        let start = unsafe { libc::mmap(old.start.as_ptr().cast(), old.len, access, flags, -1, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        Ok(Self { start: old.start, len: old.len })
    }

    fn map(size: Bytes, flags: libc::c_int, descriptor: libc::c_int) -> io::Result<Self> {
        let len = usize::try_from(whole_pages(size).get()).map_err(io::Error::other)?;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: without MAP_FIXED the kernel chooses addresses that are free, so nothing that exists is replaced; it
        // answers every wrong argument with MAP_FAILED.
        let start = unsafe { libc::mmap(ptr::null_mut(), len, access, flags, descriptor, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        let start = NonNull::new(start.cast()).ok_or_else(|| io::Error::other("mapped at address 0"))?;
        Ok(Self { start, len })
    }

    /// Writes one byte on each page, so that all of it is dirty.
    pub(crate) fn touch(&mut self, value: u8) {
        let page = usize::try_from(page_size().get()).unwrap_or(usize::MAX);
        for byte in self.as_mut_slice().iter_mut().step_by(page) {
            *byte = value;
        }
    }

    fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: `map` got `len` readable and writable bytes at `start`, which the kernel filled with zeroes, and they
        // stay until `drop`. Their file, where they have one, was made that long and nobody else has it, so no byte can
        // vanish or change; `&mut self` makes this the only reference. A mapping is never longer than `isize::MAX`.
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.len) }
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: `start` and `len` are what `map` got from the kernel; only this value owns the range, and no reference
        // into it outlives the value.
        let failed = unsafe { libc::munmap(self.start.as_ptr().cast(), self.len) };
        debug_assert_eq!(failed, 0, "the kernel refuses to unmap what it mapped");
    }
}

/// A child that shares all of this process's memory and does nothing.
#[cfg(target_os = "linux")]
#[derive(Debug)]
pub(crate) struct Sharer(libc::pid_t);

#[cfg(target_os = "linux")]
impl Sharer {
    /// Begins one. It ends with its owner, or with us.
    pub(crate) fn fork() -> io::Result<Self> {
        // SAFETY: the child makes no call but prctl and pause, which are safe to make after a fork of any process.
        match unsafe { libc::fork() } {
            0 => loop {
                // SAFETY: the call takes numbers only.
                unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) };
                // SAFETY: the call takes nothing.
                unsafe { libc::pause() };
            },
            id if id < 0 => Err(io::Error::last_os_error()),
            id => Ok(Self(id)),
        }
    }
}

#[cfg(target_os = "linux")]
impl Drop for Sharer {
    fn drop(&mut self) {
        // SAFETY: the child is ours and was not waited for, so its id is nobody else's.
        unsafe { libc::kill(self.0, libc::SIGKILL) };
        // SAFETY: as above; no status is written.
        unsafe { libc::waitpid(self.0, ptr::null_mut(), 0) };
    }
}

/// The size of a page of this system.
pub(crate) fn page_size() -> Bytes {
    // SAFETY: sysconf takes any name, and reads no memory of ours.
    let size = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    Bytes::new(u64::try_from(size).expect("every system has pages"))
}

/// This size, rounded up to whole pages: what is really mapped for it.
pub(crate) fn whole_pages(size: Bytes) -> Bytes {
    Bytes::new(size.get().next_multiple_of(page_size().get()))
}

/// A file that lives in memory, has this name and reads as zeroes.
#[cfg(target_os = "linux")]
fn memory_file(name: &CStr, size: Bytes) -> io::Result<File> {
    // SAFETY: `name` ends with a zero byte and outlives the call.
    let descriptor = unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC) };
    if descriptor < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just given us this descriptor, it is open, and nobody else knows it.
    let descriptor = unsafe { OwnedFd::from_raw_fd(descriptor) };
    let file = File::from(descriptor);
    file.set_len(whole_pages(size).get())?;
    Ok(file)
}

/// Gives back the pages of a file and keeps its length; private copies of them stay.
#[cfg(target_os = "linux")]
fn punch_out(file: &File, size: Bytes) -> io::Result<()> {
    let mode = libc::FALLOC_FL_PUNCH_HOLE | libc::FALLOC_FL_KEEP_SIZE;
    let len = libc::off_t::try_from(whole_pages(size).get()).map_err(io::Error::other)?;
    // SAFETY: the descriptor is open as long as `file` is; the call changes the file only, whose pages nobody has mapped
    // but as private copies.
    let failed = unsafe { libc::fallocate(file.as_raw_fd(), mode, 0, len) };
    if failed == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_has_whole_pages_and_can_be_written_to() {
        let mut mapping = Mapping::anonymous(Bytes::new(1)).unwrap();
        assert_eq!(Bytes::new(mapping.len as u64), page_size());
        mapping.touch(7);
        assert_eq!(mapping.as_mut_slice()[0], 7);
    }

    #[test]
    fn nothing_cannot_be_mapped() {
        assert!(Mapping::anonymous(Bytes::ZERO).is_err());
    }

    #[test]
    fn other_memory_takes_the_same_place() {
        let mut mapping = Mapping::anonymous(Bytes::new(1)).unwrap();
        mapping.touch(7);
        let start = mapping.start;
        let mut mapping = mapping.replaced().unwrap();
        assert_eq!((mapping.start, mapping.as_mut_slice()[0]), (start, 0));
    }

    #[test]
    fn a_file_has_no_name_and_can_be_written_to() {
        let mut mapping = Mapping::file(Bytes::from_kib(8)).unwrap();
        mapping.touch(7);
        assert_eq!(mapping.as_mut_slice()[0], 7);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_segment_is_gone_with_its_owner() {
        let mut mapping = Mapping::segment(Bytes::from_kib(8)).unwrap();
        mapping.touch(7);
        let segments = || std::fs::read_to_string("/proc/sysvipc/shm").unwrap();
        let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
        let line = maps.lines().find(|line| line.contains("/SYSV")).unwrap();
        let id = line.split_whitespace().nth(4).unwrap();
        let is_there = || segments().lines().any(|line| line.split_whitespace().nth(1) == Some(id));
        assert!(is_there());
        drop(mapping);
        assert!(!is_there());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_private_copy_outlives_the_pages_of_its_file() {
        let mut mapping = Mapping::named(c"copy", Bytes::from_kib(64)).unwrap();
        let page = usize::try_from(page_size().get()).unwrap();
        assert!(mapping.as_mut_slice().iter().step_by(page).all(|&byte| byte == 1));
    }
}
