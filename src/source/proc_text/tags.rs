//! What is known of a mapping from its line in `maps` and the lines beside it. Pure.
//!
//! Each heuristic was verified on real processes (glibc, jemalloc, mimalloc, `OpenJDK`, `Node.js`) unless it says otherwise.

use super::{MapsEntry, VmFlag, VmFlags};
use crate::classify::categories::{Facts, MappingFact};
use crate::model::Protection;
use crate::model::units::{Address, AddressRange, Bytes};

/// Guards are small: glibc's are a page, and up to 64 KiB where pages are that large.
const LARGEST_GUARD: Bytes = Bytes::from_kib(64);

/// `HEAP_MAX_SIZE` of glibc's malloc/arena.c on 64-bit systems.
const GLIBC_ARENA: u64 = 64 << 20;

/// What the tunable `glibc.mem.decorate_maps` calls the used part of an arena; the rest has no name.
const GLIBC_ARENA_NAME: &[u8] = b"[anon: glibc: malloc arena]";

/// The lines around an entry, where they touch or precede it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Neighbours<'a> {
    pub(crate) before: Option<&'a MapsEntry<'a>>,
    pub(crate) behind: Option<&'a MapsEntry<'a>>,
}

/// The facts that lines tell.
pub(crate) fn facts(entry: &MapsEntry<'_>, beside: Neighbours<'_>) -> Facts {
    let right = |right| entry.protection.has(right);
    Facts::default()
        .with(MappingFact::NoAccess, entry.protection.is_none())
        .with(MappingFact::Writable, right(Protection::WRITE))
        .with(MappingFact::Executable, right(Protection::EXECUTE))
        .with(MappingFact::Shared, right(Protection::SHARED))
        .with(MappingFact::Anonymous, entry.is_anonymous())
        .with(MappingFact::File, !entry.is_anonymous())
        .with(MappingFact::Guard, is_guard(entry, beside))
        .with(MappingFact::GlibcArena, is_glibc_arena(entry, beside))
        .with(MappingFact::MozChunk, is_moz_chunk(entry, beside))
        .with(MappingFact::Bss, is_bss(entry, beside))
        .union(facts_of_place(entry))
}

/// The facts that `VmFlags` add to plain anonymous memory; they hold for a whole kernel entry.
pub(crate) fn facts_of_flags(range: AddressRange, flags: VmFlags) -> Facts {
    let no_reserve = flags.has(VmFlag::NoReserve);
    let aligned = |size: u64| range.start.get().is_multiple_of(size);
    // mimalloc's hints: src/os.c, `_mi_os_get_aligned_hint`: from 2 TiB up to 30 TiB.
    let hinted = (2 << 40..30 << 40).contains(&range.start.get()) && aligned(32 << 20);
    Facts::default()
        .with(MappingFact::NoReserve, no_reserve)
        .with(MappingFact::Mimalloc, no_reserve && hinted)
        .with(MappingFact::V8Page, no_reserve && aligned(V8_PAGE))
}

/// `kRegularPageSize` of V8's `src/base/build_config.h`.
const V8_PAGE: u64 = 256 << 10;

/// What the place of plain anonymous memory tells. Which of it means anything is decided by what lives in the process.
fn facts_of_place(entry: &MapsEntry<'_>) -> Facts {
    let (start, end) = (entry.range.start.get(), entry.range.end.get());
    Facts::default()
        .with(MappingFact::GoArena, is_go_arena(start))
        .with(MappingFact::JavaHeap, end <= JAVA_HEAP_END)
        .with(MappingFact::JavaClasses, (JAVA_HEAP_END..JAVA_HEAP_END + (4 << 30)).contains(&start))
        .with(MappingFact::RandomHint, (4 << 30..RANDOM_HINTS_END).contains(&start))
        .with(MappingFact::Mebibytes, start.is_multiple_of(MOZ_CHUNK) && end.is_multiple_of(MOZ_CHUNK))
}

/// `kChunkSize` of mozjemalloc's `memory/build/Constants.h`; `js/HeapAPI.h` of `SpiderMonkey` has its own of the same size.
const MOZ_CHUNK: u64 = 1 << 20;

/// Compressed pointers reach 32 GiB (`HotSpot`'s `OopEncodingHeapMax`); the archive of classes and the class space lie
/// behind that (`CompressedClassSpaceBaseAddress`).
const JAVA_HEAP_END: u64 = 32 << 30;

/// Position-independent programs are loaded from two thirds of the address space on, and what the kernel places lies above.
const RANDOM_HINTS_END: u64 = 0x5500_0000_0000;

/// Go's runtime/malloc.go, `mallocinit`: arenas are hinted from 0xc0 << 32 in each TiB, on ARM from 0x40 << 32; the hints go
/// up to 128 TiB, where the kernel places all else, but no heap takes more than the first few.
fn is_go_arena(start: u64) -> bool {
    const TIB: u64 = 1 << 40;
    start < 16 * TIB && start % TIB >= 0x40 << 32
}

fn is_guard(entry: &MapsEntry<'_>, beside: Neighbours<'_>) -> bool {
    let below = |behind: &&MapsEntry<'_>| behind.range.start == entry.range.end && behind.is_plain();
    entry.protection.is_none()
        && entry.inode == 0
        && entry.range.len() <= LARGEST_GUARD
        && beside.behind.is_some_and(|behind| below(&behind))
}

/// The used part and the inaccessible rest of an arena end together at the next multiple of 64 MiB.
fn is_glibc_arena(entry: &MapsEntry<'_>, beside: Neighbours<'_>) -> bool {
    let arena_of = |address: u64| address / GLIBC_ARENA;
    let pair = |used: &MapsEntry<'_>, rest: &MapsEntry<'_>| {
        used.range.start.get().is_multiple_of(GLIBC_ARENA)
            && used.range.end == rest.range.start
            && rest.range.end.get() == used.range.start.get() + GLIBC_ARENA
            && arena_of(used.range.start.get()) == arena_of(rest.range.start.get())
            && (used.is_plain() || used.name == GLIBC_ARENA_NAME)
            && rest.protection.is_none()
            && rest.inode == 0
    };
    beside.behind.is_some_and(|rest| pair(entry, rest)) || beside.before.is_some_and(|used| pair(used, entry))
}

/// Whether an entry is as large and lies as an arena of glibc that is used to its end: nothing of it is left without access
/// beside it. Where other arenas are, it is one of them.
pub(crate) fn may_be_full_arena(entry: &MapsEntry<'_>) -> bool {
    entry.range.start.get().is_multiple_of(GLIBC_ARENA)
        && entry.range.len() == Bytes::new(GLIBC_ARENA)
        && entry.is_plain()
}

/// A chunk is its header, a page without access, what is allocated from, and another such page (mozjemalloc's
/// `arena_t::InitChunk`). What is too large for one has chunks of its own, and no access from its last page up to the next
/// chunk (`huge_palloc`).
fn is_moz_chunk(entry: &MapsEntry<'_>, beside: Neighbours<'_>) -> bool {
    if !entry.is_plain() {
        return false;
    }
    let closed = |guard: &MapsEntry<'_>| guard.protection.is_none() && guard.inode == 0;
    let guard_below = beside
        .before
        .filter(|guard| closed(guard) && guard.range.end == entry.range.start)
        .map(|guard| guard.range);
    let guard_above = beside
        .behind
        .filter(|guard| closed(guard) && guard.range.start == entry.range.end)
        .map(|guard| guard.range);
    let into_chunk = |address: Address| address.get() % MOZ_CHUNK;
    let in_header = |address: Address| into_chunk(address) <= LARGEST_GUARD.get();
    if into_chunk(entry.range.start) == 0 {
        let is_short = |guard: AddressRange| entry.range.len() + guard.len() <= LARGEST_GUARD;
        let is_large = entry.range.len() >= Bytes::new(MOZ_CHUNK) - LARGEST_GUARD;
        guard_above.is_some_and(|guard| is_large || is_short(guard))
    } else {
        let behind_header = |guard: AddressRange| into_chunk(guard.start) > 0 && in_header(guard.end);
        guard_below.is_some_and(behind_header)
            && guard_above.is_some()
            && entry.range.start.get() / MOZ_CHUNK == entry.range.end.get() / MOZ_CHUNK
    }
}

/// Zeroed data of a file lies directly behind its writable data.
fn is_bss(entry: &MapsEntry<'_>, beside: Neighbours<'_>) -> bool {
    let data = |before: &&MapsEntry<'_>| {
        before.range.end == entry.range.start
            && before.inode != 0
            && before.name.starts_with(b"/")
            && !before.name.starts_with(b"/memfd:")
            && before.is_private_writable()
    };
    entry.is_plain() && beside.before.is_some_and(|before| data(&before))
}

#[cfg(test)]
mod tests {
    use super::super::maps_line;
    use super::*;

    /// The facts of the line marked with `>`.
    fn facts_of_marked_line(text: &str) -> Facts {
        let lines: Vec<_> = text.lines().map(|line| line.trim_start_matches('>')).collect();
        let marked = text.lines().position(|line| line.starts_with('>')).unwrap();
        let entries: Vec<_> = lines.iter().map(|line| maps_line(line.as_bytes()).unwrap()).collect();
        let before = marked.checked_sub(1).map(|place| &entries[place]);
        facts(&entries[marked], Neighbours { before, behind: entries.get(marked + 1) })
    }

    #[test]
    fn neighbours_tell_what_a_mapping_is() {
        let check = |text: &str, fact, holds| {
            assert_eq!(facts_of_marked_line(text).has(fact), holds, "{fact:?} of {text}");
        };
        check(
            ">7f0000001000-7f0000002000 ---p 0 00:00 0\n7f0000002000-7f0000802000 rw-p 0 00:00 0",
            MappingFact::Guard,
            true,
        );
        check(
            ">7f0000001000-7f0000002000 ---p 0 00:00 0\n7f0000003000-7f0000802000 rw-p 0 00:00 0",
            MappingFact::Guard,
            false,
        );
        let arena = "7f0004000000-7f0004021000 rw-p 0 00:00 0\n>7f0004021000-7f0008000000 ---p 0 00:00 0";
        check(arena, MappingFact::GlibcArena, true);
        check(
            ">7f0004000000-7f0004021000 rw-p 0 00:00 0\n7f0004021000-7f0008000000 ---p 0 00:00 0",
            MappingFact::GlibcArena,
            true,
        );
        let named = "7f0004000000-7f0004021000 rw-p 0 00:00 0 [anon: glibc: malloc arena]\n>7f0004021000-7f0008000000 ---p 0 00:00 0";
        check(named, MappingFact::GlibcArena, true);
        check(">7f0004021000-7f0008001000 ---p 0 00:00 0", MappingFact::GlibcArena, false);
        // A chunk of mozjemalloc, and a large allocation behind it, as Firefox 153 has them.
        let chunk = [
            "7fe93d100000-7fe93d102000 rw-p 0 00:00 0",
            "7fe93d102000-7fe93d103000 ---p 0 00:00 0",
            "7fe93d103000-7fe93d1ff000 rw-p 0 00:00 0",
            "7fe93d1ff000-7fe93d200000 ---p 0 00:00 0",
            "7fe93d200000-7fe93d5b5000 rw-p 0 00:00 0",
            "7fe93d5b5000-7fe93d600000 ---p 0 00:00 0",
        ];
        for (nth, is_part) in [true, false, true, false, true, false].into_iter().enumerate() {
            let marked: Vec<_> = chunk
                .iter()
                .enumerate()
                .map(|(place, line)| if place == nth { format!(">{line}") } else { (*line).to_owned() })
                .collect();
            check(&marked.join("\n"), MappingFact::MozChunk, is_part);
        }
        let stack = "7fe93dd4a000-7fe93dd4b000 ---p 0 00:00 0\n>7fe93dd4b000-7fe93df4b000 rw-p 0 00:00 0\n7fe93df4b000-7fe93df4c000 ---p 0 00:00 0";
        check(stack, MappingFact::MozChunk, false);
        check(
            ">7fe94ec00000-7fe94ec40000 rw-p 0 00:00 0\n7fe94ec40000-7fe94ec41000 ---p 0 00:00 0",
            MappingFact::MozChunk,
            false,
        );
        check(
            ">7fe94ec00000-7fe94ec02000 rw-p 0 00:00 0\n7fe94ec03000-7fe94ec04000 ---p 0 00:00 0",
            MappingFact::MozChunk,
            false,
        );
        check(">7358c00000-7358d00000 rw-p 0 00:00 0", MappingFact::Mebibytes, true);
        check(">7358c00000-7358d01000 rw-p 0 00:00 0", MappingFact::Mebibytes, false);
        check("1000-2000 rw-p 0 fe:01 7 /lib/a.so\n>2000-3000 rw-p 0 00:00 0", MappingFact::Bss, true);
        check("1000-2000 r--p 0 fe:01 7 /lib/a.so\n>2000-3000 rw-p 0 00:00 0", MappingFact::Bss, false);
        check("1000-2000 rw-p 0 00:01 7 /memfd:x\n>2000-3000 rw-p 0 00:00 0", MappingFact::Bss, false);
    }
}
