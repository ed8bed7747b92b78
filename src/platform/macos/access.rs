//! Who may look at whose memory, and what to do about a refusal. Pure: built and tested on every system.
//!
//! The kernel's own answer says nothing (`KERN_FAILURE`, whatever the reason), so the reason is told from what can be
//! seen of the target. The rules are XNU's (`bsd/kern/kern_proc.c`, `osfmk/kern/ipc_tt.c`) and those of Apple's
//! `AppleMobileFileIntegrity` as its log messages show them; they have never been tried on a Mac.

use crate::platform::Finding;
use crate::source::AttachError;

/// What can be seen of a process without its port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Rights {
    /// Whether there is such a process, and it has not exited.
    pub(crate) exists: bool,
    /// Whether it runs as our user.
    pub(crate) same_user: bool,
    /// Whether we are root.
    pub(crate) root: bool,
    /// The flags of its code signature (`CS_*`), where the system tells.
    pub(crate) signature: u32,
}

/// Signed with `get-task-allow`: the program invites debuggers (XNU `osfmk/kern/cs_blobs.h`).
pub(crate) const CS_GET_TASK_ALLOW: u32 = 0x0000_0004;
/// Signed for the hardened runtime.
pub(crate) const CS_RUNTIME: u32 = 0x0001_0000;
/// Part of macOS.
pub(crate) const CS_PLATFORM_BINARY: u32 = 0x0400_0000;

const SIGN_SELF: &str = "codesign --force --sign - --entitlements entitlements/strandline.entitlements \"$(command -v strandline)\"";
const READ_LOG: &str = "log show --last 1m --predicate 'eventMessage CONTAINS \"macOSTaskPolicy\"'";

/// Why a port was refused, as far as that can be told.
pub(crate) fn refusal(pid: u32, rights: Rights) -> AttachError {
    let has = |flag| rights.signature & flag != 0;
    let (reason, remedy, command) = if !rights.exists {
        return AttachError::NoSuchProcess { pid };
    } else if has(CS_PLATFORM_BINARY) {
        (
            "it is part of macOS, and System Integrity Protection keeps everyone out",
            "record a program that does not come with the system",
            None,
        )
    } else if has(CS_RUNTIME) && !has(CS_GET_TASK_ALLOW) {
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

/// What the doctor says of this system.
pub(crate) fn of_this_system(release: &str, own_task_opens: bool, root: bool) -> Vec<Finding> {
    let calls = if own_task_opens {
        Finding::good(format!("macOS {release} lets Strandline look at its own memory"))
    } else {
        let text = format!("macOS {release} does not let Strandline look at its own memory");
        Finding::bad(text, READ_LOG.to_owned())
    };
    let user = if root {
        Finding::good("Strandline runs as root: it may look at programs that are not hardened".to_owned())
    } else {
        let text = "Strandline runs as a user: without a signature as debugger it may look only at programs that invite one";
        Finding::note(text.to_owned(), SIGN_SELF.to_owned())
    };
    vec![calls, user]
}

/// What the doctor says of one process.
pub(crate) fn of_process(pid: u32, rights: Rights, opened: bool) -> Finding {
    if opened {
        return Finding::good(format!("process {pid} may be recorded"));
    }
    match refusal(pid, rights) {
        AttachError::NotPermitted { reason, remedy, .. } => {
            Finding::bad(format!("process {pid} may not be read: {reason}"), remedy)
        }
        other => Finding::bad(other.to_string(), "choose a pid from `strandline list`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Gravity;

    const OURS: Rights = Rights { exists: true, same_user: true, root: false, signature: 0 };

    fn check(rights: Rights, reason: &str, remedy: &str) {
        let finding = of_process(7, rights, false);
        assert_eq!(finding.gravity, Gravity::Bad);
        assert!(finding.text.contains(reason), "{}", finding.text);
        assert!(finding.remedy.unwrap_or_default().contains(remedy));
    }

    #[test]
    fn each_refusal_names_its_reason_and_remedy() {
        check(OURS, "only debuggers", "entitlements/strandline.entitlements");
        check(Rights { same_user: false, ..OURS }, "another user", "sudo");
        check(Rights { root: true, ..OURS }, "even root", "log show");
        let hardened = Rights { signature: CS_RUNTIME, root: true, ..OURS };
        check(hardened, "hardened runtime", "strandline sign");
        check(Rights { signature: CS_PLATFORM_BINARY | CS_RUNTIME, ..OURS }, "part of macOS", "");
    }

    #[test]
    fn a_program_that_invites_debuggers_is_not_called_hardened() {
        check(Rights { signature: CS_RUNTIME | CS_GET_TASK_ALLOW, ..OURS }, "only debuggers", "codesign");
    }

    #[test]
    fn a_process_that_is_gone_is_said_to_be_gone() {
        let gone = Rights { exists: false, ..OURS };
        assert_eq!(refusal(7, gone), AttachError::NoSuchProcess { pid: 7 });
        check(gone, "there is no process", "strandline list");
        assert_eq!(of_process(7, OURS, true).gravity, Gravity::Good);
    }
}
