//! Where malloc's memory lies.

use super::blocks;
use super::cached;
use super::memory::{Memory, PAGE, Window, word, word_in};
use super::tally::Tally;
use crate::model::HeapCount;
use crate::model::units::{AddressRange, Bytes};

/// What a process has mapped to read and write, and nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mapping {
    pub range: AddressRange,
    pub kind: MappingKind,
}

/// What a mapping may hold of malloc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingKind {
    /// The variables of a C library.
    CLibrary,
    /// The variables of another file.
    File,
    /// What `brk` has made: `[heap]`.
    Brk,
    /// Any other memory.
    Anonymous,
}

/// The arenas of glibc's malloc, as they were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heap {
    arenas: Vec<Arena>,
    /// The counters of blocks with mappings of their own, if they were found.
    parameters: Option<Parameters>,
    layout: Layout,
}

/// What differs between versions of glibc.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Layout {
    /// Bytes of `malloc_state` before its bins: 104 up to 2.25, 112 up to 2.42, 24 from 2.43 on.
    lead: u64,
}

/// One of its arenas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arena {
    /// Heads of its lists of small freed blocks; versions from 2.43 on have none.
    pub(super) fastbins: Option<u64>,
    /// The block at its end, which was not handed out.
    pub(super) top: u64,
    /// What it took from the system.
    pub(super) system: u64,
    pub(super) segments: Vec<Segment>,
}

/// Memory in which one block follows on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Where it begins: with malloc's own structures.
    pub(super) base: u64,
    /// The first block.
    pub(super) first: u64,
    pub(super) end: u64,
}

/// Places of `mp_`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parameters {
    count: u64,
    bytes: u64,
    sbrk_base: u64,
}

/// Bins of an arena, in words.
const BINS: u64 = 254;

/// Behind the bins: a bitmap of 16 bytes, `next`, `next_free`, `attached_threads`, `system_mem`, `max_system_mem`.
const NEXT: u64 = BINS * 8 + 16;
const SYSTEM: u64 = NEXT + 24;
const ARENA_END: u64 = NEXT + 40;

/// Lengths of `malloc_state` before its bins.
const LEADS: [u64; 3] = [112, 104, 24];

/// No process has more: eight for each core.
const MOST_ARENAS: usize = 1 << 13;

/// Most heaps of an arena: 64 GiB.
const MOST_HEAPS: usize = 1 << 14;

/// How far a heap of an arena reaches at most, with usual pages and with large ones.
const HEAP_SPANS: [u64; 2] = [64 << 20, 8 << 20];

/// Variables that are searched, at most.
const MOST_SEARCHED: u64 = 512 << 20;

impl Heap {
    /// Looks for the arenas in the variables of `mappings`, which are sorted.
    ///
    /// An empty bin points to itself, which few other things do; and the ring of arenas leads back to where it began,
    /// which nothing else does.
    pub fn find(memory: &mut dyn Memory, mappings: &[Mapping]) -> Option<Self> {
        let is_library = |mapping: &Mapping| mapping.kind == MappingKind::CLibrary;
        let (libraries, others): (Vec<usize>, Vec<usize>) =
            (0..mappings.len()).partition(|&nth| is_library(&mappings[nth]));
        let mut left = MOST_SEARCHED;
        for nth in libraries.into_iter().chain(others) {
            let behind_file = || {
                nth > 0
                    && is_file(&mappings[nth - 1])
                    && mappings[nth - 1].range.end == mappings[nth].range.start
            };
            if !is_file(&mappings[nth]) && !behind_file() {
                continue;
            }
            let range = mappings[nth].range;
            left = left.saturating_sub(range.len().get());
            if left == 0 {
                return None;
            }
            if let Some(found) = search(memory, range) {
                return Some(Self::around(memory, mappings, range, found));
            }
        }
        None
    }

    /// The arenas around the main one, whose variables lie in `variables`.
    fn around(
        memory: &mut dyn Memory,
        mappings: &[Mapping],
        variables: AddressRange,
        found: (u64, Layout),
    ) -> Self {
        let (main, layout) = found;
        let brk = brk_range(mappings);
        let parameters = brk.and_then(|brk| find_parameters(memory, variables, brk));
        let mut arenas = Vec::new();
        let mut address = main;
        while arenas.len() < MOST_ARENAS {
            arenas.extend(arena(memory, address, layout, |memory, top| {
                if address == main {
                    main_segments(memory, mappings, brk, parameters, top)
                } else {
                    heaps(memory, address, layout, top)
                }
            }));
            match word(memory, address + layout.lead + NEXT) {
                Some(next) if next != main => address = next,
                _ => break,
            }
        }
        Self { arenas, parameters, layout }
    }

    /// Whether the arenas have taken any memory.
    pub fn is_used(&self) -> bool {
        self.arenas.iter().any(|arena| arena.system > 0)
    }

    /// Bytes that a count reads, at most.
    pub fn resident(&self, memory: &mut dyn Memory) -> Bytes {
        let segments = self.arenas.iter().flat_map(|arena| &arena.segments);
        segments.map(|segment| memory.resident(pages(segment.base, segment.end))).sum()
    }

    /// Goes through every block. The result tells sums and classes; when and how is the caller's to add.
    ///
    /// Where the structures contradict themselves, what can be counted is counted, and [`HeapCount::damage`] says where.
    pub fn count(&self, memory: &mut dyn Memory) -> HeapCount {
        let mut tally = Tally::new();
        for arena in &self.arenas {
            let before = tally.accounted();
            let mut window = Window::new(memory);
            for segment in &arena.segments {
                tally.sums.overhead += Bytes::new(segment.first - segment.base);
                blocks::count(&mut window, arena.top, *segment, &mut tally);
            }
            tally.close_arena(arena.system, before);
        }
        if self.layout.lead > 24 {
            cached::fastbins(memory, &self.arenas, &mut tally);
        }
        cached::thread_caches(memory, &mut tally);
        if let Some(parameters) = self.parameters {
            let count = word(memory, parameters.count).unwrap_or(0) & 0xffff_ffff;
            tally.sums.mmapped = Bytes::new(word(memory, parameters.bytes).unwrap_or(0));
            tally.sums.mmapped_blocks = if tally.sums.mmapped == Bytes::ZERO { 0 } else { count };
        }
        tally.into_count()
    }
}

fn is_file(mapping: &Mapping) -> bool {
    matches!(mapping.kind, MappingKind::CLibrary | MappingKind::File)
}

fn pages(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start & !(PAGE - 1), end.next_multiple_of(PAGE))
}

/// The main arena in a range of variables.
fn search(memory: &mut dyn Memory, range: AddressRange) -> Option<(u64, Layout)> {
    let mut buffer = vec![0; 64 << 10];
    let (mut at, end) = (range.start.get(), range.end.get());
    while at + 16 <= end {
        let wanted = usize::try_from(end - at).unwrap_or(usize::MAX).min(buffer.len());
        let read = memory.read(at, &mut buffer[..wanted]);
        if read < 16 {
            at = (at / PAGE + 1) * PAGE;
            continue;
        }
        for place in (0..=read - 16).step_by(8) {
            let address = at + place as u64;
            let itself = address.wrapping_sub(16);
            if word_in(&buffer, place) == itself
                && word_in(&buffer, place + 8) == itself
                && let Some(found) = main_arena(memory, address.wrapping_sub((BINS - 2) * 8))
            {
                return Some(found);
            }
        }
        at += read as u64 - 8;
    }
    None
}

/// Whether the bins at `bins` are those of an arena whose ring leads back to it.
fn main_arena(memory: &mut dyn Memory, bins: u64) -> Option<(u64, Layout)> {
    let next = word(memory, bins.checked_add(NEXT)?)?;
    let (system, most) = (word(memory, bins + SYSTEM)?, word(memory, bins + SYSTEM + 8)?);
    if system > most || most > 1 << 47 {
        return None;
    }
    LEADS.into_iter().find_map(|lead| {
        let main = bins.checked_sub(lead)?;
        let (mut address, mut passed) = (next, 0);
        for step in 1..MOST_ARENAS {
            if address == main {
                return Some((main, Layout { lead }));
            }
            // A ring that passes by.
            if address == passed || !address.is_multiple_of(16) {
                return None;
            }
            if step.is_power_of_two() {
                passed = address;
            }
            address = word(memory, address.checked_add(lead + NEXT)?)?;
        }
        None
    })
}

/// An arena with the segments that `find` finds for its top.
fn arena(
    memory: &mut dyn Memory,
    address: u64,
    Layout { lead }: Layout,
    find: impl FnOnce(&mut dyn Memory, u64) -> Vec<Segment>,
) -> Option<Arena> {
    let bins = address.checked_add(lead)?;
    let system = word(memory, bins.checked_add(SYSTEM)?)?;
    let top = word(memory, bins - 16)?;
    let segments = if system == 0 { Vec::new() } else { find(memory, top) };
    Some(Arena { fastbins: (lead > 24).then(|| bins - 96), top, system, segments })
}

/// All that `brk` has made: several entries where rights were changed.
fn brk_range(mappings: &[Mapping]) -> Option<AddressRange> {
    let mut parts = mappings.iter().filter(|mapping| mapping.kind == MappingKind::Brk);
    let first = parts.next()?.range;
    let end = parts.next_back().map_or(first.end, |last| last.range.end);
    Some(AddressRange::new(first.start, end))
}

/// `mp_` lies near the main arena: its `sbrk_base` is where the heap begins (a static program has its thread's variables
/// ahead of it), and before that stand `n_mmaps`, `n_mmaps_max` (65,536 unless somebody set it) and `mmapped_mem`.
fn find_parameters(
    memory: &mut dyn Memory,
    variables: AddressRange,
    brk: AddressRange,
) -> Option<Parameters> {
    const MOST_MMAPS: u64 = 65_536;
    const AHEAD: u64 = 64 << 10;
    let mut bytes = vec![0; usize::try_from(variables.len().get().min(1 << 20)).ok()?];
    let (mut at, end) = (variables.start.get(), variables.end.get());
    while at < end {
        let read = memory.read(at, &mut bytes);
        for place in (40..read.saturating_sub(7)).step_by(8) {
            let base = word_in(&bytes, place);
            if base.wrapping_sub(brk.start.get()) > AHEAD {
                continue;
            }
            let half = |before: usize| word_in(&bytes, place - before) & 0xffff_ffff;
            let at = at + place as u64;
            for before in [32, 28] {
                if half(before) == MOST_MMAPS {
                    return Some(Parameters {
                        count: at - before as u64 - 4,
                        bytes: at - 16,
                        sbrk_base: base,
                    });
                }
            }
        }
        // Whatever lies across the border of two reads is met whole in the second.
        at = if read > 64 { at + read as u64 - 64 } else { (at / PAGE + 1) * PAGE };
        if read > 64 && read < bytes.len() {
            at = (at / PAGE + 1) * PAGE;
        }
    }
    None
}

/// The main arena's memory, up to the end of its top.
fn main_segments(
    memory: &mut dyn Memory,
    mappings: &[Mapping],
    brk: Option<AddressRange>,
    parameters: Option<Parameters>,
    top: u64,
) -> Vec<Segment> {
    let base = parameters.map(|parameters| parameters.sbrk_base).or(brk.map(|brk| brk.start.get()));
    let holds_top = |mapping: &&Mapping| mapping.range.contains(crate::model::units::Address::new(top));
    let within = brk.filter(|brk| brk.contains(crate::model::units::Address::new(top)));
    let (range, base) = match (within, base) {
        (Some(brk), Some(base)) => (brk, base),
        // `brk` failed: its memory is mapped.
        _ => match mappings.iter().find(holds_top) {
            Some(mapping) => (mapping.range, mapping.range.start.get()),
            None => return Vec::new(),
        },
    };
    let size = word(memory, top.saturating_add(8)).unwrap_or(0) & !7;
    let end = top.saturating_add(size).min(range.end.get());
    let first = base.next_multiple_of(16);
    if first >= end { Vec::new() } else { vec![Segment { base, first, end }] }
}

/// The heaps of another arena, the oldest first: that of its top names the one before, down to the one with the arena in it.
fn heaps(memory: &mut dyn Memory, arena: u64, layout: Layout, top: u64) -> Vec<Segment> {
    let Layout { lead } = layout;
    // `heap_info` ends where the arena begins.
    let info = arena % PAGE;
    let first_block = (arena + lead + ARENA_END).next_multiple_of(16);
    for span in HEAP_SPANS {
        let mut found = Vec::new();
        let mut heap = top & !(span - 1);
        while found.len() < MOST_HEAPS {
            let mut words = [0; 32];
            if memory.read(heap, &mut words) < words.len() {
                break;
            }
            let [of_arena, before, size, accessible] = [0, 8, 16, 24].map(|place| word_in(&words, place));
            if of_arena != arena
                || size > accessible
                || size > span
                || !size.is_multiple_of(PAGE)
                || size < PAGE
            {
                break;
            }
            let is_first = heap + info == arena;
            let first = if is_first { first_block } else { (heap + info).next_multiple_of(16) };
            found.push(Segment { base: heap, first: first.min(heap + size), end: heap + size });
            if is_first {
                found.reverse();
                return found;
            }
            heap = before;
        }
    }
    Vec::new()
}
