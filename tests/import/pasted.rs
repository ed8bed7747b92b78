//! Texts as people paste them: without their header, with marks before each line, several tools in one, in tables.

use crate::faults::{figure, report};
use crate::fixture;
use proptest::prelude::*;
use serde_json::Value;
use std::fs::File;
use std::path::PathBuf;
use strandline::classify::categories::Rules;
use strandline::import::{Choice, ImportError, ImportedSeries, Text};
use strandline::model::MarkRole;

const KIB: u64 = 1024;
const MIB: u64 = 1 << 20;

fn pasted(name: &str) -> PathBuf {
    fixture("pasted").join(name)
}

fn import_json(name: &str) -> Value {
    report(&pasted(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn warns(report: &Value, words: &str) -> bool {
    report["warnings"].as_array().unwrap().iter().any(|warning| warning.as_str().unwrap().contains(words))
}

/// How many lines were not understood.
fn unread(name: &str) -> u64 {
    Text::read("x", File::open(pasted(name)).unwrap()).unwrap().unread.count
}

/// A figure in bytes, within so much of rounding.
fn check(name: &str, category: &str, metric: &str, expected: u64, slack: u64) {
    let found = figure(&import_json(name), category, metric);
    assert!(
        found.is_some_and(|found| found.abs_diff(expected) <= slack),
        "{name}: {category}/{metric} is {found:?}, and should be {expected}"
    );
}

#[test]
fn rows_without_their_header_are_read_by_their_shape() {
    check("grep-rows.txt", "iosurface", "footprint", 1128 * MIB, MIB);
    check("grep-rows.txt", "malloc large", "mapped", 320 * MIB, 0);
    check("sorted-header-last.txt", "*", "mapped", 6656 * KIB, 0);
    check("sorted-header-last.txt", "*", "resident", 1488 * KIB, 0);
    check("plain-rows.txt", "*", "mapped", 2560 * KIB, 0);
    check("excerpt-total.txt", "*", "mapped", 2048 * KIB, 0);
    check("grep-smaps.txt", "*", "resident", 64 * KIB, 0);
    for name in ["grep-rows.txt", "sorted-header-last.txt", "plain-rows.txt"] {
        assert!(warns(&import_json(name), "without the header"), "{name}");
    }
    assert!(warns(&import_json("excerpt-total.txt"), "most rows are not there"));
    assert!(!warns(&import_json("sorted-header-last.txt"), "not there"));
}

/// The names of columns are translated, the shape of a row is not.
#[test]
fn a_table_in_another_language_is_read_by_its_shape() {
    let german = "4242:   tidepool --wellen\nAdresse           KByte     RSS   Dirty Modus Zuordnung\n\
                  000055d0c0a00000     132      96      96 rw---   [ anon ]\n";
    let text = Text::read("x", german.as_bytes()).unwrap();
    assert_eq!(text.recognised_as(), "pmap of tidepool [4242]");
    assert_eq!(text.captures[0].listed().get(), 132 * KIB);
}

#[test]
fn rows_of_several_possible_tables_are_refused_by_name() {
    let check = |text: &[u8], what: &str| {
        let refused = ImportedSeries::assemble(
            &[Text::read("x", text).unwrap()],
            &Rules::built_in(),
            Choice::default(),
        );
        let Err(ImportError::Refused { foreign: Some(foreign), .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(foreign.what, what);
        assert!(foreign.remedy.contains("PID"), "{}", foreign.remedy);
    };
    check(&std::fs::read(pasted("pmap-X-rows.txt")).unwrap(), "rows of pmap -X without their header");
    check(b"IOSurface   1.2G   1.1G  104.0M\n", "rows of a vmmap summary without their header");
    check(b"10 MB  4 MB  1 MB  0 B  3  IOSurface\n", "rows of footprint without their header");
    check(
        b"Allocated: 5, active: 6, resident: 7, mapped: 8, retained: 9\n",
        "statistics of an allocator or a virtual machine",
    );
}

#[test]
fn what_stands_before_each_line_does_no_harm() {
    check("comments.txt", "iosurface", "mapped", 10_448 * KIB, 2048 * KIB);
    check("comments.txt", "malloc small", "resident", 512 * KIB, 0);
    check("grep-H.txt", "anonymous", "resident", 1500 * KIB, 0);
    check("table.md", "iosurface", "swapped", 100 * MIB, 0);
    check("table.html", "untagged", "footprint", 592 * KIB, 0);
    check("one-line.json", "iosurface", "footprint", 34_393_292, 1);
    check("cut.ips", "iosurface", "mapped", 82 * MIB, 0);
    assert_eq!(import_json("cut.ips")["target"]["pid"], 4242);
    assert_eq!(import_json("grep-H.txt")["target"]["pid"], 41);
    assert_eq!(figure(&import_json("table.md"), "iosurface", "footprint"), None, "dirty is not told");
}

/// However a list was decorated, it says the same.
#[test]
fn decoration_is_no_content() {
    let original = std::fs::read_to_string(fixture("cycle-0.txt")).unwrap();
    let plain = Text::read("x", original.as_bytes()).unwrap();
    let decorated = |decorate: &dyn Fn(usize, &str) -> String| {
        let lines = original.lines().enumerate().map(|(nth, line)| decorate(nth, line));
        lines.collect::<Vec<_>>().join("\n")
    };
    let ways = [
        decorated(&|_, line| format!("// {line}")),
        decorated(&|_, line| format!("# {line}")),
        decorated(&|_, line| format!("> {line}")),
        decorated(&|_, line| format!("* {line}")),
        decorated(&|_, line| format!("- {line}")),
        decorated(&|_, line| format!("+{line}")),
        decorated(&|_, line| format!("    {line}")),
        decorated(&|_, line| format!("`{line}`")),
        decorated(&|_, line| format!("| {line} |")),
        decorated(&|nth, line| format!("{:>4}  {line}", nth + 1)),
        decorated(&|nth, line| format!("{}:{line}", nth + 1)),
        decorated(&|_, line| format!("vmmap.txt:{line}")),
        decorated(&|_, line| line.replace('&', "&amp;").replace('(', "&#40;").replace("&#40;", "(")),
        format!("<details><pre>\n{original}</pre></details>\n"),
    ];
    for way in ways {
        let text = Text::read("x", way.as_bytes()).unwrap();
        let begins: String = way.chars().take(40).collect();
        assert_eq!(text.captures.len(), 1, "{begins}");
        let [actual, expected] = [&text.captures[0], &plain.captures[0]];
        assert_eq!(
            (&actual.rows, &actual.totals, &actual.total),
            (&expected.rows, &expected.totals, &expected.total),
            "{begins}"
        );
    }
}

#[test]
fn a_diff_is_before_and_after() {
    for (name, moved) in [("diff.txt", 256 * KIB), ("unified-diff.txt", 34_393_292)] {
        let text = Text::read("x", &*std::fs::read(pasted(name)).unwrap()).unwrap();
        assert_eq!(text.unread.count, u64::from(name == "diff.txt"), "{name}: {}", text.unread);
        let trace =
            ImportedSeries::assemble(&[text], &Rules::built_in(), Choice::default()).unwrap().into_trace();
        let marks: Vec<_> =
            trace.annotations.marks().iter().map(|mark| (mark.label.as_str(), mark.role)).collect();
        assert_eq!(marks, [("before", MarkRole::Baseline), ("after", MarkRole::Closed(1))], "{name}");
        let changes = import_json(name);
        let total = &changes["level_changes"][0];
        let difference = total["mapped_difference"].as_i64().unwrap().unsigned_abs();
        assert!(difference.abs_diff(moved) <= 2, "{name}: {total}");
    }
}

#[test]
fn two_processes_are_no_growth() {
    let rollup = |end: &str, kib: u64| {
        let text = format!(
            "00400000-{end} ---p 00000000 00:00 0 [rollup]\nRss: {kib} kB\nAnonymous: {kib} kB\nSwap: 0 kB\n"
        );
        Text::read("x", text.as_bytes()).unwrap()
    };
    let assemble = |texts: &[Text]| ImportedSeries::assemble(texts, &Rules::built_in(), Choice::default());
    let two = assemble(&[rollup("7ffc11111000", 100), rollup("7ffc22222000", 900)]);
    assert!(matches!(&two, Err(ImportError::SeveralProcesses(names)) if names.len() == 2), "{two:?}");
    assert_eq!(
        assemble(&[rollup("7ffc11111000", 100), rollup("7ffc11111000", 900)]).unwrap().deltas.len(),
        2
    );
}

#[test]
fn rows_stand_in_any_order() {
    let report = import_json("unordered-maps.txt");
    assert_eq!(report["composition"]["categories"].as_array().unwrap().len(), 2, "one snapshot");
    check("unordered-maps.txt", "*", "mapped", 88 * KIB, 0);
}

#[test]
fn of_several_tools_each_gives_what_it_knows_best() {
    let report = import_json("two-tools.md");
    check("two-tools.md", "iosurface", "footprint", 900 * MIB, 0);
    check("two-tools.md", "iosurface", "swapped", 200 * MIB, 0);
    check("two-tools.md", "*", "footprint", 1100 * MIB, 0);
    assert!(warns(&report, "heap, by class: 42 × IOSurface._impl (malloc)"), "{}", report["warnings"]);
}

#[test]
fn figures_mean_what_the_tool_means() {
    check("owned.txt", "owned, not mapped", "footprint", 400 * MIB, 0);
    assert!(
        figure(&import_json("owned.txt"), "unattributed", "footprint").is_none_or(|bytes| bytes < 2 * MIB)
    );
    let reserved = import_json("owned.txt");
    let guard = reserved["categories"].as_array().unwrap().iter().find(|row| row["name"] == "Guard").unwrap();
    assert_eq!(guard["group"], "Reserved");
    check("owned.txt", "page tables", "footprint", MIB, 0);
    check("rwx.txt", "arena", "resident", 60_900 * KIB, 0);
    check("rwx.txt", "main stack", "resident", 20 * KIB, 0);
    check("hugetlb.txt", "*", "resident", 64 * MIB, 0);
    check("rollup.txt", "*", "footprint", 300_000 * KIB, 0);
}

#[test]
fn what_is_not_told_is_null() {
    let null = |name: &str, category: &str, metric: &str| {
        assert_eq!(figure(&import_json(name), category, metric), None, "{name}: {category}/{metric}");
    };
    null("grep-smaps.txt", "*", "footprint");
    null("plain-rows.txt", "*", "resident");
    null("two-tools.md", "owned, not mapped", "resident");
    null("cut.ips", "*", "footprint");
    null("status.txt", "*", "mapped");
    null("ps.txt", "*", "footprint");
    assert_eq!(import_json("plain-rows.txt")["target"]["pid"], Value::Null);
}

#[test]
fn more_of_what_people_have_is_read() {
    check("numa_maps.txt", "heap", "resident", 132 * KIB, 0);
    check("numa_maps.txt", "*", "resident", (20 + 33 + 512 + 5) * 4 * KIB, 0);
    check("status.txt", "*", "resident", 30_000 * KIB, 0);
    check("status.txt", "*", "footprint", 22_500 * KIB, 0);
    check("meminfo.txt", "native heap", "footprint", 10_428 * KIB, 0);
    check("meminfo.txt", "egl mtrack", "resident", 30_000 * KIB, 0);
    check("ps.txt", "*", "resident", 38_000 * KIB, 0);
    let ps = import_json("ps.txt");
    assert_eq!(ps["level_changes"][0]["mapped_difference"], 2000 * KIB);
}

#[test]
fn tables_of_android_count_each_byte_once() {
    check("meminfo-a.txt", "*", "resident", (5100 + 1050 + 1450 + 3000) * KIB, 0);
    check("meminfo-a.txt", "*", "footprint", 8930 * KIB, 0);
    check("meminfo-a.txt", "native heap", "swapped", 30 * KIB, 0);
    check("meminfo-s.txt", "*", "resident", 9700 * KIB, 0);
    assert_eq!(import_json("meminfo-a.txt")["target"]["pid"], 9953);
}

#[test]
fn a_command_of_macos_may_have_blanks() {
    let top = import_json("top-mac.txt");
    assert_eq!(top["level_changes"][0]["footprint_difference"], 81 * MIB, "{}", top["level_changes"]);
    assert_eq!(top["target"]["pid"], 4242);
    assert_eq!(unread("top-mac.txt"), 0);
}

#[test]
fn the_prompt_names_the_process_and_is_understood() {
    let report = import_json("prompt.txt");
    assert_eq!((report["target"]["pid"].as_u64(), unread("prompt.txt")), (Some(8210), 0));
    check("prompt.txt", "iosurface", "regions", 662, 0);
}

#[test]
fn statistics_stand_beside_the_memory_that_they_explain() {
    check("java.txt", "*", "resident", 500_000 * KIB, 0);
    let java = import_json("java.txt");
    assert!(warns(
        &java,
        "committed of reserved: Total 400.0 MiB (+2.0 MiB) of 2.0 GiB (+1.0 MiB), Java Heap"
    ));
    assert_eq!(
        (java["target"]["pid"].as_u64(), unread("java.txt")),
        (Some(815), 1),
        "the process before the table"
    );
    let read = Text::read("x", File::open(pasted("allocators.txt")).unwrap()).unwrap();
    let said = read.evidence.join("\n");
    assert!(said.contains("mimalloc, at present: reserved 1.0 GiB, committed 200.0 MiB"), "{said}");
    assert!(said.contains("jemalloc: allocated 1.0 MiB, active 2.0 MiB"), "{said}");
    assert!(read.refusal().is_some_and(|refusal| refusal.what.starts_with("statistics")));
}

#[test]
fn call_stacks_are_kept_with_the_trace() {
    let report = import_json("stacks.txt");
    let stacks = report["call_stacks"].as_array().unwrap();
    let actual: Vec<_> = stacks
        .iter()
        .map(|stack| {
            let frames = stack["frames"].as_array().unwrap();
            let symbols: Vec<_> = frames.iter().map(|frame| frame["symbol"].as_str().unwrap()).collect();
            let bytes = stack["bytes"].as_u64().unwrap();
            (stack["tool"].as_str().unwrap(), stack["calls"].as_u64().unwrap(), bytes, symbols.join(" < "))
        })
        .collect();
    let tree = "malloc_history -callTree";
    let expected = [
        (tree, 60, 60 * MIB, "malloc + 64 < load(char**) + 52 < main + 88 < start + 2360"),
        (tree, 20, 16 * MIB, "thread_start + 8"),
        (tree, 30, 12 * MIB, "tidepool::pool::grow + 316 < main + 88 < start + 2360"),
        (tree, 10, 8 * MIB, "main + 88 < start + 2360"),
        ("vmmap", 1, 4 * MIB, "large_malloc + 412 < load(char**) + 52 < main + 88 < start + 2360"),
        ("vmmap", 1, 3 * MIB, "mach_vm_map + 76 < tidepool::pool::grow + 316 < main + 88 < start + 2360"),
        ("malloc_history -allBySize", 12, 2016, "grow_buffer < read_all < main < start"),
        ("malloc_history -allBySize", 1, 64, "strdup < main < start"),
    ];
    let expected: Vec<_> =
        expected.map(|(tool, calls, bytes, frames)| (tool, calls, bytes, frames.to_owned())).into();
    assert_eq!(actual, expected);
    assert_eq!(stacks[5]["region"], "Memory Tag 240 104800000-104c00000");
    assert_eq!(stacks[4]["frames"][1]["module"], "tidepool");
    assert_eq!(unread("stacks.txt"), 0);
}

#[test]
fn a_single_text_says_where_the_memory_is() {
    let composition = &import_json("owned.txt")["composition"];
    assert_eq!(
        (composition["metric"].as_str(), composition["whole_bytes"].as_u64()),
        (Some("footprint"), Some(501 * MIB))
    );
    let first = &composition["categories"][0];
    assert_eq!(first["name"], "owned, not mapped");
    assert!((first["share"].as_f64().unwrap() - 0.8).abs() < 0.01);
    let rules: Vec<_> = composition["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"leading"), "{rules:?}");
    assert!(!composition["asked"].as_array().unwrap().is_empty());
}

/// Rows of a complete table, in any order.
fn shuffled(name: &str, is_row: impl Fn(&str) -> bool, keys: &[u64]) -> String {
    let whole = std::fs::read_to_string(fixture(name)).unwrap();
    let mut rows: Vec<_> = whole.lines().filter(|line| is_row(line)).zip(keys.iter().cycle()).collect();
    rows.sort_by_key(|&(_, key)| key);
    let mut rows = rows.into_iter().map(|(line, _)| line);
    let lines = whole.lines().map(|line| if is_row(line) { rows.next().unwrap() } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// What all captures of a text add up to: how many there are, address space, resident, dirty, swapped.
fn sums(text: &str) -> (usize, [u64; 4]) {
    let read = Text::read("x", text.as_bytes()).unwrap();
    let mut sums = [0; 4];
    for capture in &read.captures {
        let rows = capture.rows.iter().map(|row| (row.mapped, row.figures));
        let regions = capture.regions.iter().map(|region| {
            let size = strandline::import::Rounded::exact(region.len());
            (Some(size), region.figures)
        });
        for (size, figures) in rows.chain(regions) {
            for (sum, figure) in sums.iter_mut().zip([size, figures.resident, figures.dirty, figures.swapped])
            {
                *sum += figure.map_or(0, |figure| figure.bytes.get());
            }
        }
    }
    (read.captures.len(), sums)
}

/// A row of the first table, and no sum.
fn is_row_of_android(line: &str) -> bool {
    ["Native Heap  ", "Dalvik Heap  ", "Stack  ", ".so mmap  ", "EGL mtrack  "]
        .iter()
        .any(|label| line.contains(label))
}

type IsRow = fn(&str) -> bool;

fn is_row_of_vmmap(line: &str) -> bool {
    let is_counted = line.ends_with(|letter: char| letter.is_ascii_digit()) && line.contains("0K");
    is_counted && !line.starts_with("TOTAL") && !line.starts_with("Default")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The order of its rows is no part of what a table says.
    #[test]
    fn totals_do_not_depend_on_the_order_of_rows(keys in prop::collection::vec(any::<u64>(), 64)) {
        let tables: [(&str, IsRow); 11] = [
            ("maps.txt", |line| line.contains('-')),
            ("pmap-x.txt", |line| line.starts_with("0000")),
            ("pmap-d.txt", |line| line.starts_with("0000")),
            ("cycle-0.txt", is_row_of_vmmap),
            ("footprint.txt", |line| line.contains(" B ") && !line.contains("TOTAL")),
            ("pmap.txt", |line| line.starts_with("0000")),
            ("pmap-X.txt", |line| line.contains(" r--p ") || line.contains(" rw-p ") || line.contains(" r-xp ")),
            ("pasted/numa_maps.txt", |line| line.contains(" default ")),
            ("pasted/meminfo.txt", is_row_of_android),
            ("pasted/meminfo-a.txt", is_row_of_android),
            ("pasted/meminfo-s.txt", |line| line.contains("Heap: ") || line.contains("Graphics: ")),
        ];
        for (name, is_row) in tables {
            let whole = std::fs::read_to_string(fixture(name)).unwrap();
            prop_assert_eq!(sums(&shuffled(name, is_row, &keys)), sums(&whole), "{}", name);
        }
    }
}

/// Marks that people put before each line are no part of what it says.
#[test]
fn marks_before_each_line_change_nothing() {
    let names = [
        "maps.txt",
        "smaps.txt",
        "smaps_rollup.txt",
        "pmap-x.txt",
        "pmap-d.txt",
        "pmap.txt",
        "cycle-0.txt",
        "footprint.txt",
        "full-before.txt",
        "pasted/numa_maps.txt",
        "pasted/status.txt",
        "pasted/meminfo-a.txt",
        "pasted/ps.txt",
    ];
    for name in names {
        let whole = std::fs::read_to_string(fixture(name)).unwrap();
        for mark in ["> ", "// ", "# ", "> > ", "    "] {
            let marked: Vec<_> = whole.lines().map(|line| format!("{mark}{line}")).collect();
            let marked = marked.join("\n");
            assert_eq!(sums(&marked), sums(&whole), "{name} behind {mark:?}");
        }
    }
}
