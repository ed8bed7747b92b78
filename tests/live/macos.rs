//! What only macOS has: tags, surfaces, and ports that may be refused.

use crate::puppet::{CHURN, Puppet, TOOL, Take, figures};
use std::process::{Command, Output};
use std::time::Duration;
use strandline::analysis::GrowthFigures;
use strandline::model::units::Bytes;
use strandline::platform;

const PACE: Duration = Duration::from_millis(10);

fn run(arguments: &[&str]) -> Output {
    Command::new(TOOL).args(arguments).output().unwrap()
}

/// Output of a command that must succeed.
fn json(arguments: &[&str]) -> serde_json::Value {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_child_is_opened_by_its_port() {
    let puppet = Puppet::new();
    let doctor = run(&["doctor", &puppet.pid().to_string()]);
    let actual = String::from_utf8_lossy(&doctor.stdout);
    assert!(doctor.status.success(), "{actual}");
    assert!(!actual.contains("BAD"), "{actual}");
}

#[test]
fn files_and_large_blocks_have_their_categories() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    take.mark("before");
    puppet.order("keep file file 1 256");
    puppet.order("keep heap heap 1 16384");
    take.mark("mapped");
    let trace = take.stop();
    assert_eq!(figures(&trace, "Files ▸ mapped", "before", "mapped").persistent.bytes, Bytes::from_kib(256));
    // Which tag a large block has depends on the allocator of the system.
    let heap = ["Malloc Large", "Malloc Huge", "Malloc Large (Reusable)", "Malloc Large (Reused)"]
        .map(|name| figures(&trace, &format!("Malloc ▸ {name}"), "before", "mapped"));
    let persistent: Bytes = heap.iter().map(|figures| figures.persistent.bytes).sum();
    assert_eq!(persistent, Bytes::from_kib(16384));
    let footprint = |at: fn(&GrowthFigures) -> Bytes| heap.iter().map(at).sum::<Bytes>();
    let before = footprint(|figures| figures.before.footprint());
    assert_eq!(footprint(|figures| figures.after.footprint()), before + Bytes::from_kib(16384));
}

#[test]
fn what_was_never_touched_is_no_memory_until_it_is() {
    let mut puppet = Puppet::new();
    let mut take = Take::attach(puppet.pid(), PACE);
    take.mark("before");
    puppet.order("map 10 64");
    take.mark("mapped");
    puppet.order("touch");
    take.mark("touched");
    let trace = take.stop();
    let plain = |from, to| figures(&trace, "Anonymous ▸ Untagged", from, to);
    assert_eq!(plain("before", "mapped").persistent.bytes, Bytes::ZERO);
    assert_eq!(plain("before", "touched").persistent.bytes, Bytes::from_kib(5 * 64));
    assert_eq!(plain("before", "touched").after.footprint(), Bytes::from_kib(5 * 64));
    let churn = figures(&trace, CHURN, "before", "mapped");
    assert_eq!(churn.after.footprint(), Bytes::from_kib(5 * 64));
}

#[test]
fn surfaces_are_graphics() {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("surfaces.strand").to_str().unwrap().to_owned();
    let demo = run(&["demo", "surfaces", "--cycles", "4", "--out", &trace]);
    assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stdout));
    let report = json(&["report", "--format", "json", "--from", "baseline", &trace]);
    let categories = report["categories"].as_array().unwrap();
    let graphics = categories.iter().filter(|category| category["group"] == "Graphics");
    let stayed: u64 = graphics.map(|category| category["persistent_bytes"].as_u64().unwrap()).sum();
    // In each of four cycles the three buffers of one window of 1280 × 800 stay.
    assert!(stayed >= 4 * 3 * 1280 * 800 * 4, "{stayed} bytes: {categories:#?}");
}

#[test]
fn our_child_is_in_the_list_with_its_footprint() {
    let puppet = Puppet::new();
    let list = json(&["list", "--json"]);
    let is_ours = |row: &&serde_json::Value| row["pid"].as_u64() == Some(puppet.pid().into());
    let row = list.as_array().unwrap().iter().find(is_ours).unwrap();
    assert_eq!(row["name"], "strandline");
    assert!(row["command"].as_str().unwrap().ends_with("/strandline"), "{row:#}");
    assert!(row["footprint_bytes"].as_u64().unwrap() > 64 << 10, "{row:#}");
    assert!(row["resident_bytes"].as_u64().unwrap() > 64 << 10, "{row:#}");
}

#[test]
fn the_memory_of_the_machine_adds_up() {
    let memory = platform::system_memory().unwrap();
    let parts: Bytes = memory.parts.iter().map(|part| part.bytes).sum();
    assert_eq!(parts, memory.total());
    assert!(memory.total() >= Bytes::from_kib(4 << 20), "{:?}", memory.total());
    assert!(
        memory.parts.iter().all(|part| part.name == "other" || part.bytes > Bytes::ZERO),
        "{:?}",
        memory.parts
    );
}
