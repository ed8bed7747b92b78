//! What the cycles of a recording cost to measure, to judge and to tell: time and room grow with their number, and no faster.

#[expect(dead_code, reason = "how long an hour is concerns other benches")]
mod made_up;

use std::io::Write;
use std::time::{Duration, Instant};
use strandline::analysis::{Assessment, Window};
use strandline::model::units::Timestamp;
use strandline::model::{Annotations, Mark, MarkRole, Recording, RecordingStart, Trace};
use strandline::report::{Summary, html, text};

/// How many cycles there are, each of two snapshots.
const CYCLES: [u32; 4] = [1_000, 10_000, 30_000, 100_000];

/// How many regions the process keeps.
const REGIONS: usize = 200;

fn recorded(cycles: u32) -> Trace {
    let mut process = made_up::Process::new(REGIONS);
    let mut recording = Recording::new(RecordingStart::synthetic("bench"));
    for nth in 0..=2 * cycles {
        recording.append(&process.tick(nth)).expect("the made-up process is consistent");
    }
    let mark = |cycle: u32| Mark {
        at: Timestamp::from_nanos(u64::from(cycle) * 200_000_000),
        label: String::new(),
        role: if cycle == 0 { MarkRole::Baseline } else { MarkRole::Closed(cycle) },
        cost: Duration::from_millis(2),
    };
    let annotations: Annotations = (0..=cycles).map(mark).collect();
    Trace { recording, annotations }
}

/// A line: in all, and for each cycle.
fn line(cycles: u32, what: &str, measure: impl FnOnce()) {
    let begin = Instant::now();
    let room = allocation_counter::measure(measure);
    let took = begin.elapsed();
    let each = |all: f64| all / f64::from(cycles);
    let line = format!(
        "{cycles:>7} cycles  {what:<20} {:>8.3} s {:>8.1} µs each {:>8.1} MiB {:>8.0} B each\n",
        took.as_secs_f64(),
        each(took.as_secs_f64() * 1e6),
        room.bytes_max as f64 / f64::from(1 << 20),
        each(room.bytes_max as f64),
    );
    std::io::stdout().write_all(line.as_bytes()).expect("stdout is open");
}

fn main() {
    for cycles in CYCLES {
        let trace = recorded(cycles);
        line(cycles, "measured and judged", || drop(Assessment::assess(&trace, None)));
        let window = Window::resolve(&trace, None, None).expect("the marks are in order");
        let summary = Summary::measure(&trace, window, None);
        line(cycles, "told as text", || drop(text(&summary)));
        line(cycles, "told as a page", || drop(html(&summary)));
    }
}
