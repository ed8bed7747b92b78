//! What has always held, and has to: restless and odd targets, little of everything, options that make no sense.

use crate::desk::{Desk, Ended, OTHER, Run, Target, may, pid_in, signal, until, whole};
use strandline::storage::trace_file;

#[test]
fn a_target_that_becomes_another_program_again_and_again_is_followed() {
    let desk = Desk::new();
    // A shell that replaces itself, a hundred times.
    let storm = r#"if test "$1" -lt 100; then exec sh "$0" $(($1 + 1)); else exec sleep 600; fi"#;
    std::fs::write(desk.path("storm"), storm).unwrap();
    let gate = "echo $$ > target.pid; read -r _ < gate; exec sh storm 0";
    desk.shell("mkfifo gate").end().succeeds();
    let target = Target::new(desk.command("sh", &["-c", gate]).current_dir(desk.path("")));
    let run = desk.marked_recording(&target, "a.strand", &["--interval", "5ms"]);
    desk.shell("echo > gate").end().succeeds();
    let command = format!("/proc/{}/cmdline", target.pid());
    until("the last program", || std::fs::read(&command).is_ok_and(|line| line.starts_with(b"sleep")));
    let label = ["mark", "behind", "--pid", &target.pid().to_string(), "--timeout", "20s"].map(str::to_owned);
    desk.tool(&label.each_ref().map(String::as_str)).end().succeeds();
    run.signal("TERM");
    run.end().succeeds();
    let trace = whole(&desk.path("a.strand")).trace;
    assert!(!trace.recording.epochs().is_empty());
    assert_eq!(trace.recording.target().unwrap().name, "sleep");
}

#[test]
fn a_target_that_is_killed_ends_the_recording_in_good_order() {
    let desk = Desk::new();
    let target = Target::idle();
    let run = desk.recording(&target, "a.strand", &[]);
    signal(target.pid(), "KILL");
    let ended = run.end();
    ended.succeeds();
    assert!(ended.stderr.contains("the target exited"), "{}", ended.stderr);
    whole(&desk.path("a.strand"));
}

#[test]
fn a_target_that_is_stopped_is_recorded_and_stays_stopped() {
    let desk = Desk::new();
    let target = Target::idle();
    signal(target.pid(), "STOP");
    let stat = || std::fs::read_to_string(format!("/proc/{}/stat", target.pid())).unwrap();
    until("it is stopped", || stat().contains(") T "));
    let pid = target.pid().to_string();
    desk.tool(&["record", "--pid", &pid, "--duration", "200ms", "-o", "a.strand"]).end().succeeds();
    assert!(stat().contains(") T "));
    whole(&desk.path("a.strand"));
}

/// Records a command for a short while, under limits.
fn limited(limits: &str) -> (Desk, Ended) {
    let desk = Desk::new();
    let script = format!("{limits}; exec \"$STRANDLINE\" record --duration 300ms -o a.strand -- sleep 600");
    let ended = desk.shell(&script).end();
    (desk, ended)
}

#[test]
fn few_descriptors_and_little_memory_are_enough_or_an_error() {
    for limits in ["ulimit -n 24", "ulimit -v 400000", "ulimit -c 0; ulimit -s 512"] {
        let (desk, ended) = limited(limits);
        ended.succeeds();
        whole(&desk.path("a.strand"));
    }
    for few in 4..12 {
        let (desk, ended) = limited(&format!("ulimit -n {few}"));
        assert_ne!(ended.status.code(), None, "not by a signal: {}", ended.stderr);
        if !ended.status.success() {
            let left = (desk.path("a.strand").exists(), desk.partials());
            assert_eq!(left, (false, 0), "{few}: {}", ended.stderr);
        }
    }
}

#[test]
fn a_disk_that_is_full_from_the_start_is_an_error_before_anything_is_recorded() {
    if !may("a full disk") {
        return;
    }
    let desk = Desk::new();
    std::fs::create_dir(desk.path("full")).unwrap();
    let script = r#"mount -t tmpfs -o size=16k none full; dd if=/dev/zero of=full/z bs=1k 2> dd.err
        "$STRANDLINE" record --duration 300ms -o full/a.strand -- sleep 600; echo "ended $?"; ls -A full"#;
    let ended = Run::in_namespace(&desk, script);
    assert_eq!(ended.stdout, "ended 1\nz\n", "{}", ended.stderr);
}

#[test]
fn targets_in_namespaces_of_their_own_are_recorded() {
    if !may("namespaces") {
        return;
    }
    let desk = Desk::new();
    let script = "echo $$ > inner; unshare -m -u -i -n -p --fork --mount-proc sleep 600 & wait";
    let outer = Run::start(desk.command("sh", &["-c", script]));
    let shell = pid_in(&desk.path("inner"));
    let children = |pid: u32| {
        let path = format!("/proc/{pid}/task/{pid}/children");
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.split_whitespace().next().and_then(|pid| pid.parse::<u32>().ok())
    };
    let target = || children(children(shell)?);
    until("the target", || target().is_some());
    let target = target().unwrap();
    let name = format!("/proc/{target}/comm");
    until("it is the program", || std::fs::read_to_string(&name).is_ok_and(|name| name.trim() == "sleep"));
    desk.tool(&["record", "--pid", &target.to_string(), "--duration", "200ms", "-o", "a.strand"])
        .end()
        .succeeds();
    whole(&desk.path("a.strand"));
    signal(target, "KILL");
    outer.end();
}

#[test]
fn a_target_that_becomes_another_user_is_recorded_on_by_root() {
    if !may("another user") {
        return;
    }
    let desk = Desk::new();
    desk.shell("mkfifo gate").end().succeeds();
    let script =
        format!("read -r _ < gate; exec setpriv --reuid={OTHER} --regid={OTHER} --clear-groups sleep 600");
    let target = Target::new(desk.command("sh", &["-c", &script]).current_dir(desk.path("")));
    let run = desk.marked_recording(&target, "a.strand", &["--interval", "10ms"]);
    desk.shell("echo > gate").end().succeeds();
    let name = format!("/proc/{}/comm", target.pid());
    until("the program", || std::fs::read_to_string(&name).is_ok_and(|name| name.trim() == "sleep"));
    let mark = ["mark", "behind", "--timeout", "20s", "--pid"];
    desk.tool(&[&mark[..], &[&target.pid().to_string()]].concat()).end().succeeds();
    run.signal("TERM");
    run.end().succeeds();
    whole(&desk.path("a.strand"));
}

#[test]
fn options_that_make_no_sense_are_refused_before_anything_is_done() {
    let desk = Desk::new();
    for arguments in [
        "--interval 1ms",
        "--interval 2h",
        "--interval 5",
        "--duration -1s",
        "--duration 1e99h",
        "--budget-cpu 0%",
        "--budget-cpu 101%",
        "--cycles 0 --each true",
        "--cycles 99999999999 --each true",
        "--each true --open true --close true",
        "-o -",
        "-o no/such/folder/a.strand",
    ] {
        let words: Vec<&str> = arguments.split(' ').collect();
        let ended = desk.tool(&[&["record"], &words[..], &["--", "touch", "touched"]].concat()).end();
        assert!(!ended.status.success(), "{arguments}: {}", ended.stderr);
        assert!(!ended.stderr.contains("panicked"), "{arguments}: {}", ended.stderr);
    }
    assert_eq!((desk.path("touched").exists(), desk.partials()), (false, 0));
}

#[test]
fn a_trace_that_is_cut_in_any_place_opens_or_is_refused_in_words() {
    let desk = Desk::new();
    let target = Target::idle();
    let pid = target.pid().to_string();
    desk.tool(&["record", "--pid", &pid, "--duration", "300ms", "-o", "a.strand"]).end().succeeds();
    let bytes = std::fs::read(desk.path("a.strand")).unwrap();
    let cut = desk.path("cut.strand");
    for length in (0..bytes.len()).step_by(bytes.len() / 40) {
        std::fs::write(&cut, &bytes[..length]).unwrap();
        if let Ok(opened) = trace_file::open(&cut) {
            assert!(!opened.complete && !opened.warnings.is_empty(), "{length} bytes");
        }
        let ended = desk.tool(&["report", "cut.strand"]).end();
        assert!(matches!(ended.status.code(), Some(0 | 1)), "{length}: {}", ended.stderr);
    }
}
