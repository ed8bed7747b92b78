//! What holds of every recording, however it is followed.

use super::made_up::{changes, deltas};
use super::{LevelsAndSurvivors, categories, followed, naive, pictures, snapshots};
use crate::analysis::levels::{Levels, Survivors};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RECOGNISED, RESERVED, Scenario};
use crate::analysis::unattributed_at;
use crate::model::{
    Follower, MarkRole, Recording, RecordingStart, RegionId, SnapshotDelta, SnapshotIndex, SnapshotKind,
};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeSet;

fn recorded(deltas: &[SnapshotDelta]) -> Recording {
    let mut recording = Recording::new(RecordingStart::synthetic("made up"));
    for delta in deltas {
        recording.append(delta).unwrap();
    }
    recording
}

fn snapshot(recording: &Recording, index: Index) -> SnapshotIndex {
    SnapshotIndex(u32::try_from(index.index(recording.snapshots().len())).unwrap())
}

/// What is told says what the definitions say, and keeps to the laws.
fn check(recording: &Recording, end: SnapshotIndex) {
    let (levels, fixed) = followed(recording, Survivors::at_end(end));
    let actual = LevelsAndSurvivors::by(recording, &levels, &fixed);
    assert_eq!(actual, naive::measure(recording, end));
    for (levels, survivors) in actual.levels.iter().zip(&actual.survivors) {
        assert!(survivors.iter().zip(levels).all(|(survivors, level)| survivors <= level));
    }
    assert_eq!(actual.survivors[end.index()], actual.levels[end.index()]);

    let last = recording.last_snapshot();
    let present = LevelsAndSurvivors::by(recording, &levels, &followed(recording, Survivors::present()).1);
    assert_eq!(
        present,
        LevelsAndSurvivors::by(recording, &levels, &followed(recording, Survivors::at_end(last)).1)
    );
    assert_eq!(present, naive::measure(recording, last));

    let barriers: Vec<_> = snapshots(recording)
        .filter(|at| recording.snapshots()[at.index()].kind == SnapshotKind::Barrier)
        .map(|at| (at, unattributed_at(recording, at)))
        .collect();
    assert_eq!(levels.unattributed(), barriers);
}

proptest! {
    #[test]
    fn what_is_told_is_what_the_definitions_say(changes in changes(), end in any::<Index>()) {
        let recording = recorded(&deltas(&changes));
        check(&recording, snapshot(&recording, end));
    }

    #[test]
    fn it_does_not_matter_in_which_steps_one_follows(
        changes in changes(),
        end in any::<Index>(),
        steps in prop::collection::vec(1..12_usize, 1..20),
    ) {
        let deltas = deltas(&changes);
        let end = SnapshotIndex(u32::try_from(end.index(deltas.len())).unwrap());
        let mut steps = steps.into_iter().cycle();
        let mut recording = Recording::new(RecordingStart::synthetic("made up"));
        let followers = || (Follower::<Levels>::default(), Survivors::present(), Survivors::at_end(end));
        let (mut close, mut behind) = (followers(), followers());
        let mut late = Survivors::present();
        for delta in &deltas {
            recording.append(delta).unwrap();
            while !close.0.follow(&recording, 1) {}
            while !close.1.follow(&recording, 3) {}
            close.2.follow(&recording, 2);
            let step = steps.next().unwrap();
            behind.0.follow(&recording, step);
            behind.1.follow(&recording, step);
            behind.2.follow(&recording, 1);
            if recording.last_snapshot() >= end {
                late.follow(&recording, step);
            }
        }
        while !late.follow(&recording, 5) {}
        while !close.2.follow(&recording, 1) {}
        while !behind.0.follow(&recording, 7) {}
        while !behind.1.follow(&recording, 1) {}
        while !behind.2.follow(&recording, 7) {}
        let (levels, present) = followed(&recording, Survivors::present());
        let at_once = LevelsAndSurvivors::by(&recording, &levels, &present);
        prop_assert_eq!(&LevelsAndSurvivors::by(&recording, &close.0, &close.1), &at_once);
        prop_assert_eq!(&LevelsAndSurvivors::by(&recording, &behind.0, &behind.1), &at_once);
        prop_assert_eq!(&LevelsAndSurvivors::by(&recording, &levels, &late), &at_once);
        let (_, fixed) = followed(&recording, Survivors::at_end(end));
        let fixed = LevelsAndSurvivors::by(&recording, &levels, &fixed);
        prop_assert_eq!(&LevelsAndSurvivors::by(&recording, &close.0, &close.2), &fixed);
        prop_assert_eq!(&LevelsAndSurvivors::by(&recording, &behind.0, &behind.2), &fixed);
        let last = recording.last_snapshot();
        for most in [1, 2, 5, 12, 60, 5000] {
            let at_once = pictures(&recording, (&levels, &present), most, SnapshotIndex(0), last).1;
            for (levels, survivors) in [(&*close.0, &close.1), (&*behind.0, &behind.1)] {
                let picture = pictures(&recording, (levels, survivors), most, SnapshotIndex(0), last).1;
                prop_assert_eq!(picture.columns(), at_once.columns());
                prop_assert_eq!(picture.bands(), at_once.bands());
            }
        }
    }

    #[test]
    fn an_estimate_is_one_from_its_reading_to_the_next(
        changes in changes(),
        steps in prop::collection::vec(1..12_usize, 1..20),
    ) {
        let mut steps = steps.into_iter().cycle();
        let mut recording = Recording::new(RecordingStart::synthetic("made up"));
        let mut close = Follower::<Levels>::default();
        for delta in &deltas(&changes) {
            recording.append(delta).unwrap();
            close.follow(&recording, steps.next().unwrap());
        }
        while !close.follow(&recording, 3) {}
        let at_once = recording.read_log(Levels::default());
        for at in snapshots(&recording) {
            let there = recording.present_at(at).filter(|(.., state)| state.is_estimate());
            let expected: BTreeSet<_> = there.map(|(_, region, _)| region.class.category).collect();
            for category in categories(&recording) {
                prop_assert_eq!(close.has_estimates(category, at), expected.contains(&category));
                prop_assert_eq!(at_once.has_estimates(category, at), expected.contains(&category));
                let has_others = expected.iter().any(|&other| other != category);
                prop_assert_eq!(close.has_estimates_beside(&[category], at), has_others);
            }
            prop_assert_eq!(close.has_estimates_beside(&[], at), !expected.is_empty());
        }
    }

    #[test]
    fn what_is_present_is_what_each_region_tells(changes in changes()) {
        let recording = recorded(&deltas(&changes));
        for at in snapshots(&recording) {
            let found: Vec<_> = recording.present_at(at).collect();
            let regions = (0..).map(RegionId).zip(recording.regions());
            let actual = regions.filter_map(|(id, region)| Some((id, region, recording.state_at(&region, at)?)));
            prop_assert_eq!(found, actual.collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_picture_shows_what_was_told(
        changes in changes(),
        most in prop_oneof![1..8_usize, 1..200_usize],
        ends in any::<[Index; 3]>(),
    ) {
        let recording = recorded(&deltas(&changes));
        let [from, to, end] = ends.map(|index| snapshot(&recording, index));
        let (from, to) = (from.min(to), from.max(to));
        let (levels, survivors) = followed(&recording, Survivors::at_end(end));
        let actual = LevelsAndSurvivors::by(&recording, &levels, &survivors);
        let (columns, strata) = pictures(&recording, (&levels, &survivors), most, from, to);
        prop_assert!(columns.len() <= most);
        let (expected, bands) = naive::picture(&recording, &actual, end, columns);
        prop_assert_eq!(strata.columns(), expected);
        prop_assert_eq!(strata.bands(), bands);
        prop_assert!(strata.columns()[0].span.from <= recording.time_of(from));
        prop_assert!(strata.columns()[columns.len() - 1].span.to >= recording.time_of(to));
        for nth in 0..columns.len() {
            let bands = strata.bands().iter();
            prop_assert_eq!(strata.columns()[nth].total, bands.map(|band| band.level[nth]).sum());
        }
    }

    #[test]
    fn a_tracked_process_keeps_to_them(
        steps in prop::collection::vec((0..7_u8, 0..24_u64, 1..9_u64), 1..60),
        end in any::<Index>(),
    ) {
        let mut scenario = Scenario::new();
        for (step, page, pages) in steps {
            let kind = [ANONYMOUS, FILE, RESERVED, HEAP, RECOGNISED][usize::try_from(page + pages).unwrap() % 5];
            match step {
                0 | 1 => _ = scenario.map(page, pages, kind),
                2 => _ = scenario.unmap(page, pages),
                3 => _ = scenario.touch(page, pages),
                4 => _ = scenario.swap(page, pages),
                5 => scenario.mark("looked at", MarkRole::Note),
                _ => _ = scenario.tick(),
            }
        }
        scenario.ticks(1);
        let recording = &scenario.trace.recording;
        check(recording, snapshot(recording, end));
        prop_assert_eq!(categories(recording).count(), 5);
    }
}
