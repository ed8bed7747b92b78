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
    let told = String::from_utf8_lossy(&demo.stdout);
    assert!(demo.status.success(), "{arguments:?}\n{told}\n{}", String::from_utf8_lossy(&demo.stderr));
    assert!(told.contains("they agree to the byte"), "{told}");
    let json =
        Command::new(TOOL).args(["report", "--format", "json", "--from", from]).arg(&trace).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let persistent: u64 = report["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|category| category["persistent_bytes"].as_u64().unwrap())
        .sum();
    assert_eq!(persistent > 1 << 20, leaks, "{arguments:?}: {persistent} bytes in the saved trace\n{told}");
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
