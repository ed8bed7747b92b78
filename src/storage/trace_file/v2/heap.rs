//! What malloc's memory held at marks.

use crate::model::units::{AddressRange, Bytes, Timestamp};
use crate::model::{self, ClassCount, HeapSums, SizeClass};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// One count, as its difference from the one before it in the file.
#[derive(Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct HeapCount {
    allocator: String,
    /// Nanoseconds since the start, as of all other moments.
    at: u64,
    exact: bool,
    stopped: u64,
    /// In the order of [`sums`]; those that are missing did not change.
    sums: Vec<i64>,
    /// Class, blocks, bytes; only classes that changed.
    classes: Vec<(u32, i64, i64)>,
    /// Start, length, number of places.
    damage: Option<(u64, u64, u32)>,
}

impl HeapCount {
    pub(in crate::storage::trace_file) fn new(
        allocator: &str,
        count: &model::HeapCount,
        before: Option<&model::HeapCount>,
    ) -> Self {
        let nothing = model::HeapCount::default();
        let before = before.unwrap_or(&nothing);
        let difference = |now: u64, then: u64| now.wrapping_sub(then).cast_signed();
        let pairs = sums(count.sums).into_iter().zip(sums(before.sums));
        let mut classes: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
        let nothing = ClassCount::default();
        for class in count.classes.iter().chain(&before.classes).map(|count| count.class) {
            let (now, then) = (find(count, class).unwrap_or(nothing), find(before, class).unwrap_or(nothing));
            let changed =
                (difference(now.blocks, then.blocks), difference(now.bytes.get(), then.bytes.get()));
            if changed != (0, 0) {
                classes.insert(class.0, changed);
            }
        }
        Self {
            allocator: allocator.to_owned(),
            at: count.at.nanos(),
            exact: count.exact,
            stopped: u64::try_from(count.stopped.as_nanos()).unwrap_or(u64::MAX),
            sums: pairs.map(|(now, then)| difference(now, then)).collect(),
            classes: classes.into_iter().map(|(class, (blocks, bytes))| (class, blocks, bytes)).collect(),
            damage: count.damage.map(|(range, times)| (range.start.get(), range.len().get(), times)),
        }
    }

    /// The allocator and the count, which builds on the one `before`.
    pub(in crate::storage::trace_file) fn into_model(
        self,
        before: Option<&model::HeapCount>,
    ) -> (String, model::HeapCount) {
        let nothing = model::HeapCount::default();
        let before = before.unwrap_or(&nothing);
        let mut now = sums(before.sums);
        for (sum, difference) in now.iter_mut().zip(&self.sums) {
            *sum = sum.wrapping_add(difference.cast_unsigned());
        }
        let mut classes: BTreeMap<SizeClass, (u64, u64)> =
            before.classes.iter().map(|count| (count.class, (count.blocks, count.bytes.get()))).collect();
        for (class, blocks, bytes) in self.classes {
            if (class as usize) < SizeClass::COUNT {
                let count = classes.entry(SizeClass(class)).or_default();
                count.0 = count.0.wrapping_add(blocks.cast_unsigned());
                count.1 = count.1.wrapping_add(bytes.cast_unsigned());
            }
        }
        let classes = classes.into_iter().filter(|(_, counted)| *counted != (0, 0));
        let count = model::HeapCount {
            at: Timestamp::from_nanos(self.at),
            exact: self.exact,
            stopped: Duration::from_nanos(self.stopped),
            sums: from_sums(now),
            classes: classes
                .map(|(class, (blocks, bytes))| ClassCount { class, blocks, bytes: Bytes::new(bytes) })
                .collect(),
            damage: self.damage.map(|(start, len, times)| {
                (AddressRange::from_bounds(start, start.saturating_add(len)), times)
            }),
        };
        (self.allocator, count)
    }
}

fn find(count: &model::HeapCount, class: SizeClass) -> Option<ClassCount> {
    let place = count.classes.binary_search_by_key(&class, |count| count.class).ok()?;
    count.classes.get(place).copied()
}

/// New ones go to the end.
fn sums(of: HeapSums) -> [u64; 14] {
    [
        of.system.get(),
        of.live.get(),
        of.live_blocks,
        of.cached.get(),
        of.cached_blocks,
        of.free_returnable.get(),
        of.free_pinned.get(),
        of.free_returned.get(),
        of.top.get(),
        of.overhead.get(),
        of.mmapped.get(),
        of.mmapped_blocks,
        of.unaccounted.get(),
        of.arenas.into(),
    ]
}

fn from_sums(sums: [u64; 14]) -> HeapSums {
    let [
        system,
        live,
        live_blocks,
        cached,
        cached_blocks,
        free_returnable,
        free_pinned,
        free_returned,
        top,
        overhead,
        mmapped,
        mmapped_blocks,
        unaccounted,
        arenas,
    ] = sums;
    HeapSums {
        system: Bytes::new(system),
        live: Bytes::new(live),
        live_blocks,
        cached: Bytes::new(cached),
        cached_blocks,
        free_returnable: Bytes::new(free_returnable),
        free_pinned: Bytes::new(free_pinned),
        free_returned: Bytes::new(free_returned),
        top: Bytes::new(top),
        overhead: Bytes::new(overhead),
        mmapped: Bytes::new(mmapped),
        mmapped_blocks,
        unaccounted: Bytes::new(unaccounted),
        arenas: u32::try_from(arenas).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_count(at: u64) -> impl Strategy<Value = model::HeapCount> {
        let classes = prop::collection::btree_map(0u32..4200, (1u64..1 << 40, any::<u64>()), 0..20);
        (any::<[u64; 13]>(), any::<u32>(), classes, any::<Option<(u32, u32)>>()).prop_map(
            move |(first, arenas, classes, damage)| {
                let mut all = [0; 14];
                all[..13].copy_from_slice(&first);
                all[13] = arenas.into();
                model::HeapCount {
                    at: Timestamp::from_nanos(at),
                    exact: damage.is_none(),
                    stopped: Duration::from_nanos(first[0]),
                    sums: from_sums(all),
                    classes: classes
                        .into_iter()
                        .map(|(class, (blocks, bytes))| ClassCount {
                            class: SizeClass(class),
                            blocks,
                            bytes: Bytes::new(bytes),
                        })
                        .collect(),
                    damage: damage.map(|(start, times)| {
                        (AddressRange::from_bounds(start.into(), u64::from(start) + 64), times)
                    }),
                }
            },
        )
    }

    proptest! {
        #[test]
        fn a_count_survives_as_a_difference(first in any_count(1), second in any_count(2)) {
            let wire = HeapCount::new("glibc 2.36", &second, Some(&first));
            let bytes = postcard::to_allocvec(&wire).unwrap();
            let back: HeapCount = postcard::from_bytes(&bytes).unwrap();
            prop_assert_eq!(back.into_model(Some(&first)), ("glibc 2.36".to_owned(), second.clone()));
            let same = HeapCount::new("glibc 2.36", &second, Some(&second));
            prop_assert!(same.classes.is_empty() && same.sums.iter().all(|difference| *difference == 0));
        }
    }
}
