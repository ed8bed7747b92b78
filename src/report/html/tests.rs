//! Pages of made-up recordings, read back by another parser.

use super::html;
use crate::analysis::Window;
use crate::model::units::{AddressRange, Timestamp};
use crate::model::{
    Backing, Birth, Category, CategoryId, Classification, Identity, Mark, MarkRole, Os, PageAccess, Place,
    Protection, Recording, RecordingStart, RegionId, SnapshotDelta, SnapshotKind, Tag, TagId, Target, Trace,
    Usage, UsageChange, UsageQuality, Warning,
};
use crate::report::Summary;
use crate::report::tests::compare;
use roxmltree::{Document, Node};
use std::time::Duration;

/// Bytes that each category gains with each cycle.
const STEP: u64 = 1 << 20;

/// Names that would be markup, steer the line, or fill the page.
pub(super) fn hostile_names() -> Vec<String> {
    let short = [
        "</td><script>alert(1)</script>",
        "\" onmouseover=\"alert(1)",
        "'><img src=x onerror=alert(1)>",
        "</style></svg><iframe src=//x>",
        "]]><!-- <![CDATA[",
        "&lt;b&gt; &#x3c;",
        "\u{202e}olleh\u{2066}",
        "a\u{0}\u{1b}[31m\n\u{ffff}",
        "javascript:alert(1)",
        "שלום עולם",
    ];
    short.iter().map(|&name| name.to_owned()).chain(["x".repeat(10_000), "\u{301}".repeat(500)]).collect()
}

/// Eight cycles, each of which leaves a region in every category of these names.
pub(super) fn leak_of(names: &[String], step: u64) -> Trace {
    let target = Target {
        command: names.last().cloned().unwrap_or_default(),
        os: Os::Linux,
        os_release: names[1 % names.len()].clone(),
        ..Target::synthetic(&names[0])
    };
    let start = RecordingStart { target, recorder: names[0].clone(), ..RecordingStart::synthetic("") };
    let mut trace = Trace { recording: Recording::new(start), ..Trace::default() };
    for cycle in 0..=10 {
        trace.recording.append(&delta(names, cycle, step)).unwrap();
        let role = if cycle == 0 { MarkRole::Note } else { MarkRole::Closed(cycle) };
        let label = names[cycle as usize % names.len()].clone();
        let at = Timestamp::from_nanos(u64::from(cycle) * 100_000_000);
        trace.annotations.add_mark(Mark { at, label, role, cost: Duration::from_millis(2) });
    }
    trace.recording.warn(Warning { at: Timestamp::ZERO, text: names[0].clone() });
    trace
}

fn delta(names: &[String], cycle: u32, step: u64) -> SnapshotDelta {
    let count = u32::try_from(names.len()).unwrap();
    let ids =
        (0..if step == 0 && cycle > 0 { 0 } else { count }).map(|nth| (nth, RegionId(cycle * count + nth)));
    let birth = |(nth, id): (u32, RegionId)| {
        let start = u64::from(id.0) * 2 * STEP;
        let len = if step == 0 { STEP } else { step };
        let identity = Identity {
            tag: TagId(nth),
            backing: Backing::File { device: 1, inode: u64::from(id.0), shift: start },
            access: PageAccess::Some,
        };
        let class =
            Classification { category: CategoryId(nth), label: TagId(nth), protection: Protection::READ };
        Birth { id, place: Place::Mapped(AddressRange::from_bounds(start, start + len)), identity, class }
    };
    let born: Vec<Birth> = ids.map(birth).collect();
    let usage = |birth: &Birth| {
        let (resident, dirty) = (birth.place.len(), birth.place.len());
        let usage = Usage { resident, dirty, ..Usage::default() };
        UsageChange { id: birth.id, usage, quality: UsageQuality::Exact }
    };
    let is_first = cycle == 0;
    SnapshotDelta {
        at: Timestamp::from_nanos(u64::from(cycle) * 100_000_000),
        kind: SnapshotKind::Barrier,
        new_tags: if is_first { names.iter().map(Tag::named).collect() } else { Vec::new() },
        new_categories: if is_first {
            names.iter().map(|name| Category::counted(name, name)).collect()
        } else {
            Vec::new()
        },
        usage: born.iter().map(usage).collect(),
        born,
        usage_complete: true,
        ..SnapshotDelta::default()
    }
}

/// What every page keeps to, whatever it is about.
pub(super) fn check_page(page: &str) {
    let markup = page.strip_prefix("<!DOCTYPE html>\n").unwrap();
    let document = Document::parse(markup).unwrap();
    let elements = || document.descendants().filter(Node::is_element);
    let count = |name| elements().filter(|element| element.tag_name().name() == name).count();
    assert_eq!((count("script"), count("style"), count("body"), count("h1")), (1, 1, 1, 1));
    for name in ["img", "iframe", "link", "a", "object", "base", "form", "image", "use"] {
        assert_eq!(count(name), 0, "{name}");
    }
    for attribute in elements().flat_map(|element| element.attributes()) {
        let (name, value) = (attribute.name(), attribute.value());
        assert!(!name.starts_with("on") && !["href", "src"].contains(&name), "{name}=\"{value}\"");
        assert!(name != "style" || !value.contains("url("), "{value}");
    }
    for table in elements().filter(|element| element.has_tag_name("table")) {
        let rows = table.descendants().filter(|element| element.has_tag_name("tr"));
        let widths: Vec<_> = rows.map(|row| row.children().count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]), "{widths:?}");
    }
    for text in document.descendants().filter(Node::is_text).filter_map(|node| node.text()) {
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{0}', '\u{1b}']), "{text:?}");
    }
}

fn page_of(trace: &Trace) -> String {
    let window = Window::resolve(trace, None, None).unwrap();
    html(&Summary::measure(trace, window, None))
}

#[test]
fn names_from_outside_are_text() {
    let names = hostile_names();
    let page = page_of(&leak_of(&names, STEP));
    check_page(&page);
    let document = Document::parse(page.strip_prefix("<!DOCTYPE html>\n").unwrap()).unwrap();
    let actual: Vec<_> =
        document.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    for name in &names[..5] {
        let whole = format!("{name} ▸ {name}");
        assert!(actual.contains(&&*whole), "{whole} is told");
    }
    assert!(!page.contains(&"x".repeat(400)), "a name of 10 kB is cut");
}

#[test]
fn a_page_has_a_limit() {
    let names: Vec<String> = (0..600).map(|nth| format!("category {nth}")).collect();
    let page = page_of(&leak_of(&names, STEP));
    check_page(&page);
    assert!(page.len() < 650_000, "{} bytes", page.len());
    assert!(page.contains("480 more rows are left out here"), "it says so");
}

#[test]
fn the_verdict_comes_first_and_has_its_colour_for_a_leak_alone() {
    let check = |step, word: &str, is_leak: bool| {
        let page = page_of(&leak_of(&["tide".to_owned()], step));
        check_page(&page);
        let body = page.split_once("<body>").unwrap().1;
        assert!(body.find(word).unwrap() < body.find("<table").unwrap(), "{word}");
        let in_charts = body.split("<figure").skip(1).any(|figure| figure.contains("#c4321a"));
        assert_eq!((page.contains("verdict leak"), in_charts), (is_leak, is_leak), "{word}");
    };
    check(STEP, "+1.0 MiB", true);
    check(0, "Nothing grows in 8 cycles", false);
}

#[test]
fn an_empty_recording_has_a_page() {
    let trace = Trace::default();
    let page = html(&Summary::measure(&trace, Window::default(), None));
    check_page(&page);
    assert!(page.contains("0 cycles count, and a verdict needs 5."));
}

#[test]
fn a_leak_is_told_in_this_order() {
    let trace = leak_of(&["tide".to_owned(), "foam".to_owned()], STEP);
    let page = page_of(&trace);
    let document = Document::parse(page.strip_prefix("<!DOCTYPE html>\n").unwrap()).unwrap();
    let is_told = |node: &Node<'_, '_>| {
        let hidden = ["script", "style", "svg"];
        node.is_text() && !node.ancestors().any(|above| hidden.contains(&above.tag_name().name()))
    };
    let row_of =
        |node: Node<'_, '_>| node.ancestors().find(|above| above.has_tag_name("tr")).map(|row| row.id());
    let (mut actual, mut last) = (String::new(), None);
    for node in document.descendants().filter(is_told) {
        let row = row_of(node);
        actual.push_str(if row.is_some() && row == last { " | " } else { "\n" });
        actual.push_str(node.text().unwrap_or_default().trim());
        last = row;
    }
    let actual = actual.trim_start().replace(env!("CARGO_PKG_VERSION"), "VERSION") + "\n";
    compare(&actual, "page.txt");
}
