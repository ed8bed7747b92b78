//! The totals of all snapshots: one series for each figure, with an entry where it changed.

use super::chunks::Chunks;
use crate::model::units::Bytes;
use crate::model::{SnapshotIndex, TotalKind, Totals};

/// Totals over time. Most figures stand still from tick to tick, and then cost nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct TotalsLog {
    /// By kind: since which snapshot the figure is so, or is not known any more.
    series: Vec<Chunks<(SnapshotIndex, Option<Bytes>)>>,
    last: Totals,
}

impl TotalsLog {
    /// Adds the totals of the next snapshot.
    pub(super) fn push(&mut self, snapshot: SnapshotIndex, totals: &Totals) {
        if *totals == self.last {
            return;
        }
        self.series.resize_with(TotalKind::ALL.len(), Chunks::default);
        for (&kind, series) in TotalKind::ALL.iter().zip(&mut self.series) {
            let figure = totals.get(kind);
            if figure != self.last.get(kind) {
                series.push((snapshot, figure));
            }
        }
        self.last = *totals;
    }

    /// The totals of a snapshot.
    pub(super) fn at(&self, snapshot: SnapshotIndex) -> Totals {
        let mut totals = Totals::default();
        for (&kind, series) in TotalKind::ALL.iter().zip(&self.series) {
            let behind = series.partition_point(|&(since, _)| since <= snapshot);
            if let Some(&(_, Some(figure))) = behind.checked_sub(1).and_then(|place| series.get(place)) {
                totals.set(kind, figure);
            }
        }
        totals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_snapshot_gets_its_own_totals_back() {
        let totals = |figures: &[(TotalKind, u64)]| {
            let mut totals = Totals::default();
            for &(kind, kib) in figures {
                totals.set(kind, Bytes::from_kib(kib));
            }
            totals
        };
        let all = [
            totals(&[(TotalKind::Resident, 4)]),
            totals(&[(TotalKind::Resident, 4)]),
            totals(&[(TotalKind::Resident, 4), (TotalKind::Pss, 3)]),
            totals(&[(TotalKind::Resident, 8)]),
            totals(&[]),
        ];
        let mut log = TotalsLog::default();
        for (snapshot, totals) in (0..).map(SnapshotIndex).zip(&all) {
            log.push(snapshot, totals);
        }
        for (snapshot, totals) in (0..).map(SnapshotIndex).zip(&all) {
            assert_eq!(log.at(snapshot), *totals, "{snapshot:?}");
        }
        assert_eq!(TotalsLog::default().at(SnapshotIndex(7)), Totals::default());
    }
}
