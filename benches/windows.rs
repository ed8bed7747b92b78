//! What answers cost on a recording of one hour: the figures of a window, the cycles, and the whole verdict.
//!
//! `cargo bench --bench windows`. Ten snapshots a second, 24 categories, 10,000 regions alive, twenty changes a tick; sixty
//! cycles of a minute, each with an open mark. Beside each figure stands how often the log could be read in that time.

mod made_up;

use made_up::{HOUR, Process};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};
use strandline::analysis::{
    Assessment, Cycles, CyclesFollower, Growth, GrowthSums, Metric, Trust, Verdicts, Window, WindowGrowth,
    retained,
};
use strandline::model::units::Bytes;
use strandline::model::{
    Annotations, Follower, LogReader, Mark, MarkRole, Recording, RecordingStart, SnapshotIndex, SnapshotKind,
    TotalKind, Trace,
};

const REGIONS: usize = 10_000;
const MINUTE: u32 = 600;
const TIMES: u32 = 7;

/// An hour in which a cycle is opened in the middle of each minute and closed at its end.
fn record() -> Trace {
    let mut process = Process::new(REGIONS);
    let (mut recording, mut annotations) =
        (Recording::new(RecordingStart::synthetic("bench")), Annotations::default());
    for nth in 0..=HOUR {
        let mut delta = process.tick(nth);
        if nth % (MINUTE / 2) == 0 {
            delta.kind = SnapshotKind::Barrier;
            delta.totals.set(TotalKind::WalkedResident, Bytes::from_kib(8 << 20));
            let cycle = nth / MINUTE;
            let role = match nth % MINUTE {
                0 if nth == 0 => MarkRole::Baseline,
                0 => MarkRole::Closed(cycle),
                _ => MarkRole::Open(cycle + 1),
            };
            annotations.add_mark(Mark { at: delta.at, label: nth.to_string(), role, cost: Duration::ZERO });
        }
        recording.append(&delta).expect("a delta that fits");
    }
    Trace { recording, annotations }
}

/// The same without its last cycle.
fn without_last(trace: &Trace) -> Trace {
    let marks = trace.annotations.marks();
    let annotations = marks[..marks.len() - 1].iter().cloned().collect();
    Trace { recording: trace.recording.clone(), annotations }
}

fn read(recording: &Recording) -> usize {
    let mut reader = LogReader::default();
    std::iter::from_fn(|| reader.next(recording)).count()
}

/// The median of a few times.
fn time<R>(mut what: impl FnMut() -> R) -> Duration {
    let mut took = [Duration::ZERO; TIMES as usize];
    for took in &mut took {
        let began = Instant::now();
        black_box(what());
        *took = began.elapsed();
    }
    took.sort_unstable();
    took[took.len() / 2]
}

/// The time for the last cycle, where all before were followed.
fn one_more_cycle(trace: &Trace, shorter: &Trace) -> Duration {
    let mut follower = CyclesFollower::new(None);
    assert!(follower.follow(shorter, usize::MAX));
    let mut took: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let mut follower = follower.clone();
            let began = Instant::now();
            assert!(follower.follow(trace, usize::MAX));
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    took[took.len() / 2]
}

fn main() {
    let trace = record();
    let recording = &trace.recording;
    let raw = time(|| read(recording));
    let mut out = std::io::stdout();
    let mut line = |what: &str, took: Duration| {
        let ratio = took.as_secs_f64() / raw.as_secs_f64();
        writeln!(out, "{what:<46} {:>12} {ratio:>7.2}", format!("{took:.1?}")).expect("stdout is open");
    };
    line(&format!("read the log: {} entries", read(recording)), raw);
    let middle = Window::new(SnapshotIndex(25 * MINUTE), SnapshotIndex(35 * MINUTE));
    for (name, window) in [("all of it", Window::whole(recording)), ("ten minutes", middle)] {
        for metric in [Metric::Mapped, Metric::Footprint] {
            let took = time(|| Growth::measure(recording, window, metric));
            line(&format!("window, {name}, {}", metric.name()), took);
        }
    }
    let whole = Window::whole(recording);
    line(
        "window by size too, all, footprint",
        time(|| WindowGrowth::measure(recording, whole, Metric::Footprint)),
    );
    let mut follower = Follower::new(GrowthSums::new(SnapshotIndex(0), None, Metric::Footprint));
    assert!(follower.follow(recording, usize::MAX));
    line("window that was followed", time(|| follower.follow(recording, usize::MAX)));
    let cycles = Cycles::measure(&trace, None);
    assert_eq!(cycles.cycles.len(), 60);
    line("cycles, 60", time(|| Cycles::measure(&trace, None)));
    line("cycles, one more", one_more_cycle(&trace, &without_last(&trace)));
    line("retained set", time(|| retained(recording, &cycles, None)));
    line("verdict alone", time(|| Verdicts::judge(&cycles)));
    let verdicts = Verdicts::judge(&cycles);
    line("trust alone", time(|| Trust::assess(&trace, &cycles, &verdicts)));
    line("assessment of cycles that were followed", time(|| Assessment::from_cycles(&trace, cycles.clone())));
    line("assessment, whole", time(|| Assessment::assess(&trace, None)));
}
