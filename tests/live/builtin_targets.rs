//! `strandline demo`: what was recorded agrees with what the target knows, and the trace on disk says the same.

use crate::puppet::TOOL;
use std::process::Command;

/// Runs the demo as a user does; its exit code says whether the numbers agree. Then asks the saved trace what stayed since
/// the mark `from`.
fn check(arguments: &[&str], from: &str, leaks: bool) {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("demo.strand");
    let demo = Command::new(TOOL)
        .args(["demo", "--cycles", "4", "--out"])
        .arg(&trace)
        .args(arguments)
        .env("XDG_RUNTIME_DIR", directory.path())
        .output()
        .unwrap();
    let actual = String::from_utf8_lossy(&demo.stdout);
    assert!(demo.status.success(), "{arguments:?}\n{actual}\n{}", String::from_utf8_lossy(&demo.stderr));
    assert!(actual.contains("they agree to the byte"), "{actual}");
    let json =
        Command::new(TOOL).args(["report", "--format", "json", "--from", from]).arg(&trace).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let persistent: u64 = report["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|category| category["persistent_bytes"].as_u64().unwrap())
        .sum();
    assert_eq!(persistent > 1 << 20, leaks, "{arguments:?}: {persistent} bytes in the saved trace\n{actual}");
}

#[test]
fn the_page_list_leaks_its_larger_pages() {
    check(&["pagelist"], "baseline", true);
}

#[test]
fn the_page_list_without_tags_leaks_the_same() {
    check(&["pagelist", "--untagged"], "baseline", true);
}

#[test]
fn the_mended_page_list_leaks_nothing() {
    check(&["pagelist", "--fixed"], "baseline", false);
}

#[test]
fn surfaces_of_closed_windows_stay() {
    check(&["surfaces"], "baseline", true);
    check(&["surfaces", "--fixed"], "baseline", false);
}

#[test]
fn a_cache_that_is_full_keeps_nothing_more() {
    check(&["cache"], "filled", false);
}

#[test]
fn one_large_block_is_told_as_malloc() {
    check(&["malloc"], "baseline", true);
}

#[test]
fn churn_leaves_nothing() {
    check(&["churn"], "baseline", false);
}

/// Records so many cycles behind two of warm-up, and asks for the verdict.
fn verdict(arguments: &[&str], cycles: u32) -> serde_json::Value {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("demo.strand");
    let demo = Command::new(TOOL)
        .args(["demo", "--cycles", &cycles.to_string(), "--out"])
        .arg(&trace)
        .args(arguments)
        .env("XDG_RUNTIME_DIR", directory.path())
        .output()
        .unwrap();
    assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stderr));
    let json = Command::new(TOOL).args(["report", "--format", "json"]).arg(&trace).output().unwrap();
    serde_json::from_slice(&json.stdout).unwrap()
}

/// A leak is found in `category`, in portions of so many regions and bytes, in each of eight cycles.
#[cfg(target_os = "linux")]
fn check_leak(arguments: &[&str], category: [&str; 2], count: Option<u64>, bytes: u64) {
    let report = verdict(arguments, 8);
    let rows = report["verdicts"].as_array().unwrap();
    assert_eq!(report["overall"], "leak", "{rows:#?}");
    let is_asked = |row: &&serde_json::Value| {
        row["group"] == category[0] && row["name"] == category[1] && row["metric"] == "mapped"
    };
    let row = rows.iter().find(is_asked).unwrap();
    assert_eq!(row["verdict"], "leak", "{row:#}");
    assert_eq!((row["grew_in"].as_u64(), row["of"].as_u64()), (Some(8), Some(8)), "{row:#}");
    assert_eq!(row["quantum"]["count"].as_u64(), count, "{row:#}");
    assert_eq!((row["quantum"]["bytes"].as_u64(), row["quantum"]["cycles"].as_u64()), (Some(bytes), Some(8)));
    let per_cycle = row["per_cycle"]["median"].as_u64().unwrap();
    assert!(per_cycle.abs_diff(bytes * count.unwrap_or(1)) * 100 <= per_cycle, "{row:#}");
}

#[cfg(target_os = "linux")]
#[test]
fn leaks_are_called_so_with_their_portions() {
    check_leak(&["pagelist"], ["Named", "PageList"], Some(6), 9704 << 10);
    check_leak(&["surfaces"], ["Shared memory", "surface"], Some(3), 1280 * 800 * 4);
}

/// The kernel merges neighbours without a name, in runs that differ from recording to recording: what they have in common is
/// a page of the list, or some of them, and what a cycle brings is exact in any case.
#[cfg(target_os = "linux")]
#[test]
fn merged_memory_is_told_in_whole_pages_of_the_list() {
    const PAGE: u64 = 9704 << 10;
    let report = verdict(&["pagelist", "--untagged"], 8);
    let rows = report["verdicts"].as_array().unwrap();
    assert_eq!(report["overall"], "leak", "{rows:#?}");
    let row = rows.iter().find(|row| row["group"] == "Anonymous" && row["metric"] == "mapped").unwrap();
    let quantum = &row["quantum"];
    let (bytes, count) = (quantum["bytes"].as_u64().unwrap(), quantum["count"].as_u64().unwrap_or(1));
    assert_eq!((bytes % PAGE, bytes * count, quantum["cycles"].as_u64()), (0, 6 * PAGE, Some(8)), "{row:#}");
    assert_eq!(row["per_cycle"]["median"].as_u64(), Some(6 * PAGE), "{row:#}");
}

#[test]
fn what_does_not_leak_is_not_called_so() {
    let check = |arguments: &[&str], cycles, expected: &str| {
        let report = verdict(arguments, cycles);
        assert_eq!(report["overall"], expected, "{arguments:?}: {:#}", report["verdicts"]);
    };
    check(&["pagelist", "--fixed"], 8, "steady");
    check(&["churn"], 8, "steady");
    check(&["cache"], 8, "settles");
    check(&["pagelist"], 3, "too_few_cycles");
}

/// The demo of a target that is told in live blocks, and what its trace says of the heap.
#[cfg(target_os = "linux")]
fn heap_of(arguments: &[&str]) -> serde_json::Value {
    let report = verdict(arguments, 5);
    let heap = report["heap"].clone();
    assert!(heap["allocator"].as_str().unwrap().starts_with("glibc"), "{heap:#}");
    heap
}

/// The figure at each closing mark and the baseline, those of warm-up left out.
#[cfg(target_os = "linux")]
fn at_closings(heap: &serde_json::Value, figure: &str) -> Vec<i64> {
    let marks = heap["marks"].as_array().unwrap().iter();
    let counted = marks.skip_while(|mark| mark["label"] != "baseline");
    let closings = counted.filter(|mark| !mark["label"].as_str().unwrap().ends_with("open"));
    closings.map(|mark| mark[figure].as_i64().unwrap()).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_list_that_forgets_is_told_to_the_block_under_traffic() {
    let heap = heap_of(&["heap"]);
    let live = at_closings(&heap, "live_blocks");
    assert_eq!(live.len(), 6, "{heap:#}");
    assert!(live.windows(2).all(|pair| pair[1] - pair[0] == 1000), "{live:?}");
    // malloc gives some requests of 1,280 bytes a block of the next size.
    let of_list = |class: &&serde_json::Value| (1273..=1304).contains(&class["low"].as_u64().unwrap());
    let last =
        |class: &serde_json::Value| class["blocks"].as_array().unwrap().last().unwrap().as_u64().unwrap();
    let blocks: u64 = heap["classes"].as_array().unwrap().iter().filter(of_list).map(last).sum();
    assert!((7000..7100).contains(&blocks), "{blocks}");
    assert!(at_closings(&heap, "unaccounted_bytes").iter().all(|&bytes| bytes == 0));
    let fixed = at_closings(&heap_of(&["heap", "--fixed"]), "live_blocks");
    assert!(fixed.windows(2).all(|pair| pair[1] == pair[0]), "{fixed:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn fragments_are_kept_by_malloc_and_no_leak() {
    let heap = heap_of(&["fragments"]);
    let (live, pinned) = (at_closings(&heap, "live_blocks"), at_closings(&heap, "free_pinned_bytes"));
    assert!(live.windows(2).all(|pair| pair[1] == pair[0]), "{live:?}");
    assert!(pinned.iter().all(|&bytes| bytes > 3 << 20), "{pinned:?}");
}
