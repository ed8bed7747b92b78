//! The made-up program itself: a few mappings, and what happens to them tick by tick.

use super::{ProgramBehaviour, RandomSequence};
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{
    Backing, Category, CategoryRole, Classification, Identity, ObjectId, Observation, PageAccess, Place,
    Protection, Reading, Tag, TotalKind, Totals, Usage,
};
use crate::model::{Detail, TagId};
use crate::source::Vocabulary;
use std::collections::BTreeMap;

/// Where the pieces lie. Buffers of a window take the addresses of the window before; what leaks never gives its address
/// back.
const CODE: u64 = 0x5500_0000_0000;
const HEAP: u64 = 0x5555_0000_0000;
const BUFFERS: u64 = 0x7e00_0000_0000;
const CACHE: u64 = 0x7f00_0000_0000;
const SURFACES: u64 = 0x7f80_0000_0000;
const STACKS: u64 = 0x7fff_0000_0000;

const KIB: u64 = 1 << 10;
const PAGE: u64 = 4 * KIB;
/// The heap gains this with every window; no leak, for the sake of an example, but a slow growth.
pub(super) const HEAP_STEP: Bytes = Bytes::from_kib(32);
/// A window has two surfaces of its own, beside the one that it may leave behind.
const SURFACE: u64 = 2048 * KIB;
/// The cache takes no less than this at once; when less is free it is full.
const CACHE_ENTRY: u64 = 64 * KIB;

#[derive(Clone, Copy, Debug)]
pub(super) struct Mapping {
    observation: Observation,
    /// Its first bytes that were written to.
    touched: Bytes,
}

impl Mapping {
    fn range(&self) -> AddressRange {
        self.observation.place.range()
    }

    /// What a look at its pages finds inside `span`.
    pub(super) fn reading(&self, span: AddressRange) -> Option<Reading> {
        let start = self.range().start;
        let range = AddressRange::new(start, start.saturating_add(self.touched)).intersection(span);
        let (resident, is_code) = (range.len(), self.is_file() && !self.is_shared());
        let dirty = if is_code { Bytes::ZERO } else { resident };
        let usage = Usage { resident, dirty, ..Usage::default() };
        (!range.is_empty()).then_some(Reading { range, usage, detail: Detail::Pages })
    }

    fn is_file(&self) -> bool {
        self.observation.identity.backing != Backing::Anonymous
    }

    fn is_shared(&self) -> bool {
        self.observation.class.protection.has(Protection::SHARED)
    }
}

/// What a mapping is made as.
#[derive(Clone, Copy)]
struct Sort {
    tag: &'static str,
    group: &'static str,
    name: &'static str,
    rights: Protection,
}

const fn sort(tag: &'static str, group: &'static str, name: &'static str, rights: Protection) -> Sort {
    Sort { tag, group, name, rights }
}

const WRITABLE: Protection = Protection::READ.with(Protection::WRITE);
const BUFFER: Sort = sort("", "Anonymous", "anonymous", WRITABLE);
const SURFACE_SORT: Sort = sort("/memfd:surface", "Graphics", "surface", WRITABLE.with(Protection::SHARED));
const CACHE_SORT: Sort = sort("[anon:cache]", "Named", "cache", WRITABLE);
const HEAP_SORT: Sort = sort("[heap]", "Malloc", "heap", WRITABLE);
const GUARD: Sort = sort("", "Reserved", "guard", Protection(0));
const STACK: Sort = sort("", "Stacks", "thread stacks", WRITABLE);
const TEXT: Sort = sort("/usr/lib/libtide.so", "Files", "code", Protection::READ.with(Protection::EXECUTE));
const DATA: Sort = sort("/usr/lib/libtide.so", "Files", "data", WRITABLE);
const SHARED_BUFFER: Sort = sort("/dmabuf:", "Graphics", "dma-buf", WRITABLE.with(Protection::SHARED));

#[derive(Debug)]
pub(super) struct Program {
    habits: ProgramBehaviour,
    tick: u64,
    dice: RandomSequence,
    pub(super) vocabulary: Vocabulary,
    pub(super) mapped: BTreeMap<Address, Mapping>,
    /// What changed in the last tick.
    pub(super) changed: Vec<AddressRange>,
    /// The buffer without address of the window that is open.
    pub(super) object: Option<(Observation, Usage)>,
    /// Mappings that end with the window.
    of_window: Vec<Address>,
    files: u64,
    windows: u64,
    heap: Bytes,
    cached: Bytes,
}

impl Program {
    pub(super) fn new(seed: u64, habits: ProgramBehaviour) -> Self {
        let mut program = Self {
            habits,
            tick: 0,
            dice: RandomSequence(seed),
            vocabulary: Vocabulary::default(),
            mapped: BTreeMap::new(),
            changed: Vec::new(),
            object: None,
            of_window: Vec::new(),
            files: 0,
            windows: 0,
            heap: Bytes::from_kib(1024),
            cached: Bytes::ZERO,
        };
        program.map(CODE, Bytes::from_kib(512), TEXT, 100);
        program.map(CODE + 512 * KIB, Bytes::from_kib(64), DATA, 50);
        program.map(HEAP, program.heap, HEAP_SORT, 90);
        for thread in 0..4 {
            let guard = STACKS + thread * (8192 * KIB + PAGE);
            program.map(guard, Bytes::new(PAGE), GUARD, 0);
            program.map(guard + PAGE, Bytes::from_kib(8192), STACK, 1);
        }
        program
    }

    /// Ticks that were lived through.
    pub(super) const fn ticks(&self) -> u64 {
        self.tick
    }

    /// Lives through one tick.
    pub(super) fn advance(&mut self) {
        self.changed.clear();
        self.touch();
        if self.habits.opens_at(self.tick) {
            self.open();
        } else if self.habits.closes_at(self.tick) {
            self.close();
        }
        self.tick += 1;
    }

    fn open(&mut self) {
        self.grow_heap();
        self.fill_cache();
        let surfaces =
            SURFACES + self.windows * (self.habits.leak.get().next_multiple_of(PAGE) + 2 * SURFACE);
        for nth in 0..2 {
            let surface = self.map(surfaces + nth * SURFACE, Bytes::new(SURFACE), SURFACE_SORT, 100);
            self.of_window.push(surface);
        }
        if self.habits.leak > Bytes::ZERO {
            self.map(surfaces + 2 * SURFACE, self.habits.leak, SURFACE_SORT, 100);
        }
        for nth in 0..3 + self.dice.below(4) {
            let pages = 16 + self.dice.below(240);
            let buffer = self.map(BUFFERS + nth * 2048 * KIB, Bytes::new(pages * PAGE), BUFFER, 25);
            self.of_window.push(buffer);
        }
        self.object = Some(self.shared_buffer());
        self.windows += 1;
    }

    fn close(&mut self) {
        for start in std::mem::take(&mut self.of_window) {
            self.changed.extend(self.mapped.remove(&start).map(|mapping| mapping.range()));
        }
        self.object = None;
    }

    fn grow_heap(&mut self) {
        let end = HEAP + self.heap.get();
        self.heap += HEAP_STEP;
        let touched = self.mapped.remove(&Address::new(HEAP)).map_or(Bytes::ZERO, |heap| heap.touched);
        self.map(HEAP, self.heap, HEAP_SORT, 0);
        if let Some(heap) = self.mapped.get_mut(&Address::new(HEAP)) {
            heap.touched = touched + HEAP_STEP;
        }
        debug_assert!(end < BUFFERS, "a heap does not grow into the buffers");
    }

    /// The cache takes half of what is free, until it is full.
    fn fill_cache(&mut self) {
        let half = (self.habits.cache - self.cached).get() / 2;
        let entry = half - half % CACHE_ENTRY;
        if entry > 0 {
            self.map(CACHE + self.cached.get(), Bytes::new(entry), CACHE_SORT, 100);
            self.cached += Bytes::new(entry);
        }
    }

    /// Buffers of an open window are written to little by little.
    fn touch(&mut self) {
        for start in &self.of_window {
            if let Some(mapping) = self.mapped.get_mut(start) {
                let len = mapping.range().len();
                mapping.touched = (mapping.touched + Bytes::new(16 * PAGE)).min(len);
            }
        }
    }

    fn shared_buffer(&mut self) -> (Observation, Usage) {
        let size = Bytes::new((1 + self.dice.below(4)) * 1024 * KIB);
        let place = Place::object(ObjectId(self.windows), size);
        let usage = Usage { resident: size, dirty: size, ..Usage::default() };
        (self.observation(place, SHARED_BUFFER), usage)
    }

    /// Maps memory of which so many hundredths are touched.
    fn map(&mut self, start: u64, len: Bytes, sort: Sort, hundredths: u64) -> Address {
        let start = Address::new(start);
        let range = AddressRange::new(start, start.saturating_add(len));
        let observation = self.observation(Place::Mapped(range), sort);
        let touched = Bytes::new((len.get() / 100 * hundredths).next_multiple_of(PAGE)).min(len);
        self.mapped.insert(start, Mapping { observation, touched });
        self.changed.push(range);
        start
    }

    fn observation(&mut self, place: Place, sort: Sort) -> Observation {
        let role = if sort.rights.is_none() { CategoryRole::Reserved } else { CategoryRole::Counted };
        let tag: TagId = self.vocabulary.tag_id(Tag::named(sort.tag));
        let category = Category { role, ..Category::counted(sort.group, sort.name) };
        let category = self.vocabulary.category_id(category);
        let backing = if sort.tag.starts_with('/') {
            self.files += 1;
            let shift = 0u64.wrapping_sub(place.range().start.get());
            Backing::File { device: 1, inode: self.files, shift }
        } else {
            Backing::Anonymous
        };
        let access = if sort.rights.is_none() { PageAccess::None } else { PageAccess::Some };
        Observation {
            mappings: Some(u32::from(matches!(place, Place::Mapped(_)))),
            place,
            identity: Identity { tag, backing, access },
            class: Classification { category, label: tag, protection: sort.rights },
        }
    }

    /// Everything that is mapped inside `span`, which parts no mapping.
    pub(super) fn inside(&self, span: AddressRange) -> impl Iterator<Item = Observation> + '_ {
        self.mapped.range(span.start..span.end).map(|(_, mapping)| mapping.observation)
    }

    /// What the system would say of the whole.
    pub(super) fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        let mut add = |kind, bytes: Bytes| totals.set(kind, totals.get(kind).unwrap_or_default() + bytes);
        for mapping in self.mapped.values() {
            let kind = match (mapping.is_shared(), mapping.is_file()) {
                (true, _) => TotalKind::ResidentShared,
                (false, true) => TotalKind::ResidentFile,
                (false, false) => TotalKind::ResidentAnonymous,
            };
            add(TotalKind::Virtual, mapping.range().len());
            add(TotalKind::Resident, mapping.touched);
            add(kind, mapping.touched);
        }
        totals
    }
}
