//! The capacity of figures that follow a recording: snapshots and categories.

use super::leaves::LEAF;
use crate::model::{Recording, SnapshotIndex};

/// So many snapshots and categories. Room is made a leaf at a time: to look whether there is any is all that most entries
/// of the log cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) snapshots: usize,
    pub(super) categories: usize,
}

impl Room {
    /// What must be made room for before `now` can be counted; nothing where there is enough.
    pub(super) fn needed(&mut self, recording: &Recording, now: SnapshotIndex) -> Option<Self> {
        let snapshots = self.snapshots.max((now.index() + 1).next_multiple_of(LEAF));
        let needed = Self { snapshots, categories: recording.categories().len() };
        (needed != *self).then(|| {
            *self = needed;
            needed
        })
    }
}
