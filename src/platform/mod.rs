//! What differs between the systems: the only `cfg(target_os)` and the only `unsafe` of the core.

pub mod demo;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
mod memory;
