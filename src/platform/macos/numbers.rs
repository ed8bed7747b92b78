//! Numbers of Apple's headers that the calls are made with, and that their answers are told by. Built on every system.
//!
//! Those that public headers have are held against them in [`layouts`](super::layouts).

/// `<sys/errno.h>`: not permitted.
pub(crate) const EPERM: i32 = 1;
/// No such process.
pub(crate) const ESRCH: i32 = 3;
pub(crate) const EACCES: i32 = 13;
/// Invalid argument; of `PROC_PIDREGIONINFO`: no region above.
pub(crate) const EINVAL: i32 = 22;

/// `<mach/kern_return.h>`: nothing is mapped there or above.
pub(crate) const KERN_INVALID_ADDRESS: i32 = 1;
/// The right does not suffice, or the task's access port is dead.
pub(crate) const KERN_PROTECTION_FAILURE: i32 = 2;
/// A wrong argument; of a walk: the map is gone.
pub(crate) const KERN_INVALID_ARGUMENT: i32 = 4;
/// Of `task_for_pid`: any refusal.
pub(crate) const KERN_FAILURE: i32 = 5;
pub(crate) const KERN_ABORTED: i32 = 14;
/// `<mach/message.h>`: the port is dead.
pub(crate) const MACH_SEND_INVALID_DEST: i32 = 0x1000_0003;
/// `<mach/error.h>`: the system whose errors are those of messages.
pub(crate) const MESSAGE_ERRORS: i32 = 4;

/// The system that an error belongs to, as `err_get_system` has it.
pub(crate) const fn error_system(code: i32) -> i32 {
    code >> 26 & 0x3f
}

/// `<mach/task_info.h>`: flavour of `task_info`.
pub(crate) const TASK_VM_INFO: u32 = 22;
/// `<mach/host_info.h>`: flavour of `host_statistics64`.
pub(crate) const HOST_VM_INFO64: i32 = 4;
/// `<sys/resource.h>`: flavour of `proc_pid_rusage`.
pub(crate) const RUSAGE_INFO_V4: i32 = 4;

/// `<sys/proc_info.h>`: flavours of `proc_pidinfo`. For processes of our user.
pub(crate) const PROC_PIDTBSDINFO: i32 = 3;
/// A region and its pages.
pub(crate) const PROC_PIDREGIONINFO: i32 = 7;
/// For every process.
pub(crate) const PROC_PIDT_SHORTBSDINFO: i32 = 13;
/// The kind of processor.
pub(crate) const PROC_PIDARCHINFO: i32 = 19;
/// Which program; not in the public headers (XNU `bsd/sys/proc_info_private.h`).
pub(crate) const PROC_PIDUNIQIDENTIFIERINFO: i32 = 17;
/// A mapped file; not in the public headers (XNU `bsd/sys/proc_info_private.h`), macOS 14 and later.
pub(crate) const PROC_PIDREGIONPATH: i32 = 31;
/// In `pri_flags` of `proc_regioninfo`: the region is a whole submap.
pub(crate) const PROC_REGION_SUBMAP: u32 = 1;

/// Operations of `csops`; not in the public headers (XNU `bsd/sys/codesign.h`). The flags of a signature.
pub(crate) const CS_OPS_STATUS: u32 = 0;
/// The entitlements of a signature.
pub(crate) const CS_OPS_ENTITLEMENTS_BLOB: u32 = 7;

/// `<mach/vm_statistics.h>`: what owned memory is charged as.
pub(crate) mod ledger_tag {
    pub(crate) const NETWORK: u64 = 2;
    pub(crate) const MEDIA: u64 = 3;
    pub(crate) const GRAPHICS: u64 = 4;
    pub(crate) const NEURAL: u64 = 5;
}

/// `<mach/vm_purgable.h>`: what may become of owned memory.
pub(crate) mod purgeable {
    /// The kernel may take it.
    pub(crate) const VOLATILE: u64 = 1;
    /// The kernel took it.
    pub(crate) const EMPTY: u64 = 2;
}
