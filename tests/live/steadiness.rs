//! Recordings that are killed: whatever the moment, the trace opens, and at most a second is missing.

use crate::puppet::{Puppet, TOOL};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use strandline::storage::trace_file;

/// A fixed sequence of moments, from 60 to 1,660 ms.
fn moments() -> impl Iterator<Item = Duration> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Duration::from_millis(60 + state % 1600)
    })
}

#[test]
fn a_killed_recording_opens_and_misses_a_second_at_most() {
    let puppet = Puppet::new();
    let directory = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        // Ten at a time: each of them mostly sleeps.
        for (lane, moments) in moments().take(50).collect::<Vec<_>>().chunks(5).enumerate() {
            let trace = directory.path().join(format!("{lane}.strand"));
            let (pid, moments) = (puppet.pid(), moments.to_vec());
            let work = move || moments.iter().for_each(|&moment| kill_at(pid, moment, &trace));
            std::thread::Builder::new().spawn_scoped(scope, work).unwrap();
        }
    });
}

fn kill_at(pid: u32, moment: Duration, trace: &std::path::Path) {
    let _not_there = std::fs::remove_file(trace);
    let mut recorder = Command::new(TOOL)
        .args(["record", "--interval", "20ms", "--pid", &pid.to_string(), "--out"])
        .arg(trace)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let began = Instant::now();
    // Time counts from the first snapshot in the file: before, there is nothing to lose.
    while !std::fs::metadata(trace).is_ok_and(|file| file.len() > 0) {
        assert!(began.elapsed() < Duration::from_secs(20), "the recording never began");
        std::thread::sleep(Duration::from_millis(1));
    }
    let began = Instant::now();
    std::thread::sleep(moment);
    let lived = began.elapsed();
    recorder.kill().unwrap();
    recorder.wait().unwrap();
    let opened = trace_file::open(trace).unwrap_or_else(|error| panic!("killed at {moment:?}: {error}"));
    let recording = &opened.trace.recording;
    let last = recording.time_of(recording.last_snapshot()).since_start();
    assert!(!opened.complete && !opened.warnings.is_empty(), "killed at {moment:?}: nothing is said of it");
    // A machine that is busy elsewhere may hold up either clock a little.
    assert!(
        last + Duration::from_secs(1) >= lived.saturating_sub(Duration::from_millis(100)),
        "killed at {moment:?}: {:?} is missing",
        lived.saturating_sub(last)
    );
}
