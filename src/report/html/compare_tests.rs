//! Pages of two made-up recordings, read back by another parser.

use super::compare_html;
use crate::analysis::{Alignment, Comparison, Side};
use crate::model::Trace;
use crate::report::html::tests::{check_page, hostile_names, leak_of};

fn compared(before: &Trace, after: &Trace, names: [&str; 2]) -> String {
    aligned(before, after, names, Alignment::Cycles)
}

fn aligned(before: &Trace, after: &Trace, [one, other]: [&str; 2], alignment: Alignment) -> String {
    let sides = [Side::whole(one, before), Side::whole(other, after)];
    compare_html(&Comparison::between(&sides, alignment))
}

fn series(traces: &[Trace], alignment: Alignment) -> String {
    let names = ["one.strand", "two.strand", "three.strand"];
    let sides: Vec<_> = names.iter().zip(traces).map(|(name, trace)| Side::whole(*name, trace)).collect();
    compare_html(&Comparison::between(&sides, alignment))
}

fn tide(step: u64) -> Trace {
    leak_of(&["tide".to_owned()], step)
}

#[test]
fn what_has_become_of_it_comes_first() {
    let check = |before, after, word: &str, in_chart: bool| {
        let page = compared(&tide(before), &tide(after), ["before.strand", "after.strand"]);
        check_page(&page);
        let body = page.split_once("<body>").unwrap().1;
        assert!(body.find(word).unwrap() < body.find("<h2").unwrap(), "{word}");
        assert_eq!(body.contains("</svg></figure>"), in_chart, "{word}");
    };
    check(1 << 20, 0, "Fixed", true);
    check(0, 1 << 20, "New", true);
    check(1 << 20, 1 << 20, "Unchanged", false);
    check(1 << 19, 1 << 20, "Worse", true);
}

#[test]
fn retained_sets_and_differences_are_told() {
    let page = compared(&tide(1 << 20), &tide(1 << 19), ["a", "b"]);
    for expected in
        ["Only before: 8 regions, 8.0 MiB", "Only after: 8 regions, 4.0 MiB", "Reduced", "Page size"]
    {
        assert!(page.contains(expected), "{expected}");
    }
}

#[test]
fn names_from_outside_are_text() {
    let names = hostile_names();
    let trace = leak_of(&names, 1 << 20);
    let page = compared(&trace, &tide(0), [&names[0], &names[10]]);
    check_page(&page);
    assert!(page.len() < 400_000, "{} bytes", page.len());
}

#[test]
fn nothing_can_be_compared_with_nothing() {
    let page = compared(&Trace::default(), &Trace::default(), ["", ""]);
    check_page(&page);
    assert!(page.contains("A verdict needs 5 counted cycles"));
}

#[test]
fn the_warm_up_of_either_is_hatched() {
    let drawn = compared(&tide(1 << 20), &tide(0), ["a", "b"]);
    let chart = drawn.split_once("<figure").unwrap().1.split_once("</figure>").unwrap().0;
    for expected in ["warm-up", ">before<", ">W2<", ">3<", ">10<"] {
        assert!(chart.contains(expected), "{expected} in {chart}");
    }
    assert!(!chart.contains(">1<"), "the first two of the ten cycles do not count");
}

#[test]
fn over_time_nothing_is_said_of_cycles() {
    let page = aligned(&tide(1 << 20), &tide(0), ["a", "b"], Alignment::Time);
    check_page(&page);
    for expected in ["No verdict", "They are compared from start to end of each."] {
        assert!(page.contains(expected), "{expected}");
    }
    let body = page.split_once("<body>").unwrap().1;
    assert!(!body.contains("per cycle") && !body.contains("<figure"), "{body}");
}

#[test]
fn a_series_has_columns_for_each_recording_and_a_chart_of_both_ends() {
    let traces = [tide(1 << 20), tide(1 << 19), tide(0)];
    let page = series(&traces, Alignment::Cycles);
    check_page(&page);
    let body = page.split_once("<body>").unwrap().1;
    for expected in ["Fixed", "one.strand", "two.strand", "three.strand", "+1.0 MiB", "+512"] {
        assert!(body.contains(expected), "{expected}");
    }
    assert!(body.contains("</svg></figure>"));
    let by_time = series(&traces, Alignment::Time);
    check_page(&by_time);
    assert!(by_time.contains("No verdict") && !by_time.contains("Change</th>"));
    let unchanged = series(&[tide(0), tide(0), tide(0)], Alignment::Cycles);
    assert!(unchanged.contains("Unchanged") && !unchanged.contains("<figure"));
}
