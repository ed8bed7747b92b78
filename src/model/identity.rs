//! What makes a byte the same byte from one snapshot to the next.

use super::TagId;

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
