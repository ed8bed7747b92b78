//! macOS.

#[cfg(target_os = "macos")]
pub(super) mod demo;
