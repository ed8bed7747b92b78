//! Every process there is, and the machine that they share.

use super::access::{is_mounted, not_mounted, refusal};
use super::files::{ProcRoot, read_text};
use super::source::command_line;
use crate::model::TotalKind;
use crate::platform::machine::{MemoryUnknown, SystemMemory};
use crate::proc_text;
use crate::source::{AttachError, Candidate};
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
    found.sort_by_key(|candidate| (std::cmp::Reverse(candidate.footprint), candidate.pid));
    Ok(found)
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
        refusal: refusal(root, pid, &status),
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
