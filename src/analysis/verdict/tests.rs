//! Words for recordings whose shape is known, and what must not change them.

use super::*;
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};
use crate::analysis::{Cycles, Measure, Metric};
use crate::model::MarkRole;
use proptest::prelude::*;

fn judged(levels: &[f64]) -> (Verdict, Option<Doubt>) {
    let judged = &judge(&[levels.to_vec().into()], ALPHA)[0];
    (judged.verdict, judged.doubt)
}

fn shaped(cycles: u32, level: impl Fn(f64) -> f64) -> Vec<f64> {
    (0..=cycles).map(|cycle| level(f64::from(cycle))).collect()
}

fn filling(cycles: u32, constant: f64) -> Vec<f64> {
    shaped(cycles, |cycle| 1e8 * (1.0 - (-cycle / constant).exp()))
}

#[test]
fn words_for_known_shapes() {
    let check = |levels: &[f64], verdict, doubt| assert_eq!(judged(levels), (verdict, doubt), "{levels:?}");
    check(&shaped(4, |cycle| cycle), Verdict::TooFewCycles, None);
    check(&shaped(5, |cycle| cycle), Verdict::Suspect, Some(Doubt::FewCycles));
    check(&shaped(7, |cycle| cycle), Verdict::Suspect, Some(Doubt::FewCycles));
    check(&shaped(8, |cycle| 1e9 + 58_224.0 * 1024.0 * cycle), Verdict::Leak, None);
    check(&[7.0; 9], Verdict::Steady, None);
    check(&shaped(8, |cycle| -cycle), Verdict::Steady, None);
    check(&[5.0, 4.0, 6.0, 5.0, 3.0, 6.0, 4.0, 5.0, 5.0], Verdict::Steady, None);
    for cycles in [5, 8, 13, 20] {
        check(&filling(cycles, f64::from(cycles) / 8.0), Verdict::Settles, None);
        check(&filling(cycles, f64::from(cycles) / 4.0), Verdict::Settles, None);
        check(&filling(cycles, f64::from(cycles) / 2.0), Verdict::Suspect, Some(Doubt::SlowsDown));
        check(&filling(cycles, f64::from(cycles)), Verdict::Suspect, Some(Doubt::SlowsDown));
        check(&shaped(cycles, |cycle| cycle.min(1.0)), Verdict::Settles, None);
    }
    check(&shaped(8, |cycle| if cycle > 4.0 { 9.0 } else { 0.0 }), Verdict::Suspect, Some(Doubt::OneStep));
    for cycles in [5, 8, 12, 20] {
        let late = |cycle: f64| if cycle >= f64::from(cycles) { 4e7 } else { 1e6 };
        check(&shaped(cycles, late), Verdict::Steady, Some(Doubt::OneStep));
    }
    check(&shaped(5, |cycle| if cycle > 2.0 { 9.0 } else { 0.0 }), Verdict::Steady, Some(Doubt::OneStep));
    check(&[5.0, 4.0, 6.0, 5.0, 3.0, 6.0, 4.0, 5.0, 40.0], Verdict::Steady, Some(Doubt::OneStep));
    // Faster and faster; at first more than later, but on and on.
    check(&shaped(9, |cycle| cycle * cycle), Verdict::Leak, None);
    check(&shaped(9, |cycle| cycle + 9.0 * cycle.min(1.0)), Verdict::Leak, None);
    // Freed two cycles late.
    check(&shaped(10, |cycle| cycle.min(2.0)), Verdict::Settles, None);
}

#[test]
fn what_does_not_grow_each_time_takes_more_cycles() {
    let check = |levels: &[f64], verdict, doubt| assert_eq!(judged(levels), (verdict, doubt), "{levels:?}");
    let once_in = |times: f64| move |cycle: f64| (cycle / times).floor();
    check(&shaped(8, once_in(2.0)), Verdict::Suspect, Some(Doubt::HighWaterMark));
    check(&shaped(16, once_in(2.0)), Verdict::Leak, None);
    check(&shaped(12, once_in(3.0)), Verdict::Suspect, Some(Doubt::HighWaterMark));
    check(&shaped(27, once_in(3.0)), Verdict::Leak, None);
    // Falls are no high-water mark, though it stood still in a cycle.
    let falling = [0.0, 18.0, -1.0, 46.0, 32.0, 78.0, 97.0, 97.0, 125.0];
    check(&falling, Verdict::Leak, None);
}

#[test]
fn a_few_pages_are_not_worth_a_word_unless_they_come_each_time() {
    let check = |levels: &[f64], expected| {
        let series = |cycles| Series { levels: levels.to_vec(), cycles, least: 16.0, ..Series::default() };
        assert_eq!(judge(&[series(8)], ALPHA)[0].verdict, expected, "{levels:?}");
    };
    check(&shaped(8, |cycle| if cycle > 2.0 { 16.0 } else { 0.0 }), Verdict::Steady);
    check(&shaped(8, |cycle| if cycle > 2.0 { 17.0 } else { 0.0 }), Verdict::Settles);
    check(&shaped(36, |cycle| (cycle / 10.0).floor() * 4.0), Verdict::Steady);
    check(&shaped(8, |cycle| cycle), Verdict::Leak);
    check(&shaped(8, |cycle| cycle.min(7.0)), Verdict::Leak);
    check(&shaped(8, |cycle| cycle.min(6.0)), Verdict::Steady);
}

#[test]
fn certainty_is_counted_in_recorded_cycles() {
    let stayed = |cycles: u32| Series {
        levels: shaped(cycles - 1, |cycle| cycle),
        cycles: cycles as usize,
        ..Series::default()
    };
    let found = |cycles| judge(&[stayed(cycles)], ALPHA)[0].verdict;
    assert_eq!((found(4), found(5), found(7)), (Verdict::TooFewCycles, Verdict::Suspect, Verdict::Suspect));
    assert_eq!(found(8), Verdict::Leak);
}

#[test]
fn levels_that_wander_are_suspect_at_most() {
    let levels = [0.0, 1.0, 2.0, 3.0, 4.0, 3.0, 5.0, 7.0, 9.0, 11.0, 10.0, 9.0, 8.0];
    assert_eq!(judged(&levels), (Verdict::Suspect, Some(Doubt::Wanders)));
}

#[test]
fn a_slow_cache_shows_through_noise_and_unequal_portions_are_no_cache() {
    let off = |cycle: f64| if cycle % 2.0 > 0.0 { 1.0 } else { -1.0 };
    let filling = shaped(20, |cycle| 20.0 * (1.0 - (-cycle / 10.0).exp()) + off(cycle));
    assert_eq!(judged(&filling), (Verdict::Suspect, Some(Doubt::SlowsDown)));
    let leaking = shaped(20, |cycle| cycle + off(cycle));
    assert_eq!(judged(&leaking), (Verdict::Leak, None));
    let portions = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0, 3.0, 5.0, 8.0];
    let unequal: Vec<f64> = (0..=portions.len()).map(|count| portions[..count].iter().sum()).collect();
    assert_eq!(judged(&unequal), (Verdict::Leak, None));
}

#[test]
fn looks_may_spend_parts_of_the_chance() {
    // One pair of nine levels falls: 9 of 9! orders rise as clearly.
    let family = [vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 7.0].into()];
    let found = |alpha| judge(&family, alpha)[0].verdict;
    assert_eq!((found(ALPHA), found(1e-5)), (Verdict::Leak, Verdict::Steady));
}

#[test]
fn a_recording_is_judged_by_its_categories() {
    let mut scenario = Scenario::new();
    scenario.map(0, 10, ANONYMOUS).map(50, 1, FILE).tick();
    scenario.mark("baseline", MarkRole::Baseline);
    for cycle in 0..8 {
        let at = 100 * (u64::from(cycle) + 1);
        scenario.map(at, 3, FILE).map(at + 10, 3, FILE).map(at + 20, 7, ANONYMOUS).tick();
        scenario.unmap(at + 20, 7).tick();
        scenario.mark("closed", MarkRole::Closed(cycle + 1));
    }
    let verdicts = Verdicts::judge(&Cycles::measure(&scenario.trace, None));
    assert_eq!(verdicts.overall(), Verdict::Leak);
    let leading = verdicts.leading().unwrap();
    assert_eq!(leading.subject, Subject::Category(Scenario::category(FILE), Measure::Level(Metric::Mapped)));
    assert_eq!(leading.quantum.unwrap().count, Some(2));
    let evidence = &leading.judgement.evidence;
    assert_eq!((evidence.grew_in, evidence.of), (8, 8));
    assert_eq!(evidence.slope, Slope { median: 24_576.0, low: 24_576.0, high: 24_576.0 });
    let others =
        |row: &&Judged| matches!(row.subject, Subject::Category(id, _) if id != Scenario::category(FILE));
    assert_eq!(verdicts.rows.iter().find(others), None);
    let short = Verdicts::judge(&Cycles::measure(&scenario.trace, Some(5)));
    assert_eq!(short.overall(), Verdict::TooFewCycles);
    assert_eq!(Verdicts::default().overall(), Verdict::TooFewCycles);
}

fn families() -> impl Strategy<Value = Vec<Series>> {
    (5_usize..14).prop_flat_map(|cycles| {
        let levels = prop::collection::vec((0_u32..40).prop_map(f64::from), cycles + 1);
        let least = (0_u32..50).prop_map(f64::from);
        let series = (levels, least).prop_map(|(levels, least)| Series { least, ..levels.into() });
        prop::collection::vec(series, 1..8)
    })
}

fn verdicts_of(family: &[Series]) -> Vec<(Verdict, Option<Doubt>)> {
    judge(family, ALPHA).iter().map(|judged| (judged.verdict, judged.doubt)).collect()
}

proptest! {
    #[test]
    fn neither_scale_nor_ground_nor_order_matters(family in families(), power in 0_i32..20, ground in 0_u32..1000) {
        // Powers of two and whole numbers, which are exact.
        let scale = 2.0_f64.powi(power);
        let moved = |level: &f64| (level + f64::from(ground)) * scale;
        let moved = |series: &Series| Series {
            levels: series.levels.iter().map(moved).collect(),
            cycles: series.cycles,
            least: series.least * scale,
            step: series.step * scale,
            facet: series.facet,
        };
        let other: Vec<Series> = family.iter().map(moved).collect();
        prop_assert_eq!(verdicts_of(&family), verdicts_of(&other));
        let mut back: Vec<_> = family.clone();
        back.reverse();
        let mut back = verdicts_of(&back);
        back.reverse();
        prop_assert_eq!(verdicts_of(&family), back);
    }
}
