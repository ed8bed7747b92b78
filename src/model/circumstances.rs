//! Under which circumstances a recording began.

use std::time::Duration;

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
