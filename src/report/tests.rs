//! The reports of a small leak, to the letter.

use super::{
    CheckFigures, CompareReport, JsonReport, Summary, check_junit, check_markdown, check_text, compare_html,
    compare_markdown, compare_text, csv, html, markdown, text,
};
use crate::analysis::gate::{Budget, Check, check};
use crate::analysis::tests::scenario::{ANONYMOUS, FILE, HEAP, RESERVED, Scenario};
use crate::analysis::{Alignment, Assessment, Comparison, Side, Window};
use crate::model::units::{Bytes, Timestamp};
use crate::model::{Mark, MarkRole, TickCost, TotalKind, Trace, Warning};
use std::path::Path;
use std::time::Duration;

/// A heap that grows in place, a buffer that comes and goes, and 2426 pages that stay after every cycle.
fn leak() -> Scenario {
    let mut scenario = Scenario::new();
    scenario.cost = TickCost {
        mapping: Duration::from_micros(400),
        usage: Duration::from_micros(1_600),
        ..TickCost::default()
    };
    scenario.totals.set(TotalKind::WalkedResident, Bytes::from_kib(1024));
    scenario.totals.set(TotalKind::PageTables, Bytes::from_kib(64));
    scenario.map(0, 64, HEAP).touch(0, 8).map(100, 1000, RESERVED).ticks(3);
    for cycle in 0..9 {
        if cycle == 1 {
            scenario.mark("warm", MarkRole::Baseline);
        }
        play_cycle(&mut scenario, cycle);
    }
    scenario.trace.recording.warn(Warning {
        at: Timestamp::from_nanos(300_000_000),
        text: "the tag \u{1b}[31mred is not known".to_owned(),
    });
    scenario
}

/// One cycle of it; the system counts 300 KiB more each time that no region explains.
fn play_cycle(scenario: &mut Scenario, cycle: u32) {
    let at = 10_000 * u64::from(cycle + 1);
    scenario.map(at, 2426, ANONYMOUS).map(2000, 148, FILE).touch(at, 2426);
    scenario.map(at + 5000, u64::from(cycle) + 1, HEAP).touch(8 + u64::from(cycle), 1).tick();
    let explained = 8 + cycle + 1 + 2426 * (cycle + 1);
    let resident = Bytes::from_kib(4 * u64::from(explained) + 1024 + 300 * u64::from(cycle));
    scenario.totals.set(TotalKind::WalkedResident, resident);
    scenario.mark("open", MarkRole::Open(cycle + 1));
    scenario.cost.skipped = u32::from(cycle == 2);
    scenario.unmap(2000, 148).tick();
    scenario.cost.skipped = 0;
    scenario.mark("closed", MarkRole::Closed(cycle + 1));
}

fn summary(trace: &Trace) -> Summary<'_> {
    let window = Window::resolve(trace, None, None).unwrap();
    Summary::measure(trace, window, Some(Bytes::from_kib(3 * 1024)))
}

/// Parts of a region that came and went have bytes, and there is no region to count.
#[test]
fn there_is_no_lower_bound_of_no_regions() {
    let mut scenario = Scenario::new();
    scenario.map(50, 1, FILE).ticks(2);
    scenario.map(0, 10, ANONYMOUS).tick().unmap(0, 4).tick();
    let actual = text(&summary(&scenario.trace));
    let row = actual.lines().find(|line| line.starts_with("Memory ▸ Anonymous")).unwrap();
    assert!(row.contains("≥ 16 KiB") && !actual.contains("≥ 0"), "{actual}");
}

#[test]
fn a_leak_as_text() {
    let trace = leak().trace;
    let actual = text(&summary(&trace));
    compare(&actual, "leak.txt");
    // A command stays in one line: it is to be copied.
    let sentences = actual.lines().filter(|line| !line.starts_with("        "));
    let widest = sentences.map(|line| line.chars().count()).max();
    assert!(widest <= Some(150), "{widest:?}");
}

#[test]
fn a_leak_as_json() {
    let trace = leak().trace;
    compare(&JsonReport::new(&summary(&trace)).to_text(), "leak.json");
}

/// Holds what a report says against the fixture of this name; with `STRANDLINE_WRITE_STORIES` set it becomes that fixture.
#[track_caller]
pub(super) fn compare(actual: &str, name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/report").join(name);
    if std::env::var_os("STRANDLINE_WRITE_STORIES").is_some() {
        std::fs::write(&path, actual).unwrap();
    }
    assert_eq!(actual, std::fs::read_to_string(&path).unwrap(), "\n{actual}");
}

#[test]
fn a_leak_as_markdown() {
    let trace = leak().trace;
    let actual = markdown(&summary(&trace));
    compare(&actual, "leak.md");
}

#[test]
fn a_leak_as_csv() {
    let trace = leak().trace;
    let actual = csv(&summary(&trace));
    compare(&actual, "leak.csv");
}

/// The leak, held against a budget in which something of each kind happens.
fn checked(trace: &Trace) -> Check {
    let budget = Budget::parse(include_str!("../../tests/fixtures/report/budget.ron")).unwrap();
    check(trace, &summary(trace).assessment, &budget, jiff::civil::date(2026, 8, 15))
}

#[test]
fn a_check_as_text() {
    compare(&check_text(&checked(&leak().trace)), "check.txt");
}

#[test]
fn a_check_as_markdown() {
    compare(&check_markdown(&checked(&leak().trace)), "check.md");
}

#[test]
fn a_check_as_json() {
    let actual = CheckFigures::new(&checked(&leak().trace)).to_text();
    compare(&actual, "check.json");
}

#[test]
fn a_check_as_test_results() {
    let xml = check_junit(&checked(&leak().trace));
    let document = roxmltree::Document::parse(&xml).unwrap();
    let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    let counts = ["tests", "failures", "errors", "skipped"].map(|name| suite.attribute(name).unwrap());
    let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
    let with =
        |name: &str| cases.iter().filter(|case| case.children().any(|node| node.has_tag_name(name))).count();
    assert_eq!(counts, ["10", "3", "3", "1"]);
    assert_eq!([cases.len(), with("failure"), with("error"), with("skipped")], [10, 3, 3, 1]);
    let names: Vec<_> = cases.iter().map(|case| case.attribute("name").unwrap()).collect();
    assert!(names.contains(&"GPU ▸ buf|fers (footprint): 0 B per cycle"), "{names:?}");
}

#[test]
fn long_lists_are_cut_with_a_word() {
    let mut scenario = leak();
    for nth in 0..5_000 {
        let at = scenario.trace.recording.time_of(scenario.trace.recording.last_snapshot());
        scenario.trace.recording.warn(Warning { at, text: format!("odd {nth}") });
        let label = format!("remark {nth}");
        scenario.trace.annotations.add_mark(Mark { at, label, role: MarkRole::Note, cost: Duration::ZERO });
    }
    let trace = &scenario.trace;
    let text = text(&summary(trace));
    for (what, count) in [("remark ", 100), ("odd ", 100)] {
        assert!(text.matches(what).count() <= count, "{what}");
    }
    assert!(text.contains("and 4901 more warnings") && text.contains("more marks"), "{text}");
    assert!(html(&summary(trace)).len() < 400_000 && markdown(&summary(trace)).len() < 100_000);
    let json = JsonReport::new(&summary(trace));
    assert_eq!((json.warnings.len(), json.warnings_left_out), (1000, 4001));
}

#[test]
fn a_part_of_the_cycles_says_that_the_verdict_is_of_all() {
    let trace = leak().trace;
    let cycles = &Assessment::assess(&trace, None).cycles.cycles;
    let part = Window::new(cycles[2].window.from, cycles[4].window.to);
    let summary = Summary::measure(&trace, part, None);
    assert_eq!((summary.cycles_in_window(), JsonReport::new(&summary).cycles.in_window), (3, 3));
    let actual = "of all 8 cycles of the recording, of which 3 lie in this window";
    assert!(
        text(&summary).contains(actual)
            && markdown(&summary).contains(actual)
            && html(&summary).contains(actual)
    );
}

/// The leak, and what is left of it after a change: a tenth.
fn compared(read: fn(&Comparison) -> String) -> String {
    let (before, mut after) = (leak().trace, Scenario::new());
    after.map(0, 64, HEAP).touch(0, 8).tick();
    after.mark("warm", MarkRole::Baseline);
    for cycle in 1..=8 {
        let at = 10_000 * u64::from(cycle);
        after.map(at, 242, ANONYMOUS).map(2000, 148, FILE).touch(at, 242).tick();
        after.mark("open", MarkRole::Open(cycle));
        after.unmap(2000, 148);
        after.mark("closed", MarkRole::Closed(cycle));
    }
    let sides = [("before|.strand", &before), ("after.strand", &after.trace)];
    read(&Comparison::between(&sides.map(|(name, trace)| Side::whole(name, trace)), Alignment::Cycles))
}

#[test]
fn a_comparison_as_text() {
    let actual = compared(compare_text);
    compare(&actual, "compare.txt");
    let widest = actual.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(150), "{widest:?}");
}

#[test]
fn a_comparison_as_markdown() {
    compare(&compared(compare_markdown), "compare.md");
}

#[test]
fn a_comparison_as_json() {
    let actual = compared(|comparison| CompareReport::new(comparison).to_text());
    compare(&actual, "compare.json");
}

#[test]
fn a_series_has_a_column_for_each_recording() {
    let trace = leak().trace;
    let sides = ["a", "b", "c"].map(|name| Side::whole(name, &trace));
    let series = Comparison::between(&sides, Alignment::Cycles);
    let text = compare_text(&series);
    assert!(text.starts_with("unchanged from the first to the last\n"), "{text}");
    let anonymous = text.lines().find(|line| line.starts_with("  Memory ▸ Anonymous")).unwrap();
    assert_eq!(anonymous.matches("+9.5 MiB  leak").count(), 3, "{text}");
    assert!(
        compare_markdown(&series).contains("| Memory ▸ Anonymous | mapped | unchanged | +9.5 MiB | leak |")
    );
    let json = serde_json::to_value(CompareReport::new(&series)).unwrap();
    assert_eq!(
        (json["overall"].as_str(), json["sides"].as_array().map(Vec::len)),
        (Some("unchanged"), Some(3))
    );
    assert_eq!(json["rows"][0]["sides"].as_array().map(Vec::len), Some(3));
    let by_time = compare_text(&Comparison::between(&sides, Alignment::Time));
    assert!(by_time.starts_with("compared from start to end of each, without a verdict\n"), "{by_time}");
}

#[test]
fn what_happens_in_the_middle_of_a_series_is_named() {
    let (leak, mut still) = (leak().trace, Scenario::new());
    still.map(0, 10, ANONYMOUS).tick();
    still.mark("baseline", MarkRole::Baseline);
    for cycle in 1..=8 {
        still.tick();
        still.mark("closed", MarkRole::Closed(cycle));
    }
    let sides = [("good", &still.trace), ("leaky", &leak), ("good again", &still.trace)];
    let sides = sides.map(|(name, trace)| Side::whole(name, trace));
    let series = Comparison::between(&sides, Alignment::Cycles);
    let (text, json) = (compare_text(&series), serde_json::to_value(CompareReport::new(&series)).unwrap());
    let headline = text.lines().next().unwrap();
    let parts: Vec<_> = headline.split("; ").collect();
    assert_eq!(parts[0], "unchanged from the first to the last");
    assert!(
        parts[1].starts_with("in 2 (leaky) Memory ▸ Anonymous") && parts[1].contains("leaks now"),
        "{headline}"
    );
    assert!(
        parts[2].starts_with("in 3 (good again) Memory ▸ Anonymous") && parts[2].contains("is fixed"),
        "{headline}"
    );
    let words = [&json["overall"], &json["steps"][0]["overall"], &json["steps"][1]["overall"]];
    assert_eq!(words, ["unchanged", "new", "fixed"]);
    assert!(compare_html(&series).contains("In 2 (leaky) Memory ▸ Anonymous"));
}

#[test]
fn a_step_in_the_last_cycle_is_told_beside_that_nothing_grows_on() {
    let mut scenario = Scenario::new();
    scenario.map(0, 10, ANONYMOUS).tick();
    scenario.mark("baseline", MarkRole::Baseline);
    for cycle in 1..=8 {
        if cycle == 8 {
            scenario.map(1000, 10_240, FILE);
        }
        scenario.tick();
        scenario.mark("closed", MarkRole::Closed(cycle));
    }
    let line = super::verdict_line(&summary(&scenario.trace));
    let expected = "steady: nothing grows on in 8 cycles, but one added +40.0 MiB: ";
    assert!(line.starts_with(expected) && line.ends_with(" (mapped)"), "{line}");
}

#[test]
fn an_empty_recording_has_a_report() {
    let trace = Trace::default();
    let summary = Summary::measure(&trace, Window::default(), None);
    assert!(text(&summary).starts_with("no target\n00:00.0 to 00:00.0 (0.0 s): 0 ticks, 0 skipped\n"));
    assert!(JsonReport::new(&summary).to_text().contains("\"target\": null"));
    assert!(markdown(&summary).starts_with("**too few cycles: 0 count, a verdict needs 5**\n"));
    assert_eq!(csv(&summary).lines().count(), 1);
}
