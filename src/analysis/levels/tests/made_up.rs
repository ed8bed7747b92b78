//! Made-up recordings: any sequence of changes that the model allows, also such as no tracker would write.

use crate::model::units::{AddressRange, Bytes, Timestamp};
use crate::model::{
    Backing, Birth, Category, CategoryId, CategoryRole, Classification, Cut, Identity, ObjectId, PageAccess,
    Place, Protection, Reclassification, RegionId, SnapshotDelta, SnapshotKind, Split, Tag, TagId, TickCost,
    TotalKind, Usage, UsageChange, UsageQuality,
};
use proptest::prelude::*;
use proptest::sample::Index;
use std::time::Duration;

/// One change, or some snapshots.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Born { len: u64, category: u32, without_address: bool },
    Died(Index),
    CutFront(Index, Index),
    CutEnd(Index, Index),
    Split(Index, Index, Index),
    Read(Index, u64, u64),
    Moved(Index, u32),
    Snapshots(usize, SnapshotKind),
    Pause,
}

const CATEGORIES: u32 = 5;
const RESERVED: u32 = 2;
/// The last category is met only in the middle of a recording.
const KNOWN_AT_FIRST: u32 = 4;

pub(super) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<Index>;
    let change = prop_oneof![
        4 => (1..200_u64, 0..CATEGORIES, prop::bool::weighted(0.2))
            .prop_map(|(len, category, without_address)| Change::Born { len, category, without_address }),
        2 => index().prop_map(Change::Died),
        1 => (index(), index()).prop_map(|(region, len)| Change::CutFront(region, len)),
        1 => (index(), index()).prop_map(|(region, len)| Change::CutEnd(region, len)),
        2 => (index(), index(), index()).prop_map(|(region, one, other)| Change::Split(region, one, other)),
        8 => (index(), 0..200_u64, 0..50_u64).prop_map(|(region, dirty, swapped)| Change::Read(region, dirty, swapped)),
        2 => (index(), 0..CATEGORIES).prop_map(|(region, category)| Change::Moved(region, category)),
        8 => Just(Change::Snapshots(1, SnapshotKind::Tick)),
        2 => (1..20_usize).prop_map(|count| Change::Snapshots(count, SnapshotKind::Tick)),
        1 => Just(Change::Snapshots(1, SnapshotKind::Barrier)),
        1 => Just(Change::Pause),
    ];
    prop::collection::vec(change, 1..120)
}

/// The deltas that say what changed.
pub(super) fn deltas(changes: &[Change]) -> Vec<SnapshotDelta> {
    let mut process = Process::default();
    for change in changes {
        process.take(change);
    }
    process.snapshot(SnapshotKind::Tick);
    process.deltas
}

#[derive(Default)]
struct Process {
    deltas: Vec<SnapshotDelta>,
    next: SnapshotDelta,
    at: u64,
    /// What is there and untouched in this delta.
    alive: Vec<(RegionId, AddressRange)>,
    /// What this delta created or changed the place of.
    touched: Vec<(RegionId, AddressRange)>,
    ids: u32,
}

impl Process {
    fn take(&mut self, change: &Change) {
        match change {
            &Change::Born { len, category, without_address } => {
                let id = self.new_id();
                let start = u64::from(id.0) << 20;
                let range = AddressRange::from_bounds(start, start + len);
                let place = if without_address {
                    Place::Object(ObjectId(u64::from(id.0)), range)
                } else {
                    Place::Mapped(range)
                };
                self.next.born.push(Birth { id, place, identity: identity(), class: self.class(category) });
                self.touched.push((id, range));
            }
            &Change::Died(region) => {
                if let Some((id, _)) = self.pick(region) {
                    self.next.died.push(id);
                }
            }
            &Change::CutFront(region, len) => self.cut(region, |range| {
                let (start, end) = bounds(range);
                (len.index(usize::try_from(end - start).unwrap()) as u64 + start, end)
            }),
            &Change::CutEnd(region, len) => self.cut(region, |range| {
                let (start, end) = bounds(range);
                (start, end - len.index(usize::try_from(end - start).unwrap()) as u64)
            }),
            &Change::Split(region, one, other) => self.split(region, one, other),
            &Change::Read(region, dirty, swapped) => self.read(region, dirty, swapped),
            &Change::Moved(region, category) => {
                if !self.alive.is_empty() {
                    let id = self.alive[region.index(self.alive.len())].0;
                    let class = self.class(category);
                    self.next.reclassified.push(Reclassification { id, class });
                }
            }
            &Change::Snapshots(count, kind) => (0..count).for_each(|_| self.snapshot(kind)),
            Change::Pause => self.at += 3_000_000_000,
        }
    }

    fn new_id(&mut self) -> RegionId {
        self.ids += 1;
        // Ids of splits come before those of births; they are given when the delta is complete.
        RegionId(self.ids - 1)
    }

    fn class(&self, category: u32) -> Classification {
        let known = if self.deltas.len() < 10 { KNOWN_AT_FIRST } else { CATEGORIES };
        Classification {
            category: CategoryId(category % known),
            label: TagId(0),
            protection: Protection::READ,
        }
    }

    fn pick(&mut self, region: Index) -> Option<(RegionId, AddressRange)> {
        let count = self.alive.len();
        (count > 0).then(|| self.alive.swap_remove(region.index(count)))
    }

    fn cut(&mut self, region: Index, left: impl Fn(AddressRange) -> (u64, u64)) {
        if let Some((id, range)) = self.pick(region) {
            let (start, end) = left(range);
            let range = AddressRange::from_bounds(start, end);
            self.next.cut.push(Cut { id, range });
            self.touched.push((id, range));
        }
    }

    /// Splits only where nothing was born yet in this delta, for the ids of pieces come first.
    fn split(&mut self, region: Index, one: Index, other: Index) {
        if !self.next.born.is_empty() {
            return;
        }
        let Some((parent, range)) = self.pick(region) else { return };
        let (start, end) = bounds(range);
        let len = usize::try_from(end - start).unwrap();
        if len < 3 {
            self.alive.push((parent, range));
            return;
        }
        let middle = start + 1 + one.index(len - 2) as u64;
        let behind = middle + other.index(usize::try_from(end - middle).unwrap()) as u64;
        let id = self.new_id();
        let (rest, piece) =
            (AddressRange::from_bounds(start, middle), AddressRange::from_bounds(behind, end));
        self.next.cut.push(Cut { id: parent, range: rest });
        self.next.split.push(Split { parent, id, range: piece });
        self.touched.extend([(parent, rest), (id, piece)]);
    }

    fn read(&mut self, region: Index, dirty: u64, swapped: u64) {
        let all: Vec<RegionId> = self.alive.iter().chain(&self.touched).map(|&(id, _)| id).collect();
        if all.is_empty() {
            return;
        }
        let quality = if dirty % 3 == 1 { UsageQuality::Estimated } else { UsageQuality::Exact };
        let (dirty, swapped) = (Bytes::new(dirty), Bytes::new(swapped));
        self.next.usage.push(UsageChange {
            id: all[region.index(all.len())],
            usage: Usage { resident: dirty, dirty, swapped, ..Usage::default() },
            quality,
        });
    }

    fn snapshot(&mut self, kind: SnapshotKind) {
        let mut delta = std::mem::take(&mut self.next);
        let nth = self.deltas.len() as u64;
        // A region that dies is not spoken of otherwise.
        delta.usage.retain(|change| !delta.died.contains(&change.id));
        delta.reclassified.retain(|change| !delta.died.contains(&change.id));
        delta.at = Timestamp::from_nanos(self.at);
        delta.kind = kind;
        if nth == 0 {
            delta.new_tags.push(Tag::default());
            delta.new_categories = (0..KNOWN_AT_FIRST).map(category).collect();
        } else if nth == 10 {
            delta.new_categories = (KNOWN_AT_FIRST..CATEGORIES).map(category).collect();
        }
        delta.totals.set(TotalKind::WalkedResident, Bytes::new(nth * 50));
        delta.totals.set(TotalKind::WalkedSwapped, Bytes::new(nth * 9));
        delta.totals.set(TotalKind::PageTables, Bytes::new(nth / 3));
        delta.cost = TickCost {
            mapping: Duration::from_micros(100 + nth),
            skipped: u32::from(nth % 7 == 3),
            ..TickCost::default()
        };
        self.at += 100_000_000;
        self.alive.append(&mut self.touched);
        self.deltas.push(delta);
    }
}

fn category(nth: u32) -> Category {
    let role = if nth == RESERVED { CategoryRole::Reserved } else { CategoryRole::Counted };
    Category { role, ..Category::counted("Made up", format!("{nth}")) }
}

fn identity() -> Identity {
    Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some }
}

fn bounds(range: AddressRange) -> (u64, u64) {
    (range.start.get(), range.end.get())
}
