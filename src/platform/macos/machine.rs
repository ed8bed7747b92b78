//! What the kernel's counts of pages say of the machine's memory. Pure: built and tested on every system.

use crate::model::units::Bytes;
use crate::platform::machine::{PartRole, SystemMemory};

/// Pages of the machine by use: of `vm_statistics64`, those that part its memory. In pages of the kernel's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawPageCounts {
    /// Nobody's, with those that were read ahead of need.
    pub(crate) free: u32,
    /// Of them, read ahead of need; they are counted as file-backed too.
    pub(crate) speculative: u32,
    /// May not be moved.
    pub(crate) wired: u32,
    /// What the compressor takes up itself.
    pub(crate) compressor: u32,
    /// Anonymous: of programs.
    pub(crate) internal: u32,
    /// Backed by a file.
    pub(crate) external: u32,
    /// Given up by their programs if need be; most are anonymous.
    pub(crate) purgeable: u32,
}

/// Swap space, of the sysctl `vm.swapusage`, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawSwap {
    pub(crate) total: u64,
    pub(crate) used: u64,
}

/// The machine's memory by the parts of Activity Monitor: app memory is anonymous and not purgeable, cached files are
/// what a file backs and what is purgeable. Whether a page is active decides only how soon it is reclaimed: both kinds
/// are in either part. What no count explains (firmware, the display) is other.
pub(crate) fn machine_memory(
    total: Bytes,
    page: Bytes,
    pages: &RawPageCounts,
    swap: RawSwap,
) -> SystemMemory {
    let bytes = |count: u32| Bytes::new(u64::from(count).saturating_mul(page.get()));
    let mut memory = SystemMemory {
        swap_used: Bytes::new(swap.used.min(swap.total)),
        swap_total: Bytes::new(swap.total),
        ..SystemMemory::default()
    };
    let parts = [
        ("wired", PartRole::Used, bytes(pages.wired)),
        ("app memory", PartRole::Used, bytes(pages.internal) - bytes(pages.purgeable)),
        ("compressed", PartRole::Used, bytes(pages.compressor)),
        ("free", PartRole::Free, bytes(pages.free) - bytes(pages.speculative)),
        ("cached files", PartRole::Cache, bytes(pages.external) + bytes(pages.purgeable)),
    ];
    memory.fill(total, ("other", PartRole::Used), &parts);
    memory
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: Bytes = Bytes::new(16384);

    fn pages(count: u64) -> Bytes {
        Bytes::new(count * PAGE.get())
    }

    #[test]
    fn the_parts_are_those_of_activity_monitor() {
        let counts = RawPageCounts {
            free: 70,
            speculative: 20,
            wired: 100,
            compressor: 50,
            internal: 400,
            external: 250,
            purgeable: 30,
        };
        let swap = RawSwap { total: 1 << 30, used: 1 << 20 };
        let memory = machine_memory(pages(1000), PAGE, &counts, swap);
        let actual: Vec<_> =
            memory.parts.iter().map(|part| (part.name, part.bytes.get() / PAGE.get())).collect();
        let expected = [
            ("wired", 100),
            ("app memory", 370),
            ("compressed", 50),
            ("other", 150),
            ("cached files", 280),
            ("free", 50),
        ];
        assert_eq!(actual, expected);
        assert_eq!(memory.of_role(PartRole::Used), pages(670));
        assert_eq!((memory.swap_used.get(), memory.swap_total.get()), (1 << 20, 1 << 30));
        assert_eq!(memory.available, None);
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_whole(counts in prop::array::uniform7(any::<u32>()), total in any::<u32>()) {
            let [free, speculative, wired, compressor, internal, external, purgeable] = counts;
            let counts = RawPageCounts { free, speculative, wired, compressor, internal, external, purgeable };
            let total = pages(u64::from(total));
            prop_assert_eq!(machine_memory(total, PAGE, &counts, RawSwap::default()).total(), total);
        }
    }
}
