//! Targets: what cannot be recorded is said before, with the true reason; what has an odd name steers no terminal.

use crate::desk::{Desk, Run, TOOL, Target, may, pid_in, runs, until, whole};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// Doctor, list and record agree that a process cannot be recorded, and why; nothing is written.
fn refused(desk: &Desk, pid: u32, why: &str) {
    let pid = pid.to_string();
    let doctor = desk.tool(&["doctor", &pid]).end();
    assert_eq!(doctor.status.code(), Some(1));
    assert!(doctor.stdout.contains(why), "{}", doctor.stdout);
    assert!(!doctor.stdout.contains("may be recorded"), "{}", doctor.stdout);
    desk.tool(&["record", "--pid", &pid, "-o", "a.strand"]).end().refuses(why);
    assert!(!desk.path("a.strand").exists());
}

#[test]
fn a_process_that_has_ended_is_not_recorded() {
    let desk = Desk::new();
    // The parent becomes another program, and does not wait for its child.
    let parent = "sh -c 'echo $$ > child.pid' & exec sleep 600";
    let _parent = Target::new(desk.command("sh", &["-c", parent]).current_dir(desk.path("")));
    let child = pid_in(&desk.path("child.pid"));
    until("it has ended", || !runs(child));
    refused(&desk, child, "it has ended");
}

#[test]
fn a_process_whose_main_thread_has_ended_is_not_recorded() {
    let desk = Desk::new();
    let script = "import ctypes, threading, time\n\
                  threading.Thread(target=time.sleep, args=(600,)).start()\n\
                  ctypes.CDLL(None).pthread_exit(0)";
    if !Command::new("python3").args(["-c", ""]).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped, since it needs python3: a process whose main thread has ended");
        return;
    }
    let target = Target::new(desk.command("python3", &["-c", script]).current_dir(desk.path("")));
    until("its main thread ends", || !runs(target.pid()));
    refused(&desk, target.pid(), "its main thread has ended");
}

#[test]
fn a_thread_of_the_kernel_is_not_recorded() {
    let stat = fs::read_to_string("/proc/2/stat").unwrap_or_default();
    if !stat.starts_with("2 (kthreadd)") {
        eprintln!("skipped, since none is seen from here: a thread of the kernel");
        return;
    }
    refused(&Desk::new(), 2, "it is a thread of the kernel");
}

#[test]
fn what_hidepid_hides_is_told() {
    if !may("hidden processes") {
        return;
    }
    let desk = Desk::new();
    let tool = desk.path("run/strandline-tool");
    fs::copy(TOOL, &tool).unwrap();
    for open in ["", "run", "home", "state"] {
        fs::set_permissions(desk.path(open), fs::Permissions::from_mode(0o777)).unwrap();
    }
    let script = r#"mount -t proc -o hidepid=2 proc /proc
        other="setpriv --reuid=65534 --regid=65534 --clear-groups"
        $other run/strandline-tool doctor; $other run/strandline-tool list; $other run/strandline-tool doctor 1"#;
    let ended = Run::in_namespace(&desk, script);
    assert!(ended.stdout.contains("processes of other users are hidden"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("all processes are visible"), "{}", ended.stdout);
    assert!(ended.stderr.contains("processes of other users are hidden"), "{}", ended.stderr);
}

#[test]
fn where_there_is_no_proc_that_is_told() {
    if !may("a system without /proc") {
        return;
    }
    let desk = Desk::new();
    for command in ["list", "doctor", "record --pid 1 -o a.strand"] {
        let script = format!("mount -t tmpfs none /proc; exec \"$STRANDLINE\" {command}");
        let ended = Run::in_namespace(&desk, &script);
        assert_eq!(ended.status.code(), Some(1), "{command}");
        let actual = ended.stdout + &ended.stderr;
        assert!(actual.contains("there are no processes at /proc"), "{command}: {actual}");
    }
}

#[test]
fn a_name_steers_no_terminal() {
    let desk = Desk::new();
    let name = "x\u{1b}[2Jy\u{7}";
    let sleep = Command::new("sh").args(["-c", "command -v sleep"]).output().unwrap().stdout;
    fs::copy(String::from_utf8(sleep).unwrap().trim(), desk.path(name)).unwrap();
    let target = Target::new(Command::new(desk.path(name)).arg("600"));
    let pid = target.pid().to_string();
    let recorded = desk.tool(&["record", "--pid", &pid, "--duration", "100ms", "-o", "a.strand"]).end();
    recorded.succeeds();
    let marked = desk.tool(&["record", "--pid", &pid, "--duration", "100ms"]).end();
    // One that becomes this program while it is recorded is told of by name.
    let script = format!("echo $$ > shell.pid; read -r _ < gate; exec '{}' 600", desk.path(name).display());
    desk.shell("mkfifo gate").end().succeeds();
    let shell = Target::new(desk.command("sh", &["-c", &script]).current_dir(desk.path("")));
    let run = desk.recording(&shell, "b.strand", &["--interval", "10ms", "--duration", "2s"]);
    desk.shell("echo > gate").end().succeeds();
    let epoch = run.end();
    assert!(epoch.stderr.contains("became another program"), "{}", epoch.stderr);
    let outputs = [
        recorded,
        marked,
        epoch,
        desk.tool(&["list"]).end(),
        desk.tool(&["list", "--json"]).end(),
        desk.tool(&["report", "a.strand"]).end(),
        desk.tool(&["report", "a.strand", "--format", "md"]).end(),
        desk.tool(&["report", "a.strand", "--format", "csv"]).end(),
        desk.tool(&["report", "a.strand", "--format", "json"]).end(),
        desk.tool(&["export", "a.strand", "--format", "csv", "--what", "regions"]).end(),
        desk.tool(&["report", "\u{1b}[2J.strand"]).end(),
    ];
    for output in outputs {
        let actual = output.stdout + &output.stderr;
        let steering = |letter: &char| letter.is_control() && !matches!(letter, '\n' | '\t');
        assert_eq!(actual.chars().find(steering), None, "{actual:?}");
    }
    assert_eq!(whole(&desk.path("a.strand")).trace.recording.target().unwrap().name, name);
}

#[test]
fn a_thread_is_not_taken_for_its_process() {
    let desk = Desk::new();
    let threads = format!("/proc/{}/task", std::process::id());
    let is_other = |id: &u32| *id != std::process::id();
    let ids = fs::read_dir(threads).unwrap().map(|task| task.unwrap().file_name());
    let thread = ids.filter_map(|id| id.to_str()?.parse().ok()).find(is_other).unwrap();
    refused(&desk, thread, &format!("it is a thread of process {}", std::process::id()));
}

#[test]
fn a_command_that_ends_before_it_can_be_looked_at_is_told() {
    let desk = Desk::new();
    for nth in 0..5 {
        let name = format!("{nth}.strand");
        let ended = desk.tool(&["record", "-o", &name, "--", "true"]).end();
        // Now and then the command lives long enough for a look: then there is a recording, and all is well.
        let is_recorded = ended.status.code() == Some(0);
        assert_eq!(desk.path(&name).exists(), is_recorded, "{}", ended.stderr);
        if !is_recorded {
            assert_eq!(ended.status.code(), Some(1));
            let is_told = ["the command ended before it could be recorded: true", "nothing was recorded"];
            assert!(is_told.iter().any(|words| ended.stderr.contains(words)), "{}", ended.stderr);
        }
    }
    desk.tool(&["record", "-o", "a.strand", "--", ""]).end().refuses("no program is named");
}
