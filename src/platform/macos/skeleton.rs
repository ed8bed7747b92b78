//! What is mapped, as the last walk found it, and how each region's pages can be counted at least cost.

use super::decode::{self, Origin, RawRegion};
use super::kernel::Failure;
use super::objects::OwnedObjects;
use super::walk::{Regions, Walk};
use crate::model::units::{Address, Bytes};
use crate::model::{Protection, Usage};

/// The kernel makes large anonymous allocations of entries of this size (XNU `vm_map.c`: `ANON_CHUNK_SIZE`).
const CHUNK: u64 = 128 << 20;

/// A region as the last walk found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) raw: RawRegion,
    /// The object that its bytes began in.
    pub(crate) origin: Origin,
    /// All of its object's id, once its pages were counted.
    pub(crate) full_id: Option<u64>,
    /// The place of its object among those that the task owns.
    pub(crate) object: Option<usize>,
    /// What of that object's usage falls on it.
    pub(crate) charged: Usage,
    /// Whether the walk has counted its pages too.
    pub(crate) is_counted: bool,
}

/// How to find out what a region uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UsagePlan {
    /// It is known without asking.
    Known(Usage),
    /// The kernel must count, page by page.
    Count,
    /// It is not worth the time: what was known stays.
    Leave,
}

/// How thoroughly usage is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UsageDetail {
    /// What may have changed in what the process is charged for.
    Usual,
    /// All that is the process's: a mark wants it.
    Thorough,
}

impl Entry {
    /// How to find out what it uses. What all processes share is not charged to this one; what nothing stands behind has
    /// no pages; of a device's memory the kernel counts none; clean pages of files are charged to nobody.
    pub(crate) fn look(&self, care: UsageDetail, unit: Bytes) -> UsagePlan {
        let raw = &self.raw;
        if raw.is_nested || raw.share_mode == decode::SM_EMPTY || raw.object_id == 0 {
            return UsagePlan::Known(Usage::default());
        }
        if self.object.is_some() && self.full_id.is_some() {
            return UsagePlan::Known(self.charged);
        }
        if self.is_counted {
            return UsagePlan::Known(decode::usage(raw, unit));
        }
        // What was written to before it was made read-only has its copies in an object of its own.
        let is_clean = raw.external_pager && !raw.rights().has(Protection::WRITE) && raw.shadow_depth == 0;
        if is_clean && care == UsageDetail::Usual { UsagePlan::Leave } else { UsagePlan::Count }
    }

    /// The pages that the kernel goes over to count it: all of them, be they there or not.
    pub(crate) fn pages(&self, unit: Bytes) -> u64 {
        self.raw.size / unit.get().max(1)
    }
}

/// What is mapped, by address.
#[derive(Debug, Default)]
pub(crate) struct Skeleton {
    entries: Vec<Entry>,
    before: Vec<Entry>,
}

impl Skeleton {
    /// Walks anew. A walk that breaks off leaves what was known before.
    pub(crate) fn read(&mut self, regions: &mut impl Regions) -> Result<(), Failure> {
        std::mem::swap(&mut self.entries, &mut self.before);
        self.entries.clear();
        let (mut walk, mut old) = (Walk::default(), 0);
        while !walk.is_done() {
            match walk.step(regions) {
                Ok(Some(raw)) => {
                    let mut entry = self.recognised(raw, &mut old);
                    entry.is_counted = regions.always_counts();
                    self.entries.push(entry);
                }
                Ok(None) => {}
                Err(failure) => {
                    std::mem::swap(&mut self.entries, &mut self.before);
                    return Err(failure);
                }
            }
        }
        Ok(())
    }

    /// Recognises a region by what lay at its place before. `old` is how far that was looked through.
    fn recognised(&self, raw: RawRegion, old: &mut usize) -> Entry {
        let own = (raw.object_id, raw.shift());
        let mut entry = Entry {
            raw,
            origin: own,
            full_id: None,
            object: None,
            charged: Usage::default(),
            is_counted: false,
        };
        while self.before.get(*old).is_some_and(|before| before.raw.range().end.get() <= raw.address) {
            *old += 1;
        }
        let overlaps = |before: &&Entry| before.raw.range().overlaps(raw.range());
        if let Some(before) = self.before.get(*old).filter(overlaps) {
            if (before.raw.object_id, before.raw.shift()) == own {
                (entry.origin, entry.full_id) = (before.origin, before.full_id);
                return entry;
            }
            if is_copy(&raw, &before.raw) {
                entry.origin = before.origin;
                return entry;
            }
        }
        if let Some(last) = self.entries.last().filter(|last| is_next_chunk(&raw, &last.raw)) {
            entry.origin = last.origin;
        }
        entry
    }

    /// Finds out which regions map objects that the task owns, and charges those to them.
    pub(crate) fn join(&mut self, owned: &mut OwnedObjects) {
        for entry in &mut self.entries {
            entry.object = owned.behind(&entry.raw, entry.full_id);
            entry.charged =
                entry.object.map(|place| owned.take(place, Bytes::new(entry.raw.size))).unwrap_or_default();
        }
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Remembers the whole id of a region's object.
    pub(crate) fn learn(&mut self, place: usize, full_id: u64) {
        if let Some(entry) = self.entries.get_mut(place) {
            entry.full_id = Some(full_id);
        }
    }

    /// The place of the first region that ends above `address`.
    pub(crate) fn first_above(&self, address: Address) -> usize {
        self.entries.partition_point(|entry| entry.raw.range().end <= address)
    }

    /// The address up to which there is nothing but what lies before the region at `place`.
    pub(crate) fn gap_before(&self, place: usize) -> Address {
        place.checked_sub(1).map_or(Address::ZERO, |last| self.entries[last].raw.range().end)
    }
}

/// Whether a region only got an object of its own for the pages that it copies when they are written to (after `fork`):
/// its chain of objects grew by that.
fn is_copy(now: &RawRegion, before: &RawRegion) -> bool {
    let same = now.user_tag == before.user_tag && now.rights().is_none() == before.rights().is_none();
    same && before.object_id != 0 && now.object_id != 0 && now.shadow_depth > before.shadow_depth
}

/// Whether a region is the next piece of a large allocation, which the kernel makes of objects of one size.
fn is_next_chunk(now: &RawRegion, last: &RawRegion) -> bool {
    let touches = last.size == CHUNK && last.range().end.get() == now.address;
    let is_anonymous = |raw: &RawRegion| !raw.external_pager && !raw.is_nested && raw.offset == 0;
    let alike = now.user_tag == last.user_tag && now.rights() == last.rights();
    touches && alike && is_anonymous(now) && is_anonymous(last) && now.object_id != 0 && last.object_id != 0
}
