//! The rest of this folder, with the real kernel.

use super::kernel::Kernel;
use super::signing::{self, Codesign};
use super::source::LiveSource;
use super::sys::{Mac, machine as counts};
use super::totals_source::TotalsSource;
use super::{doctor, machine, processes as list};
use crate::classify::categories::Rules;
use crate::model::units::Bytes;
use crate::platform::files::private_temporary_directory;
use crate::platform::machine::{MemoryUnknown, SystemMemory};
use crate::platform::patience::Patience;
use crate::platform::signature::Flags;
use crate::platform::{Checkup, InvitingProgram, SignAs, SignError, Signed};
use crate::source::{Account, AttachError, Candidate, Source};
use std::io;
use std::path::Path;
use std::time::Duration;

/// Attaches to a process. Categories come from the table of tags; of the rules, the user's own names of tags count.
/// Where macOS asks its user, that takes as long as `patience` has.
pub fn attach(pid: u32, rules: Rules, patience: &Patience) -> Result<Box<dyn Source>, AttachError> {
    Ok(Box::new(LiveSource::open(Mac, pid, rules, patience)?))
}

/// Attaches to a process for its totals only, which needs no port, only the same user. The recording begins with
/// `warnings`.
pub fn attach_totals(pid: u32, warnings: Vec<String>) -> Result<Box<dyn Source>, AttachError> {
    Ok(Box::new(TotalsSource::open(Mac, pid, warnings)?))
}

/// Nothing on macOS keeps an account of each region that could be held against what the regions themselves tell.
pub fn account(_pid: u32) -> io::Result<Account> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "only Linux keeps one beside what is recorded"))
}

/// Stops nothing: without an account there is no look to hold against it.
pub fn stop(_pid: u32) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Not asked yet: whoever waits for a target goes by what it maps.
pub fn cpu_time(_pid: u32) -> Option<Duration> {
    None
}

/// macOS tells the signals that a process is prepared for to root only.
pub fn survives_signal(_pid: u32, _signal: u32) -> Option<bool> {
    None
}

/// A process that was started here is its new program when `posix_spawn` returns: there is nothing to wait for.
pub fn await_program(_pid: u32) {}

/// Lists the processes, largest footprint first.
pub fn processes() -> Result<Vec<Candidate>, AttachError> {
    list::processes(&Mac)
}

/// Checks what recording needs, on this machine and for one process, and tells as it goes.
pub fn diagnose(pid: Option<u32>, patience: &Patience, tell: &mut dyn FnMut(Checkup)) {
    doctor::diagnose(&Mac, pid, patience, tell);
}

/// This program as one that may be recorded without a question: itself where it invites debuggers, as what cargo builds
/// does, else a copy that is signed so. An application that is notarised must not invite them.
pub fn inviting_program() -> io::Result<InvitingProgram> {
    let flags = Flags(Mac.signature_flags(Mac.own_pid()).unwrap_or_default());
    let invites = flags.has(Flags::GET_TASK_ALLOW);
    signing::inviting(&Codesign::default(), std::env::current_exe()?, invites, private_temporary_directory)
}

/// Signs a program, or a copy of it at `out`.
pub fn sign(target: &Path, out: Option<&Path>, purpose: SignAs) -> Result<Signed, SignError> {
    signing::sign(&Codesign::default(), target, out, purpose)
}

/// What the machine's memory is used for.
pub fn system_memory() -> Result<SystemMemory, MemoryUnknown> {
    let unknown = |what: &str| MemoryUnknown { reason: format!("the kernel does not tell {what}") };
    let total = counts::size().ok_or_else(|| unknown("hw.memsize"))?;
    let pages = counts::page_counts().map_err(|_code| unknown("its counts of pages"))?;
    // Without its figures for swap the rest is worth as much.
    let swap = counts::swap().unwrap_or_default();
    Ok(machine::machine_memory(Bytes::new(total), counts::kernel_page_size(), &pages, swap))
}
