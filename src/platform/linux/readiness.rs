//! Whether a process has started up: what it does, and which signals it is prepared for.

use super::circumstances::TICK_MILLIS;
use super::files::{ProcRoot, read_text};
use crate::source::proc_text;
use std::time::Duration;

/// CPU time of all threads so far, to a hundredth of a second.
pub(in crate::platform) fn cpu_time(root: &ProcRoot, pid: u32) -> Option<Duration> {
    let ticks = root.stat(pid)?.cpu_time;
    Some(Duration::from_millis(ticks.saturating_mul(TICK_MILLIS)))
}

/// Whether a signal does not end it, as of now.
pub(in crate::platform) fn survives_signal(root: &ProcRoot, pid: u32, signal: u32) -> Option<bool> {
    let status = proc_text::status(&read_text(&root.process(pid).join("status")).ok()?);
    Some(status.handled >> signal.checked_sub(1).filter(|bit| *bit < 64)? & 1 != 0)
}
