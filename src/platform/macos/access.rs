//! Who may look at whose memory, and what to do about a refusal.
//!
//! The kernel's own answer says nothing (`KERN_FAILURE`, whatever the reason), so the reason is told from what can be
//! seen of the target. The rules are XNU's (`bsd/kern/kern_proc.c`, `osfmk/kern/ipc_tt.c`) and those of Apple's
//! `AppleMobileFileIntegrity` as its log messages show them; they have never been tried on a Mac.

use super::kernel::{Kernel, Process};
use super::ladder::{self, Denial, Reach, Rung};
use super::processes;
use crate::platform::{Finding, Gravity};
use crate::source::AttachError;

/// What can be seen of a process without its port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub(crate) struct Rights {
    /// Whether there is such a process, and it has not exited.
    pub(crate) exists: bool,
    /// Whether it runs as our user.
    pub(crate) same_user: bool,
    /// Whether we are root.
    pub(crate) root: bool,
    /// The flags of its code signature (`CS_*`), where the system tells.
    pub(crate) signature: u32,
    /// Whether System Integrity Protection is told to let debuggers at anything.
    pub(crate) unprotected: bool,
}

impl Rights {
    fn has(self, flag: u32) -> bool {
        self.signature & flag != 0
    }

    fn is_hardened(self) -> bool {
        self.has(CS_RUNTIME) && !self.has(CS_GET_TASK_ALLOW)
    }

    /// Whether a port would be refused, as far as that can be told without asking for one.
    pub(crate) fn is_hopeless(self) -> bool {
        let is_guarded = (self.has(CS_PLATFORM_BINARY) || self.is_hardened()) && !self.unprotected;
        is_guarded || !(self.root || self.same_user)
    }
}

/// What decides whether the port of a process is given.
pub(crate) fn rights(kernel: &impl Kernel, pid: u32) -> Rights {
    let process = processes::number(pid).and_then(|number| Some((number, kernel.process(number)?)));
    process.map(|(number, process)| rights_of(kernel, number, &process)).unwrap_or_default()
}

/// The same for a process that was looked up.
pub(crate) fn rights_of(kernel: &impl Kernel, number: i32, process: &Process) -> Rights {
    Rights {
        exists: true,
        same_user: process.user == kernel.user(),
        root: kernel.user() == 0,
        signature: kernel.signature_flags(number).unwrap_or_default(),
        unprotected: kernel.integrity().is_some_and(|allowed| allowed & CSR_ALLOW_TASK_FOR_PID != 0),
    }
}

/// Signed with `get-task-allow`: the program invites debuggers (XNU `osfmk/kern/cs_blobs.h`).
pub(crate) const CS_GET_TASK_ALLOW: u32 = 0x0000_0004;
/// Signed for the hardened runtime.
pub(crate) const CS_RUNTIME: u32 = 0x0001_0000;
/// Part of macOS.
pub(crate) const CS_PLATFORM_BINARY: u32 = 0x0400_0000;

/// Integrity Protection lets debuggers at programs of macOS (XNU `bsd/sys/csr.h`).
const CSR_ALLOW_TASK_FOR_PID: u32 = 0x0000_0004;
/// `CPU_TYPE_X86_64` (`<mach/machine.h>`).
pub(crate) const X86_64: u32 = 0x0100_0007;
/// Lets a program look at others that do not invite it, unless they are hardened or of macOS.
const DEBUGGER: &str = "com.apple.security.cs.debugger";

const SIGN_SELF: &str = "codesign --force --sign - --entitlements entitlements/strandline.entitlements \"$(command -v strandline)\"";
const READ_LOG: &str = "log show --last 1m --predicate 'eventMessage CONTAINS \"macOSTaskPolicy\"'";

/// Why a port was refused, as far as that can be told.
pub(crate) fn refusal(pid: u32, rights: Rights) -> AttachError {
    let (reason, remedy, command) = if !rights.exists {
        return AttachError::NoSuchProcess { pid };
    } else if rights.has(CS_PLATFORM_BINARY) && !rights.unprotected {
        (
            "it is part of macOS, and System Integrity Protection keeps everyone out",
            "record a program that does not come with the system",
            None,
        )
    } else if rights.is_hardened() && !rights.unprotected {
        (
            "it has the hardened runtime and does not invite debuggers",
            "sign a copy of it with get-task-allow, and start that",
            Some("strandline sign TARGET".to_owned()),
        )
    } else if !rights.root && !rights.same_user {
        ("it belongs to another user", "run as root", Some(format!("sudo strandline record --pid {pid}")))
    } else if !rights.root {
        ("macOS lets only debuggers look at it", "sign Strandline as a debugger", Some(SIGN_SELF.to_owned()))
    } else {
        ("macOS refuses even root", "read why", Some(READ_LOG.to_owned()))
    };
    let remedy = command.as_ref().map_or_else(|| remedy.to_owned(), |command| format!("{remedy}: {command}"));
    AttachError::NotPermitted { pid, reason: reason.to_owned(), remedy, command }
}

/// What the doctor says of this system, and of one process.
pub(crate) fn diagnose(kernel: &impl Kernel, own_pid: u32, pid: Option<u32>) -> Vec<Finding> {
    let mut findings = vec![of_calls(kernel, own_pid), of_ourselves(kernel, own_pid)];
    findings.extend(of_modes(kernel));
    if let Some(pid) = pid {
        let (reach, denials) =
            processes::number(pid).map_or((None, Vec::new()), |pid| ladder::climb(kernel, pid));
        findings.extend(of_target(kernel, own_pid, pid));
        findings.extend(denials.iter().map(of_denial));
        findings.push(of_reach(pid, rights(kernel, pid), reach.as_ref()));
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

fn of_ourselves(kernel: &impl Kernel, own_pid: u32) -> Finding {
    let blob = processes::number(own_pid).and_then(|pid| kernel.entitlements(pid)).unwrap_or_default();
    if is_entitled(&blob, DEBUGGER) {
        Finding::good("Strandline is signed as a debugger".to_owned())
    } else if kernel.user() == 0 {
        Finding::good("Strandline runs as root: it may look at programs that are not hardened".to_owned())
    } else {
        let text = "Strandline runs as a user: without a signature as debugger it may look only at programs that invite one";
        Finding::note(text.to_owned(), SIGN_SELF.to_owned())
    }
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

/// What can be seen of a process: how it was signed, and whether it is translated.
fn of_target(kernel: &impl Kernel, own_pid: u32, pid: u32) -> Vec<Finding> {
    let Some(number) = processes::number(pid).filter(|&number| kernel.process(number).is_some()) else {
        return Vec::new();
    };
    let rights = rights(kernel, pid);
    let words = [
        (CS_PLATFORM_BINARY, "part of macOS"),
        (CS_RUNTIME, "hardened runtime"),
        (CS_GET_TASK_ALLOW, "invites debuggers (get-task-allow)"),
    ];
    let mut told: Vec<_> =
        words.iter().filter(|(flag, _)| rights.has(*flag)).map(|&(_, word)| word).collect();
    if told.is_empty() {
        told.push("neither hardened nor inviting debuggers");
    }
    let mut findings = vec![fact(format!(
        "process {pid} is signed with flags {:#x}: {}",
        rights.signature,
        told.join(", ")
    ))];
    let processor = |number| kernel.processor(number);
    let ours = processes::number(own_pid).and_then(processor);
    if processor(number) == Some(X86_64) && ours.is_some_and(|ours| ours != X86_64) {
        let text = format!("process {pid} is translated by Rosetta: some of its memory is the translator's");
        findings.push(fact(text));
    }
    findings
}

fn of_denial((rung, denial): &(Rung, Denial)) -> Finding {
    fact(format!("{rung} does not help: {denial}"))
}

fn of_reach<K: Kernel>(pid: u32, rights: Rights, reach: Option<&Reach<K>>) -> Finding {
    match (reach, refusal(pid, rights)) {
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

/// Whether entitlements, as the kernel keeps them (eight bytes of header, then a property list), hold a right.
fn is_entitled(blob: &[u8], right: &str) -> bool {
    let text = String::from_utf8_lossy(blob.get(8..).unwrap_or_default());
    let behind = text.split_once(&format!("<key>{right}</key>")).map(|(_, behind)| behind.trim_start());
    behind.is_some_and(|value| value.starts_with("<true/>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Rights =
        Rights { exists: true, same_user: true, root: false, signature: 0, unprotected: false };

    fn check(rights: Rights, expected: &str, mended_by: &str) {
        let AttachError::NotPermitted { reason, remedy, .. } = refusal(7, rights) else {
            panic!("{rights:?} is no question of permission");
        };
        assert!(reason.contains(expected), "{reason}");
        assert!(remedy.contains(mended_by), "{remedy}");
    }

    #[test]
    fn each_refusal_names_its_reason_and_remedy() {
        check(OURS, "only debuggers", "entitlements/strandline.entitlements");
        check(Rights { same_user: false, ..OURS }, "another user", "sudo");
        check(Rights { root: true, ..OURS }, "even root", "log show");
        let hardened = Rights { signature: CS_RUNTIME, root: true, ..OURS };
        check(hardened, "hardened runtime", "strandline sign");
        check(Rights { unprotected: true, ..hardened }, "even root", "log show");
        check(Rights { signature: CS_PLATFORM_BINARY | CS_RUNTIME, ..OURS }, "part of macOS", "");
    }

    #[test]
    fn a_program_that_invites_debuggers_is_not_called_hardened() {
        check(Rights { signature: CS_RUNTIME | CS_GET_TASK_ALLOW, ..OURS }, "only debuggers", "codesign");
    }

    #[test]
    fn whether_it_is_worth_asking_is_told_from_user_and_signature() {
        let check = |rights: Rights, hopeless| assert_eq!(rights.is_hopeless(), hopeless, "{rights:?}");
        check(OURS, false);
        check(Rights { same_user: false, ..OURS }, true);
        check(Rights { same_user: false, root: true, ..OURS }, false);
        let hardened = Rights { signature: CS_RUNTIME, root: true, ..OURS };
        check(hardened, true);
        check(Rights { unprotected: true, ..hardened }, false);
        check(Rights { signature: CS_RUNTIME | CS_GET_TASK_ALLOW, ..OURS }, false);
        check(Rights { signature: CS_PLATFORM_BINARY, ..OURS }, true);
    }

    #[test]
    fn a_process_that_is_gone_is_said_to_be_gone() {
        assert_eq!(refusal(7, Rights { exists: false, ..OURS }), AttachError::NoSuchProcess { pid: 7 });
    }

    #[test]
    fn entitlements_are_read_from_the_property_list() {
        let check = |text: &str, expected| {
            let blob = [b"\xfa\xde\x71\x71\0\0\0\0".as_slice(), text.as_bytes()].concat();
            assert_eq!(is_entitled(&blob, DEBUGGER), expected, "{text}");
        };
        check("<dict><key>com.apple.security.cs.debugger</key>\n  <true/></dict>", true);
        check("<dict><key>com.apple.security.cs.debugger</key><false/></dict>", false);
        check("<dict><key>com.apple.security.cs.debugger.root</key><true/></dict>", false);
        check("", false);
        assert!(!is_entitled(b"short", DEBUGGER));
    }
}
