//! What the system calls a piece of memory.

use std::fmt;

/// Names a tag within one recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(pub u32);

impl TagId {
    /// Its place in [`Recording::tags`](super::Recording::tags).
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The system's own word: `[heap]`, `/memfd:x`, a file, `VM_MEMORY_IOSURFACE` (88).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tag {
    /// As the system prints it; empty for Linux's plain anonymous memory.
    pub name: String,
    /// Its number, where the system has one (macOS: `user_tag`).
    pub number: Option<u32>,
}

impl Tag {
    /// In the label of a System V segment that goes with the last that is attached to it.
    pub const IPC_RMID_CALLED: &str = "IPC_RMID called";

    /// In the label of a System V segment that outlives all that are attached to it.
    pub const IPC_RMID_NOT_CALLED: &str = "IPC_RMID not called";

    /// A tag that has a name only.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), number: None }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if self.name.is_empty() { "(anonymous)" } else { &self.name })
    }
}
