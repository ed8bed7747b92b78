//! Live processes: the only place that asks which system it is, and the only one with `unsafe`.
//!
//! The folders of the systems have the same files; what interprets in them compiles and is tested everywhere.

pub mod demo;
pub mod files;
mod group;
pub mod launch;
mod limits;
mod linux;
mod machine;
mod macos;
mod memory;
mod patience;
pub mod signature;
mod signing;
mod users;

pub use group::{is_group_alive, is_ignored, kill_group, terminate_group};
pub use limits::lift_file_size_limit;
pub use machine::{MemoryPart, MemoryUnknown, PartRole, SystemMemory};
pub use macos::bundle_program;
pub use patience::Patience;
pub use signing::{InvitingProgram, SignAs, SignError, Signed};
pub use users::{effective_user, is_root, known_hosts, known_users, peer_user};

use crate::classify::categories::Rules;
#[cfg(target_os = "linux")]
use crate::source::Account;
use crate::source::{AttachError, CallSource, Candidate, HeapSource, HeapUnknown, Source};
#[cfg(target_os = "linux")]
use std::io;
#[cfg(target_os = "linux")]
use std::path::Path;
use std::path::PathBuf;
#[cfg(target_os = "linux")]
use std::time::Duration;

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How serious it is.
    pub gravity: Gravity,
    /// What, in one clause.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<String>,
}

/// What the doctor says as it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checkup {
    /// What it tries now, which may take its time: the system may ask its user.
    Trying(String),
    /// What it has found.
    Found(Finding),
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    Good,
    /// Something is less than it could be.
    Note,
    /// Recording is not possible.
    Bad,
}

impl Finding {
    pub fn good(text: String) -> Self {
        Self { gravity: Gravity::Good, text, remedy: None }
    }

    /// Something is less than it could be.
    pub fn note(text: String, remedy: String) -> Self {
        Self { gravity: Gravity::Note, text, remedy: Some(remedy) }
    }

    /// Recording is not possible.
    pub fn bad(text: String, remedy: String) -> Self {
        Self { gravity: Gravity::Bad, text, remedy: Some(remedy) }
    }
}

/// Linux, with a proc tree of one's own choice: tests replay recorded ones.
#[cfg(target_os = "linux")]
pub mod proc {
    pub use super::linux::{ProcRoot, attach, attach_totals, diagnose, processes, system_memory};
}

#[cfg(target_os = "macos")]
pub use macos::{
    account, attach, attach_totals, await_program, cpu_time, diagnose, inviting_program, processes, sign,
    stop, survives_signal, system_memory,
};

/// Whether a window can be shown: on macOS always, elsewhere where the environment names a display.
pub fn has_display() -> bool {
    let is_named = |variable| std::env::var_os(variable).is_some_and(|display| !display.is_empty());
    cfg!(target_os = "macos") || ["WAYLAND_DISPLAY", "WAYLAND_SOCKET", "DISPLAY"].into_iter().any(is_named)
}

/// Whether the desktop may have a dialog for paths: on macOS always, elsewhere where there is a session bus to ask. To look
/// for one without it would start one.
pub fn has_file_dialog() -> bool {
    cfg!(target_os = "macos")
        || std::env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty())
        || runtime_directory().is_some_and(|folder| folder.join("bus").exists())
}

/// `$XDG_RUNTIME_DIR`. A relative path counts for nothing: the specification says so.
pub fn runtime_directory() -> Option<PathBuf> {
    std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Whether the desktop's dialog cannot choose files whose endings its filter does not name: macOS shows those in grey, and
/// has no filter for all files.
pub const fn greys_out_by_ending() -> bool {
    cfg!(target_os = "macos")
}

/// Whether we were started without what a login shell sets: from the Finder or the Dock.
pub fn lacks_login_environment() -> bool {
    cfg!(target_os = "macos") && std::env::var_os("TERM").is_none()
}

/// Whether files of one's own lie in `~/Library`.
pub const fn has_library() -> bool {
    cfg!(target_os = "macos")
}

/// Attaches to a process.
#[cfg(target_os = "linux")]
pub fn attach(pid: u32, rules: Rules, _patience: &Patience) -> Result<Box<dyn Source>, AttachError> {
    linux::attach(&linux::ProcRoot::default(), pid, rules)
}

/// Attaches to a process for its totals only. The recording begins with `warnings`.
#[cfg(target_os = "linux")]
pub fn attach_totals(pid: u32, warnings: Vec<String>) -> Result<Box<dyn Source>, AttachError> {
    linux::attach_totals(&linux::ProcRoot::default(), pid, warnings)
}

/// Attaches to a process as far as that is permitted: where its regions may not be read, to its totals. Why there is no
/// more is the first warning of the recording, and thus in its file.
pub fn attach_as_permitted(
    pid: u32,
    rules: Rules,
    patience: &Patience,
) -> Result<Box<dyn Source>, AttachError> {
    match attach(pid, rules, patience) {
        Err(refusal @ AttachError::NotPermitted { .. }) => {
            let warnings = vec![
                refusal.to_string(),
                "only its totals are recorded: no regions, no categories".to_owned(),
            ];
            attach_totals(pid, warnings).map_err(|_not_even_those| refusal)
        }
        answer => answer,
    }
}

/// Begins to follow the calls that change a process's address space, or says why that cannot be and what to do about it.
#[cfg(target_os = "linux")]
pub fn follow_calls(pid: u32) -> Result<Box<dyn CallSource>, String> {
    let followed = linux::FollowedCalls::attach(&linux::ProcRoot::default(), pid);
    followed.map(|calls| Box::new(calls) as Box<dyn CallSource>).map_err(|refused| refused.to_string())
}

/// Begins to follow the calls that change a process's address space, or says why that cannot be and what to do about it.
#[cfg(target_os = "macos")]
pub fn follow_calls(_pid: u32) -> Result<Box<dyn CallSource>, String> {
    Err("stacks of calls are not recorded on macOS; import the output of malloc_history instead".to_owned())
}

/// Begins to count what the memory of a process's malloc holds, or says why that cannot be.
#[cfg(target_os = "linux")]
pub fn count_heap(pid: u32) -> Result<Box<dyn HeapSource>, HeapUnknown> {
    let counter = linux::HeapCounter::new(linux::ProcRoot::default(), pid)?;
    Ok(Box::new(counter))
}

/// Begins to count what the memory of a process's malloc holds. Nothing of that was tried on macOS.
#[cfg(target_os = "macos")]
pub fn count_heap(_pid: u32) -> Result<Box<dyn HeapSource>, HeapUnknown> {
    Err(HeapUnknown::Unsupported)
}

/// The kernel's own account of a process.
#[cfg(target_os = "linux")]
pub fn account(pid: u32) -> io::Result<Account> {
    linux::account(&linux::ProcRoot::default(), pid)
}

/// Stops a process until what is returned is dropped, or we end, however we end.
#[cfg(target_os = "linux")]
pub fn stop(pid: u32) -> io::Result<impl Sized> {
    linux::Stopped::new(&linux::ProcRoot::default(), pid)
}

/// Waits until a process that has just called `exec` has the name and the arguments of its new program.
#[cfg(target_os = "linux")]
pub fn await_program(pid: u32) {
    linux::await_program(&linux::ProcRoot::default(), pid);
}

/// CPU time that a process has used so far; nothing where that cannot be told.
#[cfg(target_os = "linux")]
pub fn cpu_time(pid: u32) -> Option<Duration> {
    linux::cpu_time(&linux::ProcRoot::default(), pid)
}

/// Whether a process blocks, ignores or catches a signal, so that it does not end by it; nothing where that cannot be told.
#[cfg(target_os = "linux")]
pub fn survives_signal(pid: u32, signal: u32) -> Option<bool> {
    linux::survives_signal(&linux::ProcRoot::default(), pid, signal)
}

/// Lists the processes, largest footprint first.
#[cfg(target_os = "linux")]
pub fn processes() -> Result<Vec<Candidate>, AttachError> {
    linux::processes(&linux::ProcRoot::default())
}

/// Takes what was freed lazily out of the footprints of processes of which that can be read, at the cost of a walk of
/// their pages.
#[cfg(target_os = "linux")]
pub fn leave_out_lazily_freed(processes: &mut [Candidate]) {
    linux::leave_out_lazily_freed(&linux::ProcRoot::default(), processes);
}

/// Takes what was freed lazily out of the footprints of processes. On macOS it is not in them.
#[cfg(target_os = "macos")]
pub const fn leave_out_lazily_freed(_processes: &mut [Candidate]) {}

/// What the machine's memory is used for.
#[cfg(target_os = "linux")]
pub fn system_memory() -> Result<SystemMemory, MemoryUnknown> {
    linux::system_memory(&linux::ProcRoot::default())
}

/// Whether there may be processes that are not listed, since they are others'.
#[cfg(target_os = "linux")]
pub fn hides_processes() -> bool {
    linux::hides_processes(&linux::ProcRoot::default())
}

/// Whether there may be processes that are not listed, since they are others'. macOS hides none.
#[cfg(target_os = "macos")]
pub const fn hides_processes() -> bool {
    false
}

/// Checks what recording needs, on this machine and for one process, and tells as it goes.
#[cfg(target_os = "linux")]
pub fn diagnose(pid: Option<u32>, _patience: &Patience, tell: &mut dyn FnMut(Checkup)) {
    linux::diagnose(&linux::ProcRoot::default(), pid).into_iter().map(Checkup::Found).for_each(tell);
}

/// This program as one that may be recorded: Linux asks for nothing more.
#[cfg(target_os = "linux")]
pub fn inviting_program() -> io::Result<InvitingProgram> {
    Ok(InvitingProgram::itself(std::env::current_exe()?))
}

/// Signs a program, or a copy of it at `out`.
#[cfg(target_os = "linux")]
pub fn sign(_target: &Path, _out: Option<&Path>, _purpose: SignAs) -> Result<Signed, SignError> {
    Err(signing::not_here())
}
