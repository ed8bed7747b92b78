//! Ends: of the terminal, of the recorder, of commands that do not want to end. Nothing is left behind, and no end is waited
//! for for ever.

use crate::desk::{Desk, Run, Target, pid_in, runs, signal, until, whole};
use std::fs;
use std::time::{Duration, Instant};
use strandline::storage::trace_file;

/// A command that records a command of its own, which has begun when this returns; gives its pid.
fn launched(desk: &Desk, script: &str, more: &[&str]) -> (Run, u32) {
    let begun = format!("echo $$ > command.pid; {script}");
    let command = [&["record", "-o", "a.strand"], more, &["--", "sh", "-c", &begun]].concat();
    let run = desk.tool(&command);
    until("the first snapshot", || trace_file::is_trace(&desk.path("a.strand")));
    (run, pid_in(&desk.path("command.pid")))
}

const STUBBORN: &str = r#"trap "" TERM INT HUP; while :; do sleep 0.2; done"#;

fn sockets(desk: &Desk) -> usize {
    fs::read_dir(desk.path("run/strandline")).map_or(0, Iterator::count)
}

#[test]
fn a_command_that_ignores_the_request_to_end_is_killed() {
    let desk = Desk::new();
    let began = Instant::now();
    let (run, command) = launched(&desk, STUBBORN, &["--duration", "300ms"]);
    run.end().succeeds();
    assert!(began.elapsed() < Duration::from_secs(15));
    assert!(!runs(command));
    whole(&desk.path("a.strand"));
}

#[test]
fn a_closed_terminal_and_a_request_to_end_finish_the_trace_and_the_command() {
    for request in ["HUP", "TERM", "INT"] {
        let desk = Desk::new();
        let (run, command) = launched(&desk, "exec sleep 600", &[]);
        until("the socket", || sockets(&desk) == 1);
        run.signal(request);
        if request == "HUP" {
            // The shell and the system both tell of it.
            run.signal(request);
        }
        run.end().succeeds();
        assert!(!runs(command), "{request}");
        assert_eq!(sockets(&desk), 0, "{request}");
        whole(&desk.path("a.strand"));
    }
}

#[test]
fn a_recorder_that_is_to_outlive_its_terminal_does() {
    let desk = Desk::new();
    let target = Target::idle();
    let script =
        format!("trap '' HUP; exec \"$STRANDLINE\" record --pid {} -o a.strand --duration 2s", target.pid());
    let run = desk.shell(&script);
    until("the first snapshot", || trace_file::is_trace(&desk.path("a.strand")));
    run.signal("HUP");
    run.end().succeeds();
    assert!(whole(&desk.path("a.strand")).trace.recording.snapshots().last().unwrap().at.seconds() > 1.5);
}

#[test]
fn a_second_request_ends_at_once_and_leaves_nothing_behind() {
    let desk = Desk::new();
    let (run, command) = launched(&desk, STUBBORN, &[]);
    run.signal("INT");
    // The command is waited for by then.
    until("the trace is finished", || {
        trace_file::open(&desk.path("a.strand")).is_ok_and(|opened| opened.complete)
    });
    let began = Instant::now();
    run.signal("INT");
    run.end();
    assert!(began.elapsed() < Duration::from_secs(10));
    until("the command is gone", || !runs(command));
    assert_eq!((sockets(&desk), desk.partials()), (0, 0));
}

#[test]
fn a_recorder_that_is_killed_takes_its_command_with_it_and_leaves_a_target_alone() {
    let desk = Desk::new();
    let (run, command) = launched(&desk, STUBBORN, &[]);
    run.signal("KILL");
    run.end();
    until("the command is gone", || !runs(command));
    let target = Target::idle();
    let run = desk.recording(&target, "b.strand", &[]);
    run.signal("KILL");
    run.end();
    assert!(runs(target.pid()), "it was there before, and stays");
    assert!(trace_file::open(&desk.path("b.strand")).is_ok());
}

#[test]
fn a_command_of_a_cycle_ends_with_a_recorder_that_is_killed() {
    let desk = Desk::new();
    let target = Target::idle();
    let each = format!("echo $$ > each.pid; {STUBBORN}");
    let run = desk.recording(&target, "a.strand", &["--cycles", "1", "--settle", "0ms", "--each", &each]);
    let command = pid_in(&desk.path("each.pid"));
    run.signal("KILL");
    run.end();
    until("the command is gone", || !runs(command));
}

#[test]
fn a_recorder_that_is_stopped_goes_on() {
    let desk = Desk::new();
    let target = Target::idle();
    let run = desk.recording(&target, "a.strand", &["--interval", "10ms"]);
    signal(run.pid(), "STOP");
    until("it is stopped", || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", run.pid())).unwrap();
        stat.rsplit(')').next().unwrap().starts_with(" T")
    });
    std::thread::sleep(Duration::from_millis(300));
    signal(run.pid(), "CONT");
    signal(run.pid(), "TERM");
    run.end().succeeds();
    assert!(whole(&desk.path("a.strand")).trace.recording.snapshots().last().unwrap().at.seconds() > 0.3);
}

/// A look for which the target stands still. A terminal that stops whoever takes it (Ctrl-Z) must not stop the target too.
#[test]
fn a_look_that_is_stopped_half_way_does_not_leave_the_target_stopped() {
    let desk = Desk::new();
    let target = Target::idle();
    let state = |pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(") ").next().and_then(|rest| rest.chars().next()).unwrap_or('X')
    };
    let pid = target.pid().to_string();
    let mut stopped = 0;
    for delay in 0..30 {
        let run = desk.tool(&["verify", &pid]);
        std::thread::sleep(Duration::from_millis(delay));
        run.signal("TSTP");
        until("it is stopped, or was faster", || matches!(state(run.pid()), 'T' | 'Z' | 'X'));
        stopped += u32::from(state(run.pid()) == 'T');
        until("the target goes on", || state(target.pid()) != 't');
        run.signal("CONT");
        run.end();
    }
    assert!(stopped > 0);
}
