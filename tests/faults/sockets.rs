//! Sockets: in directories of others, with nobody or somebody else behind them.

use crate::desk::{Desk, OTHER, Run, TOOL, Target, may, signal, until, whole};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use strandline::model::MarkRole;
use strandline::storage::trace_file;

fn mark(desk: &Desk, target: &Target, more: &[&str]) -> Run {
    desk.tool(&[&["mark", "secret label", "--pid", &target.pid().to_string()], more].concat())
}

/// Records with a directory for sockets that is prepared; marks are refused, and the recording goes on all the same.
fn squatted(prepare: impl FnOnce(&Path)) {
    let desk = Desk::new();
    prepare(&desk.path("run/strandline"));
    let target = Target::idle();
    let recording = desk.recording(&target, "a.strand", &[]);
    mark(&desk, &target, &[]).end().refuses("the mark was not set");
    recording.signal("TERM");
    let ended = recording.end();
    ended.succeeds();
    assert!(ended.stderr.contains("marks cannot be set from outside"), "{}", ended.stderr);
    let trace = trace_file::open(&desk.path("a.strand")).unwrap().trace;
    assert_eq!(trace.annotations.marks().len(), 0);
}

#[test]
fn a_directory_that_others_may_enter_is_refused() {
    squatted(|directory| {
        fs::create_dir(directory).unwrap();
        fs::set_permissions(directory, fs::Permissions::from_mode(0o777)).unwrap();
    });
}

#[test]
fn a_link_in_place_of_the_directory_is_refused() {
    squatted(|directory| symlink(directory.parent().unwrap(), directory).unwrap());
}

#[test]
fn a_directory_of_another_user_is_refused() {
    if !may("another user") {
        return;
    }
    squatted(|directory| {
        fs::create_dir(directory).unwrap();
        fs::set_permissions(directory, fs::Permissions::from_mode(0o700)).unwrap();
        chown(directory, Some(OTHER), Some(OTHER)).unwrap();
    });
}

#[test]
fn who_is_no_directory_of_ours_is_not_asked() {
    let desk = Desk::new();
    let target = Target::idle();
    fs::create_dir(desk.path("relative")).unwrap();
    let pid = target.pid().to_string();
    let mut command = desk.command(TOOL, &["record", "--pid", &pid, "--duration", "100ms", "-o", "a.strand"]);
    command.env("XDG_RUNTIME_DIR", "relative").env("USER", "somebody");
    Run::start(command).end().succeeds();
    assert_eq!(fs::read_dir(desk.path("relative")).unwrap().count(), 0);
    let names = fs::read_dir(desk.path("tmp")).unwrap().map(|entry| entry.unwrap().file_name());
    let ours = format!("strandline-{}", strandline::platform::effective_user());
    assert_eq!(names.collect::<Vec<_>>(), [ours.as_str()], "by number, not by the name that anybody may say");
}

#[test]
fn a_recorder_that_is_stopped_or_mute_does_not_stop_who_sets_a_mark() {
    let desk = Desk::new();
    let target = Target::idle();
    let recording = desk.marked_recording(&target, "a.strand", &[]);
    signal(recording.pid(), "STOP");
    mark(&desk, &target, &["--timeout", "500ms"]).end().refuses("did not answer within 0.5 s");
    signal(recording.pid(), "CONT");
    signal(recording.pid(), "TERM");
    recording.end().succeeds();
    let _mute = UnixListener::bind(desk.socket(&target)).unwrap();
    mark(&desk, &target, &["--timeout", "500ms"]).end().refuses("did not answer within 0.5 s");
}

#[test]
fn a_cycle_is_closed_from_outside_and_once_only() {
    let desk = Desk::new();
    let target = Target::idle();
    let run = desk.recording(&target, "a.strand", &[]);
    let pid = target.pid().to_string();
    let mark = |more: &[&str]| desk.tool(&[&["mark", "--pid", &pid], more].concat()).end();
    mark(&["--baseline"]).succeeds();
    for cycle in ["1", "2"] {
        mark(&["--open", cycle]).succeeds();
        mark(&["--closed", cycle, "by a test driver"]).succeeds();
    }
    mark(&["--closed", "1"]).refuses("cycle 1 was closed before");
    run.signal("TERM");
    run.end().succeeds();
    let marks = whole(&desk.path("a.strand")).trace.annotations;
    let actual: Vec<_> = marks.marks().iter().map(|mark| (mark.label.as_str(), mark.role)).collect();
    let (open, closed) = (MarkRole::Open, MarkRole::Closed);
    assert_eq!(
        actual,
        [
            ("baseline", MarkRole::Baseline),
            ("cycle 1 open", open(1)),
            ("by a test driver", closed(1)),
            ("cycle 2 open", open(2)),
            ("by a test driver", closed(2)),
        ]
    );
}

#[test]
fn a_label_that_is_too_long_is_not_cut() {
    let desk = Desk::new();
    let target = Target::idle();
    let _recording = desk.recording(&target, "a.strand", &["--duration", "5s"]);
    let long = "x".repeat(5000);
    desk.tool(&["mark", &long, "--pid", &target.pid().to_string()]).end().refuses("too long");
}

#[test]
fn a_socket_that_a_killed_recorder_left_is_taken_over_and_others_are_removed() {
    let desk = Desk::new();
    let (target, gone) = (Target::idle(), Target::idle());
    for target in [&target, &gone] {
        let pid = target.pid().to_string();
        let recording = desk.tool(&["record", "--pid", &pid, "-o", "a.strand"]);
        until("the socket", || desk.socket(target).exists());
        recording.signal("KILL");
        recording.end();
        assert!(desk.socket(target).exists());
    }
    desk.shell(&format!("touch -d '1 minute ago' run/strandline/{}.sock", gone.pid())).end().succeeds();
    let recording = desk.marked_recording(&target, "b.strand", &[]);
    mark(&desk, &target, &["--timeout", "20s"]).end().succeeds();
    assert!(!desk.socket(&gone).exists());
    recording.signal("TERM");
    recording.end().succeeds();
    assert!(!desk.socket(&target).exists());
}

#[test]
fn two_hundred_marks_of_twenty_processes_are_all_set() {
    let desk = Desk::new();
    let target = Target::idle();
    let recording = desk.marked_recording(&target, "a.strand", &[]);
    let script = format!(
        r#"for process in $(seq 20); do
            (for mark in $(seq 10); do "$STRANDLINE" mark "$process.$mark" --pid {} --timeout 60s > /dev/null || echo failed; done) &
        done; wait"#,
        target.pid()
    );
    let ended = desk.shell(&script).end();
    assert_eq!(ended.stdout, "", "{}", ended.stderr);
    recording.signal("TERM");
    recording.end().succeeds();
    let trace = trace_file::open(&desk.path("a.strand")).unwrap().trace;
    let mut labels: Vec<_> = trace.annotations.marks().iter().map(|mark| mark.label.clone()).collect();
    labels.sort();
    labels.dedup();
    assert_eq!(labels.len(), 200);
}

#[test]
fn a_forged_answer_of_another_user_is_none() {
    if !may("another user") {
        return;
    }
    let desk = Desk::new();
    // Whoever could put a socket into our own directory would still be seen to be another.
    let script = format!(
        r#"mkdir -m 700 run/strandline; chmod 711 . run; chown {OTHER} run/strandline
        setpriv --reuid={OTHER} --regid={OTHER} --clear-groups perl -e '
            use Socket; socket(S, PF_UNIX, SOCK_STREAM, 0); bind(S, sockaddr_un("run/strandline/1.sock")) or die; listen(S, 5);
            accept(C, S); sysread(C, my $line, 300); syswrite(C, "ok 1.0 2.0\n");' &
        forger=$!
        while ! test -S run/strandline/1.sock; do sleep 0.01; done
        chown 0 run/strandline
        "$STRANDLINE" mark x --pid 1; echo "ended $?"; kill $forger"#
    );
    let ended = desk.shell(&script).end();
    assert!(ended.stdout.contains("ended 1"), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("user {OTHER} listens there")), "{}", ended.stderr);
}

#[test]
fn a_flood_of_connections_keeps_nobody_from_a_mark() {
    let desk = Desk::new();
    let target = Target::idle();
    let limited = format!("ulimit -n 400; exec \"$STRANDLINE\" record --pid {} -o a.strand", target.pid());
    let recording = desk.shell(&limited);
    until("the socket", || UnixStream::connect(desk.socket(&target)).is_ok());
    // Each is taken in, and says nothing.
    let _mute: Vec<_> = (0..600).map(|_| UnixStream::connect(desk.socket(&target)).unwrap()).collect();
    let threads = || fs::read_dir(format!("/proc/{}/task", recording.pid())).unwrap().count();
    until("those that are too many have gone", || (100..160).contains(&threads()));
    mark(&desk, &target, &["--timeout", "4s"]).end().succeeds();
    recording.signal("TERM");
    recording.end().succeeds();
    assert_eq!(whole(&desk.path("a.strand")).trace.annotations.marks().len(), 1);
}

#[test]
fn a_path_that_counts_from_here_is_the_same_socket_or_none() {
    let desk = Desk::new();
    let target = Target::idle();
    let recording = desk.marked_recording(&target, "a.strand", &[]);
    let beside = format!("cd run/strandline; exec \"$STRANDLINE\" mark x --socket {}.sock", target.pid());
    desk.shell(&beside).end().succeeds();
    recording.signal("TERM");
    recording.end().succeeds();
    // Each who asks from a working directory of its own would look for another one.
    let pid = target.pid().to_string();
    let mut command = desk.command(TOOL, &["record", "--pid", &pid, "--duration", "100ms", "-o", "b.strand"]);
    command.env("TMPDIR", ".").env_remove("XDG_RUNTIME_DIR");
    Run::start(command).end().succeeds();
    let names = fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().starts_with("strandline-")));
}
