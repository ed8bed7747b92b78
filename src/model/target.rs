//! The process under study.

use crate::model::units::Bytes;
use std::fmt;

/// The process under study, as far as it tells it from all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its process id, in our own pid namespace.
    pub pid: u32,
    /// When it started, in a unit of the system's (Linux: clock ticks since boot). Pid and start time together are never
    /// reused.
    pub start_time: u64,
    /// Its short name.
    pub name: String,
    /// Its command line, arguments joined by spaces.
    pub command: String,
    /// Size of its pages.
    pub page_size: Bytes,
    /// The kind of system it runs on.
    pub os: Os,
    /// The system's release, as it calls itself.
    pub os_release: String,
}

/// A kind of operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Os {
    /// Linux.
    Linux,
    /// macOS.
    MacOs,
    /// None: seeded or imported memory.
    Synthetic,
}

impl fmt::Display for Os {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Linux => "linux",
            Self::MacOs => "macos",
            Self::Synthetic => "synthetic",
        })
    }
}
