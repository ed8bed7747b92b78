//! What is asked about the machine, and about ourselves.
#![expect(unsafe_code, reason = "the kernel is asked here")]

use super::task::succeeded;
use super::{Numbers, text};
use crate::model::units::Bytes;
use crate::platform::macos::kernel::KernelCode;
use crate::platform::macos::machine::{RawPageCounts, RawSwap};
use crate::platform::macos::numbers::HOST_VM_INFO64;
use libc::{c_char, c_int, c_void};
use mach2::mach_init::mach_host_self;
use mach2::port::mach_port_t;
use mach2::vm_page_size::{vm_kernel_page_size, vm_page_size};
use mach2::vm_statistics::vm_statistics64;
use std::ffi::CStr;
use std::mem::{MaybeUninit, size_of};
use std::ptr;
use std::sync::LazyLock;
use std::time::Duration;

unsafe extern "C" {
    /// Counts of the whole machine (`<mach/mach_host.h>`).
    fn host_statistics64(host: mach_port_t, flavour: c_int, answer: *mut c_int, words: *mut u32) -> c_int;
    /// What System Integrity Protection lets through (XNU `bsd/sys/csr.h`); in libSystem, not in the public headers.
    fn csr_get_active_config(allowed: *mut u32) -> c_int;
}

// SAFETY: integers only.
unsafe impl Numbers for u32 {}
// SAFETY: as above.
unsafe impl Numbers for u64 {}
// SAFETY: as above.
unsafe impl Numbers for libc::xsw_usage {}

type TagDescribe = unsafe extern "C" fn(u32) -> *const c_char;

/// macOS 26 and later; in libSystem, not in the public headers.
static MACH_VM_TAG_DESCRIBE: LazyLock<Option<TagDescribe>> = LazyLock::new(|| {
    // SAFETY: dlsym only reads the name, which ends with a NUL.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"mach_vm_tag_describe".as_ptr()) };
    // SAFETY: a null pointer is `None`, and any other is the function of that name in libSystem, which has this type
    // (XNU libsyscall/mach/mach_vm.c).
    unsafe { std::mem::transmute::<*mut c_void, Option<TagDescribe>>(symbol) }
});

/// What the system calls memory with this tag.
pub(super) fn tag_name(number: u32) -> Option<String> {
    let describe = (*MACH_VM_TAG_DESCRIBE)?;
    // SAFETY: takes any number.
    let name = unsafe { describe(number) };
    if name.is_null() {
        return None;
    }
    // SAFETY: the function gives texts that are part of libSystem: they end with a NUL and stay.
    let name = unsafe { CStr::from_ptr(name) };
    Some(name.to_string_lossy().into_owned())
}

/// The page of our own map.
pub(super) fn page_size() -> Bytes {
    // SAFETY: reads a variable that libSystem sets before `main`, and that nobody writes afterwards.
    let size = unsafe { vm_page_size };
    Bytes::new(size as u64)
}

/// The page in which the kernel counts for the whole machine; larger than ours under Rosetta.
pub(in crate::platform::macos) fn kernel_page_size() -> Bytes {
    // SAFETY: reads a variable that libSystem sets before `main`, and that nobody writes afterwards.
    let size = unsafe { vm_kernel_page_size };
    Bytes::new(size as u64)
}

/// "26.1 (25B78)".
pub(super) fn release() -> String {
    let version = sysctl_text(c"kern.osproductversion").unwrap_or_default();
    let build = sysctl_text(c"kern.osversion").unwrap_or_default();
    format!("{version} ({build})")
}

/// Whether Developer Mode is on; macOS 13 and later.
pub(super) fn developer_mode() -> Option<bool> {
    sysctl::<u32>(c"security.mac.amfi.developer_mode_status").map(|status| status != 0)
}

/// What System Integrity Protection lets through.
pub(super) fn integrity() -> Option<u32> {
    let mut allowed = 0;
    // SAFETY: writes to a local of that type.
    let code = unsafe { csr_get_active_config(&raw mut allowed) };
    (code == 0).then_some(allowed)
}

/// How much memory the machine has.
pub(in crate::platform::macos) fn size() -> Option<u64> {
    sysctl(c"hw.memsize")
}

/// Swap space of the machine.
pub(in crate::platform::macos) fn swap() -> Option<RawSwap> {
    let usage: libc::xsw_usage = sysctl(c"vm.swapusage")?;
    Some(RawSwap { total: usage.xsu_total, used: usage.xsu_used })
}

fn sysctl_text(name: &CStr) -> Option<String> {
    let mut buffer = [0_u8; 256];
    let mut size = buffer.len();
    let answer = buffer.as_mut_ptr().cast();
    // SAFETY: `answer` has room for `size` bytes, and the call writes no more; nothing is set.
    let code = unsafe { libc::sysctlbyname(name.as_ptr(), answer, &raw mut size, ptr::null_mut(), 0) };
    (code == 0).then(|| text(&buffer))
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
pub(in crate::platform::macos) fn page_counts() -> Result<RawPageCounts, KernelCode> {
    #[expect(clippy::cast_possible_truncation, reason = "38 words")]
    const WORDS: u32 = (size_of::<vm_statistics64>() / size_of::<u32>()) as u32;
    let mut counts = vm_statistics64::default();
    let mut words = WORDS;
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

/// Tells the kernel not to look through the whole map at each shared region for another mapping of it.
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
