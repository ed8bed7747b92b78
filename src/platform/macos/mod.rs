//! macOS: regions of a task by its Mach port, and the objects that it owns.
//!
//! Nothing here has ever run on a Mac. What interprets, decides and walks is built and tested on every system, against a
//! made-up kernel; what calls the real one (`sys`) is type-checked, held against Apple's headers (`layouts`) and linked
//! against the names in libSystem, no more. docs/macos.md lists what is relied on, and how each is checked.

#![cfg_attr(
    not(target_os = "macos"),
    allow(dead_code, reason = "what only the real kernel makes use of is built for its tests")
)]

mod access;
mod asking;
mod authorisation;
mod counting;
mod decode;
mod denial;
mod doctor;
mod kernel;
mod ladder;
mod layouts;
mod machine;
mod naming;
mod numbers;
mod objects;
mod opening;
mod processes;
mod signing;
mod skeleton;
mod source;
mod surfaces;
mod tags;
mod totals_source;
mod walk;
mod words;

#[cfg(target_os = "macos")]
pub(super) mod demo;
#[cfg(target_os = "macos")]
mod live;
#[cfg(target_os = "macos")]
mod sys;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use signing::finding::bundle_program;

#[cfg(target_os = "macos")]
pub use live::{
    account, attach, attach_totals, await_program, cpu_time, diagnose, inviting_program, processes, sign,
    stop, survives_signal, system_memory,
};
