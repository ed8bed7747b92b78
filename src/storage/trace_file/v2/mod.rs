//! Version 2 of what a trace file says: version 1, and the mappings of each region, and marks that come one by one. As in
//! version 1, these types *are* the format.
//!
//! The frames beside the deltas are those of version 1, whose types they share; the manifest, which is text, only ever
//! gains fields that may be missing.

mod calls;
mod heap;
mod logged_stacks;

use super::v1::{self, Previous};
use crate::model;
use crate::model::units::Bytes;
use serde::{Deserialize, Serialize};

pub(super) use calls::{Calls, Functions, Pages};
pub(super) use heap::HeapCount;
pub(super) use logged_stacks::LoggedStacks;
pub(super) use v1::{Annotations, End, Epoch, IndexEntry, Manifest, Runtimes, Warnings};

/// A line of the text form: the values of the frames.
#[derive(Serialize, Deserialize)]
pub(super) enum Line {
    Manifest(Manifest),
    Delta(Delta),
    Epoch(Epoch),
    Annotations(Annotations),
    Warnings(Warnings),
    /// The number of snapshots.
    End(u64),
    Runtimes(Runtimes),
    AnnotationChange(AnnotationChange),
    LoggedStacks(LoggedStacks),
    Calls(Calls),
    Functions(Functions),
    Heap(HeapCount),
    Pages(Pages),
}

impl From<v1::Line> for Line {
    fn from(line: v1::Line) -> Self {
        match line {
            v1::Line::Manifest(manifest) => Self::Manifest(manifest),
            v1::Line::Delta(version_1) => Self::Delta(Delta { version_1, mappings: Vec::new() }),
            v1::Line::Epoch(epoch) => Self::Epoch(epoch),
            v1::Line::Annotations(annotations) => Self::Annotations(annotations),
            v1::Line::Warnings(warnings) => Self::Warnings(warnings),
            v1::Line::End(snapshots) => Self::End(snapshots),
            v1::Line::Runtimes(runtimes) => Self::Runtimes(runtimes),
        }
    }
}

/// A snapshot. The writer fills one value over and over, which keeps the lists' memory.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Delta {
    version_1: v1::Delta,
    mappings: Vec<MappingCount>,
}

/// The entries of one protection in a region.
#[derive(Serialize, Deserialize)]
struct MappingCount {
    id: i32,
    protection: u8,
    count: Option<u32>,
    bytes: u64,
}

impl Delta {
    /// Becomes the wire form of `delta`.
    pub(super) fn fill(&mut self, delta: &model::SnapshotDelta, previous: &mut Previous) {
        self.version_1.fill(delta, previous);
        self.mappings.clear();
        self.mappings.extend(delta.mappings.iter().map(|mapping| MappingCount {
            id: previous.id_to_wire(mapping.id),
            protection: mapping.protection.0,
            count: mapping.count,
            bytes: mapping.bytes.get(),
        }));
    }

    pub(super) fn into_model(self, previous: &mut Previous) -> model::SnapshotDelta {
        let version_1 = self.version_1.into_model(previous);
        let mappings = self.mappings.into_iter().map(|mapping| model::MappingCount {
            id: previous.id_from_wire(mapping.id),
            protection: model::Protection(mapping.protection),
            count: mapping.count,
            bytes: Bytes::new(mapping.bytes),
        });
        model::SnapshotDelta { mappings: mappings.collect(), ..version_1 }
    }
}

/// What was added to the annotations since they were last written as a whole.
#[derive(Serialize, Deserialize)]
pub(super) enum AnnotationChange {
    Marked(v1::Mark),
}

impl AnnotationChange {
    pub(super) fn marked(mark: &model::Mark) -> Self {
        Self::Marked(v1::Mark::new(mark))
    }

    pub(super) fn into_mark(self) -> model::Mark {
        let Self::Marked(mark) = self;
        mark.into_model()
    }

    /// The same in other words, if there are any.
    pub(super) fn reworded(self, wording: Option<&dyn model::Wording>) -> Self {
        let Some(wording) = wording else { return self };
        let mut mark = self.into_mark();
        wording.mark(&mut mark);
        Self::marked(&mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Protection, RegionId, SnapshotDelta};

    /// If this fails, old files cannot be read any more: give the new format a version of its own.
    #[test]
    fn version_2_is_written_like_this_for_ever() {
        let mapping = |id, protection, count, bytes| model::MappingCount {
            id: RegionId(id),
            protection: Protection(protection),
            count,
            bytes: Bytes::new(bytes),
        };
        let mappings = vec![mapping(7, 3, Some(1), 64), mapping(7, 1, Some(300), 1), mapping(6, 0, None, 0)];
        let delta = SnapshotDelta { mappings, ..SnapshotDelta::default() };
        let mut wire = Delta::default();
        wire.fill(&delta, &mut Previous::default());
        let written = postcard::to_allocvec(&wire).unwrap();
        let version_1 = postcard::to_allocvec(&v1::Delta::default()).unwrap();
        let (before, behind) = written.split_at(version_1.len());
        assert_eq!(before, version_1);
        let expected: &[&[u8]] = &[&[3], &[14, 3, 1, 1, 64], &[0, 1, 1, 0xac, 0x02, 1], &[1, 0, 0, 0]];
        assert_eq!(behind, expected.concat());
        assert_eq!(wire.into_model(&mut Previous::default()), delta);
        let mark = model::Mark {
            at: model::units::Timestamp::from_nanos(5),
            label: "a".to_owned(),
            role: model::MarkRole::Open(2),
            cost: std::time::Duration::from_nanos(9),
        };
        let written = postcard::to_allocvec(&AnnotationChange::marked(&mark)).unwrap();
        assert_eq!(written, [0, 5, 1, b'a', 2, 2, 9]);
        assert_eq!(AnnotationChange::marked(&mark).into_mark(), mark);
    }
}
