//! What is said of pairs of recordings that are known to the page.

use super::made_up::{PAGE, exactly, measured, trace};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};
use crate::analysis::{
    Alignment, Comparable, CompareRow, CompareStep, Comparison, Measure, Metric, RetainedSets, RowName, Side,
    Slope, Verdict, VerdictChange, Window,
};
use crate::model::units::Bytes;
use crate::model::{
    Category, CategoryId, Classification, MarkRole, Reclassification, RegionId, Rounding, SnapshotDelta,
    SnapshotIndex, TotalKind, Trace,
};
use VerdictChange::{Fixed, New, Reduced, Unchanged, Worse};
use proptest::prelude::*;

const FILES: &str = "Shared buffer";

/// A file that grows by so many pages in each of so many cycles, and a window that comes and goes.
fn growing(pages: u64, cycles: u32) -> Trace {
    let mut scenario = Scenario::new();
    scenario.map(0, 100, FILE).touch(0, 100).tick();
    scenario.mark("base", MarkRole::Baseline);
    for cycle in 1..=cycles {
        let at = 1_000 * u64::from(cycle);
        scenario.map(at, pages, FILE).touch(at, pages).map(500_000, 300, ANONYMOUS).tick();
        scenario.mark("open", MarkRole::Open(cycle));
        scenario.unmap(500_000, 300);
        scenario.mark(&format!("closed {cycle}"), MarkRole::Closed(cycle));
    }
    scenario.trace
}

fn compared(before: &Trace, after: &Trace) -> Comparison {
    between(Side::whole("before", before), Side::whole("after", after))
}

fn between<'a>(before: Side<'a>, after: Side<'a>) -> Comparison {
    Comparison::between(&[before, after], Alignment::Cycles)
}

fn row<'a>(comparison: &'a Comparison, named: &str) -> &'a CompareRow {
    let is_it = |row: &&CompareRow| matches!(&row.name, RowName::Category { name, .. } if name == named);
    comparison.rows.iter().find(is_it).unwrap()
}

#[test]
fn words_of_exact_leaks() {
    let check = |before: u64, after: u64, word: VerdictChange| {
        let comparison = compared(&growing(before, 8), &growing(after, 8));
        let row = row(&comparison, FILES);
        assert_eq!(
            (row.change, comparison.overall()),
            (Some(word), Some(word)),
            "{before} {after}: {row:#?}"
        );
        let per_cycle = (after as f64 - before as f64) * PAGE;
        assert_eq!(row.difference, Slope { median: per_cycle, low: per_cycle, high: per_cycle });
    };
    check(10, 10, Unchanged);
    check(10, 0, Fixed);
    check(0, 10, New);
    check(10, 5, Reduced);
    check(5, 10, Worse);
    check(0, 0, Unchanged);
}

#[test]
fn a_page_or_two_per_recording_are_no_change() {
    let trace = trace(1);
    let leak = |extra: [f64; 9]| {
        let levels = extra.iter().enumerate().map(|(nth, extra)| PAGE * (100.0 + 10.0 * nth as f64 + extra));
        measured(&trace, &[levels.collect()])
    };
    let check = |after: [f64; 9], word| {
        let comparison = between(leak([0.0; 9]), leak(after));
        assert_eq!(comparison.overall(), Some(word), "{after:?}");
    };
    check([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0], Unchanged);
    check([0.0, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0], Unchanged);
    check([0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], Worse);
    check([0.0, -1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0], Reduced);
}

#[test]
fn what_may_be_rounding_is_no_change() {
    let mib = 1024.0 * 1024.0;
    // Both were rounded to tenths: over eight cycles they may differ by 0.2 MiB and be the same.
    let check = |per_cycle: f64, rounding: Rounding, word| {
        let trace = trace(1);
        let imported = |rate: f64| {
            let levels = (0..=8).map(|nth| (50.0 + rate * f64::from(nth)) * mib).collect();
            let mut side = exactly(&trace, &[levels]);
            side.assessment.to_mut().cycles.rounding = rounding.clone();
            side
        };
        let comparison = between(imported(10.0), imported(per_cycle));
        assert_eq!(comparison.overall(), Some(word), "{per_cycle} {rounding:?}");
    };
    let tenths = || {
        let categories = [(CategoryId(0), Bytes::new(1024 * 1024 / 10))].into();
        Rounding { categories, ..Rounding::default() }
    };
    check(10.02, tenths(), Unchanged);
    check(10.03, tenths(), Worse);
    check(9.98, tenths(), Unchanged);
    check(9.97, tenths(), Reduced);
    check(10.02, Rounding::default(), Worse);
}

#[test]
fn what_only_one_system_tells_is_neither_fixed_nor_new() {
    let with_totals = |is_told: bool| {
        let mut scenario = Scenario::new();
        scenario.tick();
        for cycle in 0..=8_u32 {
            if is_told {
                let resident = Bytes::from_kib(1024 * u64::from(cycle + 1));
                scenario.totals.set(TotalKind::WalkedResident, resident);
            }
            let role = if cycle == 0 { MarkRole::Baseline } else { MarkRole::Closed(cycle) };
            scenario.mark("m", role);
        }
        scenario.trace
    };
    let comparison = compared(&with_totals(true), &with_totals(false));
    let is_it = |row: &&CompareRow| matches!(row.name, RowName::Unattributed(_));
    let row = comparison.rows.iter().find(is_it).unwrap();
    assert_eq!((row.first().verdict, row.change), (Verdict::Leak, None));
    assert_eq!(comparison.overall(), Some(Unchanged));
}

#[test]
fn too_few_cycles_have_no_word() {
    let comparison = compared(&growing(10, 8), &growing(0, 4));
    assert_eq!((comparison.overall(), comparison.alignment), (None, Alignment::Cycles));
    assert_eq!(row(&comparison, FILES).last().verdict, Verdict::TooFewCycles);
    assert_eq!(compared(&growing(10, 8), &growing(0, 5)).overall(), Some(Fixed));
}

#[test]
fn of_what_got_better_the_largest_difference_leads_and_the_least_good_word_is_told() {
    let trace = trace(2);
    let side = |rates: [f64; 2]| {
        let levels = |rate: f64| (0..=8).map(|nth| PAGE * (100.0 + rate * f64::from(nth))).collect();
        measured(&trace, &rates.map(levels))
    };
    let comparison = between(side([90.0, 8.0]), side([0.0, 4.0]));
    let leading = comparison.leading().unwrap();
    assert!(leading.name.stands_for("Named", "pool 0"), "{leading:?}");
    assert_eq!((leading.change, comparison.overall()), (Some(Fixed), Some(Reduced)));
    let comparison = between(side([90.0, 4.0]), side([0.0, 8.0]));
    let leading = comparison.leading().unwrap();
    assert!(leading.name.stands_for("Named", "pool 1"), "{leading:?}");
    assert_eq!(comparison.overall(), Some(Worse));
}

#[test]
fn parts_of_one_recording_are_compared_as_recordings_are() {
    let mut scenario = Scenario::new();
    scenario.tick();
    scenario.mark("base", MarkRole::Baseline);
    for cycle in 1..=12_u32 {
        let pages = if cycle <= 6 { 9 } else { 0 };
        scenario.map(1_000 * u64::from(cycle), pages, FILE).tick();
        scenario.mark(&format!("closed {cycle}"), MarkRole::Closed(cycle));
    }
    let trace = scenario.trace;
    let part = |from, to| Side::part("part", &trace, Window::resolve(&trace, Some(from), Some(to)).unwrap());
    let (early, late) = (part("base", "closed 6"), part("closed 6", "closed 12"));
    let comparison = between(early.clone(), late);
    assert_eq!(comparison.overall(), Some(Fixed));
    let row = row(&comparison, FILES);
    assert_eq!((row.first().verdict, row.last().verdict), (Verdict::Suspect, Verdict::Steady));
    assert_eq!(comparison.sides.iter().map(|side| side.counted.len()).collect::<Vec<_>>(), [6, 6]);
    let pages = |level: &crate::analysis::Level| level.mapped.get() / 4096;
    assert_eq!((pages(&row.first().at_end), pages(&row.last().at_end)), (54, 54));
    assert_eq!(RetainedSets::sum(&comparison.retained.only_before).0, 6);
    assert_eq!(between(early.clone(), early).overall(), Some(Unchanged));
}

#[test]
fn without_cycles_levels_are_compared_over_time_and_no_word_is_said() {
    let without_marks = |pages| {
        let mut trace = growing(pages, 8);
        trace.annotations = crate::model::Annotations::default();
        trace
    };
    let (before, after) = (without_marks(10), without_marks(2));
    let comparison = compared(&before, &after);
    assert_eq!((comparison.alignment, comparison.overall()), (Alignment::Time, None));
    let file = row(&comparison, FILES);
    assert_eq!(file.measure, Measure::Level(Metric::Footprint));
    assert_eq!(file.first().levels, [100.0 * PAGE, 180.0 * PAGE]);
    assert_eq!((file.difference.low, file.difference.high), (-64.0 * PAGE, -64.0 * PAGE));
    // What came and went left nothing behind, and is seen as a peak.
    let window = row(&comparison, "Anonymous");
    assert_eq!((window.measure, window.first().peak), (Measure::Level(Metric::Mapped), 300.0 * PAGE));
    // Asked for, it is so with cycles too.
    let (before, after) = (growing(10, 8), growing(2, 8));
    let sides = [Side::whole("before", &before), Side::whole("after", &after)];
    let asked = Comparison::between(&sides, Alignment::Time);
    assert_eq!((asked.alignment, asked.overall()), (Alignment::Time, None));
}

#[test]
fn of_a_side_in_which_all_stayed_the_mapped_bytes_speak_for_what_stayed() {
    // The window that stands open at a mark is gone at the next: so what stayed is judged, and in the other it is not.
    let with_traffic = |is_open: bool| {
        let mut scenario = Scenario::new();
        scenario.tick();
        scenario.mark("base", MarkRole::Baseline);
        for cycle in 1..=8_u32 {
            scenario.map(1_000 * u64::from(cycle), 10, FILE).unmap(500_000, 3);
            if is_open && cycle % 2 == 0 {
                scenario.map(500_000, 3, FILE);
            }
            scenario.mark("closed", MarkRole::Closed(cycle));
        }
        scenario.trace
    };
    let comparison = compared(&with_traffic(false), &with_traffic(true));
    assert_eq!(comparison.overall(), Some(Unchanged), "{:#?}", comparison.rows);
}

#[test]
fn categories_that_differ_by_a_number_only_are_one_row() {
    let named = |number: u32| {
        let mut trace = growing(10, 8);
        let category = Category::counted("Named", format!("pool-{number}"));
        let delta = SnapshotDelta {
            at: trace.recording.time_of(trace.recording.last_snapshot()),
            new_categories: vec![category],
            reclassified: files(&trace),
            ..SnapshotDelta::default()
        };
        trace.recording.append(&delta).unwrap();
        trace
    };
    let comparison = compared(&named(4711), &named(815));
    let row = row(&comparison, "pool-N");
    assert_eq!((row.first().verdict, row.last().verdict), (Verdict::Leak, Verdict::Leak));
    assert_eq!(comparison.overall(), Some(Unchanged));
    assert!(row.name.stands_for("Named", "pool-23456") && !row.name.stands_for("Named", "pool-2"));
    assert!(comparison.retained.only_before.is_empty(), "{:?}", comparison.retained);
    let same = compared(&named(4711), &named(4711));
    assert_eq!(self::row(&same, "pool-4711").change, Some(Unchanged));
}

/// Every file turns out to be of the category that comes behind those there are.
fn files(trace: &Trace) -> Vec<Reclassification> {
    let category = CategoryId(u32::try_from(trace.recording.categories().len()).unwrap());
    let regions = (0..).map(RegionId).zip(trace.recording.regions());
    let files =
        regions.filter(|(_, region)| region.is_alive() && region.class.category == Scenario::category(FILE));
    files
        .map(|(id, region)| Reclassification { id, class: Classification { category, ..region.class } })
        .collect()
}

#[test]
fn points_that_differ_are_told_with_what_it_means() {
    let comparison = compared(&growing(10, 8), &growing(10, 5));
    let differing: Vec<_> = comparison.comparable.iter().filter(|point| !point.is_same()).collect();
    let actual: Vec<_> = differing.iter().map(|point| (point.what, point.values.join(" / "))).collect();
    assert_eq!(actual, [("Cycles", "0 warm-up, 8 counted / 0 warm-up, 5 counted".to_owned())]);
}

#[test]
fn a_series_is_compared_from_the_first_to_the_last_and_step_by_step() {
    let traces = [growing(10, 8), growing(4, 8), growing(20, 8), growing(0, 8)];
    let sides: Vec<_> = traces.iter().map(|trace| Side::whole("x", trace)).collect();
    let comparison = Comparison::between(&sides, Alignment::Cycles);
    let row = row(&comparison, FILES);
    let rates: Vec<_> = row.cells.iter().map(|cell| cell.per_cycle.median / PAGE).collect();
    assert_eq!((row.change, rates.as_slice()), (Some(Fixed), [10.0, 4.0, 20.0, 0.0].as_slice()));
    assert_eq!(row.difference, Slope { median: -10.0 * PAGE, low: -10.0 * PAGE, high: -10.0 * PAGE });
    assert_eq!(comparison.leading().map(|leading| &leading.name), Some(&row.name));
    let steps: Vec<_> = comparison.steps.iter().map(|step| step.overall).collect();
    assert_eq!(steps, [Some(Reduced), Some(Worse), Some(Fixed)]);
    let led = |step: &CompareStep| step.leading.as_ref().map(|row| row.cells.len());
    assert!(comparison.steps.iter().all(|step| led(step) == Some(2)));
    assert!(comparison.comparable.iter().all(Comparable::is_same), "{:?}", comparison.comparable);
    assert_eq!(RetainedSets::sum(&comparison.retained.only_before).0, 8, "the first against the last");
}

#[test]
fn what_grows_most_leads_where_nothing_has_changed() {
    let trace = trace(2);
    let side = |rates: [f64; 2]| {
        let levels = |rate: f64| (0..=8).map(|nth| PAGE * (100.0 + rate * f64::from(nth))).collect();
        measured(&trace, &rates.map(levels))
    };
    let comparison = between(side([10.0, 90.0]), side([10.0, 90.0]));
    assert_eq!(comparison.overall(), Some(Unchanged));
    assert!(comparison.leading().unwrap().name.stands_for("Named", "pool 1"), "{:?}", comparison.leading());
}

#[test]
fn one_side_or_none_is_compared_with_nothing() {
    let trace = growing(10, 8);
    assert_eq!(Comparison::between(&[], Alignment::Cycles), Comparison::default());
    let alone = Comparison::between(&[Side::whole("x", &trace)], Alignment::Cycles);
    assert_eq!((alone.overall(), alone.steps.len()), (Some(Unchanged), 0));
}

#[test]
fn empty_recordings_are_compared_without_a_word() {
    let empty = Trace::default();
    let comparison = compared(&empty, &empty);
    assert_eq!((comparison.overall(), comparison.alignment), (None, Alignment::Time));
    let part = Side::part("x", &empty, Window::new(SnapshotIndex(3), SnapshotIndex(9)));
    assert_eq!(between(part.clone(), part).overall(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Exchanging the sides turns every difference round.
    #[test]
    fn swapping_turns_everything_round(
        before in prop::collection::vec(prop::collection::vec(0_u32..60, 9..=9), 2..=2),
        after in prop::collection::vec(prop::collection::vec(0_u32..60, 9..=9), 2..=2),
        rates in prop::array::uniform2(0_u32..30),
    ) {
        let trace = trace(2);
        let side = |noise: &[Vec<u32>], rate: u32| {
            let level = |(nth, &noise): (usize, &u32)| PAGE * (1e3 + f64::from(noise) + f64::from(rate) * nth as f64);
            let levels: Vec<Vec<f64>> =
                noise.iter().map(|noise| noise.iter().enumerate().map(level).collect()).collect();
            measured(&trace, &levels)
        };
        let (before, after) = (side(&before, rates[0]), side(&after, rates[1]));
        let there = between(before.clone(), after.clone());
        let back = between(after, before);
        for row in &there.rows {
            let other = back.rows.iter().find(|other| other.name == row.name).unwrap();
            if row.measure == other.measure {
                prop_assert_eq!(row.first(), other.last());
                let Slope { median, low, high } = other.difference;
                prop_assert_eq!(row.difference, Slope { median: -median, low: -high, high: -low });
                prop_assert_eq!(row.change.map(VerdictChange::swapped), other.change);
            }
        }
        prop_assert_eq!(&there.retained.only_before, &back.retained.only_after);
    }

    /// What lies between the first and the last has no say in what has changed between these.
    #[test]
    fn sides_in_between_change_nothing_at_the_ends(
        levels in prop::collection::vec(prop::collection::vec(0_u32..60, 9..=9), 3..=3),
        rates in prop::array::uniform3(0_u32..30),
    ) {
        let trace = trace(1);
        let side = |noise: &[u32], rate: u32| {
            let level = |(nth, &noise): (usize, &u32)| PAGE * (1e3 + f64::from(noise) + f64::from(rate) * nth as f64);
            measured(&trace, &[noise.iter().enumerate().map(level).collect::<Vec<_>>()])
        };
        let sides = [0, 1, 2].map(|nth| side(&levels[nth], rates[nth]));
        let series = Comparison::between(&sides, Alignment::Cycles);
        let ends = between(sides[0].clone(), sides[2].clone());
        prop_assert_eq!(series.rows.len(), ends.rows.len());
        for (row, of_ends) in series.rows.iter().zip(&ends.rows) {
            prop_assert_eq!((&row.name, row.measure), (&of_ends.name, of_ends.measure));
            prop_assert_eq!((row.difference, row.change), (of_ends.difference, of_ends.change));
            prop_assert_eq!(row.ends(), of_ends.ends());
        }
        let first = between(sides[0].clone(), sides[1].clone());
        prop_assert_eq!(series.steps[0].overall, first.overall());
        prop_assert_eq!(&series.steps[0].leading, &first.steps[0].leading);
    }
}
