//! A table of faults: each test injects one into real processes, files and sockets, and looks at what is left.
//!
//! What needs root (other users, mounts) is skipped in plain words where we are not.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod desk;

mod ends;
mod files;
mod forged;
mod held;
mod kills;
mod sockets;
mod targets;
