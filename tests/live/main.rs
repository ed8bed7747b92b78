//! Recordings of real processes, whose memory is known to the byte.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod builtin_targets;
mod check;
mod compare;
mod cycles;
mod naming;
mod puppet;
mod shapes;
mod steadiness;
mod target_life;
mod totals;
