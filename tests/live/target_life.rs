//! What targets do while they are recorded: grow, become another program, end.

use crate::puppet::{CHURN, Puppet, TOOL, Take, figures};
use std::process::Command;
use std::time::Duration;
use strandline::analysis::Window;
use strandline::classify::categories::Rules;
use strandline::model::units::Bytes;
use strandline::platform;
use strandline::record::session::EndCause;
use strandline::source::{AttachError, EndReason};

const PACE: Duration = Duration::from_millis(10);

#[test]
fn what_is_mapped_and_unmapped_is_seen_to_the_byte() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    take.mark("before");
    puppet.order("map 10 64");
    take.mark("mapped");
    puppet.order("drop");
    take.mark("dropped");
    let trace = take.stop();
    let churn = |from, to| figures(&trace, CHURN, from, to);
    assert_eq!(churn("before", "mapped").persistent.bytes, Bytes::from_kib(5 * 64));
    assert_eq!(churn("before", "mapped").persistent.count, 5);
    assert_eq!(churn("before", "mapped").after.footprint(), Bytes::from_kib(5 * 64));
    assert_eq!(churn("before", "dropped").persistent.bytes, Bytes::ZERO);
    assert_eq!(churn("before", "dropped").transient.bytes, Bytes::from_kib(5 * 64));
    assert_eq!(churn("mapped", "dropped").died, Bytes::from_kib(5 * 64));
}

/// Where the kernel tells of memory that was never touched as it tells of any other.
#[cfg(target_os = "linux")]
#[test]
fn what_was_mapped_and_is_touched_later_has_grown() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    take.mark("before");
    puppet.order("map 10 64");
    take.mark("mapped");
    puppet.order("touch");
    take.mark("touched");
    let trace = take.stop();
    let plain = |from, to| figures(&trace, "Anonymous ▸ anonymous", from, to);
    assert_eq!(plain("before", "mapped").persistent.bytes, Bytes::from_kib(5 * 64));
    // Mapped first, resident later: a region that was there before has grown.
    assert_eq!(plain("mapped", "touched").grown, Bytes::from_kib(5 * 64));
    assert_eq!(plain("mapped", "touched").persistent.bytes, Bytes::ZERO);
}

#[test]
fn the_end_of_the_target_ends_the_recording_and_keeps_it() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    puppet.order("map 4 64");
    take.mark("mapped");
    puppet.let_go();
    take.until("the end", |take| take.end.is_some());
    assert_eq!(take.end.as_ref().unwrap().cause, EndCause::Target(EndReason::Exited));
    let churn = figures(&take.trace, CHURN, "mapped", "mapped");
    assert_eq!(churn.after.mapped, Bytes::from_kib(2 * 64), "what was there at the last look is not dead");
}

#[test]
fn a_target_that_becomes_another_program_begins_a_new_epoch() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    puppet.order("map 4 64");
    take.mark("before");
    puppet.order("exec");
    take.until("a new epoch", |take| !take.trace.recording.epochs().is_empty());
    puppet.order("map 6 64");
    take.mark("behind");
    let trace = take.stop();
    assert_eq!(figures(&trace, CHURN, "before", "behind").died, Bytes::from_kib(2 * 64));
    assert_eq!(figures(&trace, CHURN, "before", "behind").persistent.bytes, Bytes::from_kib(3 * 64));
    assert!(trace.recording.warnings().iter().any(|warning| warning.text.contains("another program")));
    let window = Window::resolve(&trace, None, None).unwrap();
    let begins = trace.recording.time_of(window.from);
    assert!(begins > trace.recording.epochs()[0].at, "a report begins with the program that is there");
}

#[test]
fn a_pause_skips_no_marks() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    take.mark("before");
    take.session().pause();
    puppet.order("map 2 64");
    take.mark("in the pause");
    take.session().resume();
    puppet.order("drop");
    take.mark("behind");
    let trace = take.stop();
    assert_eq!(figures(&trace, CHURN, "before", "behind").transient.bytes, Bytes::from_kib(64));
}

#[test]
fn a_pid_that_is_not_there_is_named() {
    let refusal = platform::attach(0x003f_fff7, Rules::built_in(), &platform::Patience::default()).err();
    assert_eq!(refusal, Some(AttachError::NoSuchProcess { pid: 0x003f_fff7 }));
    let tool = Command::new(TOOL).args(["record", "--pid", "4194295"]).output().unwrap();
    assert!(!tool.status.success());
    assert_eq!(String::from_utf8_lossy(&tool.stderr), "error: there is no process with pid 4194295\n");
}
