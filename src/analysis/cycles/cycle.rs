//! Cycles, as the marks delimit them.

use crate::analysis::Window;
use crate::model::{MarkRole, SnapshotIndex, Trace};

/// So many cycles are left out at the start where nobody marked a baseline: programs fill their caches then.
const WARMUP: usize = 2;

/// One closed cycle: from the mark that ended the one before to the mark that ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cycle {
    /// Its number, as the mark has it.
    pub number: u32,
    /// From the baseline or the closed mark before it (or the first snapshot) to its closed mark.
    pub window: Window,
    /// The snapshot of the last mark inside that says that something is open.
    pub open: Option<SnapshotIndex>,
}

impl Cycle {
    /// From its start to its open mark, or to its end where it has none: what was born then belongs to what was opened, and
    /// not to the closing of it.
    pub fn opening(&self) -> Window {
        Window::new(self.window.from, self.open.unwrap_or(self.window.to))
    }
}

/// The closed cycles of a trace, in order of time, and how many of them are left out at the start: `warmup`, or else those
/// that end by the baseline, or two where there is no baseline.
pub(super) fn closed(trace: &Trace, warmup: Option<usize>) -> (Vec<Cycle>, usize) {
    let (mut from, mut open) = (SnapshotIndex(0), None);
    let (mut cycles, mut before_baseline) = (Vec::new(), None);
    for mark in trace.annotations.marks() {
        let at = trace.recording.snapshot_at(mark.at);
        match mark.role {
            MarkRole::Note => continue,
            MarkRole::Open(_) => {
                open = Some(at);
                continue;
            }
            MarkRole::Closed(number) => cycles.push(Cycle { number, window: Window::new(from, at), open }),
            MarkRole::Baseline => before_baseline = Some(cycles.len()),
        }
        (from, open) = (at, None);
    }
    let warmup = warmup.or(before_baseline).unwrap_or(WARMUP).min(cycles.len());
    (cycles, warmup)
}

/// Those of them that lie inside a window, and how many of these are warm-up: what warms a program up does so wherever one
/// begins to look.
pub(super) fn inside((mut cycles, warmup): (Vec<Cycle>, usize), window: Window) -> (Vec<Cycle>, usize) {
    let is_inside = |cycle: &Cycle| window.from <= cycle.window.from && cycle.window.to <= window.to;
    let warmup = cycles[..warmup].iter().filter(|cycle| is_inside(cycle)).count();
    cycles.retain(is_inside);
    (cycles, warmup)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::Scenario;

    const CLOSED: MarkRole = MarkRole::Closed(7);
    const OPEN: MarkRole = MarkRole::Open(7);

    /// Marks a tick apart; each expected cycle is told by the snapshots of its start, opening and end.
    fn check(marks: &[MarkRole], actual: Option<usize>, warmup: usize, expected: &[(u32, Option<u32>, u32)]) {
        let mut scenario = Scenario::new();
        scenario.tick();
        for &role in marks {
            scenario.mark("m", role);
        }
        let (cycles, left_out) = closed(&scenario.trace, actual);
        let bounds = |cycle: &Cycle| (cycle.window.from.0, cycle.open.map(|at| at.0), cycle.window.to.0);
        assert_eq!(cycles.iter().map(bounds).collect::<Vec<_>>(), expected, "{marks:?}");
        assert_eq!(left_out, warmup, "{marks:?}");
    }

    #[test]
    fn a_cycle_goes_from_closing_to_closing() {
        check(&[], None, 0, &[]);
        check(&[CLOSED], None, 1, &[(0, None, 1)]);
        check(&[CLOSED; 3], None, 2, &[(0, None, 1), (1, None, 2), (2, None, 3)]);
        check(&[OPEN, MarkRole::Note, CLOSED, CLOSED], Some(0), 0, &[(0, Some(1), 3), (3, None, 4)]);
        check(&[CLOSED; 2], Some(9), 2, &[(0, None, 1), (1, None, 2)]);
    }

    #[test]
    fn what_lies_before_the_baseline_is_warm_up() {
        let marks = [CLOSED, MarkRole::Baseline, OPEN, CLOSED, CLOSED];
        check(&marks, None, 1, &[(0, None, 1), (2, Some(3), 4), (4, None, 5)]);
        check(&marks, Some(0), 0, &[(0, None, 1), (2, Some(3), 4), (4, None, 5)]);
        check(&[OPEN, MarkRole::Baseline, CLOSED], None, 0, &[(2, None, 3)]);
    }

    #[test]
    fn a_part_of_a_recording_has_the_cycles_inside_it() {
        let check = |window: (u32, u32), warmup: usize, expected: &[(u32, u32)]| {
            let mut scenario = Scenario::new();
            scenario.tick();
            (0..4).for_each(|_| scenario.mark("m", CLOSED));
            let window = Window::new(SnapshotIndex(window.0), SnapshotIndex(window.1));
            let (cycles, left_out) = inside(closed(&scenario.trace, None), window);
            let bounds: Vec<_> =
                cycles.iter().map(|cycle| (cycle.window.from.0, cycle.window.to.0)).collect();
            assert_eq!((bounds.as_slice(), left_out), (expected, warmup), "{window:?}");
        };
        check((0, 4), 2, &[(0, 1), (1, 2), (2, 3), (3, 4)]);
        check((1, 3), 1, &[(1, 2), (2, 3)]);
        check((2, 9), 0, &[(2, 3), (3, 4)]);
        check((4, 4), 0, &[]);
    }
}
