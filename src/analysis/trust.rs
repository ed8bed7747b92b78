//! How far the figures of the cycles can be trusted.

use super::{Cycles, OwnCost, Window};
use crate::model::{SnapshotKind, TotalKind, Trace};
use crate::units::{ByteDelta, Bytes};

/// What the figures rest on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trust {
    /// So many of the marks that begin or end the cycles that count took no look of their own, so that usage is as old as
    /// its last reading.
    pub marks_without_look: usize,
    /// The most, at any of these marks, by which the regions and the system's own total of resident bytes differ, as a part
    /// of the latter; nothing where it is not known.
    pub reconciliation_error: Option<f64>,
    /// The part of the mapped bytes at the end whose identity is certain; nothing where nothing is mapped.
    pub certain_share: Option<f64>,
    /// Ticks in the cycles that count.
    pub ticks: usize,
    /// Ticks that were left out there.
    pub skipped_ticks: usize,
    /// What looking cost the machine there.
    pub cost: OwnCost,
}

impl Trust {
    /// Looks at the cycles that count.
    pub fn of(trace: &Trace, cycles: &Cycles) -> Self {
        let recording = &trace.recording;
        let (Some(first), Some(last)) = (cycles.cycles.first(), cycles.cycles.last()) else {
            return Self::default();
        };
        let window = Window::new(first.window.from, last.window.to);
        let bounds =
            std::iter::once(first.window.from).chain(cycles.cycles.iter().map(|cycle| cycle.window.to));
        let kind = |at: crate::model::SnapshotIndex| recording.snapshots().get(at.index()).map(|at| at.kind);
        let errors = bounds.clone().zip(&cycles.unattributed).filter_map(|(at, unattributed)| {
            let totals = recording.totals_at(at);
            let walked = unattributed.resident.zip(totals.get(TotalKind::WalkedResident));
            let charged = || unattributed.footprint.zip(totals.get(TotalKind::PhysFootprint));
            let (rest, total) = walked.or_else(charged)?;
            Some(part(magnitude(rest), total))
        });
        let ending = cycles.total.cycles.last();
        Self {
            marks_without_look: bounds.filter(|&at| kind(at) != Some(SnapshotKind::Barrier)).count(),
            reconciliation_error: errors.max_by(f64::total_cmp),
            certain_share: ending
                .filter(|ending| ending.after.mapped > Bytes::ZERO)
                .map(|ending| part(ending.certain_after.bytes, ending.after.mapped)),
            ticks: window.ticks(recording),
            skipped_ticks: window.skipped_ticks(recording),
            cost: OwnCost::of(recording, window),
        }
    }
}

fn magnitude(delta: ByteDelta) -> Bytes {
    Bytes::new(delta.get().unsigned_abs())
}

fn part(of: Bytes, whole: Bytes) -> f64 {
    of.get() as f64 / whole.get().max(1) as f64
}
