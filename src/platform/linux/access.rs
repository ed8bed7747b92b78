//! Whether a process may be read; if not, why, and what to do.
//!
//! `maps`, `smaps` and their like ask for `PTRACE_MODE_READ` (ptrace(2)): the same user, a dumpable target, and no
//! capability that we lack; or `CAP_SYS_PTRACE`. `status` is open to everybody.

use super::files::{ProcRoot, read_text};
use super::page_map::PageMap;
use super::source::LinuxSource;
use super::totals_source::TotalsSource;
use crate::classify::categories::Rules;
use crate::platform::{Finding, effective_user, is_root};
use crate::source::proc_text::{self, Status};
use crate::source::{Access, AttachError, Source};
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;

/// Attaches to a process.
pub fn attach(root: &ProcRoot, pid: u32, rules: Rules) -> Result<Box<dyn Source>, AttachError> {
    check_memory(root, pid)?;
    match LinuxSource::open(root.clone(), pid, rules) {
        Ok(source) => Ok(Box::new(source)),
        Err(error) => Err(why_not(root, pid, &error)),
    }
}

/// Attaches to a process for its totals only, which needs no permission. The recording begins with `warnings`.
pub fn attach_totals(
    root: &ProcRoot,
    pid: u32,
    warnings: Vec<String>,
) -> Result<Box<dyn Source>, AttachError> {
    check_memory(root, pid)?;
    match TotalsSource::open(root.clone(), pid, warnings) {
        Ok(source) => Ok(Box::new(source)),
        Err(error) => Err(why_not(root, pid, &error)),
    }
}

/// Refuses what has a directory in `/proc` and no memory: its files can be opened, and say nothing.
fn check_memory(root: &ProcRoot, pid: u32) -> Result<(), AttachError> {
    let Some(stat) = root.stat(pid) else { return Ok(()) };
    let process =
        read_text(&root.process(pid).join("status")).map_or(0, |text| proc_text::status(&text).process);
    let reason = if process != 0 && process != pid {
        format!("it is a thread of process {process}, which can be")
    } else if stat.is_of_kernel {
        "it is a thread of the kernel, and has no memory of its own".to_owned()
    } else if stat.is_dead() && stat.threads > 1 {
        "its main thread has ended, and the kernel no longer shows the memory in which the others go on"
            .to_owned()
    } else if stat.is_dead() {
        format!(
            "it has ended, and its memory is gone; its parent (pid {}) has yet to take notice",
            stat.parent
        )
    } else {
        return Ok(());
    };
    Err(AttachError::NoMemory { pid, reason })
}

/// How much of a process can be recorded; tried for real.
pub(super) fn access(root: &ProcRoot, pid: u32, status: &Status) -> Access {
    let Err(error) = File::open(root.process(pid).join("maps")) else { return Access::Full };
    match refused(root, pid, Some(status), &error) {
        refusal @ AttachError::NotPermitted { .. } => Access::Totals(refusal),
        refusal => Access::Nothing(refusal),
    }
}

fn why_not(root: &ProcRoot, pid: u32, error: &io::Error) -> AttachError {
    let status = std::fs::read(root.process(pid).join("status")).ok();
    let status = status.map(|text| proc_text::status(&String::from_utf8_lossy(&text)));
    refused(root, pid, status.as_ref(), error)
}

fn refused(root: &ProcRoot, pid: u32, status: Option<&Status>, error: &io::Error) -> AttachError {
    if !is_mounted(root) {
        return not_mounted(root);
    }
    match error.kind() {
        io::ErrorKind::NotFound if hides_processes(root) => AttachError::NotPermitted {
            pid,
            reason: "it is not there, or it belongs to another user: this /proc hides those (hidepid)"
                .to_owned(),
            remedy: format!("run Strandline as root ({})", as_root(pid)),
            command: Some(as_root(pid)),
        },
        io::ErrorKind::NotFound => AttachError::NoSuchProcess { pid },
        io::ErrorKind::PermissionDenied => {
            let (reason, remedy) = reason(root, pid, status);
            // What root is refused, no command mends.
            let command = (!is_root()).then(|| as_root(pid));
            AttachError::NotPermitted { pid, reason, remedy, command }
        }
        _ => AttachError::Unsupported { reason: error.to_string() },
    }
}

/// Whether there are processes at all.
pub(super) fn is_mounted(root: &ProcRoot) -> bool {
    let is_process = |name: OsString| name.to_str().is_some_and(|name| name.parse::<u32>().is_ok());
    let entries = || std::fs::read_dir(root.path()).into_iter().flatten().flatten();
    root.path().join("self").exists() || entries().any(|entry| is_process(entry.file_name()))
}

pub(super) fn not_mounted(root: &ProcRoot) -> AttachError {
    let path = root.path().display();
    AttachError::Unsupported {
        reason: format!("there are no processes at {path}; mount it: sudo mount -t proc proc {path}"),
    }
}

fn as_root(pid: u32) -> String {
    format!("sudo strandline record --pid {pid}")
}

/// Why the kernel refuses, and what mends it.
fn reason(root: &ProcRoot, pid: u32, status: Option<&Status>) -> (String, String) {
    let us = effective_user();
    let as_root = format!("run Strandline as root ({})", as_root(pid));
    let grant = "or grant it the capability: sudo setcap cap_sys_ptrace+ep \"$(command -v strandline)\"";
    if us == 0 {
        return (
            "the kernel refuses it to root too".to_owned(),
            "root does not help here: the process belongs to another user namespace, or a security module protects it"
                .to_owned(),
        );
    }
    let remedy = format!("{as_root}, {grant}");
    let Some(status) = status else {
        return ("its files cannot be read".to_owned(), remedy);
    };
    let theirs = status.user().unwrap_or(us);
    if theirs != us {
        return (format!("it belongs to another user (id {theirs}, we are {us})"), remedy);
    }
    let owner = std::fs::metadata(root.process(pid).join("maps")).map_or(us, |file| file.uid());
    if owner != theirs {
        let reason = "it is not dumpable (setuid or setgid, an unreadable program file, or hardened with PR_SET_DUMPABLE)";
        return (reason.to_owned(), remedy);
    }
    if status.permitted != 0 {
        return ("it has capabilities that we lack".to_owned(), remedy);
    }
    ("the kernel refuses (container, security module, or another pid namespace)".to_owned(), remedy)
}

/// Checks what recording needs, on this machine and for one process.
pub fn diagnose(root: &ProcRoot, pid: Option<u32>) -> Vec<Finding> {
    if !is_mounted(root) {
        return vec![Finding::bad(
            format!("there are no processes at {}", root.path().display()),
            format!("mount it: sudo mount -t proc proc {}", root.path().display()),
        )];
    }
    let mut findings = vec![kernel(root), scan(), hidden(root), yama(root)];
    if let Some(pid) = pid {
        findings.push(match attach(root, pid, Rules::default()) {
            Ok(_) => Finding::good(format!("process {pid} may be recorded")),
            Err(AttachError::NotPermitted { reason, remedy, .. }) => {
                Finding::bad(format!("process {pid} may not be read: {reason}"), remedy)
            }
            Err(other) => Finding::bad(other.to_string(), "choose a pid from `strandline list`".to_owned()),
        });
    }
    findings
}

fn kernel(root: &ProcRoot) -> Finding {
    match std::fs::read_to_string(root.path().join("sys/kernel/osrelease")) {
        Ok(release) => {
            Finding::good(format!("Linux {} with {} mounted", release.trim(), root.path().display()))
        }
        Err(error) => Finding::bad(
            format!("{} cannot be read: {error}", root.path().display()),
            "mount it: sudo mount -t proc proc /proc".to_owned(),
        ),
    }
}

fn scan() -> Finding {
    if PageMap::new().is_by_scan() {
        Finding::good("the kernel scans pages for us (PAGEMAP_SCAN)".to_owned())
    } else {
        Finding::note(
            "no PAGEMAP_SCAN: usage is read from pagemap, which costs twice as much".to_owned(),
            "Linux 6.7 or newer has it".to_owned(),
        )
    }
}

/// Whether the processes of others are hidden from us (`hidepid`); our own stay visible.
pub(in crate::platform) fn hides_processes(root: &ProcRoot) -> bool {
    let mounts = std::fs::read_to_string(root.path().join("self/mountinfo")).unwrap_or_default();
    // Of several mounted there the last is the one that is seen.
    let proc_mount = mounts.lines().rfind(|line| line.split(' ').nth(4) == root.path().to_str());
    let hides = proc_mount.is_some_and(|line| {
        line.split_once("hidepid=").is_some_and(|(_, how)| !how.starts_with('0') && !how.starts_with("off"))
    });
    // The first process is root's: a root of its own user namespace only does not see it either.
    hides && !root.process(1).join("stat").exists()
}

fn hidden(root: &ProcRoot) -> Finding {
    if hides_processes(root) {
        let remedy = "run Strandline as root to see them".to_owned();
        Finding::note("processes of other users are hidden (hidepid)".to_owned(), remedy)
    } else {
        Finding::good("all processes are visible".to_owned())
    }
}

/// Yama restricts attaching, which only the recognition of malloc chunks and the names of stacks need.
fn yama(root: &ProcRoot) -> Finding {
    let scope = std::fs::read_to_string(root.path().join("sys/kernel/yama/ptrace_scope")).unwrap_or_default();
    match scope.trim() {
        "" | "0" => Finding::good("attaching is not restricted (no Yama)".to_owned()),
        scope if is_root() && scope != "3" => {
            Finding::good(format!("Yama's ptrace_scope is {scope}; root is exempt"))
        }
        scope => Finding::note(
            format!(
                "Yama's ptrace_scope is {scope}: large mallocs and the threads of stacks are told only for commands that Strandline starts"
            ),
            "sudo sysctl kernel.yama.ptrace_scope=0".to_owned(),
        ),
    }
}
