//! What is promised of a process before it is attached to is what attaching gives.

use super::super::doctor;
use super::super::fake::{FakeKernel, FakeProcess, PortAnswer, region};
use super::super::kernel::Errno;
use super::super::processes;
use super::super::totals_source::TotalsSource;
use super::rights::PID_NUMBER;
use super::{MIB, PID, opened};
use crate::classify::categories::Rules;
use crate::platform::Checkup;
use crate::platform::patience::Patience;
use crate::source::{AttachError, Source};
use proptest::prelude::*;

const BASE: u64 = 0x1_0000_0000;
const OWN: i32 = 1;

/// A system that decides by its rules, with one process beside the recorder.
#[derive(Clone, Debug)]
struct Case {
    signature: u32,
    their_user: u32,
    our_user: u32,
    is_debugger: bool,
    integrity: Option<u32>,
    by_pid_refused: bool,
    developer_tools: Option<bool>,
}

fn cases() -> impl Strategy<Value = Case> {
    let flags = proptest::sample::subsequence(vec![0x4_u32, 0x2, 0x1_0000, 0x0400_0000], 0..=4);
    let signature = flags.prop_map(|flags| flags.into_iter().fold(0, |sum, flag| sum | flag));
    let user = || prop_oneof![Just(501_u32), Just(0), Just(502)];
    let integrity = prop_oneof![Just(None), Just(Some(0)), Just(Some(4)), Just(Some(0x67))];
    let tools = prop_oneof![Just(None), Just(Some(true)), Just(Some(false))];
    (signature, user(), user(), any::<bool>(), integrity, any::<bool>(), tools).prop_map(
        |(signature, their_user, our_user, is_debugger, integrity, by_pid_refused, developer_tools)| Case {
            signature,
            their_user,
            our_user,
            is_debugger,
            integrity,
            by_pid_refused,
            developer_tools,
        },
    )
}

fn kernel(case: &Case) -> FakeKernel {
    let target = FakeProcess {
        signature: case.signature,
        user: case.their_user,
        read_port: PortAnswer::ByRule,
        control_port: PortAnswer::ByRule,
        by_pid_refused: case.by_pid_refused.then_some(Errno(1)),
        footprint: MIB,
        ..FakeProcess::with([region(BASE, MIB, 2, 1)])
    };
    let own = FakeProcess {
        user: case.our_user,
        entitlements: case.is_debugger.then(super::doctor::debugger),
        ..FakeProcess::default()
    };
    let kernel = FakeKernel::with(PID, target);
    let mut world = kernel.world();
    world.processes.insert(OWN, own);
    world.user = case.our_user;
    world.integrity = case.integrity;
    world.developer_tools = case.developer_tools;
    drop(world);
    kernel
}

/// What attaching gives, as far as that is permitted, and the reason in the recording why it is no more.
fn attached(kernel: &FakeKernel) -> (&'static str, String) {
    match opened(kernel, Rules::default()) {
        Ok(mut source) => match source.take_warnings().pop() {
            None => ("full", String::new()),
            Some(warning) => ("by_pid", warning),
        },
        Err(refusal @ AttachError::NotPermitted { .. }) => {
            let totals = TotalsSource::open(kernel.clone(), PID_NUMBER, Vec::new());
            (if totals.is_ok() { "totals" } else { "nothing" }, refusal.to_string())
        }
        Err(other) => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn attaching_gives_what_list_and_doctor_promise(case in cases()) {
        let kernel = kernel(&case);
        let list = processes::processes(&kernel).unwrap();
        let asked_by_list = kernel.calls().ports;
        prop_assert_eq!(asked_by_list, 0, "a list asks for no port");
        let promise = &list.iter().find(|candidate| candidate.pid == PID_NUMBER).expect("listed").access;
        let (gives, why) = attached(&kernel);
        prop_assert_eq!(promise.json_name(), gives, "{:?}", promise);
        if let Some(AttachError::NotPermitted { reason, .. }) = promise.refusal() {
            prop_assert!(why.contains(reason.as_str()), "{} / {}", reason, why);
        }
        let mut last = None;
        doctor::diagnose(&kernel, Some(PID_NUMBER), &Patience::default(), &mut |checkup| last = Some(checkup));
        let Some(Checkup::Found(verdict)) = last else { panic!("the doctor ends with a finding") };
        prop_assert!(verdict.text.contains(promise.means()), "{:?} / {}", promise, verdict.text);
    }
}
