//! What the doctor says, of everything that decides about a port.

use super::super::doctor;
use super::super::fake::{FakeKernel, FakeProcess, FakeUser, PortAnswer, World};
use super::super::kernel::Errno;
use super::PID;
use super::rights::{EPERM, FAILURE, PID_NUMBER, process};
use crate::platform::patience::Patience;
use crate::platform::signature::Program;
use crate::platform::signature::made_up::{MadeUp, blob};
use crate::platform::signature::magic::ENTITLEMENTS;
use crate::platform::{Checkup, Finding, Gravity};

const OWN: i32 = 1;

fn list(key: &str) -> String {
    format!("<plist><dict><key>{key}</key><true/></dict></plist>")
}

/// As the kernel gives it.
fn entitled_to(key: &str) -> Vec<u8> {
    blob(ENTITLEMENTS, list(key).as_bytes())
}

pub(super) fn debugger() -> Vec<u8> {
    entitled_to("com.apple.security.cs.debugger")
}

/// What the doctor says as it goes.
fn checkups(kernel: &FakeKernel, patience: &Patience) -> Vec<Checkup> {
    let mut checkups = Vec::new();
    doctor::diagnose(kernel, Some(PID_NUMBER), patience, &mut |checkup| checkups.push(checkup));
    checkups
}

fn findings(kernel: &FakeKernel) -> impl Iterator<Item = Finding> {
    checkups(kernel, &Patience::default()).into_iter().filter_map(|checkup| match checkup {
        Checkup::Found(finding) => Some(finding),
        Checkup::Trying(_) => None,
    })
}

/// What the doctor says, one line for each finding.
fn doctor_findings(target: FakeProcess, change: impl FnOnce(&mut World)) -> Vec<(Gravity, String)> {
    let kernel = FakeKernel::with(PID, target);
    let own = FakeProcess { name: "strandline".to_owned(), ..FakeProcess::default() };
    kernel.world().processes.insert(OWN, own);
    change(&mut kernel.world());
    findings(&kernel).map(|finding| (finding.gravity, finding.text)).collect()
}

fn texts(actual: &[(Gravity, String)]) -> Vec<&str> {
    actual.iter().map(|(_, text)| text.as_str()).collect()
}

#[test]
fn the_doctor_tells_the_whole_chain() {
    let hardened = FakeProcess { signature: 0x0001_0002, ..process(EPERM, FAILURE, Some(Errno(1))) };
    let actual = doctor_findings(hardened, |world| world.developer_mode = Some(false));
    let expected = [
        "macOS 26.1 (25B78) lets Strandline look at its own memory",
        "Strandline (/Applications/strandline) is signed with flags 0x4 (get-task-allow)",
        "Strandline has no entitlements",
        "Strandline runs as a user: without a signature as debugger it gets ports only of programs that invite one",
        "DevToolsSecurity is enabled: developers debug without a password",
        "your user is in the group _developer",
        "the Developer Mode of AppleMobileFileIntegrity is off: ports to control a process are refused, those to read it, which suffice, are not",
        "System Integrity Protection is on: ports of programs of macOS and of hardened ones are given to nobody",
        "process 700 runs as user ada, as Strandline does",
        "process 700 (/Applications/terminal) is signed with flags 0x10002 (adhoc, runtime)",
        "process 700 has no entitlements",
        "task_read_for_pid does not help: errno 1 (EPERM)",
        "task_for_pid does not help: code 0x5 (KERN_FAILURE)",
        "PROC_PIDREGIONINFO does not help: errno 1 (EPERM)",
        "process 700: only its totals can be recorded: no regions, no categories: it has the hardened runtime and does not invite debuggers",
    ];
    assert_eq!(texts(&actual), expected);
    assert_eq!(actual.last().map(|(gravity, _)| *gravity), Some(Gravity::Bad));
}

#[test]
fn the_doctor_is_content_where_all_is_well() {
    let actual = doctor_findings(process(PortAnswer::Given, FAILURE, None), |world| {
        let own = world.processes.get_mut(&OWN).expect("ourselves");
        own.entitlements = Some(debugger());
        let target = world.processes.get_mut(&PID).expect("the target");
        target.entitlements = Some(entitled_to("com.apple.security.get-task-allow"));
        world.integrity = None;
    });
    let expected = [
        "macOS 26.1 (25B78) lets Strandline look at its own memory",
        "Strandline (/Applications/strandline) is signed with flags 0x4 (get-task-allow)",
        "Strandline is entitled to com.apple.security.cs.debugger",
        "Strandline is signed as a debugger",
        "DevToolsSecurity is enabled: developers debug without a password",
        "your user is in the group _developer",
        "process 700 runs as user ada, as Strandline does",
        "process 700 (/Applications/terminal) is signed with flags 0x4 (get-task-allow)",
        "process 700 is entitled to com.apple.security.get-task-allow",
        "process 700: all of it can be recorded",
    ];
    assert_eq!(texts(&actual), expected);
}

#[test]
fn the_doctor_knows_translated_slow_and_missing_processes() {
    let translated = FakeProcess { processor: 0x0100_0007, signature: 0, ..process(EPERM, FAILURE, None) };
    let slow = doctor_findings(translated, |_| {});
    let texts = texts(&slow).join("\n");
    assert!(texts.contains("is signed with flags 0x0 (none)"), "{texts}");
    assert!(texts.contains("translated by Rosetta"), "{texts}");
    assert!(texts.contains("by pid: slower, and without its graphics objects"), "{texts}");
    assert_eq!(slow.last().map(|(gravity, _)| *gravity), Some(Gravity::Note));
    let gone = doctor_findings(process(EPERM, FAILURE, None), |world| drop(world.processes.remove(&PID)));
    let (gravity, text) = gone.last().expect("a finding");
    assert_eq!((*gravity, text.as_str()), (Gravity::Bad, "there is no process with pid 700"));
}

#[test]
fn the_doctor_names_one_command_for_each_thing_that_can_be_mended() {
    let closed = |signature| FakeProcess { signature, ..process(EPERM, FAILURE, Some(Errno(1))) };
    let check = |target: FakeProcess, expected: &str| {
        let kernel = FakeKernel::with(PID, target);
        kernel.world().developer_tools = Some(false);
        let remedies: Vec<_> = findings(&kernel).filter_map(|finding| finding.remedy).collect();
        assert!(remedies.iter().any(|remedy| remedy.contains(expected)), "{remedies:?}");
        assert!(remedies.iter().any(|remedy| remedy == "sudo DevToolsSecurity -enable"), "{remedies:?}");
    };
    check(closed(0x1_0000), "/opt/strandline/bin/strandline sign /Applications/terminal --out ~/terminal");
    check(FakeProcess { user: 0, ..closed(0) }, "sudo /opt/strandline/bin/strandline record --pid 700");
    check(closed(0), "sign --debugger /opt/strandline/bin/strandline");
    check(closed(0x0400_0000), "does not come with the system");
}

#[test]
fn the_doctor_sees_that_a_program_was_signed_since_it_was_started() {
    const OTHERWISE: &str = "the file of process 700 has other entitlements than it was started with";
    let says_so = |running: Option<Vec<u8>>, file: Option<&str>| {
        let target = FakeProcess { entitlements: running, ..process(EPERM, FAILURE, None) };
        let made_up = MadeUp { entitlements: file, ..MadeUp::default() };
        let program = Program::read(made_up.file().as_slice()).unwrap();
        let actual = doctor_findings(target, |world| {
            drop(world.programs.insert("/Applications/terminal".into(), program));
        });
        texts(&actual).contains(&OTHERWISE)
    };
    let inviting = list("com.apple.security.get-task-allow");
    assert!(says_so(None, Some(&inviting)));
    assert!(!says_so(Some(entitled_to("com.apple.security.get-task-allow")), Some(&inviting)));
    assert!(says_so(Some(entitled_to("com.apple.security.get-task-allow")), None));
    assert!(!says_so(None, None));
}

#[test]
fn the_doctor_says_what_it_tries_before_it_does() {
    let (user, dialog) = FakeUser::new();
    let kernel = FakeKernel::with(PID, process(PortAnswer::Asked(user), FAILURE, None));
    kernel.world().processes.insert(OWN, FakeProcess::default());
    let mut said = Vec::new();
    doctor::diagnose(&kernel, Some(PID_NUMBER), &Patience::default(), &mut |checkup| {
        if let Checkup::Trying(what) = checkup {
            // It has not come back yet: it waits for this.
            said.push((what, kernel.calls().questions));
            let _full = dialog.try_send(EPERM);
        }
    });
    let expected = ["task_read_for_pid", "task_for_pid", "PROC_PIDREGIONINFO"];
    assert_eq!(said.len(), expected.len(), "{said:?}");
    assert!(said.iter().zip(expected).all(|((what, _), call)| what.contains(call)), "{said:?}");
    assert_eq!(said[0].1, 0, "said before it was asked");
}

#[test]
fn the_doctor_parts_the_two_developer_modes_and_knows_of_ssh() {
    let check = |change: fn(&mut World), expected: &str, mended_by: Option<&str>| {
        let kernel = FakeKernel::with(PID, process(PortAnswer::Given, FAILURE, None));
        kernel.world().processes.insert(OWN, FakeProcess::default());
        change(&mut kernel.world());
        let found = findings(&kernel).find(|finding| finding.text.contains(expected)).expect(expected);
        assert_eq!(found.remedy.as_deref(), mended_by, "{found:?}");
    };
    let enable = Some("sudo DevToolsSecurity -enable");
    check(|world| world.developer_tools = Some(false), "DevToolsSecurity is disabled", enable);
    check(|world| world.developer_mode = Some(false), "AppleMobileFileIntegrity", None);
    let join = Some("sudo dseditgroup -o edit -a ada -t user _developer");
    check(|world| world.groups = Some(Vec::new()), "not in the group _developer", join);
    check(|world| world.over_ssh = true, "over SSH", None);
}
