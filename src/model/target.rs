//! The process under study, and the circumstances in which its recording began.

use crate::model::units::Bytes;
use std::fmt;
use std::time::Duration;

/// The process under study, as far as it tells it from all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its process id, in our own pid namespace.
    pub pid: u32,
    /// When it started, in a unit of the system's (Linux: clock ticks since boot). Pid and start time together are never
    /// reused.
    pub start_time: u64,
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

impl Target {
    /// A process that is made up, with pages of 4 KiB.
    pub fn synthetic(name: &str) -> Self {
        Self {
            pid: 4711,
            start_time: 1,
            name: name.to_owned(),
            command: name.to_owned(),
            page_size: Bytes::from_kib(4),
            os: Os::Synthetic,
            os_release: String::new(),
        }
    }
}

/// A kind of operating system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Os {
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

/// What is known of the target's past, and of what whoever goes on from there can run on that machine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// The command line, quoted as a shell takes it, where the recorder started the target itself.
    pub launched: Option<String>,
    /// How long the target had existed already: no region is older. Nothing where that is not known.
    pub age: Option<Duration>,
    /// Whether the recorder might attach to the target as a debugger does: tools that do so need no `sudo`.
    pub can_attach: bool,
    /// Whether the recorder could have traced system calls by eBPF: it may, tracefs is mounted and the kernel tells its types.
    pub can_trace: bool,
}

impl Circumstances {
    /// Whether the target began with the recording, as far as looks `interval` apart can tell.
    pub fn began_together(&self, interval: Duration) -> bool {
        self.age.is_some_and(|age| age <= interval)
    }
}
