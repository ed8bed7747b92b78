//! How long frames took.

use rustix::time::{ClockId, clock_gettime};
use std::fmt;
use std::time::{Duration, Instant};

/// Some frames of one kind.
#[derive(Default)]
pub(crate) struct Frames {
    /// CPU time of each.
    costs: Vec<Duration>,
    /// Time by the clock of each.
    took: Vec<Duration>,
}

impl Frames {
    /// Adds what `draw` takes.
    pub(crate) fn add(&mut self, draw: impl FnOnce()) {
        let (cpu, began) = (cpu_time(), Instant::now());
        draw();
        self.costs.push(cpu_time().saturating_sub(cpu));
        self.took.push(began.elapsed());
    }

    pub(crate) fn count(&self) -> usize {
        self.took.len()
    }

    /// How long all of them took.
    pub(crate) fn total(&self) -> Duration {
        self.took.iter().sum()
    }
}

impl fmt::Display for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.costs.is_empty() {
            return f.write_str("no frames");
        }
        let [costs, took] = [&self.costs, &self.took].map(|times| {
            let mut sorted: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
            sorted.sort_by(f64::total_cmp);
            sorted
        });
        let count = costs.len();
        write!(
            f,
            "CPU: median {:>5.2} ms, mean {:>5.2}, 99 % below {:>5.2}, worst {:>5.2}; by the clock: median {:>5.2} ({count} frames)",
            costs[count / 2],
            costs.iter().sum::<f64>() / count as f64,
            costs[count * 99 / 100],
            costs[count - 1],
            took[count / 2],
        )
    }
}

/// CPU time of this thread.
fn cpu_time() -> Duration {
    let reported = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(reported.tv_sec.unsigned_abs(), u32::try_from(reported.tv_nsec).unwrap_or(0))
}

/// Resident memory of this process in MiB; nothing where the system does not tell.
pub(crate) fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}
