//! Recordings of real processes, whose memory is known to the byte.
//!
//! On macOS some of them only, and never yet: whoever has a Mac runs `scripts/try-on-mac`.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod builtin_targets;
mod own_memory;
mod puppet;
mod target_life;

#[cfg(target_os = "linux")]
mod check;
#[cfg(target_os = "linux")]
mod compare;
#[cfg(target_os = "linux")]
mod cycles;
#[cfg(target_os = "linux")]
mod heap;
#[cfg(target_os = "linux")]
mod mappings;
#[cfg(target_os = "linux")]
mod naming;
#[cfg(target_os = "linux")]
mod runtimes;
#[cfg(target_os = "linux")]
mod shapes;
#[cfg(target_os = "linux")]
mod stacks;
#[cfg(target_os = "linux")]
mod steadiness;
#[cfg(target_os = "linux")]
mod totals;
#[cfg(target_os = "linux")]
mod verify;

#[cfg(target_os = "macos")]
mod macos;
