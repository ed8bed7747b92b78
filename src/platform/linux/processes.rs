//! Every process there is, and the machine that they share.

use super::access::{access, is_mounted, not_mounted};
use super::files::{ProcRoot, read_text};
use super::source::command_line;
use crate::model::units::Bytes;
use crate::model::{TotalKind, Totals};
use crate::platform::machine::{MemoryUnknown, SystemMemory};
use crate::source::proc_text;
use crate::source::{AttachError, Candidate};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::Path;

/// Lists the processes, largest footprint first. Kernel threads, which have no memory of their own, are left out.
pub fn processes(root: &ProcRoot) -> Result<Vec<Candidate>, AttachError> {
    let entries = std::fs::read_dir(root.path()).map_err(|error| AttachError::Unsupported {
        reason: format!("{} cannot be listed: {error}", root.path().display()),
    })?;
    if !is_mounted(root) {
        return Err(not_mounted(root));
    }
    let users = users();
    let pids = entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut found: Vec<_> = pids.filter_map(|pid| candidate(root, pid, &users)).collect();
    found.sort_by_key(|candidate| (Reverse(candidate.footprint), candidate.pid));
    Ok(found)
}

/// Takes what was freed lazily out of the footprints of processes of which that can be read. The kernel walks their pages
/// for it: some 10 ms for 400 MiB.
pub(in crate::platform) fn leave_out_lazily_freed(root: &ProcRoot, processes: &mut [Candidate]) {
    for process in processes.iter_mut().filter(|process| process.is_upper_bound) {
        let mut totals = Totals::default();
        if let Ok(text) = read_text(&root.process(process.pid).join("smaps_rollup")) {
            proc_text::rollup(&text, &mut totals);
        }
        // Not before Linux 4.14; a process that has no memory any more has an empty file.
        if totals.get(TotalKind::WalkedResident).is_some() {
            let lazy_free = totals.get(TotalKind::LazyFree).unwrap_or_default();
            process.footprint = process.footprint.saturating_sub(lazy_free);
            process.is_upper_bound = false;
        }
    }
    processes.sort_by_key(|process| (Reverse(process.footprint), process.pid));
}

/// What the machine's memory is used for.
pub fn system_memory(root: &ProcRoot) -> Result<SystemMemory, MemoryUnknown> {
    let path = root.path().join("meminfo");
    let unknown = |what: String| MemoryUnknown { reason: format!("{} {what}", path.display()) };
    let text = read_text(&path).map_err(|error| unknown(format!("cannot be read ({})", error.kind())))?;
    super::meminfo::machine_memory(&text).ok_or_else(|| unknown("does not name the whole".to_owned()))
}

fn candidate(root: &ProcRoot, pid: u32, users: &HashMap<u32, String>) -> Option<Candidate> {
    let dir = root.process(pid);
    let status = proc_text::status(&read_text(&dir.join("status")).ok()?);
    let figure = |kind| status.totals.get(kind);
    let resident = figure(TotalKind::Resident)?;
    let swapped = figure(TotalKind::Swapped).unwrap_or_default();
    let user = status.user().unwrap_or(u32::MAX);
    Some(Candidate {
        pid,
        command: command_line(&dir),
        user: users.get(&user).cloned().unwrap_or_else(|| user.to_string()),
        resident,
        swapped,
        footprint: status.totals.footprint(),
        is_upper_bound: figure(TotalKind::ResidentAnonymous) != Some(Bytes::ZERO),
        access: access(root, pid, &status),
        name: status.name,
    })
}

/// The users of `/etc/passwd`; those of a directory service are shown by number.
fn users() -> HashMap<u32, String> {
    let text = std::fs::read_to_string(Path::new("/etc/passwd")).unwrap_or_default();
    let user = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        Some((fields.nth(1)?.parse().ok()?, name.to_owned()))
    };
    text.lines().filter_map(user).collect()
}
