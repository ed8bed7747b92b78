//! Every region that ever lived, in as few bytes as its facts take.
//!
//! Where memory comes and goes, a recording has little else. What changes again and again, a region's death and its latest
//! entry in the log, has a place of its own; the rest is a record of flags and numbers of seven bits a byte, of some twelve
//! bytes. A region that is cut or found to belong elsewhere gets another record where the new one is longer.

use super::chunks::{ByteChunks, Chunks};
use super::events;
use super::numbers::{PAGE, Rest, STEP, are_in_pages, push};
use crate::model::units::{Address, AddressRange, Bytes};
use crate::model::{
    Backing, CategoryId, Classification, Identity, ObjectId, PageAccess, Place, Region, RegionId,
    SnapshotIndex, Space, TagId,
};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// All numbers of places and lengths are in pages of 4 KiB.
const IN_PAGES: u8 = 1;
/// Two bits for where it lies: in the address space, in an object, in a row.
const SPACE: u8 = 1;
const ADDRESS: u8 = 0;
const OBJECT: u8 = 1;
const ROW: u8 = 2;
/// Its length is not the one it had at first.
const HAS_FIRST_LEN: u8 = 8;
/// It was split off from another.
const IS_PIECE: u8 = 16;
/// Two bits for what stands behind it: nothing, a file, an object.
const BACKING: u8 = 5;

/// More bytes than any record has.
const LONGEST_RECORD: usize = 12 * 10;

/// Stands for no snapshot, and no entry of the log.
const NONE: u32 = u32::MAX;

/// The regions of a recording, by id.
#[derive(Clone, Default)]
pub struct Regions {
    heads: Chunks<Head>,
    records: ByteChunks,
    kinds: Arc<Kinds>,
    /// The latest entries in the log of mappings by protection. Few regions have any.
    last_mappings: Arc<HashMap<RegionId, u32>>,
}

/// What changes again and again.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Where its record is, in steps of [`STEP`] bytes.
    record: u32,
    death: u32,
    last_event: u32,
}

/// What many regions have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Kind {
    tag: TagId,
    access: PageAccess,
    class: Classification,
    /// Of the file that stands behind it.
    device: u64,
}

impl Kind {
    fn of_region(region: &Region) -> Self {
        let device = match region.identity.backing {
            Backing::File { device, .. } => device,
            Backing::Anonymous | Backing::Object { .. } => 0,
        };
        let Identity { tag, access, .. } = region.identity;
        Self { tag, access, class: region.class, device }
    }
}

/// Each kind once.
#[derive(Clone, Debug, Default)]
struct Kinds {
    kinds: Vec<Kind>,
    numbers: HashMap<Kind, u32>,
}

impl Kinds {
    fn number(&mut self, kind: Kind) -> u32 {
        let Self { kinds, numbers } = self;
        *numbers.entry(kind).or_insert_with(|| {
            kinds.push(kind);
            u32::try_from(kinds.len() - 1).expect("there are no more kinds than records")
        })
    }
}

impl Regions {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// A region; nothing where there is none of this id.
    ///
    /// # Panics
    ///
    /// Never: each region has a record.
    pub fn get(&self, id: RegionId) -> Option<Region> {
        let head = self.heads.get(id.index())?;
        let (region, _) = self.read(head.record).expect("each region has a record");
        Some(Region { death: self.death(id), last_event: self.last_event(id), ..region })
    }

    /// All of them, in order of their ids.
    pub fn iter(&self) -> Iter<'_> {
        Iter { regions: self, next: 0 }
    }

    /// How many regions, the first ones, began before or with a snapshot.
    ///
    /// # Panics
    ///
    /// Never: there are no more regions than ids.
    pub fn begun_by(&self, snapshot: SnapshotIndex) -> usize {
        let (mut begun, mut behind) = (0, self.len());
        while begun < behind {
            let middle = usize::midpoint(begun, behind);
            let id = RegionId(u32::try_from(middle).expect("ids have so many bits"));
            if self.get(id).is_some_and(|region| region.since <= snapshot) {
                begun = middle + 1;
            } else {
                behind = middle;
            }
        }
        begun
    }

    /// Whether a region is a row of a summary, or a part of one.
    pub(super) fn is_row(&self, id: RegionId) -> bool {
        let record =
            self.heads.get(id.index()).and_then(|head| self.records.from(head.record as usize * STEP));
        record.and_then(<[u8]>::first).is_some_and(|flags| flags >> SPACE & 3 == ROW)
    }

    /// How a region is shown.
    pub(super) fn class(&self, id: RegionId) -> Option<Classification> {
        let head = self.heads.get(id.index())?;
        let mut rest = Rest { bytes: self.records.from(head.record as usize * STEP)? };
        rest.byte()?;
        self.kinds.kinds.get(rest.small()? as usize).map(|kind| kind.class)
    }

    /// Whether a region is there at the end.
    pub(super) fn is_alive(&self, id: RegionId) -> bool {
        id.index() < self.len() && self.death(id).is_none()
    }

    /// How many kinds of regions there are: each takes as much room as some regions.
    pub(crate) fn kinds(&self) -> usize {
        self.kinds.kinds.len()
    }

    /// Whether so many more records can be told apart.
    pub(super) fn has_room_for(&self, records: usize) -> bool {
        let most = records.saturating_mul(LONGEST_RECORD).saturating_add(self.records.end());
        most / STEP < NONE as usize && self.len().saturating_add(records) < NONE as usize
    }

    pub(super) fn last_event(&self, id: RegionId) -> Option<events::Place> {
        self.heads.get(id.index()).map(|head| head.last_event).filter(|&event| event != NONE)
    }

    pub(super) fn set_last_event(&mut self, id: RegionId, event: Option<events::Place>) {
        self.heads.get_mut(id.index()).last_event = event.unwrap_or(NONE);
    }

    pub(super) fn last_mapping(&self, id: RegionId) -> Option<u32> {
        self.last_mappings.get(&id).copied()
    }

    pub(super) fn set_last_mapping(&mut self, id: RegionId, mapping: u32) {
        Arc::make_mut(&mut self.last_mappings).insert(id, mapping);
    }

    pub(super) fn death(&self, id: RegionId) -> Option<SnapshotIndex> {
        self.heads.get(id.index()).map(|head| SnapshotIndex(head.death)).filter(|death| death.0 != NONE)
    }

    pub(super) fn set_death(&mut self, id: RegionId, death: SnapshotIndex) {
        self.heads.get_mut(id.index()).death = death.0;
    }

    /// Adds a region, whose id is the next.
    pub(super) fn push(&mut self, region: &Region) {
        let record = self.append(region);
        let death = region.death.map_or(NONE, |death| death.0);
        self.heads.push(Head { record, death, last_event: region.last_event.unwrap_or(NONE) });
    }

    /// Changes what a region is.
    pub(super) fn change(&mut self, id: RegionId, change: impl FnOnce(&mut Region)) {
        let record = self.heads[id.index()].record;
        let (mut region, room) = self.read(record).expect("each region has a record");
        change(&mut region);
        let kind = self.number(Kind::of_region(&region));
        let mut bytes = Vec::with_capacity(LONGEST_RECORD);
        write(&mut bytes, kind, &region);
        if bytes.len() <= room {
            self.records.overwrite(record as usize * STEP, &bytes);
        } else {
            self.heads.get_mut(id.index()).record = self.append(&region);
        }
    }

    /// Writes a record behind all others.
    fn append(&mut self, region: &Region) -> u32 {
        let kind = self.number(Kind::of_region(region));
        let (at, chunk) = self.records.begin(LONGEST_RECORD);
        write(chunk, kind, region);
        u32::try_from(at / STEP).expect("there was room")
    }

    /// The number of a kind. Kinds are shared with copies until there is a new one.
    fn number(&mut self, kind: Kind) -> u32 {
        let known = self.kinds.numbers.get(&kind).copied();
        known.unwrap_or_else(|| Arc::make_mut(&mut self.kinds).number(kind))
    }

    /// What a record says, and how many bytes it may take.
    fn read(&self, record: u32) -> Option<(Region, usize)> {
        let record = self.records.from(record as usize * STEP)?;
        let mut rest = Rest { bytes: record };
        let flags = rest.byte()?;
        let shift = if flags & IN_PAGES != 0 { PAGE } else { 0 };
        let &Kind { tag, access, class, device } = self.kinds.kinds.get(rest.small()? as usize)?;
        let birth = SnapshotIndex(rest.small()?);
        let start = rest.number()? << shift;
        let len = rest.number()? << shift;
        let first_len = if flags & HAS_FIRST_LEN != 0 { rest.number()? << shift } else { len };
        let (parent, since) = if flags & IS_PIECE != 0 {
            (Some(RegionId(rest.small()?)), SnapshotIndex(rest.small()?))
        } else {
            (None, birth)
        };
        let space = match flags >> SPACE & 3 {
            ADDRESS => Space::Address,
            OBJECT => Space::Object(ObjectId(rest.number()?)),
            _ => Space::Aggregate(CategoryId(rest.small()?)),
        };
        let mut behind = || {
            let object = rest.number()?;
            Some((object, (rest.number()? << shift).wrapping_sub(start)))
        };
        let backing = match flags >> BACKING & 3 {
            0 => Backing::Anonymous,
            1 => behind().map(|(inode, shift)| Backing::File { device, inode, shift })?,
            _ => behind().map(|(object, shift)| Backing::Object { object, shift })?,
        };
        let end = Address::new(start.wrapping_add(len));
        let range = AddressRange::new(Address::new(start), end);
        let region = Region {
            place: Place::in_space(space, range),
            identity: Identity { tag, backing, access },
            class,
            birth,
            since,
            parent,
            death: None,
            first_len: Bytes::new(first_len),
            last_event: None,
        };
        let taken = record.len() - rest.bytes.len();
        Some((region, taken.next_multiple_of(STEP)))
    }
}

/// Writes a record of whole steps.
fn write(bytes: &mut Vec<u8>, kind: u32, region: &Region) {
    let Region { place, identity, .. } = *region;
    let range = place.range();
    let (start, len) = (range.start.get(), range.len().get());
    let (space, space_id) = match place.space() {
        Space::Address => (ADDRESS, None),
        Space::Object(id) => (OBJECT, Some(id.0)),
        Space::Aggregate(category) => (ROW, Some(category.0.into())),
    };
    // What stands behind the first byte is a small number, and often the same; the shift is neither.
    let (backed_by, behind) = match identity.backing {
        Backing::Anonymous => (0, None),
        Backing::File { inode, shift, .. } => (1, Some((inode, shift.wrapping_add(start)))),
        Backing::Object { object, shift } => (2, Some((object, shift.wrapping_add(start)))),
    };
    let first_len = region.first_len.get();
    let in_pages = are_in_pages(&[start, len, first_len, behind.map_or(0, |(_, offset)| offset)]);
    let shift = if in_pages { PAGE } else { 0 };
    let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
    bytes.push(
        flag(in_pages, IN_PAGES)
            | space << SPACE
            | flag(first_len != len, HAS_FIRST_LEN)
            | flag(region.parent.is_some(), IS_PIECE)
            | backed_by << BACKING,
    );
    push(bytes, kind.into());
    push(bytes, region.birth.0.into());
    push(bytes, start >> shift);
    push(bytes, len >> shift);
    if first_len != len {
        push(bytes, first_len >> shift);
    }
    if let Some(parent) = region.parent {
        push(bytes, parent.0.into());
        push(bytes, region.since.0.into());
    }
    if let Some(id) = space_id {
        push(bytes, id);
    }
    if let Some((object, offset)) = behind {
        push(bytes, object);
        push(bytes, offset >> shift);
    }
    bytes.resize(bytes.len().next_multiple_of(STEP), 0);
}

impl fmt::Debug for Regions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl PartialEq for Regions {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other)
    }
}

impl<'a> IntoIterator for &'a Regions {
    type Item = Region;
    type IntoIter = Iter<'a>;
    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

/// Goes through the regions of a recording, in order of their ids.
#[derive(Clone, Debug)]
pub struct Iter<'a> {
    regions: &'a Regions,
    next: u32,
}

impl Iterator for Iter<'_> {
    type Item = Region;

    fn next(&mut self) -> Option<Region> {
        let region = self.regions.get(RegionId(self.next))?;
        self.next += 1;
        Some(region)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.regions.len() - self.next as usize;
        (left, Some(left))
    }

    fn nth(&mut self, skipped: usize) -> Option<Region> {
        let left = self.regions.len() - self.next as usize;
        self.next += u32::try_from(skipped.min(left)).expect("ids have so many bits");
        self.next()
    }
}

impl ExactSizeIterator for Iter<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Protection;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = u64> {
        prop_oneof![Just(0), (0_u64..1 << 35).prop_map(|pages| pages << PAGE), any::<u64>(), Just(u64::MAX)]
    }

    fn small() -> impl Strategy<Value = u32> {
        prop_oneof![0_u32..3, any::<u32>()]
    }

    fn place() -> impl Strategy<Value = Place> {
        let space = prop_oneof![
            3 => Just(Space::Address),
            1 => number().prop_map(|id| Space::Object(ObjectId(id))),
            1 => small().prop_map(|id| Space::Aggregate(CategoryId(id))),
        ];
        (space, number(), number()).prop_map(|(space, one, other)| {
            let range = AddressRange::new(Address::new(one.min(other)), Address::new(one.max(other)));
            Place::in_space(space, range)
        })
    }

    fn region() -> impl Strategy<Value = Region> {
        let backing = prop_oneof![
            Just(Backing::Anonymous),
            (number(), number(), number()).prop_map(|(device, inode, shift)| Backing::File {
                device,
                inode,
                shift
            }),
            (number(), number()).prop_map(|(object, shift)| Backing::Object { object, shift }),
        ];
        let access = prop::sample::select(vec![PageAccess::None, PageAccess::Some]);
        let class = (small(), small(), any::<u8>()).prop_map(|(category, label, protection)| {
            let (category, label) = (CategoryId(category), TagId(label));
            Classification { category, label, protection: Protection(protection) }
        });
        let life = (0..NONE, prop::option::of((small(), small())), prop::option::of(0..NONE));
        let end = (prop::option::of(number()), prop::option::of(0..NONE));
        (place(), (small(), backing, access), class, life, end).prop_map(
            |(place, (tag, backing, access), class, (birth, parent, death), (first_len, last_event))| {
                Region {
                    place,
                    identity: Identity { tag: TagId(tag), backing, access },
                    class,
                    birth: SnapshotIndex(birth),
                    since: SnapshotIndex(parent.map_or(birth, |(_, since)| since)),
                    parent: parent.map(|(parent, _)| RegionId(parent)),
                    death: death.map(SnapshotIndex),
                    first_len: first_len.map_or(place.len(), Bytes::new),
                    last_event,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn what_was_written_is_read(
            all in prop::collection::vec(region(), 1..12),
            changes in prop::collection::vec((any::<prop::sample::Index>(), region()), 0..12),
        ) {
            let (mut regions, mut expected) = (Regions::default(), all);
            for region in &expected {
                regions.push(region);
            }
            prop_assert_eq!(regions.iter().collect::<Vec<_>>(), expected.clone());
            for (which, now) in changes {
                let nth = which.index(expected.len());
                // The fields that have a place of their own are not changed in this way.
                let Region { death, last_event, .. } = expected[nth];
                expected[nth] = Region { death, last_event, ..now };
                let id = RegionId(u32::try_from(nth).unwrap());
                regions.change(id, |region| *region = now);
                prop_assert_eq!(regions.class(id), Some(now.class));
                prop_assert_eq!(regions.is_row(id), matches!(now.place, Place::Aggregate(..)));
                prop_assert_eq!(regions.iter().collect::<Vec<_>>(), expected.clone());
            }
        }
    }

    #[test]
    fn most_records_take_twelve_bytes() {
        let mut regions = Regions::default();
        for nth in 0..1000_u64 {
            let start = 0x7f12_3456_7000 + (nth << 16);
            let range = AddressRange::new(Address::new(start), Address::new(start + (300 << PAGE)));
            let class =
                Classification { category: CategoryId(3), label: TagId(0), protection: Protection(3) };
            let birth = SnapshotIndex(9000);
            regions.push(&Region {
                place: Place::Mapped(range),
                identity: Identity { tag: TagId(0), backing: Backing::Anonymous, access: PageAccess::Some },
                class,
                birth,
                since: birth,
                parent: None,
                death: None,
                first_len: range.len(),
                last_event: None,
            });
        }
        assert_eq!(regions.records.end(), 12_000);
        assert_eq!(regions.kinds(), 1);
    }
}
