//! Figures that are kept up to date while a recording grows are those of one look at the finished recording.

use super::laws::{PAGES, Step, step};
use super::reference;
use super::scenario::{RECOGNISED, Scenario};
use crate::analysis::{Growth, GrowthSums, Metric, Window};
use crate::model::{Follower, SnapshotIndex};
use proptest::prelude::*;

/// Steps, in which also turns out what some of the memory is.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let recognised = (0..PAGES, 1..9_u64).prop_map(|(page, len)| Step::Map(page, len, RECOGNISED));
    proptest::collection::vec(prop_oneof![14 => step(), 1 => recognised], 1..60)
}

/// How much is taken in after one step: nothing, a part of a snapshot, or all there is.
fn portions() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(prop_oneof![Just(0), 1..12_usize, Just(usize::MAX)], 1..20)
}

/// Plays the steps; after each of them every follower takes in a portion, and `check` sees it.
fn follow(
    steps: &[Step],
    portions: &[usize],
    followers: &mut [Follower<GrowthSums>],
    mut check: impl FnMut(&Scenario, &GrowthSums, bool),
) -> Scenario {
    let mut scenario = Scenario::new();
    let portions = portions.iter().copied().cycle();
    for (step, portion) in steps.iter().chain(&[Step::Tick]).zip(portions) {
        step.take(&mut scenario);
        for follower in &mut *followers {
            let is_done = follower.follow(&scenario.trace.recording, portion);
            check(&scenario, follower, is_done);
        }
    }
    scenario
}

proptest! {
    #[test]
    fn the_present_is_followed_in_any_portions(steps in steps(), portions in portions(), from in 0..20_u32) {
        let from = SnapshotIndex(from);
        let mut followers = Metric::ALL.map(|metric| Follower::new(GrowthSums::new(from, None, metric)));
        let mut expected: Vec<Vec<Growth>> = Vec::new();
        let check = |scenario: &Scenario, follower: &GrowthSums, is_done: bool| {
            let recording = &scenario.trace.recording;
            if expected.len() < recording.snapshots().len() {
                let window = Window::new(from, recording.last_snapshot());
                expected.push(Metric::ALL.map(|metric| reference::growth(recording, window, metric)).to_vec());
            }
            let growth = follower.growth();
            let is_begun = !growth.rows.is_empty();
            if is_begun && growth.window.to >= from {
                let of_snapshot = &expected[growth.window.to.index()];
                assert!(of_snapshot.contains(growth), "{growth:?} is none of {of_snapshot:?}");
            }
            assert!(!is_done || !is_begun || growth.window.to == recording.last_snapshot());
        };
        let scenario = follow(&steps, &portions, &mut followers, check);
        let recording = &scenario.trace.recording;
        for (follower, metric) in followers.iter_mut().zip(Metric::ALL) {
            prop_assert!(follower.follow(recording, usize::MAX));
            prop_assert_eq!(follower.growth().window.to, recording.last_snapshot());
            if recording.last_snapshot() >= from {
                prop_assert_eq!(follower.growth(), &reference::growth(recording, follower.growth().window, metric));
            }
        }
    }

    #[test]
    fn a_window_that_ended_is_told_in_hindsight(
        steps in steps(),
        portions in portions(),
        from in 0..12_u32,
        len in 0..12_u32,
    ) {
        let window = Window::new(SnapshotIndex(from), SnapshotIndex(from + len));
        let mut followers = Metric::ALL.map(|metric| {
            Follower::new(GrowthSums::new(window.from, Some(window.to), metric))
        });
        let scenario = follow(&steps, &portions, &mut followers, |_, _, _| {});
        let recording = &scenario.trace.recording;
        prop_assume!(recording.last_snapshot() >= window.to);
        for (mut follower, metric) in followers.into_iter().zip(Metric::ALL) {
            prop_assert!(follower.follow(recording, usize::MAX));
            prop_assert!(follower.follow(recording, usize::MAX));
            let expected = reference::growth(recording, window, metric);
            prop_assert_eq!(follower.growth(), &expected);
            prop_assert_eq!(Growth::measure(recording, window, metric), expected);
        }
    }
}
