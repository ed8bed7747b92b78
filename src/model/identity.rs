//! What tells one region from another: the system's tag, what backs it, and its access rights.

use std::fmt;

/// What the system says a byte belongs to. A byte that keeps its address but not its identity died, and another was born.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    /// What the system calls it.
    pub tag: TagId,
    /// What stands behind it.
    pub backing: Backing,
    /// Whether it can be accessed at all: committing a reservation is a death there and a birth in its category.
    pub access: PageAccess,
}

impl Identity {
    /// Whether bytes of this identity may be the same bytes as those of `earlier` at the same address.
    pub fn continues(&self, earlier: &Self) -> bool {
        // A file may be renamed or deleted while it is mapped; it is still the same file.
        let same_name = self.tag == earlier.tag || matches!(self.backing, Backing::File { .. });
        same_name && self.access == earlier.access && self.backing.continues(&earlier.backing)
    }

    /// How sure it is that bytes found at the same address again are the same bytes.
    pub const fn certainty(&self) -> Certainty {
        match self.backing {
            Backing::Anonymous | Backing::Object { object: 0, .. } => Certainty::Inferred,
            Backing::File { .. } | Backing::Object { .. } => Certainty::Certain,
        }
    }
}

/// What stands behind a byte.
///
/// `shift` is offset minus address (wrapping): it is the same for every byte of one mapping, however the kernel splits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Backing {
    /// Nothing that has a name: Linux's anonymous memory.
    Anonymous,
    /// A file, or what has an inode like one: memfd, System V segment, `/dev/zero`.
    File {
        /// Device number, major << 32 | minor.
        device: u64,
        /// Inode number on that device.
        inode: u64,
        /// Offset in the file minus address.
        shift: u64,
    },
    /// A kernel memory object (macOS). Object 0 is one that was not touched yet.
    Object {
        /// The kernel's id of the object.
        object: u64,
        /// Offset in the object minus address.
        shift: u64,
    },
}

impl Backing {
    /// The first touch gives an object its id (0 → X); that is no death.
    fn continues(&self, earlier: &Self) -> bool {
        match (earlier, self) {
            (Self::Object { object: 0, .. }, Self::Object { .. }) => true,
            _ => self == earlier,
        }
    }
}

/// Whether a byte can be read, written or executed at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageAccess {
    /// No right whatever: address space, not memory.
    None,
    Some,
}

/// How sure an identity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Certainty {
    /// The system names the object behind the bytes.
    Certain,
    /// The address and the name are the same, which is all that can be seen: bytes that were unmapped and mapped again
    /// between two ticks look alive throughout.
    Inferred,
}

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
