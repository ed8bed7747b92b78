//! What charts cost: following a recording of one hour and one of ten, and drawing each at any zoom.
//!
//! `cargo bench --bench levels`. Ten snapshots a second, 24 categories, 50,000 regions alive, twenty changes a tick.

mod made_up;

use made_up::{CATEGORIES, HOUR, Process};
use std::io::Write;
use std::time::{Duration, Instant};
use strandline::analysis::{Columns, Levels, Strata, Survivors};
use strandline::model::units::{Bytes, TimeRange};
use strandline::model::{CategoryId, Follower, Recording, RecordingStart, SnapshotIndex};

const REGIONS: usize = 50_000;
const PIXELS: usize = 1500;

/// What a recording of some length costs.
#[derive(Default)]
struct Cost {
    /// Tick by tick, as while recording: the mean and the slowest of the last thousand.
    tick: Duration,
    slowest: Duration,
    /// All at once, as a trace that is opened; the survivors of the present, and those of the middle.
    levels: Duration,
    present: Duration,
    fixed: Duration,
    whole: Duration,
    zoomed: Duration,
    instant: Duration,
    memory: [Bytes; 2],
}

fn measure(snapshots: u32) -> Cost {
    let mut recording = Recording::new(RecordingStart::synthetic("bench"));
    let mut process = Process::new(REGIONS);
    let (mut levels, mut survivors) = (Follower::<Levels>::default(), Survivors::present());
    let mut cost = Cost::default();
    let counted = 1_000.min(snapshots);
    for nth in 0..snapshots {
        recording.append(&process.tick(nth)).expect("a delta that fits");
        let began = Instant::now();
        levels.follow(&recording, usize::MAX);
        survivors.follow(&recording, usize::MAX);
        let took = began.elapsed();
        if nth >= snapshots - counted {
            cost.tick += took / counted;
            cost.slowest = cost.slowest.max(took);
        }
    }
    cost.levels = time(1, || assert!(!recording.read_log(Levels::default()).is_empty()));
    cost.present = time(1, || assert!(Survivors::present().follow(&recording, usize::MAX)));
    let middle = SnapshotIndex(snapshots / 2);
    cost.fixed = time(1, || assert!(Survivors::at_end(middle).follow(&recording, usize::MAX)));
    let mut strata = Strata::default();
    let mut draw = |from: u32, to: u32| {
        let range =
            TimeRange::new(recording.time_of(SnapshotIndex(from)), recording.time_of(SnapshotIndex(to)));
        time(100, || {
            strata.fill(&recording, &levels, &survivors, Columns::finest(&recording, range, PIXELS));
        })
    };
    cost.whole = draw(0, snapshots - 1);
    cost.zoomed = draw(snapshots / 2, snapshots / 2 + 1_000);
    cost.instant = time(100, || {
        let reported = (0..CATEGORIES).map(CategoryId);
        let sum: Bytes =
            reported.map(|category| levels.at(category, middle) + survivors.at(category, middle)).sum();
        assert!(sum > Bytes::ZERO);
    });
    cost.memory = [levels.footprint(), survivors.footprint()];
    cost
}

/// How long something takes: the mean of so many times.
fn time(times: u32, mut what: impl FnMut()) -> Duration {
    what();
    let began = Instant::now();
    (0..times).for_each(|_| what());
    began.elapsed() / times
}

fn main() {
    let mut out = std::io::stdout();
    let (hour, ten) = (measure(HOUR), measure(10 * HOUR));
    let mut line = |what: &str, of: fn(&Cost) -> Duration| {
        let (one, many) = (of(&hour), of(&ten));
        let ratio = many.as_secs_f64() / one.as_secs_f64();
        writeln!(out, "{what:<46} {:>12} {:>12} {ratio:>7.2}", format!("{one:.1?}"), format!("{many:.1?}"))
            .expect("stdout is open");
    };
    line("follow a tick, both, mean", |cost| cost.tick);
    line("follow a tick, both, slowest of 1000", |cost| cost.slowest);
    line("follow it whole: levels", |cost| cost.levels);
    line("follow it whole: survivors at present", |cost| cost.present);
    line("count the survivors of the middle", |cost| cost.fixed);
    line("draw all of it, 1500 px", |cost| cost.whole);
    line("draw 100 s of it", |cost| cost.zoomed);
    line("read one instant, 24 categories", |cost| cost.instant);
    for (what, nth) in [("memory: levels", 0), ("memory: survivors", 1)] {
        let (one, many) = (hour.memory[nth], ten.memory[nth]);
        writeln!(out, "{what:<46} {one:>12} {many:>12} {:>7.2}", many.get() as f64 / one.get() as f64)
            .expect("stdout is open");
    }
}
