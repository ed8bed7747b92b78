//! Linux: everything from `/proc`.
//!
//! What interprets ([`proc_text`](crate::source::proc_text), [`knowledge`], [`maps_diff`], [`meminfo`]) is pure, and compiles and
//! is tested on every system; what reads is Linux's alone.

#![cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, unused_imports, reason = "only the pure part is built, for its tests")
)]

mod knowledge;
mod maps_diff;
mod meminfo;

#[cfg(target_os = "linux")]
mod access;
#[cfg(target_os = "linux")]
mod account;
#[cfg(target_os = "linux")]
mod circumstances;
#[cfg(target_os = "linux")]
pub(super) mod demo;
#[cfg(target_os = "linux")]
mod events;
#[cfg(target_os = "linux")]
mod files;
#[cfg(target_os = "linux")]
mod heap;
#[cfg(target_os = "linux")]
mod naming;
#[cfg(target_os = "linux")]
mod objects;
#[cfg(target_os = "linux")]
mod observing;
#[cfg(target_os = "linux")]
mod page_map;
#[cfg(target_os = "linux")]
mod probing;
#[cfg(target_os = "linux")]
mod processes;
#[cfg(target_os = "linux")]
mod readiness;
#[cfg(target_os = "linux")]
mod source;
#[cfg(target_os = "linux")]
mod stop;
#[cfg(target_os = "linux")]
mod sweeping;
#[cfg(target_os = "linux")]
mod sys;
#[cfg(target_os = "linux")]
mod threads;
#[cfg(target_os = "linux")]
mod totals_source;

#[cfg(target_os = "linux")]
pub(super) use access::hides_processes;
#[cfg(target_os = "linux")]
pub use access::{attach, attach_totals, diagnose};
#[cfg(target_os = "linux")]
pub(super) use account::account;
#[cfg(target_os = "linux")]
pub(super) use events::FollowedCalls;
#[cfg(target_os = "linux")]
pub use files::ProcRoot;
#[cfg(target_os = "linux")]
pub(super) use heap::HeapCounter;
#[cfg(target_os = "linux")]
pub(super) use naming::await_program;
#[cfg(target_os = "linux")]
pub(super) use processes::leave_out_lazily_freed;
#[cfg(target_os = "linux")]
pub use processes::{processes, system_memory};
#[cfg(target_os = "linux")]
pub(super) use readiness::{cpu_time, survives_signal};
#[cfg(target_os = "linux")]
pub(super) use stop::Stopped;
