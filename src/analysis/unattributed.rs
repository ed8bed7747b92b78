//! What the system charges to the process and no region explains.
//!
//! The system's totals and the sum of the regions differ by what changed between their readings, unless both are of one
//! instant: hence only at barriers, and a gap elsewhere.

use super::Window;
use crate::model::units::{ByteDelta, Bytes};
use crate::model::{Place, Recording, SnapshotIndex, SnapshotKind, TotalKind, Untold};

/// What no region explained at one snapshot; nothing where it cannot be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unattributed {
    /// Resident bytes. Below zero where the regions claim more than the system counts.
    pub resident: Option<ByteDelta>,
    /// Swapped bytes, likewise.
    pub swapped: Option<ByteDelta>,
    /// macOS, which keeps one figure of what the process is charged for: that, likewise.
    pub footprint: Option<ByteDelta>,
    /// Page tables: memory that no mapping shows. A single reading, so it is known at plain ticks too.
    pub page_tables: Option<Bytes>,
}

impl Unattributed {
    /// One figure of it.
    pub fn get(&self, kind: UnattributedKind) -> Option<ByteDelta> {
        match kind {
            UnattributedKind::Resident => self.resident,
            UnattributedKind::Swapped => self.swapped,
            UnattributedKind::Footprint => self.footprint,
            UnattributedKind::PageTables => self.page_tables.map(|bytes| bytes.since(Bytes::ZERO)),
        }
    }
}

/// A kind of memory that no region explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnattributedKind {
    Resident,
    Swapped,
    /// Charged to the process, in memory or compressed.
    Footprint,
    /// The kernel's own tables of the process's pages.
    PageTables,
}

impl UnattributedKind {
    pub const ALL: [Self; 4] = [Self::Resident, Self::Swapped, Self::Footprint, Self::PageTables];

    /// What it is called in a table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::Swapped => "swapped",
            Self::Footprint => "footprint",
            Self::PageTables => "page tables",
        }
    }
}

/// A kind of unattributed memory at both ends of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnattributedLine {
    pub kind: UnattributedKind,
    /// At the start; nothing where it cannot be known.
    pub before: Option<ByteDelta>,
    /// At the end, likewise.
    pub after: Option<ByteDelta>,
}

impl UnattributedLine {
    /// How much more it became, where both ends are known.
    pub fn change(&self) -> Option<ByteDelta> {
        Some(self.after? + -self.before?)
    }
}

/// What no region explained at both ends of `window`: a line for each kind that is known at either end.
pub fn unattributed(recording: &Recording, window: Window) -> Vec<UnattributedLine> {
    let before = unattributed_at(recording, window.from);
    let after = unattributed_at(recording, window.to);
    UnattributedKind::ALL
        .into_iter()
        .map(|kind| UnattributedLine { kind, before: before.get(kind), after: after.get(kind) })
        .filter(|line| line.before.is_some() || line.after.is_some())
        .collect()
}

/// What no region explained at `snapshot`.
pub fn unattributed_at(recording: &Recording, snapshot: SnapshotIndex) -> Unattributed {
    unattributed_beside(recording, snapshot, || explained_at(recording, snapshot))
}

/// What regions, objects and rows explain of the system's totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Explanation {
    /// Resident bytes of mappings.
    pub(super) resident: Bytes,
    /// Swapped bytes of mappings.
    pub(super) swapped: Bytes,
    /// Footprint of everything, with an address or without.
    pub(super) footprint: Bytes,
}

/// What is unattributed at `snapshot` beside what is explained then, which is asked for at barriers only.
pub(super) fn unattributed_beside(
    recording: &Recording,
    snapshot: SnapshotIndex,
    explained: impl FnOnce() -> Explanation,
) -> Unattributed {
    let Some(described) = recording.snapshots().get(snapshot.index()) else {
        return Unattributed::default();
    };
    let totals = recording.totals_at(snapshot);
    let page_tables = totals.get(TotalKind::PageTables);
    if described.kind != SnapshotKind::Barrier {
        return Unattributed { page_tables, ..Unattributed::default() };
    }
    let explained = explained();
    let rest = |kind, explained| Some(totals.get(kind)?.since(explained));
    // Huge pages are resident, but in none of the kernel's resident figures.
    let huge = totals.get(TotalKind::HugeTlb).unwrap_or_default();
    Unattributed {
        resident: totals
            .get(TotalKind::WalkedResident)
            .map(|walked| (walked + huge).since(explained.resident)),
        swapped: rest(TotalKind::WalkedSwapped, explained.swapped),
        footprint: rest(TotalKind::PhysFootprint, explained.footprint),
        page_tables,
    }
}

/// What everything uses. Reserved mappings count: their pages, if they were touched before, are charged all the same.
fn explained_at(recording: &Recording, snapshot: SnapshotIndex) -> Explanation {
    let mut explained = Explanation::default();
    for (_, region, state) in recording.present_at(snapshot) {
        if matches!(region.place, Place::Mapped(_)) {
            explained.resident += state.usage.resident;
            explained.swapped += state.usage.swapped;
        }
        // A footprint that is not told explains nothing.
        if !recording.untold(region.class.category).has(Untold::FOOTPRINT) {
            explained.footprint += state.usage.footprint();
        }
    }
    explained
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, RESERVED, Scenario};
    use crate::model::{MarkRole, Totals};

    fn totals(resident: u64, swapped: u64, page_tables: u64) -> Totals {
        let mut totals = Totals::default();
        totals.set(TotalKind::WalkedResident, Bytes::from_kib(resident));
        totals.set(TotalKind::WalkedSwapped, Bytes::from_kib(swapped));
        totals.set(TotalKind::PageTables, Bytes::from_kib(page_tables));
        totals
    }

    #[test]
    fn what_the_system_counts_and_no_region_has_is_unattributed() {
        let mut scenario = Scenario::new();
        scenario.map(0, 4, ANONYMOUS).map(10, 2, RESERVED).object(7, 40);
        scenario.touch(0, 3).touch(10, 1).swap(3, 1);
        scenario.totals = totals(20, 4, 1);
        scenario.mark("before", MarkRole::Baseline);
        scenario.totals = totals(10, 5, 2);
        scenario.mark("after", MarkRole::Note);
        let recording = &scenario.trace.recording;
        let actual: Vec<_> = unattributed(recording, Window::whole(recording))
            .iter()
            .map(|line| (line.kind.name(), line.before, line.after, line.change()))
            .collect();
        let kib = |kib: i64| Some(ByteDelta::new(kib * 1024));
        assert_eq!(
            actual,
            [
                ("resident", kib(4), kib(-6), kib(-10)),
                ("swapped", kib(0), kib(1), kib(1)),
                ("page tables", kib(1), kib(2), kib(1)),
            ]
        );
    }

    #[test]
    fn a_plain_tick_leaves_a_gap() {
        let mut scenario = Scenario::new();
        scenario.totals = totals(20, 4, 1);
        scenario.tick();
        let at = unattributed_at(&scenario.trace.recording, SnapshotIndex(0));
        assert_eq!((at.resident, at.swapped), (None, None));
        assert_eq!(at.page_tables, Some(Bytes::from_kib(1)));
        assert_eq!(unattributed_at(&Recording::default(), SnapshotIndex(0)), Unattributed::default());
    }

    #[test]
    fn where_the_system_keeps_a_footprint_objects_explain_it_too() {
        let mut scenario = Scenario::new();
        scenario.map(0, 4, ANONYMOUS).object(7, 40);
        scenario.touch(0, 3);
        scenario.mark("before", MarkRole::Baseline);
        let last = |scenario: &Scenario| {
            let recording = &scenario.trace.recording;
            unattributed_at(recording, recording.last_snapshot())
        };
        assert_eq!(last(&scenario).footprint, None, "Linux has no such figure");
        scenario.totals.set(TotalKind::PhysFootprint, Bytes::new((3 + 40 + 1) * 4096));
        scenario.mark("after", MarkRole::Note);
        let at = last(&scenario);
        assert_eq!(at.footprint, Some(ByteDelta::new(4096)));
        assert_eq!((at.resident, at.swapped), (None, None));
    }
}
