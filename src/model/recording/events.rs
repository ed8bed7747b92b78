//! The states of regions over time: one log for all regions, in as few bytes as its figures take.
//!
//! There is an entry for each reading of each region, so that nothing takes as much room. An entry is a byte of flags and
//! some numbers of seven bits a byte, and begins at a multiple of four bytes; most take sixteen. Those of the snapshot that
//! is being appended may still change, and wait in front of the log.

use super::chunks::ByteChunks;
use super::numbers::{PAGE, Rest, STEP, are_in_pages, push};
use crate::model::units::Bytes;
use crate::model::{RegionId, RegionState, SnapshotIndex, Usage, UsageQuality};

/// Where an entry is: in steps of [`STEP`] bytes, or as one of those that wait.
pub(super) type Place = u32;

/// From here on places are of entries that wait.
const WAITING: Place = 1 << 31;

/// Figures are in pages of 4 KiB.
const IN_PAGES: u8 = 1;
/// All that is resident is dirty.
const ALL_DIRTY: u8 = 2;
const HAS_SWAPPED: u8 = 4;
const HAS_LAZY_FREE: u8 = 8;
/// Two bits for how good the reading is.
const QUALITY: u8 = 4;
/// It is one entry of the system's own list.
const ONE_MAPPING: u8 = 64;
/// It is another number of them, or a row of a summary: the number, and whether it is a row, are told.
const HAS_MAPPINGS: u8 = 128;

/// More bytes than any entry has.
const LONGEST: usize = 80;

/// Room for so many entries that wait is kept from one snapshot to the next.
const MOST_KEPT: usize = 1 << 16;

/// A region's length and usage from one snapshot on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) region: RegionId,
    pub(super) state: RegionState,
    /// The region's entry before.
    pub(super) previous: Option<Place>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct EventLog {
    entries: ByteChunks,
    waiting: Vec<Event>,
}

impl EventLog {
    /// Adds what a region has, whose entry before is `last`: one of the same snapshot gives way. Says where the entry is
    /// until [`EventLog::seal`]; nothing where the log is full, which takes eight gigabytes.
    pub(super) fn put(&mut self, region: RegionId, last: Option<Place>, state: RegionState) -> Option<Place> {
        if let Some(place) = last.filter(|&place| place >= WAITING) {
            self.waiting[(place - WAITING) as usize].state = state;
            return last;
        }
        let place = WAITING.checked_add(u32::try_from(self.waiting.len()).ok()?)?;
        self.waiting.push(Event { region, state, previous: last });
        Some(place)
    }

    /// Writes down what waits, and says of each region where its entry is now.
    pub(super) fn seal(&mut self, mut tell: impl FnMut(RegionId, Option<Place>)) {
        let Self { entries, waiting } = self;
        for event in waiting.drain(..) {
            let (at, chunk) = entries.begin(LONGEST);
            let place = u32::try_from(at / STEP).ok().filter(|&place| place < WAITING);
            if let Some(place) = place {
                write(chunk, place, &event);
            }
            tell(event.region, place.or(event.previous));
        }
        // The first look at a process may have a million.
        waiting.shrink_to(MOST_KEPT);
    }

    /// The entry at a place.
    pub(super) fn get(&self, place: Place) -> Option<Event> {
        match place.checked_sub(WAITING) {
            Some(nth) => self.waiting.get(nth as usize).copied(),
            None => self.read(place as usize * STEP).map(|(event, _)| event),
        }
    }

    /// The entry that begins so many bytes behind the beginning, and where the next one begins.
    pub(super) fn read(&self, at: usize) -> Option<(Event, usize)> {
        let at = self.entries.next_entry(at);
        let bytes = self.entries.from(at)?;
        let mut rest = Rest { bytes };
        let flags = rest.byte()?;
        let has = |flag: u8| flags & flag != 0;
        let region = RegionId(rest.small()?);
        let since = SnapshotIndex(rest.small()?);
        let place = u32::try_from(at / STEP).ok()?;
        let back = rest.small()?;
        let shift = if has(IN_PAGES) { PAGE } else { 0 };
        let mut size = || Some(Bytes::new(rest.number()? << shift));
        let (len, resident) = (size()?, size()?);
        let dirty = if has(ALL_DIRTY) { resident } else { size()? };
        let swapped = if has(HAS_SWAPPED) { size()? } else { Bytes::ZERO };
        let lazy_free = if has(HAS_LAZY_FREE) { size()? } else { Bytes::ZERO };
        let quality = match flags >> QUALITY & 3 {
            0 => UsageQuality::Unknown,
            1 => UsageQuality::Estimated,
            _ => UsageQuality::Exact,
        };
        let counted = if has(HAS_MAPPINGS) { rest.number()? } else { 0 };
        let mappings = match (has(ONE_MAPPING), has(HAS_MAPPINGS)) {
            (true, _) => Some(1),
            (false, true) => Some(u32::try_from(counted >> 1).ok()?),
            (false, false) => None,
        };
        let is_row = counted & 1 != 0;
        let usage = Usage { resident, dirty, swapped, lazy_free };
        let state = RegionState { since, len, usage, quality, mappings, is_row };
        let next = (at + bytes.len() - rest.bytes.len()).next_multiple_of(STEP);
        let previous = (back > 0).then(|| place - back);
        Some((Event { region, state, previous }, next))
    }

    /// Every entry that does not wait, and its place, in order of time.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Place, Event)> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let begins = self.entries.next_entry(at);
            let (event, next) = self.read(begins)?;
            at = next;
            Some((u32::try_from(begins / STEP).ok()?, event))
        })
    }

    /// Where the next entry will begin, in bytes.
    pub(super) const fn end(&self) -> usize {
        self.entries.end()
    }
}

fn write(bytes: &mut Vec<u8>, place: Place, event: &Event) {
    let Event { region, state, previous } = event;
    let RegionState { since, len, usage, quality, mappings, is_row } = *state;
    let is_one = mappings == Some(1) && !is_row;
    let Usage { resident, dirty, swapped, lazy_free } = usage;
    let sizes = [len, resident, dirty, swapped, lazy_free].map(Bytes::get);
    let in_pages = are_in_pages(&sizes);
    let shift = if in_pages { PAGE } else { 0 };
    let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
    bytes.push(
        flag(in_pages, IN_PAGES)
            | flag(dirty == resident, ALL_DIRTY)
            | flag(swapped != Bytes::ZERO, HAS_SWAPPED)
            | flag(lazy_free != Bytes::ZERO, HAS_LAZY_FREE)
            | flag(is_one, ONE_MAPPING)
            | flag(mappings.is_some() && !is_one, HAS_MAPPINGS)
            | (quality as u8) << QUALITY,
    );
    push(bytes, region.0.into());
    push(bytes, since.0.into());
    push(bytes, previous.map_or(0, |previous| place - previous).into());
    push(bytes, len.get() >> shift);
    push(bytes, resident.get() >> shift);
    let others = [
        (dirty != resident, dirty),
        (swapped != Bytes::ZERO, swapped),
        (lazy_free != Bytes::ZERO, lazy_free),
    ];
    for (_, size) in others.into_iter().filter(|(is_told, _)| *is_told) {
        push(bytes, size.get() >> shift);
    }
    if let Some(count) = mappings.filter(|_| !is_one) {
        push(bytes, u64::from(count) << 1 | u64::from(is_row));
    }
    bytes.resize(bytes.len().next_multiple_of(STEP), 0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn size() -> impl Strategy<Value = Bytes> {
        prop_oneof![
            2 => Just(0),
            6 => (0_u64..100_000).prop_map(|pages| pages << PAGE),
            1 => any::<u64>(),
            1 => Just(u64::MAX),
        ]
        .prop_map(Bytes::new)
    }

    fn state() -> impl Strategy<Value = RegionState> {
        let qualities = [UsageQuality::Unknown, UsageQuality::Estimated, UsageQuality::Exact];
        let usage = (size(), prop::option::of(size()), size(), size());
        let mappings = (prop::option::of(prop_oneof![0_u32..3, any::<u32>()]), any::<bool>());
        let quality = prop::sample::select(qualities.to_vec());
        (size(), usage, quality, mappings).prop_map(|(len, usage, quality, (mappings, is_row))| {
            let (resident, dirty, swapped, lazy_free) = usage;
            let usage = Usage { resident, dirty: dirty.unwrap_or(resident), swapped, lazy_free };
            let is_row = is_row && mappings.is_some();
            RegionState { since: SnapshotIndex(0), len, usage, quality, mappings, is_row }
        })
    }

    #[test]
    fn most_entries_take_sixteen_bytes() {
        let mut log = EventLog::default();
        let mut last = None;
        for nth in 0..100_u32 {
            let resident = Bytes::from_kib(400);
            let usage = Usage { resident, dirty: resident, ..Usage::default() };
            let (since, len) = (SnapshotIndex(30_000 + nth), Bytes::from_kib(1200));
            let (mappings, is_row, quality) = (Some(1), false, UsageQuality::Exact);
            let state = RegionState { since, len, usage, quality, mappings, is_row };
            log.put(RegionId(1_000_000), last, state);
            log.seal(|_, place| last = place);
        }
        assert!(log.end() <= 100 * 16, "{}", log.end());
    }

    proptest! {
        /// A few regions, of which each has a state in some snapshots: the last that was put.
        #[test]
        fn what_was_put_is_read(snapshots in prop::collection::vec(prop::collection::vec((0_u32..6, state()), 0..9), 1..20)) {
            let mut log = EventLog::default();
            let (mut places, mut expected) = ([None; 6], vec![Vec::new(); 6]);
            for (nth, puts) in (0..).zip(snapshots) {
                for (region, state) in puts {
                    let state = RegionState { since: SnapshotIndex(nth), ..state };
                    let (place, of): (&mut Option<Place>, &mut Vec<RegionState>) =
                        (&mut places[region as usize], &mut expected[region as usize]);
                    of.pop_if(|last| last.since == state.since);
                    of.push(state);
                    *place = log.put(RegionId(region), *place, state);
                    prop_assert_eq!(log.get(place.unwrap()).unwrap().state, state);
                }
                log.seal(|region, place| places[region.index()] = place);
            }
            for (place, mut expected) in places.into_iter().zip(expected.clone()) {
                let mut next = place;
                while let Some(event) = next.and_then(|place| log.get(place)) {
                    prop_assert_eq!(Some(event.state), expected.pop());
                    next = event.previous;
                }
                prop_assert!(expected.is_empty());
            }
            let mut in_order: Vec<_> = log.iter().map(|(_, event)| event).collect();
            prop_assert!(in_order.is_sorted_by_key(|event| event.state.since));
            in_order.sort_by_key(|event| event.region);
            let states: Vec<_> = in_order.iter().map(|event| event.state).collect();
            prop_assert_eq!(states, expected.concat());
        }
    }
}
