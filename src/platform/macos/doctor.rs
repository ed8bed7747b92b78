//! What the doctor says: everything that decides about a port, in the order in which it is decided, each with what mends it.

use super::access::{self, CSR_ALLOW_TASK_FOR_PID, ENABLE_DEVELOPER_TOOLS, READ_LOG};
use super::denial::Denial;
use super::kernel::{Kernel, number};
use super::ladder::{self, LadderResult, RUNGS, Rung, WayToRecord};
use crate::platform::patience::Patience;
use crate::platform::signature::{CS_DEBUGGER, Entitlements, Flags, NotEntitlements, Slice};
use crate::platform::{Checkup, Finding, Gravity};
use crate::source::{Access, AttachError};

/// `CPU_TYPE_X86_64` (`<mach/machine.h>`).
pub(super) const X86_64: u32 = 0x0100_0007;

/// What the doctor says of this system, and of one process. What may take its time is told before it is tried.
pub(crate) fn diagnose(
    kernel: &impl Kernel,
    pid: Option<u32>,
    patience: &Patience,
    tell: &mut dyn FnMut(Checkup),
) {
    let mut found = |findings: Vec<Finding>| findings.into_iter().map(Checkup::Found).for_each(&mut *tell);
    found(vec![of_calls(kernel, patience)]);
    found(of_ourselves(kernel));
    found(of_modes(kernel));
    let Some(pid) = pid else { return };
    found(of_target(kernel, pid));
    let climb = number(pid).map_or(LadderResult { reach: None, denials: Vec::new() }, |number| {
        let mut before = |rung: Rung| tell(Checkup::Trying(format!("asks for process {pid} by {rung}")));
        ladder::climb(kernel, number, RUNGS, patience, &mut before)
    });
    climb.denials.iter().map(of_denial).map(Checkup::Found).for_each(&mut *tell);
    let denials: Vec<Denial> = climb.denials.iter().map(|&(_, denial)| denial).collect();
    let refusal = access::refusal_of(kernel, pid, &denials);
    tell(Checkup::Found(of_access(pid, access_of(kernel, climb.reach.as_ref(), pid, refusal))));
}

/// What attaching gives then.
fn access_of<K: Kernel>(
    kernel: &K,
    reach: Option<&WayToRecord<K>>,
    pid: u32,
    refusal: AttachError,
) -> Access {
    let has_totals = || number(pid).and_then(|number| kernel.memory(number)).is_some();
    match reach {
        Some(WayToRecord::Port(_)) => Access::Full,
        Some(WayToRecord::Pid(..)) => Access::ByPid(refusal),
        None if has_totals() => Access::Totals(refusal),
        None => Access::Nothing(refusal),
    }
}

fn fact(text: String) -> Finding {
    Finding { gravity: Gravity::Note, text, remedy: None }
}

fn of_calls(kernel: &impl Kernel, patience: &Patience) -> Finding {
    let release = kernel.release();
    let climb = ladder::climb(kernel, kernel.own_pid(), RUNGS, patience, &mut |_rung| {});
    if climb.reach.is_some_and(|reach| !reach.is_by_pid()) {
        Finding::good(format!("macOS {release} lets Strandline look at its own memory"))
    } else {
        let text = format!("macOS {release} does not let Strandline look at its own memory");
        Finding::bad(text, READ_LOG.to_owned())
    }
}

fn of_ourselves(kernel: &impl Kernel) -> Vec<Finding> {
    let own = kernel.own_pid();
    let mut findings = of_signature(kernel, own, "Strandline");
    let entitlements = entitlements(kernel, own).unwrap_or_default();
    findings.push(if entitlements.holds(CS_DEBUGGER) {
        Finding::good("Strandline is signed as a debugger".to_owned())
    } else if kernel.user() == 0 {
        Finding::good("Strandline runs as root: it may look at programs that are not hardened".to_owned())
    } else {
        let text = "Strandline runs as a user: without a signature as debugger it gets ports only of programs that invite one";
        Finding::note(text.to_owned(), access::sign_ourselves(kernel))
    });
    findings
}

/// Modes of the system that decide about ports.
fn of_modes(kernel: &impl Kernel) -> Vec<Finding> {
    let mut findings = Vec::new();
    match kernel.developer_tools() {
        Some(true) => {
            findings
                .push(fact("DevToolsSecurity is enabled: developers debug without a password".to_owned()));
        }
        Some(false) => findings.push(Finding::note(
            "DevToolsSecurity is disabled: macOS asks for a password before it gives a port".to_owned(),
            ENABLE_DEVELOPER_TOOLS.to_owned(),
        )),
        None => {}
    }
    match access::is_developer(kernel) {
        Some(true) => findings.push(fact("your user is in the group _developer".to_owned())),
        Some(false) => findings.push(Finding::note(
            "your user is not in the group _developer: macOS may ask for an administrator's password"
                .to_owned(),
            access::join_developers(kernel),
        )),
        None => {}
    }
    if kernel.is_over_ssh() {
        findings.push(fact(
            "Strandline was started over SSH: if macOS asks its user, the dialog is on its own screen"
                .to_owned(),
        ));
    }
    if kernel.developer_mode() == Some(false) {
        // Not the one that DevToolsSecurity sets.
        let text = "the Developer Mode of AppleMobileFileIntegrity is off: ports to control a process are refused, those to \
                    read it, which suffice, are not";
        findings.push(fact(text.to_owned()));
    }
    if let Some(allowed) = kernel.integrity() {
        let text = if allowed & CSR_ALLOW_TASK_FOR_PID == 0 {
            "System Integrity Protection is on: ports of programs of macOS and of hardened ones are given to nobody"
        } else {
            "System Integrity Protection lets debuggers at every program"
        };
        findings.push(fact(text.to_owned()));
    }
    findings
}

/// What can be seen of a process: whose it is, how it was signed, and whether it is translated.
fn of_target(kernel: &impl Kernel, pid: u32) -> Vec<Finding> {
    let found = number(pid).and_then(|number| Some((number, kernel.process(number)?)));
    let Some((number, process)) = found else {
        return Vec::new();
    };
    let who = format!("process {pid}");
    let mut findings = vec![of_user(kernel, &who, process.user, pid)];
    findings.extend(of_signature(kernel, number, &who));
    let ours = kernel.processor(kernel.own_pid());
    if kernel.processor(number) == Some(X86_64) && ours.is_some_and(|ours| ours != X86_64) {
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
    Finding::note(text, access::record_as_root(kernel, pid))
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

/// In the words in which the list and the window promise it.
fn of_access(pid: u32, access: Access) -> Finding {
    let means = access.means();
    let reported = |reason: &str| format!("process {pid}: {means}: {reason}");
    match access {
        Access::Full => Finding::good(format!("process {pid}: {means}")),
        Access::ByPid(AttachError::NotPermitted { reason, remedy, .. }) => {
            Finding::note(reported(&reason), remedy)
        }
        Access::Totals(AttachError::NotPermitted { reason, remedy, .. })
        | Access::Nothing(AttachError::NotPermitted { reason, remedy, .. }) => {
            Finding::bad(reported(&reason), remedy)
        }
        Access::ByPid(other) | Access::Totals(other) | Access::Nothing(other) => {
            Finding::bad(other.to_string(), "choose a pid from `strandline list`".to_owned())
        }
    }
}
