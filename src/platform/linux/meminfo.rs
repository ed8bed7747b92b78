//! `/proc/meminfo`: what the machine's memory is used for.

use crate::model::units::Bytes;
use crate::platform::machine::{PartRole, SystemMemory};
use crate::source::proc_text::{fields, kib};

/// The machine's memory by the parts of `free`; nothing where the text does not even name the whole.
///
/// As in procps (`free(1)`): buffers are `Buffers`, the cache is `Cached + SReclaimable`, and used is what they and
/// `MemFree` leave. Shared memory (memfd, tmpfs) counts as cache there, although it can only be swapped. A line that is
/// torn counts as zero.
pub(crate) fn machine_memory(text: &str) -> Option<SystemMemory> {
    let figure = |key: &str| {
        fields(text).find(|&(name, _)| name == key).and_then(|(_, value)| kib(value)).unwrap_or_default()
    };
    let total = figure("MemTotal");
    if total == Bytes::ZERO {
        return None;
    }
    let swap_total = figure("SwapTotal");
    let available = figure("MemAvailable").min(total);
    let mut memory = SystemMemory {
        // Linux 3.14 and later; a system without any available memory could not have answered.
        available: (available > Bytes::ZERO).then_some(available),
        swap_used: swap_total - figure("SwapFree"),
        swap_total,
        ..SystemMemory::default()
    };
    let parts = [
        ("free", PartRole::Free, figure("MemFree")),
        ("buffers", PartRole::Cache, figure("Buffers")),
        ("cached", PartRole::Cache, figure("Cached") + figure("SReclaimable")),
    ];
    memory.fill(total, ("used", PartRole::Used), &parts);
    Some(memory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The parts in KiB, then what is available and used of swap and swap in all.
    fn check(text: &str, parts: &[(&str, u64)], rest: (Option<u64>, u64, u64)) {
        let memory = machine_memory(text).unwrap();
        let actual: Vec<_> = memory.parts.iter().map(|part| (part.name, part.bytes.get() / 1024)).collect();
        assert_eq!(actual, parts);
        let kib = |bytes: Bytes| bytes.get() / 1024;
        assert_eq!((memory.available.map(kib), kib(memory.swap_used), kib(memory.swap_total)), rest);
    }

    #[test]
    fn the_parts_are_those_of_free() {
        let text = "MemTotal:        1000 kB\nMemFree:          200 kB\nMemAvailable:     600 kB\n\
                    Buffers:           50 kB\nCached:           300 kB\nSwapCached:         7 kB\n\
                    SwapTotal:        400 kB\nSwapFree:         150 kB\nSReclaimable:      30 kB\n";
        let parts = [("used", 420), ("buffers", 50), ("cached", 330), ("free", 200)];
        check(text, &parts, (Some(600), 250, 400));
    }

    #[test]
    fn torn_and_odd_text_costs_no_more_than_itself() {
        let all_used = [("used", 1000), ("buffers", 0), ("cached", 0), ("free", 0)];
        check("MemTotal: 1000 kB", &all_used, (None, 0, 0));
        check(
            "MemTotal: 1000 kB\nMemFree: x kB\nBuffers\nCached: 18446744073709551616 kB",
            &all_used,
            (None, 0, 0),
        );
        // A container whose limit is smaller than the machine that the other figures are of.
        let contained =
            "MemTotal: 1000 kB\nMemFree: 800 kB\nCached: 9000 kB\nMemAvailable: 9999 kB\nSwapFree: 5 kB";
        check(contained, &[("used", 0), ("buffers", 0), ("cached", 200), ("free", 800)], (Some(1000), 0, 0));
        for nothing in ["", "MemFree: 12 kB", "MemTotal: 0 kB", "MemTotal: many", "\0\0"] {
            assert_eq!(machine_memory(nothing), None, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_whole(figures in prop::array::uniform5(0..u64::MAX / 2048), total in 1..u64::MAX / 2048) {
            let [free, buffers, cached, slab, swap] = figures;
            let text = format!(
                "MemTotal: {total} kB\nMemFree: {free} kB\nBuffers: {buffers} kB\nCached: {cached} kB\n\
                 SReclaimable: {slab} kB\nSwapTotal: {swap} kB\nSwapFree: {free} kB\n"
            );
            let memory = machine_memory(&text).unwrap();
            prop_assert_eq!(memory.total(), Bytes::from_kib(total));
            prop_assert!(memory.swap_used <= memory.swap_total);
        }

        #[test]
        fn no_text_makes_it_panic(text in "(MemTotal|MemFree|Cached|Swap|:| |kB|[0-9]|\n|x){0,60}") {
            machine_memory(&text);
        }
    }
}
