//! A port for which macOS asks its user: who waits how long, and that nobody is asked twice.

use super::super::denial::Denial;
use super::super::fake::{FakeKernel, FakeProcess, FakeUser, PortAnswer};
use super::super::kernel::Incarnation;
use super::super::ladder::{LadderResult, RUNGS, Rung, WayToRecord, climb};
use super::super::source::LiveSource;
use super::rights::{EPERM, FAILURE, PID_NUMBER, process};
use super::{MIB, PID};
use crate::classify::categories::Rules;
use crate::model::{Readings, Totals};
use crate::platform::patience::Patience;
use crate::source::{AttachError, EndReason, Observed, ReadScope, Source, SourceError};
use crossbeam_channel::{Sender, bounded};
use std::time::Duration;

/// A process whose ports are asked for, and who answers.
fn kernel_that_asks() -> (FakeKernel, Sender<PortAnswer>) {
    let (user, dialog) = FakeUser::new();
    let ports = || PortAnswer::Asked(user.clone());
    (FakeKernel::with(PID, process(ports(), ports(), None)), dialog)
}

/// Somebody who answers as soon as the question is put; what they are told is kept.
fn answering(act: impl Fn() + Send + 'static) -> (Patience, crossbeam_channel::Receiver<String>) {
    let (actual, questions) = bounded(8);
    let tell = Box::new(move |question: &str| {
        actual.send(question.to_owned()).expect("the test listens");
        act();
    });
    (Patience { moment: Duration::from_millis(1), tell, ..Patience::default() }, questions)
}

/// The thread that asks may start later than the one that waits for it.
fn wait_for_the_question(kernel: &FakeKernel) {
    while kernel.calls().questions == 0 {
        std::thread::yield_now();
    }
}

fn climbed(kernel: &FakeKernel, patience: &Patience) -> LadderResult<FakeKernel> {
    climb(kernel, PID, RUNGS, patience, &mut |_rung| {})
}

fn open(kernel: &FakeKernel, patience: &Patience) -> Result<LiveSource<FakeKernel>, AttachError> {
    LiveSource::open(kernel.clone(), PID_NUMBER, Rules::default(), patience)
}

fn warning(source: &mut LiveSource<FakeKernel>) -> String {
    source.take_warnings().join("\n")
}

#[test]
fn the_user_is_told_of_the_question_and_their_yes_is_taken() {
    let (kernel, dialog) = kernel_that_asks();
    let (patience, questions) = answering(move || dialog.send(PortAnswer::Given).unwrap());
    assert!(matches!(climbed(&kernel, &patience).reach, Some(WayToRecord::Port(_))));
    let question = questions.recv().unwrap();
    assert!(question.contains("terminal") && question.contains("answer its dialog"), "{question}");
    assert_eq!(kernel.calls().questions, 1);
}

#[test]
fn a_no_after_a_while_is_final_and_regions_are_read_by_pid() {
    let (kernel, dialog) = kernel_that_asks();
    let (patience, _questions) = answering(move || dialog.send(EPERM).unwrap());
    let LadderResult { reach, denials } = climbed(&kernel, &patience);
    assert!(matches!(reach, Some(WayToRecord::Pid(..))));
    assert!(matches!(denials[..], [(Rung::Port(_), Denial::Declined(_))]), "{denials:?}");
    assert_eq!((kernel.calls().ports, kernel.calls().questions), (1, 1), "asked for once");
}

#[test]
fn a_port_that_blocks_is_not_waited_for_longer_than_the_limit() {
    let (kernel, dialog) = kernel_that_asks();
    let (patience, _questions) = answering(|| {});
    let patience = Patience { limit: Duration::from_millis(5), ..patience };
    let LadderResult { reach, denials } = climbed(&kernel, &patience);
    assert!(matches!(reach, Some(WayToRecord::Pid(..))));
    assert_eq!(denials.into_iter().map(|(_, denial)| denial).collect::<Vec<_>>(), [Denial::Unanswered]);
    assert_eq!(kernel.calls().ports, 1);
    let mut source = open(&kernel, &patience).unwrap();
    let text = warning(&mut source);
    assert!(text.contains("nobody has answered") && text.contains("by pid"), "{text}");
    drop(dialog);
}

#[test]
fn whoever_gives_up_gets_nothing_and_waits_no_longer() {
    let (kernel, dialog) = kernel_that_asks();
    let (interest, given_up) = bounded::<()>(0);
    let interest = std::sync::Mutex::new(Some(interest));
    let (patience, _questions) = answering(move || drop(interest.lock().unwrap().take()));
    let refused = open(&kernel, &Patience { given_up, ..patience }).err();
    assert_eq!(refused, Some(AttachError::GivenUp { pid: PID_NUMBER }));
    drop(dialog);
}

#[test]
fn what_was_given_up_is_asked_for_again_while_the_first_call_still_blocks() {
    let (kernel, unanswered) = kernel_that_asks();
    let (cancel, given_up) = bounded(1);
    let asked = kernel.clone();
    let (patience, _questions) = answering(move || {
        wait_for_the_question(&asked);
        cancel.send(()).unwrap();
    });
    let first = open(&kernel, &Patience { given_up, ..patience }).err();
    assert_eq!(first, Some(AttachError::GivenUp { pid: PID_NUMBER }));
    let (user, dialog) = FakeUser::new();
    kernel.change(PID, |process| process.read_port = PortAnswer::Asked(user));
    let (patience, _questions) = answering(move || dialog.send(PortAnswer::Given).unwrap());
    assert!(matches!(climbed(&kernel, &patience).reach, Some(WayToRecord::Port(_))));
    assert_eq!(kernel.calls().questions, 2);
    drop(unanswered);
}

#[test]
fn over_ssh_the_dialog_is_said_to_be_out_of_sight() {
    let (kernel, dialog) = kernel_that_asks();
    kernel.world().over_ssh = true;
    kernel.world().developer_tools = Some(false);
    let (patience, questions) = answering(|| {});
    let mut source = open(&kernel, &Patience { limit: Duration::from_millis(5), ..patience }).unwrap();
    let text = warning(&mut source);
    assert!(text.contains("over SSH") && text.contains("sudo"), "{text}");
    assert!(questions.recv().unwrap().contains("SSH"));
    drop(dialog);
}

#[test]
fn over_ssh_the_wait_is_ten_seconds_whatever_the_limit() {
    let (kernel, dialog) = kernel_that_asks();
    kernel.world().over_ssh = true;
    let (patience, questions) = answering(move || dialog.send(PortAnswer::Given).unwrap());
    assert!(patience.limit > Duration::from_secs(10));
    assert!(matches!(climbed(&kernel, &patience).reach, Some(WayToRecord::Port(_))));
    assert!(questions.recv().unwrap().contains("10 s"));
}

#[test]
fn a_target_that_quits_while_it_is_asked_for_is_said_to_be_gone() {
    let (kernel, dialog) = kernel_that_asks();
    let world = kernel.clone();
    let quit = move || {
        wait_for_the_question(&world);
        world.world().processes.clear();
        dialog.send(PortAnswer::Given).unwrap();
    };
    let (patience, _questions) = answering(quit);
    let refused = open(&kernel, &patience).err();
    assert_eq!(refused, Some(AttachError::NoSuchProcess { pid: PID_NUMBER }));
}

#[test]
fn one_that_is_signed_and_denied_at_once_hears_what_the_system_lacks() {
    let kernel = FakeKernel::with(PID, process(EPERM, FAILURE, None));
    let own = FakeProcess { entitlements: Some(super::doctor::debugger()), ..FakeProcess::default() };
    kernel.world().processes.insert(1, own);
    let check = |change: fn(&FakeKernel), expected: &str| {
        change(&kernel);
        let text = warning(&mut open(&kernel, &Patience::default()).unwrap());
        assert!(text.contains(expected) && !text.contains("codesign"), "{text}");
    };
    check(|_| {}, "log show");
    check(|kernel| kernel.world().groups = Some(vec!["staff".to_owned()]), "_developer");
    check(|kernel| kernel.world().developer_tools = Some(false), "DevToolsSecurity -enable");
    assert_eq!(kernel.calls().questions, 0);
}

/// The target calls `exec`.
fn exec(kernel: &FakeKernel) {
    kernel.change(PID, |process| process.incarnation = Incarnation { program: 2, ..process.incarnation });
}

fn observe(source: &mut LiveSource<FakeKernel>) -> Result<(), SourceError> {
    source.observe(ReadScope::Due, &mut Observed::default())
}

#[test]
fn after_exec_the_sampler_goes_on_while_the_user_is_asked() {
    let kernel = FakeKernel::with(PID, process(PortAnswer::Given, FAILURE, None));
    let mut source = open(&kernel, &Patience::default()).unwrap();
    let (user, dialog) = FakeUser::new();
    kernel.change(PID, |process| process.read_port = PortAnswer::Asked(user));
    exec(&kernel);
    for _ in 0..2 {
        let waiting = observe(&mut source).unwrap_err();
        assert!(matches!(&waiting, SourceError::Transient(text) if text.contains("dialog")), "{waiting:?}");
    }
    dialog.send(PortAnswer::Given).unwrap();
    let mut answers = std::iter::repeat_with(|| observe(&mut source));
    let held = answers.find(|answer| !matches!(answer, Err(SourceError::Transient(_))));
    assert_eq!(held, Some(Err(SourceError::Replaced)));
    assert_eq!(observe(&mut source), Ok(()));
    assert_eq!(kernel.calls().questions, 1);
}

#[test]
fn after_exec_nobody_is_asked_who_has_said_no_before() {
    let (kernel, dialog) = kernel_that_asks();
    let (patience, _questions) = answering(move || dialog.send(EPERM).unwrap());
    let mut source = open(&kernel, &patience).unwrap();
    exec(&kernel);
    assert_eq!(observe(&mut source), Err(SourceError::Replaced));
    assert_eq!(observe(&mut source), Ok(()));
    assert_eq!(kernel.calls().ports, 1);
    kernel.world().processes.clear();
    assert_eq!(observe(&mut source), Err(SourceError::Ended(EndReason::Exited)));
}

#[test]
fn by_pid_the_page_counts_of_the_walk_are_kept() {
    let (kernel, dialog) = kernel_that_asks();
    let (patience, _questions) = answering(move || dialog.send(EPERM).unwrap());
    let mut source = open(&kernel, &patience).unwrap();
    let (mut observed, mut readings) = (Observed::default(), Readings::default());
    source.observe(ReadScope::Due, &mut observed).unwrap();
    let counted = kernel.calls();
    source.walk(&mut readings, &mut Totals::default()).unwrap();
    assert_eq!(readings.readings[0].usage.dirty.get(), MIB);
    assert_eq!(kernel.calls(), counted, "the walk has counted: nothing is asked for again");
}
