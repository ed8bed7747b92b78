//! Objects that a task owns: `IOSurface`s, Metal's buffers and heaps, purgeable memory. Pure: built and tested on every
//! system.
//!
//! The kernel keeps their counts itself (`vm.get_owned_vmobjects`), so that they cost no walk over pages. An object that is
//! mapped is charged to the regions that map it, each byte once; what no region maps is memory without address. Rules:
//! XNU `osfmk/kern/task.c` (`task_store_owned_vmobject_info`) and what Apple's footprint was seen to do.

use super::decode::RawRegion;
use super::kernel::{Errno, Task};
use super::numbers::{ledger_tag, purgeable};
use super::words::{self, OBJECT_WORDS};
use crate::model::Usage;
use crate::model::units::Bytes;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnedObject {
    /// The hash that names it; the same as in regions.
    pub(crate) id: u64,
    /// How large it is.
    pub(crate) size: Bytes,
    pub(crate) usage: Usage,
    /// What it is charged as.
    pub(crate) ledger: Ledger,
}

/// What an object is charged as (`VM_LEDGER_TAG_*`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Ledger {
    /// Nothing in particular: plain purgeable memory.
    #[default]
    Plain,
    Network,
    /// Media: video and audio.
    Media,
    /// Graphics: the proof that memory belongs to a GPU or a surface.
    Graphics,
    Neural,
}

impl Ledger {
    /// What vmmap appends to the name of such a region.
    pub(crate) const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Network => Some("network"),
            Self::Media => Some("media"),
            Self::Graphics => Some("graphics"),
            Self::Neural => Some("neural"),
        }
    }
}

impl OwnedObject {
    /// Reads one entry of the kernel's list.
    pub(crate) fn of_words(words: &[u64]) -> Self {
        let &[id, size, resident, wired, reusable, compressed, bits, ..] = words else {
            return Self::default();
        };
        let [size, resident, wired, reusable, compressed] =
            [size, resident, wired, reusable, compressed].map(Bytes::new);
        let is_charged = bits & 1 == 0;
        let may_go = matches!(bits >> 4 & 3, purgeable::VOLATILE | purgeable::EMPTY);
        let (dirty, swapped, lazy_free) = match (is_charged, may_go) {
            (false, _) => (Bytes::ZERO, Bytes::ZERO, Bytes::ZERO),
            (true, true) => (wired, Bytes::ZERO, resident - wired),
            (true, false) => (resident - reusable, compressed, resident.min(reusable)),
        };
        let ledger = match bits >> 1 & 7 {
            ledger_tag::NETWORK => Ledger::Network,
            ledger_tag::MEDIA => Ledger::Media,
            ledger_tag::GRAPHICS => Ledger::Graphics,
            ledger_tag::NEURAL => Ledger::Neural,
            _ => Ledger::Plain,
        };
        let usage = Usage { resident, dirty, swapped, lazy_free };
        // The kernel does not tell how large an external object is.
        Self { id, size: size.max(resident + compressed), usage, ledger }
    }

    /// The part of its id that a region tells when no pages are counted.
    #[expect(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
    pub(crate) const fn short_id(&self) -> u32 {
        self.id as u32
    }
}

/// What a region's object is charged as, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Charge {
    /// The system does not tell which objects the task owns.
    Unknown,
    /// The task does not own it.
    NotOwned,
    /// The task owns it.
    Owned(Ledger),
}

/// Most entries that are asked for: a list with more is cut short, and the rest stays unattributed.
const MOST_OBJECTS: usize = 1 << 20;
/// Entries that there is room for at first, and more than there were: objects come while the kernel counts.
const ROOM: usize = 64;

/// The objects that a task owns, and how much of each is charged to regions.
#[derive(Debug, Default)]
pub(crate) struct OwnedObjects {
    buffer: Vec<u64>,
    /// Sorted by the short id, then by the whole one; each with the bytes that regions have taken so far.
    objects: Vec<(OwnedObject, Bytes)>,
    is_known: bool,
}

impl OwnedObjects {
    /// Asks for the list anew. Steadily one call, without allocation. Where the system does not tell, there is no list.
    pub(crate) fn read(&mut self, task: &mut impl Task) -> Result<(), Errno> {
        let entry = size_of::<u64>() * OBJECT_WORDS;
        self.objects.clear();
        self.is_known = false;
        self.make_room(ROOM);
        let length = loop {
            let length = task.owned_objects(&mut self.buffer)?;
            let full = length + entry > size_of_val(self.buffer.as_slice());
            if !full || self.buffer.len() >= MOST_OBJECTS * OBJECT_WORDS {
                break length;
            }
            self.make_room(self.buffer.len() / OBJECT_WORDS * 2);
        };
        let reported = words::owned_objects(&self.buffer, length).map(OwnedObject::of_words);
        self.objects.extend(reported.map(|object| (object, Bytes::ZERO)));
        self.objects.sort_unstable_by_key(|(object, _)| (object.short_id(), object.id));
        self.is_known = true;
        Ok(())
    }

    fn make_room(&mut self, entries: usize) {
        let room = 1 + entries * OBJECT_WORDS;
        self.buffer.resize(self.buffer.len().max(room), 0);
    }

    /// Whether the system told what the task owns.
    pub(crate) fn is_known(&self) -> bool {
        self.is_known
    }

    /// The object behind a region: by the whole id where that is known, else by its low half.
    pub(crate) fn behind(&self, raw: &RawRegion, full: Option<u64>) -> Option<usize> {
        let short = raw.object_id;
        if short == 0 {
            return None;
        }
        let whole = full.unwrap_or_default();
        let place =
            self.objects.partition_point(|(object, _)| (object.short_id(), object.id) < (short, whole));
        let (object, _) = self.objects.get(place)?;
        (object.short_id() == short && full.is_none_or(|full| full == object.id)).then_some(place)
    }

    /// What a region whose object stands at this place is charged as.
    pub(crate) fn charge(&self, place: Option<usize>) -> Charge {
        match place.and_then(|place| self.objects.get(place)) {
            Some((object, _)) => Charge::Owned(object.ledger),
            None if self.is_known => Charge::NotOwned,
            None => Charge::Unknown,
        }
    }

    /// Charges up to `size` bytes of an object to a region; what others took before is not charged again. Gives what of
    /// the object's usage falls on it: all bytes of an object count alike.
    pub(crate) fn take(&mut self, place: usize, size: Bytes) -> Usage {
        let Some((object, taken)) = self.objects.get_mut(place) else {
            return Usage::default();
        };
        let part = size.min(object.size - *taken);
        *taken += part;
        object.usage.share(part, object.size)
    }

    /// What no region maps: each object with what is left of it.
    pub(crate) fn unmapped(&self) -> impl Iterator<Item = (OwnedObject, Bytes)> {
        let left = self.objects.iter().map(|&(object, taken)| (object, object.size - taken));
        left.filter(|&(_, size)| size > Bytes::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 0x4000;

    fn object(bits: u64) -> OwnedObject {
        OwnedObject::of_words(&[7, 10 * PAGE, 8 * PAGE, PAGE, 2 * PAGE, PAGE, bits])
    }

    fn pages(usage: Usage) -> [u64; 4] {
        [usage.resident, usage.dirty, usage.swapped, usage.lazy_free].map(|bytes| bytes.get() / PAGE)
    }

    #[test]
    fn what_an_object_uses_depends_on_its_bits() {
        let check = |bits, ledger, expected| {
            let object = object(bits);
            assert_eq!((object.ledger, pages(object.usage)), (ledger, expected), "{bits:#x}");
        };
        let not_purgeable = 3 << 4;
        check(not_purgeable | 4 << 1, Ledger::Graphics, [8, 6, 1, 2]);
        check(3 << 1, Ledger::Media, [8, 6, 1, 2]);
        check(1 << 4, Ledger::Plain, [8, 1, 0, 7]);
        check(2 << 4 | 2 << 1, Ledger::Network, [8, 1, 0, 7]);
        check(not_purgeable | 5 << 1 | 1, Ledger::Neural, [8, 0, 0, 0]);
        check(not_purgeable | 1 << 1, Ledger::Plain, [8, 6, 1, 2]);
        assert_eq!(OwnedObject::of_words(&[7, 0, PAGE]), OwnedObject::default());
    }

    #[test]
    fn an_external_object_is_as_large_as_what_is_there_of_it() {
        let external = OwnedObject::of_words(&[7, 0, 3 * PAGE, 0, 0, PAGE, 0]);
        assert_eq!(external.size, Bytes::new(4 * PAGE));
    }

    fn list(ids: &[u64]) -> OwnedObjects {
        let mut objects: Vec<_> =
            ids.iter().map(|&id| (OwnedObject { id, ..object(4 << 1) }, Bytes::ZERO)).collect();
        objects.sort_unstable_by_key(|(object, _)| (object.short_id(), object.id));
        OwnedObjects { objects, is_known: true, ..OwnedObjects::default() }
    }

    #[test]
    fn the_whole_id_decides_where_the_short_ones_are_alike() {
        let owned = list(&[0x1_0000_0007, 0x2_0000_0007, 9]);
        let region = |object_id| RawRegion { object_id, ..RawRegion::default() };
        let id = |place: Option<usize>| place.map(|place| owned.objects[place].0.id);
        assert_eq!(id(owned.behind(&region(7), Some(0x2_0000_0007))), Some(0x2_0000_0007));
        assert_eq!(id(owned.behind(&region(7), Some(0x3_0000_0007))), None);
        assert_eq!(id(owned.behind(&region(7), None)), Some(0x1_0000_0007));
        assert_eq!(id(owned.behind(&region(9), None)), Some(9));
        assert_eq!(id(owned.behind(&region(8), None)), None);
        assert_eq!(owned.behind(&region(0), None), None);
    }

    #[test]
    fn each_byte_of_an_object_is_charged_once() {
        let mut owned = list(&[7]);
        let half = Bytes::new(5 * PAGE);
        assert_eq!(pages(owned.take(0, half)), [4, 3, 0, 1]);
        assert_eq!(owned.unmapped().map(|(_, left)| left).collect::<Vec<_>>(), [half]);
        assert_eq!(pages(owned.take(0, half + half + half)), [4, 3, 0, 1]);
        assert_eq!(pages(owned.take(0, half)), [0, 0, 0, 0]);
        assert_eq!(owned.unmapped().count(), 0);
        assert_eq!(owned.take(1, half), Usage::default());
    }
}
