//! What the recording itself cost: CPU time and lateness.

use super::Window;
use crate::model::{Recording, Snapshot, SnapshotKind};
use std::time::Duration;

/// The cost of a window's ticks. Marks are outside the budget and carry their own cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OwnCost {
    /// CPU time of the ticks, in percent of one core over the window; nothing in a window without duration.
    pub cpu_percent: Option<f64>,
    /// CPU time of a mapping tick; the median.
    pub map_tick: Option<Duration>,
    /// CPU time of a complete usage walk, as each mark takes one; the median.
    pub usage_walk: Option<Duration>,
}

impl OwnCost {
    /// The cost of a window.
    pub fn measure(recording: &Recording, window: Window) -> Self {
        let snapshots = window.snapshots(recording);
        let is_tick = |snapshot: &&Snapshot| snapshot.kind == SnapshotKind::Tick;
        let ticks = || snapshots.clone().filter(is_tick);
        let is_walk =
            |snapshot: &&Snapshot| snapshot.kind == SnapshotKind::Barrier && snapshot.usage_complete;
        let cpu: Duration = ticks().map(|tick| tick.cost.cpu()).sum();
        let lasted = window.range(recording).duration();
        Self {
            cpu_percent: (lasted > Duration::ZERO).then(|| 100.0 * cpu.as_secs_f64() / lasted.as_secs_f64()),
            map_tick: median(ticks().map(|tick| tick.cost.mapping).collect()),
            usage_walk: median(
                snapshots.clone().filter(is_walk).map(|snapshot| snapshot.cost.usage).collect(),
            ),
        }
    }
}

/// The middle one; of two, the mean.
fn median(mut durations: Vec<Duration>) -> Option<Duration> {
    durations.sort_unstable();
    let upper = durations.len() / 2;
    let high = *durations.get(upper)?;
    if durations.len() % 2 == 1 {
        return Some(high);
    }
    Some((durations[upper - 1] + high) / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::Scenario;
    use crate::model::{MarkRole, TickCost};

    #[test]
    fn marks_are_outside_the_budget() {
        let micros = Duration::from_micros;
        let mut scenario = Scenario::new();
        scenario.tick();
        for (mapping, usage) in [(100, 0), (300, 50), (200, 0)] {
            scenario.cost =
                TickCost { mapping: micros(mapping), usage: micros(usage), ..TickCost::default() };
            scenario.tick();
        }
        scenario.cost.usage = micros(9_000);
        scenario.mark("closed", MarkRole::Closed(1));
        let recording = &scenario.trace.recording;
        let cost = OwnCost::measure(recording, Window::whole(recording));
        assert_eq!(cost.map_tick, Some(micros(200)));
        assert_eq!(cost.usage_walk, Some(micros(9_000)));
        assert_eq!(cost.cpu_percent, Some(0.1625));
        assert_eq!(OwnCost::measure(recording, Window::default()), OwnCost::default());
    }
}
