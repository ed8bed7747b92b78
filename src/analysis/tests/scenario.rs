//! Small recordings, made as real ones are: a made-up address space is observed, tracked and appended.
//!
//! Addresses and lengths are in pages of 4 KiB. The first tick is at zero, and each comes 0.1 s after the one before.

use crate::model::units::{AddressRange, Bytes, Timestamp};
use crate::model::{
    Backing, Category, CategoryId, CategoryRole, Classification, Detail, Identity, Mark, MarkRole, ObjectId,
    Observation, Os, PageAccess, Place, Protection, Reading, Readings, Recording, RecordingStart,
    SnapshotDelta, SnapshotKind, Tag, TagId, Target, TickCost, Totals, Trace, Usage,
};
use crate::record::tracking::Tracker;
use std::collections::BTreeMap;

/// Plain anonymous memory, which the kernel merges.
pub(crate) const ANONYMOUS: usize = 0;
/// A file: its identity is certain.
pub(crate) const FILE: usize = 1;
/// Address space without access right.
pub(crate) const RESERVED: usize = 2;
/// The heap: anonymous memory with a name.
pub(crate) const HEAP: usize = 3;
/// Plain anonymous memory of which more became known: the identity of `ANONYMOUS`, in a category of its own.
pub(crate) const RECOGNISED: usize = 4;

const PAGE: u64 = 4096;
const TAGS: [&str; 5] = ["", "/memfd:buffer", "(reserved)", "[heap]", "worker"];

/// A recording in the making.
pub(crate) struct Scenario {
    pub(crate) trace: Trace,
    /// The kind of each page, at each snapshot.
    pub(crate) history: Vec<BTreeMap<u64, usize>>,
    /// What the system will say at the next snapshot.
    pub(crate) totals: Totals,
    /// What the next snapshot will cost.
    pub(crate) cost: TickCost,
    /// The category of each kind, until the first snapshot.
    pub(crate) categories: Vec<Category>,
    tags: [Tag; 5],
    tracker: Tracker,
    pages: BTreeMap<u64, usize>,
    used: BTreeMap<u64, Usage>,
    objects: BTreeMap<u64, Bytes>,
    is_usage_read: bool,
}

impl Scenario {
    pub(crate) fn new() -> Self {
        Self::on(Os::Linux, TAGS.map(Tag::named))
    }

    /// A recording on some system, on which pages of one kind have another tag.
    pub(crate) fn tagged(os: Os, kind: usize, tag: Tag) -> Self {
        let mut tags = TAGS.map(Tag::named);
        tags[kind] = tag;
        Self::on(os, tags)
    }

    /// A recording of a process that may have so many mappings.
    pub(crate) fn limited(most_mappings: u64) -> Self {
        let mut scenario = Self::new();
        let start = scenario.trace.recording.start().unwrap().clone();
        let start = RecordingStart { most_mappings: Some(most_mappings), ..start };
        scenario.trace.recording = Recording::new(start);
        scenario
    }

    fn on(os: Os, tags: [Tag; 5]) -> Self {
        let target = Target {
            command: "tide --low".to_owned(),
            os,
            os_release: "6.1".to_owned(),
            ..Target::synthetic("tide")
        };
        let start = RecordingStart { target, recorder: "0.1.0".to_owned(), ..RecordingStart::synthetic("") };
        let recording = Recording::new(start);
        Self {
            trace: Trace { recording, ..Trace::default() },
            history: Vec::new(),
            totals: Totals::default(),
            cost: TickCost::default(),
            categories: categories(),
            tags,
            tracker: Tracker::in_pages(Bytes::new(PAGE)),
            pages: BTreeMap::new(),
            used: BTreeMap::new(),
            objects: BTreeMap::new(),
            is_usage_read: true,
        }
    }

    /// The category of a kind of page.
    pub(crate) fn category(kind: usize) -> CategoryId {
        CategoryId(u32::try_from(kind).unwrap())
    }

    pub(crate) fn map(&mut self, page: u64, pages: u64, kind: usize) -> &mut Self {
        for page in page..page + pages {
            let before = self.pages.insert(page, kind);
            if before.is_some_and(|before| identity(before) != identity(kind)) {
                self.used.remove(&page);
            }
        }
        self
    }

    pub(crate) fn unmap(&mut self, page: u64, pages: u64) -> &mut Self {
        for page in page..page + pages {
            self.pages.remove(&page);
            self.used.remove(&page);
        }
        self
    }

    /// Makes pages resident and dirty.
    pub(crate) fn touch(&mut self, page: u64, pages: u64) -> &mut Self {
        let (resident, dirty) = (Bytes::new(PAGE), Bytes::new(PAGE));
        self.set_usage(page, pages, Usage { resident, dirty, ..Usage::default() })
    }

    /// Makes pages resident and leaves them clean.
    pub(crate) fn read(&mut self, page: u64, pages: u64) -> &mut Self {
        self.set_usage(page, pages, Usage { resident: Bytes::new(PAGE), ..Usage::default() })
    }

    pub(crate) fn swap(&mut self, page: u64, pages: u64) -> &mut Self {
        let swapped = Bytes::new(PAGE);
        self.set_usage(page, pages, Usage { swapped, ..Usage::default() })
    }

    fn set_usage(&mut self, page: u64, pages: u64, usage: Usage) -> &mut Self {
        let mapped = (page..page + pages).filter(|page| self.pages.contains_key(page));
        self.used.extend(mapped.map(|page| (page, usage)));
        self
    }

    /// Owns memory without address, all of it dirty.
    pub(crate) fn object(&mut self, id: u64, pages: u64) -> &mut Self {
        self.objects.insert(id, Bytes::new(pages * PAGE));
        self
    }

    /// From now on only barriers read usage.
    pub(crate) fn without_usage(&mut self) -> &mut Self {
        self.is_usage_read = false;
        self
    }

    pub(crate) fn tick(&mut self) -> &mut Self {
        self.take(SnapshotKind::Tick, &[AddressRange::ALL]);
        self
    }

    pub(crate) fn ticks(&mut self, count: usize) -> &mut Self {
        (0..count).for_each(|_| self.take(SnapshotKind::Tick, &[AddressRange::ALL]));
        self
    }

    /// A tick that describes only what changed, in as many spans as there are runs of changed pages.
    pub(crate) fn tick_of_changes(&mut self) {
        let nothing = BTreeMap::new();
        let before = self.history.last().unwrap_or(&nothing);
        let is_changed = |page: &u64| before.get(page) != self.pages.get(page);
        let mut changed: Vec<u64> = before.keys().chain(self.pages.keys()).copied().collect();
        changed.sort_unstable();
        changed.dedup();
        changed.retain(is_changed);
        let whole = |page: u64| {
            let of = [before, &self.pages].map(|pages| entry_at(pages, page));
            let (from, to) = of
                .into_iter()
                .flatten()
                .fold((page, page + 1), |(from, to), (start, end)| (from.min(start), to.max(end)));
            (from, to)
        };
        let mut spans: Vec<(u64, u64)> = Vec::new();
        for (from, to) in changed.into_iter().map(whole) {
            match spans.last_mut() {
                Some(last) if from <= last.1 => *last = (last.0.min(from), last.1.max(to)),
                _ => spans.push((from, to)),
            }
        }
        let spans: Vec<_> = spans.into_iter().map(|(from, to)| pages_range(from, to)).collect();
        self.take(SnapshotKind::Tick, &spans);
    }

    /// A barrier snapshot with its mark.
    pub(crate) fn mark(&mut self, label: &str, role: MarkRole) {
        self.take(SnapshotKind::Barrier, &[AddressRange::ALL]);
        let recording = &self.trace.recording;
        self.trace.annotations.add_mark(Mark {
            at: recording.time_of(recording.last_snapshot()),
            label: label.to_owned(),
            role,
            cost: self.cost.cpu(),
        });
    }

    fn take(&mut self, kind: SnapshotKind, spans: &[AddressRange]) {
        let recording = &mut self.trace.recording;
        let count = recording.snapshots().len() as u64;
        let mut delta = SnapshotDelta {
            at: Timestamp::from_nanos(count * 100_000_000),
            kind,
            usage_complete: kind == SnapshotKind::Barrier,
            totals: self.totals,
            cost: self.cost,
            ..SnapshotDelta::default()
        };
        if count == 0 {
            delta.new_tags = self.tags.to_vec();
            delta.new_categories.clone_from(&self.categories);
        }
        self.tracker.observe(spans, &observations(&self.pages, spans), &mut delta);
        let objects: Vec<_> = self.objects.iter().map(|(&id, &size)| object(id, size)).collect();
        self.tracker.observe_unmapped(&objects, &mut delta);
        if kind == SnapshotKind::Barrier || self.is_usage_read {
            self.tracker.take_readings(&readings(&self.used), &mut delta);
        }
        recording.append(&delta).unwrap();
        self.history.push(self.pages.clone());
    }
}

fn categories() -> Vec<Category> {
    vec![
        Category::counted("Memory", "Anonymous"),
        Category::counted("Files", "Shared buffer"),
        Category { role: CategoryRole::Reserved, ..Category::counted("Reserved", "No access") },
        Category::counted("Memory", "Heap"),
        Category::counted("Memory", "Stack"),
    ]
}

fn identity(kind: usize) -> Identity {
    let tag = if kind == RECOGNISED { ANONYMOUS } else { kind };
    Identity {
        tag: TagId(u32::try_from(tag).unwrap()),
        backing: match kind {
            FILE => Backing::File { device: 1, inode: 2, shift: 3 },
            _ => Backing::Anonymous,
        },
        access: if kind == RESERVED { PageAccess::None } else { PageAccess::Some },
    }
}

fn class(kind: usize) -> Classification {
    Classification {
        category: Scenario::category(kind),
        label: TagId(u32::try_from(kind).unwrap()),
        protection: if kind == RESERVED { Protection::default() } else { Protection::READ },
    }
}

fn observations(pages: &BTreeMap<u64, usize>, spans: &[AddressRange]) -> Vec<Observation> {
    let mut observed: Vec<(AddressRange, usize)> = Vec::new();
    for (&page, &kind) in pages {
        let range = pages_range(page, page + 1);
        let Some(span) = spans.iter().find(|span| span.overlaps(range)) else {
            continue;
        };
        match observed.last_mut() {
            Some((last, of)) if last.end == range.start && last.start >= span.start && *of == kind => {
                last.end = range.end;
            }
            _ => observed.push((range, kind)),
        }
    }
    observed
        .into_iter()
        .map(|(range, kind)| Observation {
            place: Place::Mapped(range),
            identity: identity(kind),
            class: class(kind),
            mappings: Some(1),
        })
        .collect()
}

/// The pages of one kind around a page: the kernel's entry.
fn entry_at(pages: &BTreeMap<u64, usize>, page: u64) -> Option<(u64, u64)> {
    let kind = pages.get(&page)?;
    let is_alike = |page: &u64| pages.get(page) == Some(kind);
    let first = (0..=page).rev().take_while(is_alike).last()?;
    let last = (page..=u64::MAX).take_while(is_alike).last()?;
    Some((first, last + 1))
}

fn object(id: u64, size: Bytes) -> (Observation, Usage) {
    let observation = Observation {
        place: Place::object(ObjectId(id), size),
        identity: identity(FILE),
        class: class(FILE),
        mappings: Some(0),
    };
    let usage = Usage { resident: size, dirty: size, ..Usage::default() };
    (observation, usage)
}

fn readings(used: &BTreeMap<u64, Usage>) -> Readings {
    let reading = |(&page, &usage): (&u64, &Usage)| Reading {
        range: pages_range(page, page + 1),
        usage,
        detail: Detail::Pages,
    };
    Readings {
        spans: vec![AddressRange::ALL],
        readings: used.iter().map(reading).collect(),
        ..Readings::default()
    }
}

fn pages_range(start: u64, end: u64) -> AddressRange {
    AddressRange::from_bounds(start * PAGE, end * PAGE)
}
