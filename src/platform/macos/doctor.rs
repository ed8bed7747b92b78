//! What the doctor says: everything that decides about a port, in the order in which it is decided, each with what mends it.

use super::access::{self, CSR_ALLOW_TASK_FOR_PID, READ_LOG, SIGN_SELF};
use super::kernel::Kernel;
use super::ladder::{self, Denial, Reach, Rung};
use super::processes;
use crate::platform::{Finding, Gravity};
use crate::signature::{Entitlements, Flags, NotEntitlements, Slice};
use crate::source::AttachError;

/// `CPU_TYPE_X86_64` (`<mach/machine.h>`).
pub(super) const X86_64: u32 = 0x0100_0007;
/// Lets a program look at others that do not invite it, unless they are hardened or of macOS.
const DEBUGGER: &str = "com.apple.security.cs.debugger";

/// What the doctor says of this system, and of one process.
pub(crate) fn diagnose(kernel: &impl Kernel, own_pid: u32, pid: Option<u32>) -> Vec<Finding> {
    let mut findings = vec![of_calls(kernel, own_pid)];
    findings.extend(of_ourselves(kernel, own_pid));
    findings.extend(of_modes(kernel));
    if let Some(pid) = pid {
        let (reach, denials) =
            processes::number(pid).map_or((None, Vec::new()), |pid| ladder::climb(kernel, pid));
        findings.extend(of_target(kernel, own_pid, pid));
        findings.extend(denials.iter().map(of_denial));
        findings.push(of_reach(pid, access::refusal_of(kernel, pid), reach.as_ref()));
    }
    findings
}

fn fact(text: String) -> Finding {
    Finding { gravity: Gravity::Note, text, remedy: None }
}

fn of_calls(kernel: &impl Kernel, own_pid: u32) -> Finding {
    let release = kernel.release();
    let reach = processes::number(own_pid).and_then(|pid| ladder::climb(kernel, pid).0);
    if reach.is_some_and(|reach| !reach.is_slow()) {
        Finding::good(format!("macOS {release} lets Strandline look at its own memory"))
    } else {
        let text = format!("macOS {release} does not let Strandline look at its own memory");
        Finding::bad(text, READ_LOG.to_owned())
    }
}

fn of_ourselves(kernel: &impl Kernel, own_pid: u32) -> Vec<Finding> {
    let number = processes::number(own_pid);
    let mut findings = number.map(|number| of_signature(kernel, number, "Strandline")).unwrap_or_default();
    let entitlements = number.and_then(|number| entitlements(kernel, number).ok()).unwrap_or_default();
    findings.push(if entitlements.holds(DEBUGGER) {
        Finding::good("Strandline is signed as a debugger".to_owned())
    } else if kernel.user() == 0 {
        Finding::good("Strandline runs as root: it may look at programs that are not hardened".to_owned())
    } else {
        let text = "Strandline runs as a user: without a signature as debugger it may look only at programs that invite one";
        Finding::note(text.to_owned(), SIGN_SELF.to_owned())
    });
    findings
}

/// Modes of the system that decide about ports.
fn of_modes(kernel: &impl Kernel) -> Vec<Finding> {
    let mut findings = Vec::new();
    if kernel.developer_mode() == Some(false) {
        let text = "Developer Mode is off: ports to control a process are refused, those to read it are not";
        findings.push(Finding::note(text.to_owned(), "sudo DevToolsSecurity -enable".to_owned()));
    }
    if let Some(allowed) = kernel.integrity() {
        let text = if allowed & CSR_ALLOW_TASK_FOR_PID == 0 {
            "System Integrity Protection is on: programs of macOS and hardened ones are closed to everyone"
        } else {
            "System Integrity Protection lets debuggers at every program"
        };
        findings.push(fact(text.to_owned()));
    }
    findings
}

/// What can be seen of a process: whose it is, how it was signed, and whether it is translated.
fn of_target(kernel: &impl Kernel, own_pid: u32, pid: u32) -> Vec<Finding> {
    let found = processes::number(pid).and_then(|number| Some((number, kernel.process(number)?)));
    let Some((number, process)) = found else {
        return Vec::new();
    };
    let who = format!("process {pid}");
    let mut findings = vec![of_user(kernel, &who, process.user, pid)];
    findings.extend(of_signature(kernel, number, &who));
    let processor = |number| kernel.processor(number);
    let ours = processes::number(own_pid).and_then(processor);
    if processor(number) == Some(X86_64) && ours.is_some_and(|ours| ours != X86_64) {
        let text = format!("{who} is translated by Rosetta: some of its memory is the translator's");
        findings.push(fact(text));
    }
    findings
}

fn of_user(kernel: &impl Kernel, who: &str, user: u32, pid: u32) -> Finding {
    let name = |user| kernel.user_name(user).unwrap_or_else(|| format!("number {user}"));
    if user == kernel.user() {
        return fact(format!("{who} runs as user {}, as Strandline does", name(user)));
    }
    let text = format!("{who} runs as user {}, Strandline as {}", name(user), name(kernel.user()));
    if kernel.user() == 0 {
        return fact(text);
    }
    Finding::note(text, format!("sudo strandline record --pid {pid}"))
}

/// How a process was signed when it was started, and whether its file is signed otherwise by now.
fn of_signature(kernel: &impl Kernel, number: i32, who: &str) -> Vec<Finding> {
    let flags = Flags(kernel.signature_flags(number).unwrap_or_default());
    let path = kernel.path(number).unwrap_or_default();
    let mut findings = vec![fact(format!("{who} ({path}) is signed with flags {flags}"))];
    let entitlements = entitlements(kernel, number);
    findings.push(fact(match &entitlements {
        Ok(none) if none.is_empty() => format!("{who} has no entitlements"),
        Ok(entitlements) => format!("{who} is entitled to {entitlements}"),
        Err(error) => format!("of {who}: {error}"),
    }));
    let file = kernel.program(&path);
    if file.is_some_and(|file| !file.slices.iter().any(|slice| entitlements_of(slice) == entitlements)) {
        let text = format!("the file of {who} has other entitlements than it was started with");
        findings.push(Finding::note(text, "start it anew".to_owned()));
    }
    findings
}

fn entitlements(kernel: &impl Kernel, number: i32) -> Result<Entitlements, NotEntitlements> {
    Entitlements::of_blob(&kernel.entitlements(number).unwrap_or_default())
}

fn entitlements_of(slice: &Slice) -> Result<Entitlements, NotEntitlements> {
    slice
        .signature
        .as_ref()
        .map_or_else(|| Ok(Entitlements::default()), |signature| signature.entitlements.clone())
}

fn of_denial((rung, denial): &(Rung, Denial)) -> Finding {
    fact(format!("{rung} does not help: {denial}"))
}

fn of_reach<K: Kernel>(pid: u32, refusal: AttachError, reach: Option<&Reach<K>>) -> Finding {
    match (reach, refusal) {
        (Some(Reach::Port(_)), _) => Finding::good(format!("process {pid} may be recorded")),
        (Some(Reach::Pid(..)), AttachError::NotPermitted { reason, remedy, .. }) => {
            let text =
                format!("process {pid} can be recorded slowly, without its graphics objects: {reason}");
            Finding::note(text, remedy)
        }
        (None, AttachError::NotPermitted { reason, remedy, .. }) => {
            Finding::bad(format!("process {pid} may not be read: {reason}"), remedy)
        }
        (_, other) => Finding::bad(other.to_string(), "choose a pid from `strandline list`".to_owned()),
    }
}
