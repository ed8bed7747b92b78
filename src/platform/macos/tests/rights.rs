//! The ladder of rights: what is tried, what holds, and what is said of a refusal.

use super::super::denial::Denial;
use super::super::fake::{FakeKernel, FakeObject, FakeProcess, PortAnswer, region};
use super::super::kernel::{Errno, KernelCode, PortRefusal, Right};
use super::super::ladder::{LadderResult, RUNGS, Rung, WayToRecord, climb};
use super::super::processes;
use super::super::totals_source::TotalsSource;
use super::{MIB, PAGE, PID, Recorder, opened};
use crate::classify::categories::Rules;
use crate::model::units::Bytes;
use crate::model::{Readings, TotalKind, Totals};
use crate::platform::patience::Patience;
use crate::source::{AttachError, EndReason, Observed, ReadScope, Source, SourceError};

const BASE: u64 = 0x1_0000_0000;
pub(super) const PID_NUMBER: u32 = PID.unsigned_abs();

pub(super) const EPERM: PortAnswer = PortAnswer::Refused(PortRefusal::Errno(Errno(1)));
pub(super) const FAILURE: PortAnswer = PortAnswer::Refused(PortRefusal::Code(KernelCode(5)));
const MISSING: PortAnswer = PortAnswer::Refused(PortRefusal::Missing);

pub(super) fn process(
    read_port: PortAnswer,
    control_port: PortAnswer,
    by_pid_refused: Option<Errno>,
) -> FakeProcess {
    FakeProcess { read_port, control_port, by_pid_refused, ..FakeProcess::with([region(BASE, MIB, 2, 1)]) }
}

fn climbed_on(kernel: &FakeKernel) -> LadderResult<FakeKernel> {
    climb(kernel, PID, RUNGS, &Patience::default(), &mut |_rung| {})
}

/// Which step holds, and why those above it do not.
fn climbed(process: FakeProcess) -> (&'static str, Vec<String>) {
    let LadderResult { reach, denials } = climbed_on(&FakeKernel::with(PID, process));
    let actual = |(rung, denial): &(Rung, Denial)| format!("{rung}: {denial}");
    let held = match reach {
        Some(WayToRecord::Port(_)) => "port",
        Some(WayToRecord::Pid(..)) => "pid",
        None => "none",
    };
    (held, denials.iter().map(actual).collect())
}

#[test]
fn each_step_is_tried_in_turn_and_says_why_it_does_not_hold() {
    let check = |process, held, denials: &[&str]| {
        assert_eq!(climbed(process), (held, denials.iter().map(|&denial| denial.to_owned()).collect()));
    };
    let read = "task_read_for_pid: errno 1 (EPERM)";
    let control = "task_for_pid: code 0x5 (KERN_FAILURE)";
    check(process(PortAnswer::Given, FAILURE, None), "port", &[]);
    check(process(EPERM, PortAnswer::Given, None), "port", &[read]);
    check(
        process(MISSING, PortAnswer::Given, None),
        "port",
        &["task_read_for_pid: this macOS does not have it"],
    );
    let null = "task_read_for_pid: it succeeds without giving a port";
    check(process(PortAnswer::Null, PortAnswer::Given, None), "port", &[null]);
    check(process(EPERM, FAILURE, None), "pid", &[read, control]);
    let null = "task_for_pid: it succeeds without giving a port";
    check(process(EPERM, PortAnswer::Null, None), "pid", &[read, null]);
    let by_pid = "PROC_PIDREGIONINFO: errno 1 (EPERM)";
    check(process(EPERM, FAILURE, Some(Errno(1))), "none", &[read, control, by_pid]);
    let dead = FakeProcess { is_dead: true, ..process(PortAnswer::Given, PortAnswer::Given, None) };
    let useless = |call| format!("{call}: code 0x10000003 (MACH_SEND_INVALID_DEST)");
    let useless =
        [useless("task_read_for_pid"), useless("task_for_pid"), "PROC_PIDREGIONINFO: errno 3 (ESRCH)".into()];
    assert_eq!(climbed(dead), ("none", useless.to_vec()));
}

#[test]
fn the_right_to_control_is_not_asked_for_where_the_right_to_read_is_given() {
    let kernel = FakeKernel::with(PID, process(PortAnswer::Given, PortAnswer::Null, None));
    let climb = climbed_on(&kernel);
    assert!(matches!(climb.reach, Some(WayToRecord::Port(_))) && climb.denials.is_empty());
    let port = super::super::kernel::Kernel::port(&kernel, PID, Right::Control);
    assert_eq!(port, Ok(0), "which here would have given nothing");
}

#[test]
fn without_a_port_regions_are_read_by_pid_and_graphics_stay_unknown() {
    let mut process = process(EPERM, FAILURE, None);
    process.objects = vec![FakeObject::graphics(1, MIB)];
    process.footprint = 3 * MIB;
    let mut recorder = Recorder::attach(process);
    let warnings = recorder.source.take_warnings();
    assert!(warnings.len() == 1 && warnings[0].contains("slow"), "{warnings:?}");
    let (delta, readings) = recorder.walk();
    assert_eq!(
        recorder.categories().into_iter().collect::<Vec<_>>(),
        [("Malloc ▸ Malloc Small".to_owned(), (1, 1))]
    );
    assert_eq!(readings.readings[0].usage.dirty.get(), MIB);
    assert_eq!(delta.totals.get(TotalKind::PhysFootprint).map(Bytes::get), Some(3 * MIB));
    assert!(!recorder.observed().unwrap().unmapped_read);
    recorder.change(|process| process.is_dead = true);
    assert!(matches!(recorder.observed(), Err(SourceError::Transient(_))));
    recorder.kernel.world().processes.clear();
    assert_eq!(recorder.observed().unwrap_err(), SourceError::Ended(EndReason::Exited));
}

#[test]
fn by_pid_a_page_is_dirty_once_it_was_written_to() {
    let mut raw = region(BASE, MIB, 2, 1);
    raw.pages.dirtied = 5;
    let mut recorder = Recorder::attach(FakeProcess { regions: vec![raw], ..process(EPERM, FAILURE, None) });
    recorder.walk();
    assert_eq!(recorder.pages(), [MIB / PAGE, 5, 0]);
}

#[test]
fn by_pid_a_process_that_is_ending_has_not_given_its_memory_back() {
    let mut recorder = Recorder::attach(process(EPERM, FAILURE, None));
    recorder.tick();
    recorder.change(|process| process.regions.clear());
    assert!(matches!(recorder.observed(), Err(SourceError::Transient(_))));
}

fn refused_with(process: FakeProcess, user: u32) -> AttachError {
    let kernel = FakeKernel::with(PID, process);
    kernel.world().user = user;
    opened(&kernel, Rules::default()).err().expect("it is refused")
}

#[test]
fn a_refusal_names_its_likely_cause() {
    let closed = || process(EPERM, FAILURE, Some(Errno(1)));
    let check = |process, user, expected: &str| {
        let text = refused_with(process, user).to_string();
        assert!(text.contains(expected), "{text}");
    };
    check(FakeProcess { signature: 0x0401_0000, ..closed() }, 501, "part of macOS");
    check(FakeProcess { signature: 0x0001_0000, ..closed() }, 501, "hardened runtime");
    check(FakeProcess { user: 502, ..closed() }, 501, "another user");
    check(FakeProcess { signature: 0x4, ..closed() }, 501, "only debuggers");
    check(FakeProcess { signature: 0x4, ..closed() }, 0, "even root");
    let nobody = FakeKernel::default();
    let missing = opened(&nobody, Rules::default()).err();
    assert_eq!(missing, Some(AttachError::NoSuchProcess { pid: PID_NUMBER }));
}

#[test]
fn what_is_left_are_totals() {
    let kernel =
        FakeKernel::with(PID, FakeProcess { footprint: 9 * MIB, ..process(EPERM, FAILURE, Some(Errno(1))) });
    let mut source = TotalsSource::open(kernel.clone(), PID_NUMBER, vec!["why".to_owned()]).unwrap();
    let mut observed = Observed::default();
    source.observe(ReadScope::Due, &mut observed).unwrap();
    assert_eq!(observed.unmapped[0].1.footprint().get(), 9 * MIB);
    source.walk(&mut Readings::default(), &mut Totals::default()).unwrap();
    assert_eq!(source.take_warnings(), ["why"]);
    kernel.change(PID, |process| process.incarnation.process += 1);
    let error = source.observe(ReadScope::Due, &mut observed).unwrap_err();
    assert_eq!(error, SourceError::Ended(EndReason::PidReused));
    kernel.world().processes.clear();
    let error = source.observe(ReadScope::Due, &mut observed).unwrap_err();
    assert_eq!(error, SourceError::Ended(EndReason::Exited));
}

#[test]
fn the_totals_of_another_users_process_are_refused_too() {
    let kernel = FakeKernel::with(PID, FakeProcess { user: 0, ..process(EPERM, FAILURE, None) });
    assert!(matches!(
        TotalsSource::open(kernel, PID_NUMBER, Vec::new()),
        Err(AttachError::NotPermitted { .. })
    ));
}

#[test]
fn the_list_is_sorted_and_says_of_whom_there_is_hope() {
    let kernel = FakeKernel::default();
    let entry = |name: &str, footprint, user, signature| FakeProcess {
        name: name.to_owned(),
        footprint,
        user,
        signature,
        ..FakeProcess::with([region(BASE, MIB, 2, 1)])
    };
    kernel.world().processes.extend([
        (2, entry("small", MIB, 501, 0x4)),
        (3, entry("Safari", 9 * MIB, 501, 0x0401_0000)),
        (4, entry("daemon", 7 * MIB, 0, 0)),
    ]);
    let list = processes::processes(&kernel).unwrap();
    let actual: Vec<_> = list
        .iter()
        .map(|candidate| (candidate.name.as_str(), candidate.user.as_str(), candidate.access.json_name()))
        .collect();
    // What root's process uses is not told to us.
    assert_eq!(actual, [("Safari", "ada", "by_pid"), ("small", "ada", "full"), ("daemon", "0", "nothing")]);
}
