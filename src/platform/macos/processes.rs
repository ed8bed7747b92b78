//! Which processes there are, and what can be seen of them without a port. Never run on a Mac.

use super::access::{self, Ourselves};
use super::kernel::{Kernel, Process, number};
use crate::model::units::Bytes;
use crate::model::{Os, Target};
use crate::source::{AttachError, Candidate};
use std::collections::HashMap;

/// Lists the processes, largest footprint first.
///
/// No port is tried: that could ask for a password each time. Whether it would be given is told from the user and the
/// signature, as far as both decide.
pub(crate) fn processes(kernel: &impl Kernel) -> Result<Vec<Candidate>, AttachError> {
    let pids = kernel.pids().map_err(|errno| AttachError::Unsupported {
        reason: format!("the list of processes cannot be read ({errno})"),
    })?;
    let (ourselves, mut users) = (Ourselves::look(kernel), HashMap::new());
    let candidate = |pid| candidate(kernel, &ourselves, pid, &mut users);
    let mut list: Vec<_> = pids.into_iter().filter_map(candidate).collect();
    list.sort_by_key(|candidate| std::cmp::Reverse(candidate.footprint));
    Ok(list)
}

fn candidate(
    kernel: &impl Kernel,
    ourselves: &Ourselves,
    number: i32,
    users: &mut HashMap<u32, String>,
) -> Option<Candidate> {
    let pid = u32::try_from(number).ok()?;
    // It may have exited since the list was made.
    let process = kernel.process(number)?;
    let command = kernel.path(number).unwrap_or_default();
    let totals = kernel.memory(number);
    let memory = totals.unwrap_or_default();
    let user = users.entry(process.user);
    let user =
        user.or_insert_with(|| kernel.user_name(process.user).unwrap_or_else(|| process.user.to_string()));
    let rights = access::rights_of(kernel, ourselves, number, &process);
    Some(Candidate {
        pid,
        access: access::access(kernel, number, rights, &command, totals.is_some()),
        name: name(&command, process),
        command,
        user: user.clone(),
        resident: Bytes::new(memory.resident),
        // Only the whole footprint is told of a process whose port we do not have.
        swapped: Bytes::ZERO,
        footprint: Bytes::new(memory.footprint),
        is_upper_bound: false,
    })
}

/// The process as the target of a recording; nothing where it has exited or may not even be looked up.
pub(super) fn target(kernel: &impl Kernel, pid: u32, page_size: Bytes) -> Option<Target> {
    let number = number(pid)?;
    let process = kernel.process(number)?;
    let command = kernel.path(number).unwrap_or_default();
    Some(Target {
        pid,
        start_time: kernel.start_micros(number)?,
        name: name(&command, process),
        command,
        page_size,
        os: Os::MacOs,
        os_release: kernel.release(),
    })
}

/// The kernel keeps 16 letters of a name; the last part of the path has them all.
fn name(path: &str, process: Process) -> String {
    match path.rsplit_once('/') {
        Some((_, file)) if file.starts_with(&process.name) => file.to_owned(),
        _ => process.name,
    }
}
