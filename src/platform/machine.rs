//! What the machine's memory is used for, in parts that add up.

use crate::model::units::Bytes;
use std::fmt;

/// The machine's memory at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemMemory {
    /// What it is used for, in the order in which it is stacked: what programs need first, what is free last. The parts
    /// add up to [`SystemMemory::total`].
    pub parts: Vec<MemoryPart>,
    /// What new programs could have without swapping, where the system tells: Linux's `MemAvailable`. macOS has no such
    /// figure.
    pub available: Option<Bytes>,
    /// Swap space in use.
    pub swap_used: Bytes,
    /// Swap space in all. macOS makes more when it is needed.
    pub swap_total: Bytes,
}

/// A part of the machine's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryPart {
    /// The system's own word for it: Linux's are those of `free`, macOS's those of Activity Monitor.
    pub name: &'static str,
    /// What becomes of it when memory runs short.
    pub role: PartRole,
    pub bytes: Bytes,
}

/// What becomes of a part of memory when another program needs some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartRole {
    /// It stays, or has to be compressed or swapped.
    Used,
    /// Most of it is given up: it can be read or made again.
    Cache,
    /// It is there for the taking.
    Free,
}

impl SystemMemory {
    /// Memory in all.
    pub fn total(&self) -> Bytes {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    /// The parts of this role together.
    pub fn of_role(&self, role: PartRole) -> Bytes {
        self.parts.iter().filter(|part| part.role == role).map(|part| part.bytes).sum()
    }

    /// Takes `parts` as far as they fit into `total`, in their order. The figures of a system are not of one instant, and
    /// a container's total is smaller than the machine's. `rest` is what the parts leave.
    pub(super) fn fill(
        &mut self,
        total: Bytes,
        rest: (&'static str, PartRole),
        parts: &[(&'static str, PartRole, Bytes)],
    ) {
        let mut left = total;
        for &(name, role, bytes) in parts {
            let bytes = bytes.min(left);
            left -= bytes;
            self.parts.push(MemoryPart { name, role, bytes });
        }
        self.parts.push(MemoryPart { name: rest.0, role: rest.1, bytes: left });
        self.parts.sort_by_key(|part| part.role as u8);
    }
}

/// The machine's memory is not told; says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryUnknown {
    /// What could not be read.
    pub reason: String,
}

impl fmt::Display for MemoryUnknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the machine's memory is not known: {}", self.reason)
    }
}

impl std::error::Error for MemoryUnknown {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_never_exceed_the_whole() {
        let mut memory = SystemMemory::default();
        let part = |name, role, bytes| (name, role, Bytes::new(bytes));
        let parts = [part("free", PartRole::Free, 60), part("cached", PartRole::Cache, 70)];
        memory.fill(Bytes::new(100), ("used", PartRole::Used), &parts);
        let names: Vec<_> = memory.parts.iter().map(|part| (part.name, part.bytes.get())).collect();
        assert_eq!(names, [("used", 0), ("cached", 40), ("free", 60)]);
        assert_eq!(memory.total(), Bytes::new(100));
        assert_eq!(memory.of_role(PartRole::Cache), Bytes::new(40));
    }

    #[test]
    fn this_machine_tells_its_memory() {
        let memory = crate::platform::system_memory().unwrap();
        assert!(memory.total() > Bytes::from_kib(64 << 10), "{memory:?}");
        assert!(memory.of_role(PartRole::Used) > Bytes::ZERO, "{memory:?}");
        assert!(memory.swap_used <= memory.swap_total, "{memory:?}");
    }
}
