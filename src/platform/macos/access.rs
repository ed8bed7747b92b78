//! Whether a process may be read; if not, why, and what to do.
//!
//! The kernel's own answer says nothing (`KERN_FAILURE`, whatever the reason), so the reason is told from what can be
//! seen of the target, of ourselves and of the system. The rules are XNU's (`bsd/kern/kern_proc.c`, `osfmk/kern/ipc_tt.c`),
//! those of `taskgated`, and those of Apple's `AppleMobileFileIntegrity` as its log messages show them; they have never been
//! tried on a Mac.

use super::denial::Denial;
use super::kernel::{Kernel, Process, number};
use super::signing::quoted;
use crate::platform::signature::{CS_DEBUGGER, Entitlements, Flags};
use crate::source::{Access, AttachError};
use std::path::Path;

/// What can be seen of a process, and of ourselves, without its port.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub(crate) struct Rights {
    /// Whether there is such a process, and it has not exited.
    pub(crate) exists: bool,
    /// Whether it is this one.
    pub(crate) is_self: bool,
    /// Whether it runs as our user.
    pub(crate) same_user: bool,
    /// Whether we are root.
    pub(crate) root: bool,
    /// Whether we are signed as a debugger.
    pub(crate) debugger: bool,
    /// The flags of its code signature (`CS_*`), where the system tells.
    pub(crate) signature: Flags,
    /// Whether System Integrity Protection is told to let debuggers at anything.
    pub(crate) unprotected: bool,
}

impl Rights {
    fn is_hardened(self) -> bool {
        self.signature.has(Flags::RUNTIME) && !self.signature.has(Flags::GET_TASK_ALLOW)
    }

    /// Whether its port is given, as far as that can be told without asking for it: macOS may still ask its user.
    pub(crate) fn give_port(self) -> bool {
        let is_guarded =
            (self.signature.has(Flags::PLATFORM_BINARY) || self.is_hardened()) && !self.unprotected;
        let is_entitled = self.root || self.debugger || self.signature.has(Flags::GET_TASK_ALLOW);
        let is_ours = self.root || self.same_user;
        self.is_self || (self.exists && is_ours && !is_guarded && is_entitled)
    }
}

/// What is the same for every process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ourselves {
    pid: i32,
    user: u32,
    debugger: bool,
    unprotected: bool,
}

impl Ourselves {
    pub(crate) fn look(kernel: &impl Kernel) -> Self {
        let pid = kernel.own_pid();
        Self {
            pid,
            user: kernel.user(),
            debugger: entitlements(kernel, pid).holds(CS_DEBUGGER),
            unprotected: kernel.integrity().is_some_and(|allowed| allowed & CSR_ALLOW_TASK_FOR_PID != 0),
        }
    }
}

/// Entitlements that cannot be read are none.
fn entitlements(kernel: &impl Kernel, pid: i32) -> Entitlements {
    Entitlements::of_blob(&kernel.entitlements(pid).unwrap_or_default()).unwrap_or_default()
}

/// What decides whether the port of a process is given.
pub(crate) fn rights(kernel: &impl Kernel, pid: u32) -> Rights {
    let process = number(pid).and_then(|number| Some((number, kernel.process(number)?)));
    let ourselves = Ourselves::look(kernel);
    process.map(|(number, process)| rights_of(kernel, &ourselves, number, &process)).unwrap_or_default()
}

/// The same for a process that was looked up.
pub(crate) fn rights_of(
    kernel: &impl Kernel,
    ourselves: &Ourselves,
    number: i32,
    process: &Process,
) -> Rights {
    Rights {
        exists: true,
        is_self: number == ourselves.pid,
        same_user: process.user == ourselves.user,
        root: ourselves.user == 0,
        debugger: ourselves.debugger,
        signature: Flags(kernel.signature_flags(number).unwrap_or_default()),
        unprotected: ourselves.unprotected,
    }
}

/// How much of a process can be recorded, told without asking for its port. That regions are told by pid is tried: it takes
/// no leave, and a look at one region.
pub(crate) fn access(
    kernel: &impl Kernel,
    number: i32,
    rights: Rights,
    program: &str,
    has_totals: bool,
) -> Access {
    if rights.give_port() {
        return Access::Full;
    }
    let refusal = || refusal(kernel, number.unsigned_abs(), rights, Some(program), Circumstances::default());
    if !has_totals || kernel.start_micros(number).is_none() {
        Access::Nothing(refusal())
    } else if kernel.region_of(number, 0).is_ok() {
        Access::ByPid(refusal())
    } else {
        Access::Totals(refusal())
    }
}

/// Integrity Protection lets debuggers at programs of macOS (XNU `bsd/sys/csr.h`).
pub(super) const CSR_ALLOW_TASK_FOR_PID: u32 = 0x0000_0004;
/// Shows what the system itself says of a refusal.
pub(super) const READ_LOG: &str =
    "log show --last 1m --predicate 'eventMessage CONTAINS \"macOSTaskPolicy\"'";
/// Lets developers debug without a password.
pub(super) const ENABLE_DEVELOPER_TOOLS: &str = "sudo DevToolsSecurity -enable";
/// The group of those whom that concerns.
const DEVELOPERS: &str = "_developer";

/// Signs this program, or the application whose main program it is, as a debugger.
pub(super) fn sign_ourselves(kernel: &impl Kernel) -> String {
    let own = kernel.own_path();
    let own = own.as_deref().map_or_else(|| "strandline".to_owned(), |own| whole(own).to_owned());
    format!("{} sign --debugger {}", tool(kernel), quoted(&own))
}

/// Records as root.
pub(super) fn record_as_root(kernel: &impl Kernel, pid: u32) -> String {
    format!("sudo {} record --pid {pid}", tool(kernel))
}

/// Makes our user a developer.
pub(super) fn join_developers(kernel: &impl Kernel) -> String {
    let user = kernel.user_name(kernel.user()).unwrap_or_else(|| "\"$USER\"".to_owned());
    format!("sudo dseditgroup -o edit -a {user} -t user {DEVELOPERS}")
}

/// Whether our user is one of those who may debug without a password, once that is enabled.
pub(super) fn is_developer(kernel: &impl Kernel) -> Option<bool> {
    Some(kernel.groups()?.iter().any(|group| group == DEVELOPERS))
}

/// The headless tool that runs, or that lies beside the program that does.
fn tool(kernel: &impl Kernel) -> String {
    let own = kernel.own_path().unwrap_or_default();
    match Path::new(&own).parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => quoted(&folder.join("strandline").to_string_lossy()),
        None => "strandline".to_owned(),
    }
}

/// What is known when a port was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Circumstances {
    /// What came of a question to the user, if there was one.
    answer: Answer,
    /// Whether nobody sees a dialog.
    over_ssh: bool,
    /// Whether developers debug without a password.
    developer_tools: Option<bool>,
    /// Whether our user is one.
    developer: Option<bool>,
}

/// What came of a question to the user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Answer {
    /// Nobody was asked, as far as can be told.
    #[default]
    NotAsked,
    No,
    None,
}

/// The one reason for a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    OfMacOs,
    Hardened,
    OtherUser,
    Declined,
    Unanswered,
    OverSsh,
    NotSigned,
    PasswordWanted,
    NoDeveloper,
    EvenRoot,
    Unknown,
}

/// A reason, and what to do about it.
struct Remedy {
    reason: &'static str,
    first: &'static str,
    /// What the command does beside that; empty where it does just that.
    then: &'static str,
    command: Option<String>,
}

impl Remedy {
    const fn new(reason: &'static str, first: &'static str) -> Self {
        Self { reason, first, then: "", command: None }
    }

    /// The command that does it.
    fn by(self, command: impl Into<String>) -> Self {
        Self { command: Some(command.into()), ..self }
    }

    /// What else a command does, where there is one.
    fn and(self, then: &'static str, command: Option<String>) -> Self {
        Self { then, command, ..self }
    }
}

/// The reason that holds first, in the order in which macOS decides.
fn cause(rights: Rights, circumstances: Circumstances) -> Cause {
    let Circumstances { answer, over_ssh, developer_tools, developer } = circumstances;
    let asks = developer_tools == Some(false);
    match () {
        () if rights.signature.has(Flags::PLATFORM_BINARY) && !rights.unprotected => Cause::OfMacOs,
        () if rights.is_hardened() && !rights.unprotected => Cause::Hardened,
        () if rights.root => Cause::EvenRoot,
        () if !rights.same_user => Cause::OtherUser,
        () if answer == Answer::No => Cause::Declined,
        () if answer == Answer::None && over_ssh => Cause::OverSsh,
        () if answer == Answer::None => Cause::Unanswered,
        () if !rights.debugger => Cause::NotSigned,
        () if asks && over_ssh => Cause::OverSsh,
        () if asks => Cause::PasswordWanted,
        () if developer == Some(false) => Cause::NoDeveloper,
        () => Cause::Unknown,
    }
}

/// Why the port of a process was refused, as far as that can be told from what was said and from what can be seen.
pub(crate) fn refusal_of(kernel: &impl Kernel, pid: u32, denials: &[Denial]) -> AttachError {
    let rights = rights(kernel, pid);
    if !rights.exists {
        return AttachError::NoSuchProcess { pid };
    }
    let program = number(pid).and_then(|number| kernel.path(number));
    let answer = denials.iter().find_map(|denial| match denial {
        Denial::Declined(_) => Some(Answer::No),
        Denial::Unanswered => Some(Answer::None),
        _ => None,
    });
    let circumstances = Circumstances {
        answer: answer.unwrap_or_default(),
        over_ssh: kernel.is_over_ssh(),
        developer_tools: kernel.developer_tools(),
        developer: is_developer(kernel),
    };
    refusal(kernel, pid, rights, program.as_deref(), circumstances)
}

/// The same for a process about which that is known; `program` is the path of its file.
pub(crate) fn refusal(
    kernel: &impl Kernel,
    pid: u32,
    rights: Rights,
    program: Option<&str>,
    circumstances: Circumstances,
) -> AttachError {
    if !rights.exists {
        return AttachError::NoSuchProcess { pid };
    }
    let enable_if_off = || {
        let is_off = circumstances.developer_tools == Some(false);
        is_off.then(|| ENABLE_DEVELOPER_TOOLS.to_owned())
    };
    let Remedy { reason, first, then, command } = match cause(rights, circumstances) {
        Cause::OfMacOs => Remedy::new(
            "it is part of macOS, whose ports System Integrity Protection gives to nobody",
            "record a program that does not come with the system",
        ),
        Cause::Hardened => Remedy::new(
            "it has the hardened runtime and does not invite debuggers",
            "sign a copy of it with get-task-allow, and start that",
        )
        .by(sign_copy(kernel, program)),
        Cause::OtherUser => {
            Remedy::new("it belongs to another user", "run as root").by(record_as_root(kernel, pid))
        }
        Cause::Declined => Remedy::new(
            "macOS asked whether Strandline may look at it, and the answer was no",
            "record it again and allow it",
        )
        .and("this ends the question for developers", enable_if_off()),
        Cause::Unanswered => Remedy::new(
            "macOS asked whether Strandline may look at it, and nobody has answered",
            "record it again and answer the dialog",
        )
        .and("this ends the question for developers", enable_if_off()),
        Cause::OverSsh => Remedy::new(
            "macOS asks its user on its screen whether Strandline may look at it, which nobody sees over SSH",
            "run as root, who is not asked",
        )
        .by(record_as_root(kernel, pid)),
        Cause::NotSigned => Remedy::new(
            "macOS lets only debuggers look at it, and Strandline is not signed as one",
            "sign Strandline as a debugger, and start it anew",
        )
        .by(sign_ourselves(kernel)),
        Cause::PasswordWanted => Remedy::new(
            "macOS wants a password from whoever debugs (DevToolsSecurity is off)",
            "let developers debug without one",
        )
        .by(ENABLE_DEVELOPER_TOOLS),
        Cause::NoDeveloper => Remedy::new(
            "your user is not in the group _developer, whose members may debug",
            "join it, and log in again",
        )
        .by(join_developers(kernel)),
        Cause::EvenRoot => Remedy::new("macOS refuses even root", "read why").by(READ_LOG),
        Cause::Unknown => Remedy::new("macOS refuses, and does not say why", "read why").by(READ_LOG),
    };
    let remedy = match &command {
        Some(command) if then.is_empty() => format!("{first}: {command}"),
        Some(command) => format!("{first}; {then}: {command}"),
        // Without the command, what it would do is not promised.
        None => first.to_owned(),
    };
    AttachError::NotPermitted { pid, reason: reason.to_owned(), remedy, command }
}

/// Signs a copy of a program, or of the application whose main program it is, and lays it into the home folder.
fn sign_copy(kernel: &impl Kernel, program: Option<&str>) -> String {
    let tool = tool(kernel);
    let Some(program) = program.filter(|program| !program.is_empty()) else {
        return format!("{tool} sign TARGET --out COPY");
    };
    let target = whole(program);
    let name = Path::new(target).file_name().unwrap_or_default();
    format!("{tool} sign {} --out ~/{}", quoted(target), quoted(&name.to_string_lossy()))
}

/// The application whose main program this is, or else the program.
fn whole(program: &str) -> &str {
    let path = Path::new(program);
    let is_application = |folder: &&Path| folder.extension().is_some_and(|extension| extension == "app");
    let is_main = path.parent().is_some_and(|folder| folder.ends_with("Contents/MacOS"));
    let application = path.ancestors().nth(3).filter(is_application).filter(|_| is_main);
    application.and_then(Path::to_str).unwrap_or(program)
}

#[cfg(test)]
mod tests {
    use super::super::fake::FakeKernel;
    use super::*;

    const OURS: Rights = Rights {
        exists: true,
        is_self: false,
        same_user: true,
        root: false,
        debugger: true,
        signature: Flags(0),
        unprotected: false,
    };
    const UNSIGNED: Rights = Rights { debugger: false, ..OURS };
    const HARDENED: Rights = Rights { signature: Flags::RUNTIME, root: true, ..OURS };
    const INVITING: Flags = Flags(Flags::RUNTIME.0 | Flags::GET_TASK_ALLOW.0);
    const KNOWN: Circumstances = Circumstances {
        answer: Answer::NotAsked,
        over_ssh: false,
        developer_tools: Some(true),
        developer: Some(true),
    };
    const OFF: Circumstances = Circumstances { developer_tools: Some(false), ..KNOWN };

    fn check_cause(rights: Rights, circumstances: Circumstances, expected: Cause) {
        assert_eq!(cause(rights, circumstances), expected, "{rights:?} {circumstances:?}");
    }

    #[test]
    fn what_guards_the_target_comes_before_what_we_lack() {
        let check = |rights, expected| {
            for circumstances in [KNOWN, OFF, Circumstances { answer: Answer::No, ..OFF }] {
                check_cause(rights, circumstances, expected);
            }
        };
        check(Rights { signature: Flags::PLATFORM_BINARY, ..UNSIGNED }, Cause::OfMacOs);
        check(HARDENED, Cause::Hardened);
        check(Rights { root: false, ..HARDENED }, Cause::Hardened);
        check(Rights { unprotected: true, ..HARDENED }, Cause::EvenRoot);
        check(Rights { same_user: false, ..UNSIGNED }, Cause::OtherUser);
        check(Rights { root: true, ..UNSIGNED }, Cause::EvenRoot);
    }

    #[test]
    fn one_that_is_signed_is_not_told_to_sign_itself() {
        check_cause(OURS, KNOWN, Cause::Unknown);
        check_cause(OURS, OFF, Cause::PasswordWanted);
        check_cause(OURS, Circumstances { developer: Some(false), ..KNOWN }, Cause::NoDeveloper);
        check_cause(OURS, Circumstances { over_ssh: true, ..OFF }, Cause::OverSsh);
        check_cause(UNSIGNED, KNOWN, Cause::NotSigned);
        check_cause(Rights { signature: INVITING, ..UNSIGNED }, OFF, Cause::NotSigned);
    }

    #[test]
    fn what_the_user_answered_comes_before_what_else_may_be_wrong() {
        let asked = |answer, over_ssh| Circumstances { answer, over_ssh, ..OFF };
        for rights in [OURS, UNSIGNED] {
            check_cause(rights, asked(Answer::No, false), Cause::Declined);
            check_cause(rights, asked(Answer::No, true), Cause::Declined);
            check_cause(rights, asked(Answer::None, false), Cause::Unanswered);
            check_cause(rights, asked(Answer::None, true), Cause::OverSsh);
        }
    }

    /// The command that mends it.
    fn command(rights: Rights, circumstances: Circumstances) -> Option<String> {
        let kernel = FakeKernel::default();
        match refusal(&kernel, 7, rights, Some("/opt/tide"), circumstances) {
            AttachError::NotPermitted { command, remedy, .. } => {
                assert!(command.as_ref().is_none_or(|command| remedy.ends_with(command)), "{remedy}");
                command
            }
            other => panic!("{other:?} is no question of permission"),
        }
    }

    #[test]
    fn commands_name_the_program_that_runs() {
        let check = |rights, circumstances: Circumstances, expected: &str| {
            assert_eq!(command(rights, circumstances).as_deref(), Some(expected));
        };
        let own = "/opt/strandline/bin/strandline";
        check(UNSIGNED, KNOWN, &format!("{own} sign --debugger {own}"));
        check(Rights { same_user: false, ..OURS }, KNOWN, &format!("sudo {own} record --pid 7"));
        check(OURS, Circumstances { over_ssh: true, ..OFF }, &format!("sudo {own} record --pid 7"));
        check(HARDENED, KNOWN, &format!("{own} sign /opt/tide --out ~/tide"));
        check(OURS, OFF, ENABLE_DEVELOPER_TOOLS);
        let stranger = Circumstances { developer: Some(false), ..KNOWN };
        check(OURS, stranger, "sudo dseditgroup -o edit -a ada -t user _developer");
        check(OURS, KNOWN, READ_LOG);
        check(Rights { root: true, ..OURS }, KNOWN, READ_LOG);
        let declined = Circumstances { answer: Answer::No, ..OFF };
        check(OURS, declined, ENABLE_DEVELOPER_TOOLS);
        let declined = Circumstances { answer: Answer::No, ..KNOWN };
        assert_eq!(command(OURS, declined), None);
        assert_eq!(command(Rights { signature: Flags::PLATFORM_BINARY, ..OURS }, KNOWN), None);
    }

    #[test]
    fn an_application_is_signed_as_a_whole_by_the_tool_in_it() {
        let kernel = FakeKernel::default();
        kernel.world().own_path =
            Some("/Applications/My Strandline.app/Contents/MacOS/strandline-app".to_owned());
        assert_eq!(
            sign_ourselves(&kernel),
            "'/Applications/My Strandline.app/Contents/MacOS/strandline' sign --debugger '/Applications/My Strandline.app'"
        );
    }

    #[test]
    fn whether_a_port_is_given_is_told_from_user_and_signatures() {
        let check = |rights: Rights, given| assert_eq!(rights.give_port(), given, "{rights:?}");
        check(OURS, true);
        check(UNSIGNED, false);
        check(Rights { signature: INVITING, ..UNSIGNED }, true);
        check(Rights { same_user: false, ..OURS }, false);
        check(Rights { same_user: false, root: true, ..UNSIGNED }, true);
        check(HARDENED, false);
        check(Rights { unprotected: true, ..HARDENED }, true);
        check(Rights { signature: INVITING, ..OURS }, true);
        check(Rights { signature: Flags::PLATFORM_BINARY, ..OURS }, false);
        check(Rights { is_self: true, ..UNSIGNED }, true);
    }

    #[test]
    fn a_process_that_is_gone_is_said_to_be_gone() {
        let gone = Rights { exists: false, ..OURS };
        let actual = refusal(&FakeKernel::default(), 7, gone, None, KNOWN);
        assert_eq!(actual, AttachError::NoSuchProcess { pid: 7 });
    }

    #[test]
    fn a_hardened_program_is_signed_as_a_copy_and_an_application_as_a_whole() {
        let kernel = FakeKernel::default();
        kernel.world().own_path = None;
        let check = |program, expected| assert_eq!(sign_copy(&kernel, program), expected);
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
