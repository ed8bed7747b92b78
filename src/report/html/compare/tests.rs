//! Pages of two made-up recordings, read back by another parser.

use super::compare_html;
use crate::analysis::{Assessment, Comparison, Side, Window};
use crate::model::Trace;
use crate::report::html::tests::{check_page, hostile_names, leak_of};

fn compared(before: &Trace, after: &Trace, names: [&str; 2]) -> String {
    let told = [before, after].map(|trace| Assessment::of(trace, None));
    let sides = [(before, &told[0]), (after, &told[1])];
    let [before, after] = sides.map(|(trace, assessment)| {
        let window = Window::resolve(trace, None, None).unwrap();
        Side { name: "", trace, window, assessment }
    });
    compare_html(&Comparison::of(&before, &after), names)
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
    for told in ["Only in A: 8 regions, 8.0 MiB", "Only in B: 8 regions, 4.0 MiB", "Reduced", "Page size"] {
        assert!(page.contains(told), "{told}");
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
    assert!(page.contains("A verdict takes five cycles"));
}
