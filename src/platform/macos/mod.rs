//! macOS: regions of a task by its Mach port.
//!
//! Nothing here has ever run on a Mac. What interprets numbers ([`decode`], [`machine`], [`tags`], [`walk`], [`access`]) is pure and
//! tested on every system; what calls the kernel is type-checked and linked against the names in libSystem, no more.

#![cfg_attr(
    not(target_os = "macos"),
    allow(dead_code, reason = "only the pure part is built, for its tests")
)]

mod access;
mod decode;
mod machine;
mod tags;
mod walk;

#[cfg(target_os = "macos")]
pub(super) mod demo;
#[cfg(target_os = "macos")]
mod layouts;
#[cfg(target_os = "macos")]
mod processes;
#[cfg(target_os = "macos")]
mod source;
#[cfg(target_os = "macos")]
mod sys;
#[cfg(target_os = "macos")]
mod totals_source;

#[cfg(target_os = "macos")]
pub use processes::{processes, system_memory};
#[cfg(target_os = "macos")]
pub use source::{attach, diagnose};
#[cfg(target_os = "macos")]
pub use sys::is_root;
#[cfg(target_os = "macos")]
pub use totals_source::attach_totals;
