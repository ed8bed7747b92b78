//! Every call to the system. Thin: what the numbers mean is told in [`decode`](super::decode). Never run on a Mac.
//!
//! The structures that it fills in are held against Apple's headers in [`layouts`](super::layouts).
#![expect(unsafe_code, reason = "the kernel is asked here, and nowhere else")]

use super::decode::{RawRegion, RawTotals};
use super::layouts::{RegionInfo, UniqueIdentifier, WORDS_WITH_FOOTPRINT, WORDS_WITH_LEDGERS, words_of};
use super::machine::{RawPageCounts, RawSwap};
use super::walk::{Kernel, KernelCode, PageCounts};
use crate::units::Bytes;
use libc::{c_char, c_int, c_void};
use mach2::kern_return::KERN_SUCCESS;
use mach2::mach_init::mach_host_self;
use mach2::mach_port::mach_port_deallocate;
use mach2::port::{MACH_PORT_NULL, mach_port_t};
use mach2::task::task_info;
use mach2::task_info::{TASK_VM_INFO, task_vm_info};
use mach2::traps::{mach_task_self, task_for_pid};
use mach2::vm::mach_vm_region_recurse;
use mach2::vm_page_size::{vm_kernel_page_size, vm_page_size};
use mach2::vm_region::{vm_region_submap_info_64, vm_region_submap_short_info_64};
use mach2::vm_statistics::vm_statistics64;
use std::ffi::CStr;
use std::mem::{MaybeUninit, size_of};
use std::sync::LazyLock;
use std::time::Duration;
use std::{io, ptr};

unsafe extern "C" {
    /// State of a process's code signature (XNU `bsd/sys/codesign.h`); in libSystem, not in the public headers.
    fn csops(pid: c_int, operation: u32, answer: *mut c_void, size: usize) -> c_int;
    /// Counts of the whole machine (`<mach/mach_host.h>`).
    fn host_statistics64(host: mach_port_t, flavour: c_int, answer: *mut c_int, words: *mut u32) -> c_int;
}

/// A structure of plain numbers.
///
/// # Safety
/// Any bytes must be a value of it.
unsafe trait Numbers: Copy {}
// SAFETY: integers and arrays of integers only.
unsafe impl Numbers for libc::proc_bsdinfo {}
// SAFETY: as above.
unsafe impl Numbers for libc::proc_bsdshortinfo {}
// SAFETY: as above.
unsafe impl Numbers for libc::rusage_info_v4 {}
// SAFETY: as above.
unsafe impl Numbers for UniqueIdentifier {}
// SAFETY: as above.
unsafe impl Numbers for u64 {}
// SAFETY: as above.
unsafe impl Numbers for libc::xsw_usage {}

const PROC_PIDUNIQIDENTIFIERINFO: c_int = 17;
const CS_OPS_STATUS: u32 = 0;
/// `<mach/host_info.h>`.
const HOST_VM_INFO64: c_int = 4;

/// The right to look at another task; given back when dropped.
pub(super) struct TaskPort(mach_port_t);

/// The port of a task was refused. Why is told from what else is known of the process.
#[derive(Clone, Copy, Debug)]
pub(super) struct PortRefused;

type ReadForPid = unsafe extern "C" fn(mach_port_t, c_int, *mut mach_port_t) -> c_int;

/// macOS 11 and later; in libSystem, not in the public headers.
static TASK_READ_FOR_PID: LazyLock<Option<ReadForPid>> = LazyLock::new(|| {
    // SAFETY: dlsym only reads the name, which ends with a NUL.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"task_read_for_pid".as_ptr()) };
    // SAFETY: a null pointer is `None`, and any other is the function of that name in libSystem, which has this type
    // (XNU bsd/kern/syscalls.master, 539).
    unsafe { std::mem::transmute::<*mut c_void, Option<ReadForPid>>(symbol) }
});

impl TaskPort {
    /// Asks for the right to read, which is also given when developer mode is off, then for the right to control.
    pub(super) fn open(pid: i32) -> Result<Self, PortRefused> {
        Self::open_to_read(pid).or_else(|| Self::open_to_control(pid)).ok_or(PortRefused)
    }

    fn open_to_read(pid: i32) -> Option<Self> {
        let read_for_pid = (*TASK_READ_FOR_PID)?;
        let mut port = MACH_PORT_NULL;
        // SAFETY: writes one port name to a local of that type.
        let code = unsafe { read_for_pid(own_task(), pid, &raw mut port) };
        Self::owned(code, port)
    }

    fn open_to_control(pid: i32) -> Option<Self> {
        let mut port = MACH_PORT_NULL;
        // SAFETY: writes one port name to a local of that type.
        let code = unsafe { task_for_pid(own_task(), pid, &raw mut port) };
        Self::owned(code, port)
    }

    /// A call may succeed and give no port: of a process without task, or when developer mode is off.
    fn owned(code: c_int, port: mach_port_t) -> Option<Self> {
        (code == 0 && port != MACH_PORT_NULL).then_some(Self(port))
    }

    /// What the kernel says of the whole task.
    pub(super) fn totals(&self) -> Result<RawTotals, KernelCode> {
        let mut info = task_vm_info::default();
        let mut words = words_of::<task_vm_info>();
        let answer = (&raw mut info).cast();
        // SAFETY: `answer` points to `words` words of integers, and the kernel writes no more than `words` says.
        let code = unsafe { task_info(self.0, TASK_VM_INFO, answer, &raw mut words) };
        succeeded(code)?;
        let bytes = |ledger: i64| u64::try_from(ledger).unwrap_or_default();
        let graphics = info.ledger_tag_graphics_footprint;
        let compressed_graphics = info.ledger_tag_graphics_footprint_compressed;
        Ok(RawTotals {
            page_size: u64::try_from(info.page_size).unwrap_or_default(),
            virtual_size: info.virtual_size,
            resident: info.resident_size,
            resident_peak: info.resident_size_peak,
            compressed: info.compressed,
            footprint: (words >= WORDS_WITH_FOOTPRINT).then_some(info.phys_footprint),
            graphics: (words >= WORDS_WITH_LEDGERS).then(|| bytes(graphics) + bytes(compressed_graphics)),
        })
    }

    /// Asks for the region at or above `address`, in the layout of `T`.
    fn recurse<T: RegionInfo>(&self, address: u64) -> Result<RawRegion, KernelCode> {
        let (mut start, mut size, mut info) = (address, 0, T::default());
        // As deep as submaps go, so that the answer is never a submap.
        let mut depth = u32::MAX;
        // Asked and answered: to be set before each call.
        let mut words = words_of::<T>();
        let answer = (&raw mut info).cast();
        let (at, length, depth, words) = (&raw mut start, &raw mut size, &raw mut depth, &raw mut words);
        // SAFETY: all pointers are to locals of the types that the routine takes; `answer` points to as many words of
        // integers as `words` says (that is how `words_of` counts), and the kernel writes no more.
        let code = unsafe { mach_vm_region_recurse(self.0, at, length, depth, answer, words) };
        succeeded(code)?;
        Ok(RawRegion { address: start, size, ..info.plain() })
    }
}

impl Kernel for TaskPort {
    fn region(&mut self, address: u64, detail: PageCounts) -> Result<RawRegion, KernelCode> {
        match detail {
            PageCounts::Skip => self.recurse::<vm_region_submap_short_info_64>(address),
            PageCounts::Take => self.recurse::<vm_region_submap_info_64>(address),
        }
    }
}

impl Drop for TaskPort {
    fn drop(&mut self) {
        // SAFETY: the name is a right of ours that nobody else gives back: only `owned` makes a `TaskPort`.
        // A failure would mean that the right is gone already.
        let _ = unsafe { mach_port_deallocate(own_task(), self.0) };
    }
}

fn succeeded(code: c_int) -> Result<(), KernelCode> {
    if code == KERN_SUCCESS { Ok(()) } else { Err(KernelCode(code)) }
}

fn own_task() -> mach_port_t {
    // SAFETY: reads a variable that libSystem sets before `main`.
    unsafe { mach_task_self() }
}

/// The page of our own map.
pub(super) fn page_size() -> Bytes {
    // SAFETY: reads a variable that libSystem sets before `main`, and that nobody writes afterwards.
    let size = unsafe { vm_page_size };
    Bytes::new(size as u64)
}

/// Which program of which process a pid stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Incarnation {
    /// Never reused while the system runs.
    pub(super) process: u64,
    /// Another one after each `exec`.
    pub(super) program: i32,
}

/// Which program a pid stands for now; nothing where the process has exited.
pub(super) fn incarnation(pid: i32) -> Option<Incarnation> {
    let info: UniqueIdentifier = process_info(pid, PROC_PIDUNIQIDENTIFIERINFO)?;
    Some(Incarnation { process: info.unique, program: info.version })
}

/// What every user may know of a process.
pub(super) struct Process {
    /// Up to 16 letters.
    pub(super) name: String,
    /// Its effective user.
    pub(super) user: u32,
}

/// What every user may know of a process; nothing where it has exited.
pub(super) fn process(pid: i32) -> Option<Process> {
    let info: libc::proc_bsdshortinfo = process_info(pid, libc::PROC_PIDT_SHORTBSDINFO)?;
    Some(Process { name: text(&info.pbsi_comm.map(c_char::cast_unsigned)), user: info.pbsi_uid })
}

/// When a process of our user began, in microseconds since 1970.
pub(super) fn start_micros(pid: i32) -> Option<u64> {
    let info: libc::proc_bsdinfo = process_info(pid, libc::PROC_PIDTBSDINFO)?;
    Some(info.pbi_start_tvsec.saturating_mul(1_000_000) + info.pbi_start_tvusec)
}

fn process_info<T: Numbers>(pid: i32, flavour: c_int) -> Option<T> {
    let mut info = MaybeUninit::<T>::zeroed();
    let size = c_int::try_from(size_of::<T>()).ok()?;
    // SAFETY: `info` has room for `size` bytes, and the call writes no more.
    let written = unsafe { libc::proc_pidinfo(pid, flavour, 0, info.as_mut_ptr().cast(), size) };
    // SAFETY: the bytes were zero and may have been written over; any bytes are a value of `T`.
    (written == size).then(|| unsafe { info.assume_init() })
}

/// What a process uses, where it is our user's.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// Resident bytes.
    pub(super) resident: u64,
    /// What Activity Monitor shows, in bytes.
    pub(super) footprint: u64,
}

/// What a process of our user uses.
pub(super) fn memory(pid: i32) -> Option<Memory> {
    let mut usage = MaybeUninit::<libc::rusage_info_v4>::zeroed();
    // SAFETY: `usage` is the structure of this flavour; the call writes no more.
    let code = unsafe { libc::proc_pid_rusage(pid, libc::RUSAGE_INFO_V4, usage.as_mut_ptr().cast()) };
    // SAFETY: the bytes were zero and may have been written over; any bytes are a value of it.
    let usage = unsafe { usage.assume_init() };
    (code == 0).then_some(Memory { resident: usage.ri_resident_size, footprint: usage.ri_phys_footprint })
}

/// Every pid there is.
pub(super) fn pids() -> io::Result<Vec<i32>> {
    // SAFETY: without a buffer the call only counts.
    let count = unsafe { libc::proc_listallpids(ptr::null_mut(), 0) };
    // Some more, for those that begin in between.
    let mut pids = vec![0_i32; usize::try_from(count).unwrap_or_default() + 64];
    let size = c_int::try_from(size_of_val(pids.as_slice())).map_err(io::Error::other)?;
    // SAFETY: the buffer has room for `size` bytes, and the call writes no more.
    let count = unsafe { libc::proc_listallpids(pids.as_mut_ptr().cast(), size) };
    if count <= 0 {
        return Err(io::Error::last_os_error());
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

/// Our effective user.
pub(super) fn user() -> u32 {
    // SAFETY: cannot fail, and takes nothing.
    unsafe { libc::geteuid() }
}

/// Whether we may do what root may.
pub fn is_root() -> bool {
    user() == 0
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

/// A text that the kernel keeps.
pub(super) fn sysctl_text(name: &CStr) -> Option<String> {
    let mut buffer = [0_u8; 256];
    let mut size = buffer.len();
    let answer = buffer.as_mut_ptr().cast();
    // SAFETY: `answer` has room for `size` bytes, and the call writes no more; nothing is set.
    let code = unsafe { libc::sysctlbyname(name.as_ptr(), answer, &raw mut size, ptr::null_mut(), 0) };
    (code == 0).then(|| text(&buffer))
}

/// A number that the kernel keeps.
pub(super) fn sysctl_number(name: &CStr) -> Option<u64> {
    sysctl(name)
}

/// Swap space of the machine.
pub(super) fn swap() -> Option<RawSwap> {
    let usage: libc::xsw_usage = sysctl(c"vm.swapusage")?;
    Some(RawSwap { total: usage.xsu_total, used: usage.xsu_used })
}

fn sysctl<T: Numbers>(name: &CStr) -> Option<T> {
    let mut value = MaybeUninit::<T>::zeroed();
    let mut size = size_of::<T>();
    let answer = value.as_mut_ptr().cast();
    // SAFETY: `answer` has room for `size` bytes, and the call writes no more; nothing is set.
    let code = unsafe { libc::sysctlbyname(name.as_ptr(), answer, &raw mut size, ptr::null_mut(), 0) };
    // SAFETY: the bytes were zero and may have been written over; any bytes are a value of `T`.
    (code == 0 && size == size_of::<T>()).then(|| unsafe { value.assume_init() })
}

/// The pages of the machine by use, in pages of [`kernel_page_size`].
pub(super) fn page_counts() -> Result<RawPageCounts, KernelCode> {
    let mut counts = vm_statistics64::default();
    let mut words = words_of::<vm_statistics64>();
    let (host, answer) = (own_host(), (&raw mut counts).cast());
    // SAFETY: `answer` points to `words` words of integers, and the kernel writes no more than `words` says.
    let code = unsafe { host_statistics64(host, HOST_VM_INFO64, answer, &raw mut words) };
    succeeded(code)?;
    Ok(RawPageCounts {
        free: counts.free_count,
        speculative: counts.speculative_count,
        wired: counts.wire_count,
        compressor: counts.compressor_page_count,
        internal: counts.internal_page_count,
        external: counts.external_page_count,
        purgeable: counts.purgeable_count,
    })
}

/// The port of the machine that every task has. It is asked for once: each call adds a reference to the right.
fn own_host() -> mach_port_t {
    // SAFETY: takes nothing, and gives a send right that is ours for good.
    static HOST: LazyLock<mach_port_t> = LazyLock::new(|| unsafe { mach_host_self() });
    *HOST
}

/// The page in which the kernel counts for the whole machine; larger than ours under Rosetta.
pub(super) fn kernel_page_size() -> Bytes {
    // SAFETY: reads a variable that libSystem sets before `main`, and that nobody writes afterwards.
    let size = unsafe { vm_kernel_page_size };
    Bytes::new(size as u64)
}

/// Tells the kernel not to look through the whole map at each shared region for another mapping of it: with thousands
/// of surfaces a walk would take the square of them. macOS 15 and later; elsewhere there is nothing to be told.
pub(super) fn skip_alias_scan() {
    let mut flags: c_int = 1;
    let (name, value) = (c"vm.self_region_info_flags", (&raw mut flags).cast());
    // SAFETY: `value` points to an integer of the size that is given; nothing is read back.
    let _ = unsafe {
        libc::sysctlbyname(name.as_ptr(), ptr::null_mut(), ptr::null_mut(), value, size_of::<c_int>())
    };
}

/// CPU time that this thread has used.
pub(super) fn thread_cpu_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: writes to a local of that type. The clock exists (macOS 10.12); should it not, the time stays zero.
    let _ = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// What stands before the first NUL.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
