//! The calls to the system. `sys` makes them; the tests use a made-up kernel.
//!
//! Answers come as the kernel gives them, in its own words: what they mean is told in [`words`](super::words).

use super::numbers::{self, KERN_INVALID_ADDRESS, KERN_INVALID_ARGUMENT, MESSAGE_ERRORS};
use super::words::{PID_REGION_WORDS, RegionAnswer};
use crate::model::units::Bytes;
use crate::platform::signature::Program;
use std::num::NonZeroU32;
use std::time::Duration;

/// The system as a recorder needs it. A handle: a copy of it asks the same system.
pub(crate) trait Kernel: Clone + Send + 'static {
    /// The right to look at a process.
    type Task: Task;

    /// Asks for a port of a process. The answer is the name of the port, or 0: a call may succeed and give none. It comes
    /// when macOS has asked its user, if it has to: maybe never.
    fn port(&self, pid: i32, right: Right) -> Result<u32, PortRefusal>;
    /// Takes over a port that [`Kernel::port`] gave; it is given back when the task is dropped.
    fn hold(&self, port: NonZeroU32) -> Self::Task;
    /// The region at or above `address` of a process of our user, without port (`PROC_PIDREGIONINFO`). The kernel counts
    /// its pages each time.
    fn region_of(&self, pid: i32, address: u64) -> Result<[u32; PID_REGION_WORDS], Errno>;
    /// The file mapped at or above `address`, without port and without counting pages (`PROC_PIDREGIONPATH`).
    fn mapped_file(&self, pid: i32, address: u64) -> Option<MappedFile>;

    /// Every pid there is.
    fn pids(&self) -> Result<Vec<i32>, Errno>;
    /// Which program a pid stands for now; nothing where the process has exited.
    fn incarnation(&self, pid: i32) -> Option<Incarnation>;
    /// What every user may know of a process; nothing where it has exited.
    fn process(&self, pid: i32) -> Option<Process>;
    /// When a process of our user began, in microseconds since 1970.
    fn start_micros(&self, pid: i32) -> Option<u64>;
    /// The program of a process.
    fn path(&self, pid: i32) -> Option<String>;
    /// What a process of our user uses.
    fn memory(&self, pid: i32) -> Option<Memory>;
    /// The flags of a process's code signature (`CS_*`).
    fn signature_flags(&self, pid: i32) -> Option<u32>;
    /// The entitlements that a process was signed with, as the kernel keeps them; nothing where there are none.
    fn entitlements(&self, pid: i32) -> Option<Vec<u8>>;
    /// How the program in a file is signed; nothing where that cannot be read.
    fn program(&self, path: &str) -> Option<Program>;
    /// The kind of processor that a process was built for (`cpu_type_t`).
    fn processor(&self, pid: i32) -> Option<u32>;

    fn own_pid(&self) -> i32;
    /// The program that we are.
    fn own_path(&self) -> Option<String>;
    /// Whether our user is at the other end of a network, where no dialog is seen.
    fn is_over_ssh(&self) -> bool;
    /// Whether macOS lets developers debug without a password (`DevToolsSecurity -status`); nothing where it does not say.
    fn developer_tools(&self) -> Option<bool>;
    /// The groups of our user, by name; nothing where that cannot be told.
    fn groups(&self) -> Option<Vec<String>>;
    /// Our effective user.
    fn user(&self) -> u32;
    /// The name of a user.
    fn user_name(&self, user: u32) -> Option<String>;
    /// The page of our own map.
    fn page_size(&self) -> Bytes;
    /// "26.1 (25B78)", as `sw_vers` has it.
    fn release(&self) -> String;
    /// Whether Developer Mode is on, the one of `AppleMobileFileIntegrity`; nothing where the system has no such mode.
    fn developer_mode(&self) -> Option<bool>;
    /// What System Integrity Protection is told to let through (`CSR_ALLOW_*`).
    fn integrity(&self) -> Option<u32>;
    /// What the system calls memory with this tag; nothing before macOS 26.
    fn tag_name(&self, number: u32) -> Option<String>;
    /// Tells the kernel not to look through the whole map at each shared region for another mapping of it: with thousands
    /// of surfaces a walk would take the square of them. Before macOS 15 there is nothing to be told.
    fn skip_alias_scan(&self);
    /// CPU time that the calling thread has used.
    fn cpu_time(&self) -> Duration;
}

/// The right to look at one process.
pub(crate) trait Task: Send {
    /// The region at or above `address` (`mach_vm_region_recurse`). How long `info` is decides which layout is asked for,
    /// and whether pages are counted.
    fn region(&mut self, address: u64, info: &mut [u32]) -> Result<RegionAnswer, KernelCode>;
    /// What the kernel says of the whole task (`TASK_VM_INFO`); answers with the number of words that it wrote.
    fn vm_info(&mut self, info: &mut [u32]) -> Result<usize, KernelCode>;
    /// The objects that the task owns (`vm.get_owned_vmobjects`): their number, then [`OBJECT_WORDS`](super::words::OBJECT_WORDS) for each, as far as
    /// there is room; answers with the number of bytes written.
    fn owned_objects(&mut self, into: &mut [u64]) -> Result<usize, Errno>;
}

/// What a port permits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Right {
    /// To read memory and regions (`task_read_for_pid`): all that is needed, and given with Developer Mode off too.
    Read,
    /// To do anything (`task_for_pid`).
    Control,
}

/// A port was not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PortRefusal {
    /// The system has no such call.
    Missing,
    /// With a number of the BSD half's.
    Errno(Errno),
    /// With a number of the Mach half's.
    Code(KernelCode),
}

/// A mapped file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MappedFile {
    /// Where it is mapped.
    pub(crate) address: u64,
    /// How many bytes of it.
    pub(crate) size: u64,
    pub(crate) path: String,
}

/// Which program of which process a pid stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Incarnation {
    /// Never reused while the system runs.
    pub(crate) process: u64,
    /// Another one after each `exec`.
    pub(crate) program: i32,
}

/// What every user may know of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Process {
    /// Up to 16 letters.
    pub(crate) name: String,
    pub(crate) user: u32,
}

/// What a process uses, where it is our user's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    pub(crate) resident: u64,
    /// What Activity Monitor shows, in bytes.
    pub(crate) footprint: u64,
}

/// A `kern_return_t` that is not success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KernelCode(pub(crate) i32);

/// An `errno`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Errno(pub(crate) i32);

impl Errno {
    /// No such process.
    pub(crate) const ESRCH: Self = Self(numbers::ESRCH);
    /// Of `PROC_PIDREGIONINFO`: no region above.
    pub(crate) const EINVAL: Self = Self(numbers::EINVAL);
}

/// What a failed call means for a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// There is no region above: the walk is done.
    End,
    /// The task is dead, or dying.
    Gone,
    Odd,
}

impl KernelCode {
    /// `KERN_INVALID_ADDRESS` alone is an end. A dead task answers with an error of Mach messages (system 4:
    /// `MACH_SEND_INVALID_DEST` and its neighbours), a dying one with `KERN_INVALID_ARGUMENT`.
    pub(crate) fn meaning(self) -> Meaning {
        match self.0 {
            KERN_INVALID_ADDRESS => Meaning::End,
            KERN_INVALID_ARGUMENT => Meaning::Gone,
            code if numbers::error_system(code) == MESSAGE_ERRORS => Meaning::Gone,
            _ => Meaning::Odd,
        }
    }
}

/// A question about a process that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// A call by port.
    Code(KernelCode),
    /// A call by pid.
    Errno(Errno),
}

impl Failure {
    /// What it means for a walk.
    pub(crate) fn meaning(self) -> Meaning {
        match self {
            Self::Code(code) => code.meaning(),
            Self::Errno(Errno::EINVAL) => Meaning::End,
            Self::Errno(Errno::ESRCH) => Meaning::Gone,
            Self::Errno(_) => Meaning::Odd,
        }
    }
}

/// A pid as the system's calls take it.
pub(super) fn number(pid: u32) -> Option<i32> {
    i32::try_from(pid).ok().filter(|&number| number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_code_is_an_end() {
        let check = |code, meaning| assert_eq!(KernelCode(code).meaning(), meaning, "{code:#x}");
        check(1, Meaning::End);
        check(4, Meaning::Gone);
        check(0x1000_0003, Meaning::Gone);
        check(0x1000_4005, Meaning::Gone);
        check(5, Meaning::Odd);
        check(-308, Meaning::Odd);
        assert_eq!(Failure::Errno(Errno(22)).meaning(), Meaning::End);
        assert_eq!(Failure::Errno(Errno(3)).meaning(), Meaning::Gone);
        assert_eq!(Failure::Errno(Errno(1)).meaning(), Meaning::Odd);
    }
}
