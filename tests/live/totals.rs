//! Our sums against the kernel's: of a process that stands still they agree to the page.

use crate::puppet::{Puppet, TOOL};
use std::process::Command;
use strandline::analysis::{Growth, Metric, Window};

fn rollup(pid: u32, key: &str) -> u64 {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap();
    let line = text.lines().find(|line| line.starts_with(&format!("{key}:"))).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn the_report_agrees_with_smaps_rollup() {
    let mut puppet = Puppet::new();
    puppet.order("map 40 64");
    puppet.order("plain 40 128");
    puppet.order("keep a sealed 1 4096");
    puppet.order("touch");
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("still.strand");
    let recorded = Command::new(TOOL)
        .args(["record", "--duration", "300ms", "--pid", &puppet.pid().to_string(), "--out"])
        .arg(&trace)
        .env("XDG_RUNTIME_DIR", directory.path())
        .output()
        .unwrap();
    assert!(recorded.status.success(), "{}", String::from_utf8_lossy(&recorded.stderr));
    let json = Command::new(TOOL).args(["report", "--format", "json"]).arg(&trace).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let names = report["categories"].as_array().unwrap().iter().map(|row| row["group"].as_str().unwrap());
    assert!(
        names.clone().all(|group| group != "Unattributed"),
        "regions explain everything: {:?}",
        names.collect::<Vec<_>>()
    );
    let sum = |figure: &str| -> u64 {
        report["categories"].as_array().unwrap().iter().map(|row| row["live"][figure].as_u64().unwrap()).sum()
    };
    let pid = puppet.pid();
    let recording = strandline::storage::trace_file::open(&trace).unwrap().trace.recording;
    let total = Growth::measure(&recording, Window::whole(&recording), Metric::Mapped).total.after;
    for metric in [Metric::Resident, Metric::Dirty, Metric::Swapped, Metric::Footprint] {
        assert_eq!(total.get(metric).get(), sum(metric.name()), "{metric:?} of all");
    }
    assert_eq!(sum("resident"), rollup(pid, "Rss"));
    assert_eq!(sum("dirty"), rollup(pid, "Anonymous") + rollup(pid, "Pss_Shmem"));
    assert_eq!(sum("swapped"), rollup(pid, "Swap"));
    assert_eq!(sum("footprint"), sum("dirty") + sum("swapped"));
}
