//! What is asked through a task's port.
#![expect(unsafe_code, reason = "the kernel is asked here")]

use super::last_errno;
use crate::platform::macos::kernel::{Errno, KernelCode, PortRefusal, Task};
use crate::platform::macos::numbers::TASK_VM_INFO;
use crate::platform::macos::words::RegionAnswer;
use libc::{c_int, c_void};
use mach2::kern_return::KERN_SUCCESS;
use mach2::mach_port::mach_port_deallocate;
use mach2::port::{MACH_PORT_NULL, mach_port_t};
use mach2::task::task_info;
use mach2::traps::{mach_task_self, task_for_pid};
use mach2::vm::mach_vm_region_recurse;
use std::mem::size_of;
use std::num::NonZeroU32;
use std::sync::LazyLock;

type ReadForPid = unsafe extern "C" fn(mach_port_t, c_int, *mut mach_port_t) -> c_int;

/// macOS 11 and later; in libSystem, not in the public headers.
static TASK_READ_FOR_PID: LazyLock<Option<ReadForPid>> = LazyLock::new(|| {
    // SAFETY: dlsym only reads the name, which ends with a NUL.
    let symbol = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"task_read_for_pid".as_ptr()) };
    // SAFETY: a null pointer is `None`, and any other is the function of that name in libSystem, which has this type
    // (XNU bsd/kern/syscalls.master, 539).
    unsafe { std::mem::transmute::<*mut c_void, Option<ReadForPid>>(symbol) }
});

/// Asks for the right to read.
pub(super) fn port_to_read(pid: i32) -> Result<mach_port_t, PortRefusal> {
    let read_for_pid = (*TASK_READ_FOR_PID).ok_or(PortRefusal::Missing)?;
    let mut port = MACH_PORT_NULL;
    // SAFETY: writes one port name to a local of that type.
    let code = unsafe { read_for_pid(own_task(), pid, &raw mut port) };
    if code == 0 { Ok(port) } else { Err(PortRefusal::Errno(last_errno())) }
}

/// Asks for the right to control.
pub(super) fn port_to_control(pid: i32) -> Result<mach_port_t, PortRefusal> {
    let mut port = MACH_PORT_NULL;
    // SAFETY: writes one port name to a local of that type.
    let code = unsafe { task_for_pid(own_task(), pid, &raw mut port) };
    succeeded(code).map(|()| port).map_err(PortRefusal::Code)
}

/// The right to look at another task; given back when dropped.
#[derive(Debug)]
pub(in crate::platform::macos) struct TaskPort(mach_port_t);

impl TaskPort {
    /// Takes over a port that was given.
    pub(super) fn holding(port: NonZeroU32) -> Self {
        Self(port.get())
    }
}

impl Task for TaskPort {
    fn region(&mut self, address: u64, info: &mut [u32]) -> Result<RegionAnswer, KernelCode> {
        let (mut start, mut size) = (address, 0);
        // As deep as submaps go, so that the answer is never a submap.
        let mut depth = u32::MAX;
        // Asked and answered: to be set before each call.
        let mut words = room(info);
        let answer = info.as_mut_ptr().cast();
        let (at, length, deep, written) = (&raw mut start, &raw mut size, &raw mut depth, &raw mut words);
        // SAFETY: all pointers are to locals of the types that the routine takes; `answer` points to as many words as
        // `words` says, and the kernel writes no more.
        let code = unsafe { mach_vm_region_recurse(self.0, at, length, deep, answer, written) };
        succeeded(code)?;
        Ok(RegionAnswer { address: start, size, depth, words: words as usize })
    }

    fn vm_info(&mut self, info: &mut [u32]) -> Result<usize, KernelCode> {
        let mut words = room(info);
        let answer = info.as_mut_ptr().cast();
        // SAFETY: `answer` points to as many words as `words` says, and the kernel writes no more.
        let code = unsafe { task_info(self.0, TASK_VM_INFO, answer, &raw mut words) };
        succeeded(code)?;
        Ok(words as usize)
    }

    fn owned_objects(&mut self, into: &mut [u64]) -> Result<usize, Errno> {
        let mut length = size_of_val(into);
        let (name, answer) = (c"vm.get_owned_vmobjects".as_ptr(), into.as_mut_ptr().cast());
        // The new value of this one is the name of the task's port.
        let port = (&raw mut self.0).cast();
        // SAFETY: `answer` has room for `length` bytes, and the call writes no more; `port` points to as many bytes as are
        // said of it, and is only read.
        let code =
            unsafe { libc::sysctlbyname(name, answer, &raw mut length, port, size_of::<mach_port_t>()) };
        if code == 0 { Ok(length) } else { Err(last_errno()) }
    }
}

impl Drop for TaskPort {
    fn drop(&mut self) {
        // SAFETY: the name is a right of ours that nobody else gives back: whoever makes a `TaskPort` hands it over.
        // A failure would mean that the right is gone already.
        let _ = unsafe { mach_port_deallocate(own_task(), self.0) };
    }
}

/// The length of an answer, in the unit that Mach counts in.
pub(super) fn room(info: &[u32]) -> u32 {
    u32::try_from(info.len()).unwrap_or(u32::MAX)
}

pub(super) fn succeeded(code: c_int) -> Result<(), KernelCode> {
    if code == KERN_SUCCESS { Ok(()) } else { Err(KernelCode(code)) }
}

fn own_task() -> mach_port_t {
    // SAFETY: reads a variable that libSystem sets before `main`.
    unsafe { mach_task_self() }
}
