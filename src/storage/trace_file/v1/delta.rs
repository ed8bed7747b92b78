//! One snapshot as its difference from the one before.
//!
//! What comes again and again is written as a difference from the last of its kind, so that most numbers take one or two
//! bytes: times, ids, the starts of ranges, the totals. All differences wrap around: whatever is written comes back, and
//! whatever is read has a meaning. Whether it makes sense is for [`Recording::append`](model::Recording::append) to say.

mod decode;
mod encode;

use crate::model;
use serde::{Deserialize, Serialize};

/// What the next differences count from. Every frame begins anew.
#[derive(Clone, Copy, Default)]
pub(in crate::storage::trace_file) struct Previous {
    at: u64,
    id: u32,
    /// The end of the last range: neighbours are common.
    address: u64,
    totals: model::Totals,
}

/// A snapshot. The writer fills one value over and over, which keeps the lists' memory.
#[derive(Default, Serialize, Deserialize)]
pub(in crate::storage::trace_file) struct Delta {
    after: u64,
    kind: Kind,
    usage_complete: bool,
    tags: Vec<Tag>,
    categories: Vec<Category>,
    died: Vec<i32>,
    cut: Vec<Cut>,
    split: Vec<Split>,
    born: Vec<Birth>,
    reclassified: Vec<Reclassification>,
    usage: Vec<UsageChange>,
    totals: Vec<TotalChange>,
    cost: Cost,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
enum Kind {
    #[default]
    Tick,
    Barrier,
}

#[derive(Serialize, Deserialize)]
struct Tag {
    name: String,
    number: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct Category {
    group: String,
    name: String,
    role: CategoryRole,
}

#[derive(Serialize, Deserialize)]
enum CategoryRole {
    Counted,
    Reserved,
    Unattributed,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Range {
    start: i64,
    len: u64,
}

#[derive(Serialize, Deserialize)]
struct Cut {
    id: i32,
    range: Range,
}

#[derive(Serialize, Deserialize)]
struct Split {
    parent: i32,
    id: i32,
    range: Range,
}

#[derive(Serialize, Deserialize)]
struct Birth {
    id: i32,
    space: Space,
    range: Range,
    tag: u32,
    backing: Backing,
    access: bool,
    class: Class,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Space {
    Address,
    Object(u64),
    Aggregate(u32),
}

/// Offsets are those of the region's first byte: small numbers, unlike the model's shifts.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum Backing {
    Anonymous,
    File { device: u64, inode: u64, offset: u64 },
    Object { object: u64, offset: u64 },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Class {
    category: u32,
    label: u32,
    protection: u8,
}

#[derive(Serialize, Deserialize)]
struct Reclassification {
    id: i32,
    class: Class,
}

#[derive(Serialize, Deserialize)]
struct UsageChange {
    id: i32,
    resident: u64,
    /// What of it is neither dirty nor freed lazily: mostly nothing, or all. Below zero where the system counts dirty what
    /// is not resident.
    clean: i64,
    swapped: u64,
    lazy_free: u64,
    quality: Quality,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Quality {
    Unknown,
    Estimated,
    Exact,
}

/// A figure that is not what it was in the snapshot before; no change at all where it is not known any more.
#[derive(Serialize, Deserialize)]
struct TotalChange {
    kind: u8,
    change: Option<i64>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Cost {
    mapping: u64,
    usage: u64,
    rest: u64,
    late: u64,
    skipped: u32,
}

#[cfg(test)]
mod tests {
    use super::{Delta, Previous};
    use crate::model::units::{AddressRange, Bytes, Timestamp};
    use crate::model::{
        Backing, Birth, Category, CategoryId, Classification, Cut, Identity, PageAccess, Place, Protection,
        Reclassification, RegionId, SnapshotDelta, SnapshotKind, Split, Tag, TagId, TickCost, TotalKind,
        Totals, Usage, UsageChange, UsageQuality,
    };
    use std::time::Duration;

    /// A delta with one of everything.
    fn sample() -> SnapshotDelta {
        let class = Classification { category: CategoryId(3), label: TagId(2), protection: Protection(5) };
        let mut totals = Totals::default();
        totals.set(TotalKind::Resident, Bytes::new(100));
        SnapshotDelta {
            at: Timestamp::from_nanos(1000),
            kind: SnapshotKind::Barrier,
            new_tags: vec![Tag::named("a")],
            new_categories: vec![Category::counted("b", "c")],
            died: vec![RegionId(5)],
            cut: vec![Cut { id: RegionId(7), range: AddressRange::from_bounds(64, 128) }],
            split: vec![Split {
                parent: RegionId(7),
                id: RegionId(9),
                range: AddressRange::from_bounds(256, 512),
            }],
            born: vec![Birth {
                id: RegionId(10),
                place: Place::Mapped(AddressRange::from_bounds(1024, 2048)),
                identity: Identity {
                    tag: TagId(1),
                    backing: Backing::File { device: 8, inode: 9, shift: 0_u64.wrapping_sub(1024) },
                    access: PageAccess::Some,
                },
                class,
            }],
            reclassified: vec![Reclassification { id: RegionId(10), class }],
            usage: vec![UsageChange {
                id: RegionId(10),
                usage: Usage {
                    resident: Bytes::new(4),
                    dirty: Bytes::new(2),
                    swapped: Bytes::new(2),
                    lazy_free: Bytes::new(1),
                },
                quality: UsageQuality::Exact,
            }],
            runtimes: None,
            mappings: Vec::new(),
            usage_complete: true,
            totals,
            cost: TickCost {
                mapping: Duration::from_nanos(1),
                usage: Duration::from_nanos(2),
                rest: Duration::from_nanos(3),
                late: Duration::from_nanos(4),
                skipped: 5,
            },
        }
    }

    /// If this fails, old files cannot be read any more: give the new format a version of its own.
    #[test]
    fn version_1_is_written_like_this_for_ever() {
        let mut previous = Previous::default();
        let mut wire = Delta::default();
        wire.fill(&sample(), &mut previous);
        let expected: &[&[u8]] = &[
            &[0xe8, 0x07, 1, 1],
            &[1, 1, b'a', 0],
            &[1, 1, b'b', 1, b'c', 0],
            &[1, 10],
            &[1, 4, 0x80, 0x01, 64],
            &[1, 0, 4, 0x80, 0x02, 0x80, 0x02],
            &[1, 2, 0, 0x80, 0x08, 0x80, 0x08, 1, 1, 8, 9, 0, 1, 3, 2, 5],
            &[1, 0, 3, 2, 5],
            &[1, 0, 4, 2, 2, 1, 2],
            &[1, 5, 1, 0xc8, 0x01],
            &[1, 2, 3, 4, 5],
        ];
        assert_eq!(postcard::to_allocvec(&wire).unwrap(), expected.concat());
        wire.fill(&sample(), &mut previous);
        let same_again = postcard::to_allocvec(&wire).unwrap();
        assert_eq!(same_again[..3], [0, 1, 1], "no time passed");
        assert_eq!(same_again[same_again.len() - 6..], [0, 1, 2, 3, 4, 5], "no total changed");
    }

    #[test]
    fn a_total_may_become_unknown() {
        let (mut to_wire, mut from_wire) = (Previous::default(), Previous::default());
        for known in [true, false, true] {
            let mut delta = sample();
            if !known {
                delta.totals = Totals::default();
            }
            let mut wire = Delta::default();
            wire.fill(&delta, &mut to_wire);
            assert_eq!(wire.into_model(&mut from_wire), delta);
        }
    }
}
