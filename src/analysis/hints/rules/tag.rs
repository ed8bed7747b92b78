//! Tags that prove less than they seem to: on macOS a number is what a program put there.

use super::{Case, Said};
use crate::analysis::Metric;
use crate::analysis::hints::case::{percent, rise};
use crate::model::{Os, Place, TotalKind};

/// `VM_MEMORY_IOACCELERATOR`.
const GPU: u32 = 100;

/// Where the graphics ledger grows by less of it than this, in percent, the memory is hardly the GPU's.
const CHARGED: f64 = 50.0;

pub(super) fn rule(case: &Case<'_>) -> Option<Said> {
    if case.process()?.os != Os::MacOs {
        return None;
    }
    let example = case.example()?.region;
    let is_mapped = matches!(example.place, Place::Mapped(_));
    match case.trace.recording.tag(example.identity.tag)?.number? {
        GPU if is_mapped && !is_charged(case) => Some(Said::text(
            "Tag 100 (IOAccelerator) alone does not prove GPU memory: mimalloc, the allocator of many Rust and C++ \
             programs, gives it to its heap, and the system's graphics ledger does not show the growth.",
        )),
        number @ 240..=255 => Some(Said::text(format!(
            "Tag {number} is free for any program to use: make sure that no library in this one uses it too \
             (Chromium takes several below 256).",
        ))),
        _ => None,
    }
}

/// Whether the system charges the growth as graphics memory.
fn is_charged(case: &Case<'_>) -> bool {
    let cycles = &case.cycles.cycles;
    let (Some(first), Some(last)) = (cycles.first(), cycles.last()) else { return false };
    let ledger = |at| case.trace.recording.totals_at(at).get(TotalKind::GraphicsFootprint);
    let grown =
        ledger(first.window.from).zip(ledger(last.window.to)).map(|(before, after)| after.since(before));
    let gained = rise(case.gained(Metric::Mapped));
    grown.is_some_and(|grown| percent(rise(grown), gained) >= CHARGED)
}
