//! "94 % of the growth is 48 × 9.5 MiB": where it comes in pieces of one size, that size is what to search for.

use super::Case;
use crate::analysis::{Metric, Window, WindowFigures};
use crate::units::Bytes;

/// Less of the growth than this is no portrait of it.
const MOST: f64 = 0.5;

pub(super) fn rule(case: &Case<'_>) -> Option<String> {
    let cycles = &case.cycles.cycles;
    let window = Window::new(cycles.first()?.window.from, cycles.last()?.window.to);
    let figures = WindowFigures::of(&case.trace.recording, window, Metric::Mapped);
    let classes = figures.sizes.get(&case.id)?;
    let all: Bytes = classes.iter().map(|class| class.persistent.bytes).sum();
    let largest = classes.first()?;
    let stayed = largest.persistent;
    let share = stayed.bytes.get() as f64 / all.get().max(1) as f64;
    let pieces = if largest.certain { "" } else { " (runs of bytes: each may be several mappings)" };
    (share >= MOST && stayed.count > 1).then(|| {
        format!("{:.0} % of what stayed is {} × {}{pieces}.", share * 100.0, stayed.count, largest.len)
    })
}
