//! Which processes there are, what can be seen of them without a port, and the machine that they share. Never run on a
//! Mac.

use super::access::{self, Rights};
use super::{machine, sys};
use crate::model::{Os, Target};
use crate::platform::machine::{MemoryUnknown, SystemMemory};
use crate::source::{AttachError, Candidate};
use crate::units::Bytes;
use std::collections::HashMap;

/// A pid as the system's calls take it.
pub(super) fn number(pid: u32) -> Option<i32> {
    i32::try_from(pid).ok().filter(|&number| number > 0)
}

/// Lists the processes, largest footprint first.
///
/// Only the user is compared: to try each port could ask for a password each time. Whether a program is hardened shows
/// when it is attached to.
pub fn processes() -> Result<Vec<Candidate>, AttachError> {
    let pids = sys::pids().map_err(|error| AttachError::Unsupported {
        reason: format!("the list of processes cannot be read ({error})"),
    })?;
    let mut users = HashMap::new();
    let mut list: Vec<_> = pids.into_iter().filter_map(|pid| candidate(pid, &mut users)).collect();
    list.sort_by_key(|candidate| std::cmp::Reverse(candidate.footprint));
    Ok(list)
}

/// What the machine's memory is used for.
pub fn system_memory() -> Result<SystemMemory, MemoryUnknown> {
    let unknown = |what: &str| MemoryUnknown { reason: format!("the kernel does not tell {what}") };
    let total = sys::sysctl_number(c"hw.memsize").ok_or_else(|| unknown("hw.memsize"))?;
    let pages = sys::page_counts().map_err(|_code| unknown("its counts of pages"))?;
    // Without its figures for swap the rest is worth as much.
    let swap = sys::swap().unwrap_or_default();
    Ok(machine::machine_memory(Bytes::new(total), sys::kernel_page_size(), &pages, swap))
}

fn candidate(number: i32, users: &mut HashMap<u32, String>) -> Option<Candidate> {
    let pid = u32::try_from(number).ok()?;
    // It may have exited since the list was made.
    let process = sys::process(number)?;
    let command = sys::path(number).unwrap_or_default();
    let memory = sys::memory(number).unwrap_or_default();
    let user = users.entry(process.user);
    let user =
        user.or_insert_with(|| sys::user_name(process.user).unwrap_or_else(|| process.user.to_string()));
    let may_look = sys::is_root() || process.user == sys::user();
    Some(Candidate {
        pid,
        name: name(&command, process.name),
        command,
        user: user.clone(),
        resident: Bytes::new(memory.resident),
        // Only the whole footprint is told of a process whose port we do not have.
        swapped: Bytes::ZERO,
        footprint: Bytes::new(memory.footprint),
        refusal: (!may_look).then(|| {
            let rights = Rights { exists: true, ..Rights::default() };
            access::refusal(pid, rights)
        }),
    })
}

/// The process as the target of a recording; nothing where it has exited or may not even be looked up.
pub(super) fn target(pid: u32, page_size: Bytes) -> Option<Target> {
    let number = number(pid)?;
    let process = sys::process(number)?;
    let command = sys::path(number).unwrap_or_default();
    Some(Target {
        pid,
        start_time: sys::start_micros(number)?,
        name: name(&command, process.name),
        command,
        page_size,
        os: Os::MacOs,
        os_release: os_release(),
    })
}

/// What decides whether its port is given.
pub(super) fn rights(pid: u32) -> Rights {
    let process = number(pid).and_then(|number| Some((number, sys::process(number)?)));
    let Some((number, process)) = process else {
        return Rights::default();
    };
    Rights {
        exists: true,
        same_user: process.user == sys::user(),
        root: sys::is_root(),
        signature: sys::signature_flags(number).unwrap_or_default(),
    }
}

/// "26.1 (25B78)", as `sw_vers` has it.
pub(super) fn os_release() -> String {
    let version = sys::sysctl_text(c"kern.osproductversion").unwrap_or_default();
    let build = sys::sysctl_text(c"kern.osversion").unwrap_or_default();
    format!("{version} ({build})")
}

/// The kernel keeps 16 letters of a name; the last part of the path has them all.
fn name(path: &str, short: String) -> String {
    match path.rsplit_once('/') {
        Some((_, file)) if file.starts_with(&short) => file.to_owned(),
        _ => short,
    }
}
