//! Who may look at whose memory, and what to do about a refusal.
//!
//! The kernel's own answer says nothing (`KERN_FAILURE`, whatever the reason), so the reason is told from what can be
//! seen of the target. The rules are XNU's (`bsd/kern/kern_proc.c`, `osfmk/kern/ipc_tt.c`) and those of Apple's
//! `AppleMobileFileIntegrity` as its log messages show them; they have never been tried on a Mac.

use super::kernel::{Kernel, Process};
use super::processes;
use super::signing::quoted;
use crate::signature::Flags;
use crate::source::AttachError;
use std::path::Path;

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
    pub(crate) signature: Flags,
    /// Whether System Integrity Protection is told to let debuggers at anything.
    pub(crate) unprotected: bool,
}

impl Rights {
    fn is_hardened(self) -> bool {
        self.signature.has(Flags::RUNTIME) && !self.signature.has(Flags::GET_TASK_ALLOW)
    }

    /// Whether a port would be refused, as far as that can be told without asking for one.
    pub(crate) fn is_hopeless(self) -> bool {
        let is_guarded =
            (self.signature.has(Flags::PLATFORM_BINARY) || self.is_hardened()) && !self.unprotected;
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
        signature: Flags(kernel.signature_flags(number).unwrap_or_default()),
        unprotected: kernel.integrity().is_some_and(|allowed| allowed & CSR_ALLOW_TASK_FOR_PID != 0),
    }
}

/// Integrity Protection lets debuggers at programs of macOS (XNU `bsd/sys/csr.h`).
pub(super) const CSR_ALLOW_TASK_FOR_PID: u32 = 0x0000_0004;
/// Signs this tool as a debugger.
pub(super) const SIGN_SELF: &str = "codesign --force --sign - --entitlements entitlements/strandline.entitlements \"$(command -v strandline)\"";
/// Shows what the system itself says of a refusal.
pub(super) const READ_LOG: &str =
    "log show --last 1m --predicate 'eventMessage CONTAINS \"macOSTaskPolicy\"'";

/// Why the port of a process was refused, as far as that can be told.
pub(crate) fn refusal_of(kernel: &impl Kernel, pid: u32) -> AttachError {
    let program = processes::number(pid).and_then(|number| kernel.path(number));
    refusal(pid, rights(kernel, pid), program.as_deref())
}

/// The same for a process about which that is known; `program` is the path of its file.
pub(crate) fn refusal(pid: u32, rights: Rights, program: Option<&str>) -> AttachError {
    let (reason, remedy, command) = if !rights.exists {
        return AttachError::NoSuchProcess { pid };
    } else if rights.signature.has(Flags::PLATFORM_BINARY) && !rights.unprotected {
        (
            "it is part of macOS, and System Integrity Protection keeps everyone out",
            "record a program that does not come with the system",
            None,
        )
    } else if rights.is_hardened() && !rights.unprotected {
        (
            "it has the hardened runtime and does not invite debuggers",
            "sign a copy of it with get-task-allow, and start that",
            Some(sign_copy(program)),
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

/// Signs a copy of a program, or of the application whose main program it is, and lays it into the home folder.
fn sign_copy(program: Option<&str>) -> String {
    let Some(program) = program.filter(|program| !program.is_empty()).map(Path::new) else {
        return "strandline sign TARGET --out COPY".to_owned();
    };
    let is_application = |folder: &&Path| folder.extension().is_some_and(|extension| extension == "app");
    let is_main = program.parent().is_some_and(|folder| folder.ends_with("Contents/MacOS"));
    let target = program.ancestors().nth(3).filter(is_application).filter(|_| is_main);
    let target = target.unwrap_or(program);
    let name = target.file_name().unwrap_or_default();
    format!(
        "strandline sign {} --out ~/{}",
        quoted(&target.to_string_lossy()),
        quoted(&name.to_string_lossy())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Rights =
        Rights { exists: true, same_user: true, root: false, signature: Flags(0), unprotected: false };
    const HARDENED: Rights = Rights { signature: Flags::RUNTIME, root: true, ..OURS };
    const INVITING: Flags = Flags(Flags::RUNTIME.0 | Flags::GET_TASK_ALLOW.0);

    fn check(rights: Rights, expected: &str, mended_by: &str) {
        let AttachError::NotPermitted { reason, remedy, .. } = refusal(7, rights, None) else {
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
        check(HARDENED, "hardened runtime", "strandline sign");
        check(Rights { unprotected: true, ..HARDENED }, "even root", "log show");
        check(Rights { signature: Flags::PLATFORM_BINARY, ..OURS }, "part of macOS", "");
    }

    #[test]
    fn a_program_that_invites_debuggers_is_not_called_hardened() {
        check(Rights { signature: INVITING, ..OURS }, "only debuggers", "codesign");
    }

    #[test]
    fn whether_it_is_worth_asking_is_told_from_user_and_signature() {
        let check = |rights: Rights, hopeless| assert_eq!(rights.is_hopeless(), hopeless, "{rights:?}");
        check(OURS, false);
        check(Rights { same_user: false, ..OURS }, true);
        check(Rights { same_user: false, root: true, ..OURS }, false);
        check(HARDENED, true);
        check(Rights { unprotected: true, ..HARDENED }, false);
        check(Rights { signature: INVITING, ..OURS }, false);
        check(Rights { signature: Flags::PLATFORM_BINARY, ..OURS }, true);
    }

    #[test]
    fn a_process_that_is_gone_is_said_to_be_gone() {
        assert_eq!(refusal(7, Rights { exists: false, ..OURS }, None), AttachError::NoSuchProcess { pid: 7 });
    }

    #[test]
    fn a_hardened_program_is_signed_as_a_copy_and_an_application_as_a_whole() {
        let check = |program, expected| assert_eq!(sign_copy(program), expected);
        check(None, "strandline sign TARGET --out COPY");
        check(Some("/opt/a tool"), "strandline sign '/opt/a tool' --out ~/'a tool'");
        check(
            Some("/Applications/Own.app/Contents/MacOS/own"),
            "strandline sign /Applications/Own.app --out ~/Own.app",
        );
        check(
            Some("/Applications/Own.app/Contents/Helpers/own"),
            "strandline sign /Applications/Own.app/Contents/Helpers/own --out ~/own",
        );
    }
}
