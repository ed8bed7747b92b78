//! What is there at one snapshot: how much of each category, in how many regions of which size, and what stands out.
//!
//! A single text of another tool has no growth, and still tells where the memory is.

mod findings;
mod next_commands;

use super::{Growth, Level, Metric, Window, unattributed_at};
use crate::model::units::{ByteDelta, Bytes};
use crate::model::{CategoryId, Place, Recording, SnapshotIndex, TotalKind, Untold};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is there at one snapshot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Composition {
    /// The figure that the rows are ordered by and have their shares of: footprint where any row tells it, else what is
    /// resident, else address space.
    pub metric: Metric,
    pub total: Level,
    /// Figures that are not told for some counted category.
    pub untold: Untold,
    /// What the shares are of: what the system says, or the sum of the rows.
    pub whole: Bytes,
    /// What the system itself says of the process, in that figure; nothing where it does not.
    pub stated: Option<Bytes>,
    /// The footprint that the system states, whatever figure the rows have.
    pub footprint: Option<Bytes>,
    /// What the system counts and no row explains, in that figure.
    pub unattributed: Option<ByteDelta>,
    /// The categories, counted ones first, the largest first.
    pub rows: Vec<CompositionRow>,
    /// What stands out, by rule.
    pub findings: Vec<Highlight>,
    /// What to ask for next, each a sentence.
    pub asked: Vec<String>,
}

/// One category of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompositionRow {
    pub category: CategoryId,
    /// Whether its mapped bytes and its regions are in the total; those of reserved address space are not.
    pub counted: bool,
    pub level: Level,
    /// Figures of it that are not told.
    pub untold: Untold,
    /// Its regions by size, those that take most first; empty where only a sum is known.
    pub classes: Vec<SizeGroup>,
}

/// Regions of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SizeGroup {
    /// The bytes that each takes.
    pub len: Bytes,
    /// How many there are.
    pub count: usize,
    /// What they have together, in the figure of the composition.
    pub bytes: Bytes,
}

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// The rule by which it does: one word.
    pub rule: &'static str,
    /// What it is, a sentence without full stop.
    pub text: String,
}

impl CompositionRow {
    /// A figure; nothing where it is not told.
    pub fn get(&self, metric: Metric) -> Option<Bytes> {
        known_figure(&self.level, self.untold, metric)
    }

    /// What of a figure is in the total; nothing where it is not told, or none of it is.
    pub fn part_of_total(&self, metric: Metric) -> Option<Bytes> {
        self.get(metric).filter(|_| self.counted || metric != Metric::Mapped)
    }

    /// How many regions; nothing where it is not told.
    pub fn regions(&self) -> Option<usize> {
        (!self.untold.has(Untold::REGIONS)).then_some(self.level.regions)
    }

    /// How large its regions are on average: by address space, or by what they use where that is not told.
    pub fn mean_region(&self) -> Option<Bytes> {
        let count = self.regions().filter(|&count| count > 0)?;
        let size = [Metric::Mapped, Metric::Footprint, Metric::Resident]
            .into_iter()
            .find_map(|metric| self.get(metric))?;
        Some(Bytes::new(size.get() / count as u64))
    }
}

impl Composition {
    /// Takes a recording apart at a snapshot.
    pub fn measure(recording: &Recording, at: SnapshotIndex) -> Self {
        Self::at_end(recording, &Growth::measure(recording, Window::new(at, at), Metric::Mapped))
    }

    /// The same at the end of a window whose growth is known.
    pub fn at_end(recording: &Recording, growth: &Growth) -> Self {
        let at = growth.window.to;
        let levels = growth.rows.iter().filter(|row| row.figures.after.mapped > Bytes::ZERO);
        let mut rows: Vec<_> = levels
            .map(|row| CompositionRow {
                category: row.category,
                counted: row.counted,
                level: row.figures.after,
                untold: recording.untold(row.category),
                classes: Vec::new(),
            })
            .collect();
        let metric = metric_of(&rows);
        rows.sort_by_key(|row| {
            let name = recording.category(row.category).map(ToString::to_string);
            (!row.counted, Reverse((row.get(metric), row.level.mapped)), name)
        });
        let untold =
            rows.iter().filter(|row| row.counted).fold(Untold::default(), |all, row| all.with(row.untold));
        let sum: Bytes = rows.iter().filter_map(|row| row.part_of_total(metric)).sum();
        let (stated, unattributed) = stated(recording, at, metric);
        let mut composition = Self {
            metric,
            total: growth.total.after,
            untold,
            whole: stated.unwrap_or_default().max(sum),
            stated,
            footprint: recording.totals_at(at).get(TotalKind::PhysFootprint),
            unattributed,
            rows,
            findings: Vec::new(),
            asked: Vec::new(),
        };
        composition.add_classes(recording, at);
        composition.findings = findings::findings(recording, &composition);
        composition.asked = next_commands::commands_to_run(recording, &composition);
        composition
    }

    /// The share of a row in the whole, from 0 to 1; nothing where it is not told.
    pub fn share(&self, row: &CompositionRow) -> Option<f64> {
        let bytes = row.part_of_total(self.metric)?;
        (self.whole > Bytes::ZERO).then(|| bytes.get() as f64 / self.whole.get() as f64)
    }

    /// The row that has most of the whole.
    pub fn leading(&self) -> Option<&CompositionRow> {
        let parts = self.rows.iter().filter(|row| row.part_of_total(self.metric).is_some());
        parts.min_by_key(|row| Reverse(row.part_of_total(self.metric)))
    }

    /// A figure of all categories; nothing where some of them do not tell it.
    pub fn get(&self, metric: Metric) -> Option<Bytes> {
        known_figure(&self.total, self.untold, metric)
    }

    fn add_classes(&mut self, recording: &Recording, at: SnapshotIndex) {
        let mut classes: BTreeMap<(CategoryId, Bytes), SizeGroup> = BTreeMap::new();
        for region in
            recording.regions().iter().filter(|region| !matches!(region.place, Place::Aggregate(..)))
        {
            let Some(state) = recording.state_at(&region, at) else { continue };
            let entry = (region.class.category, state.len);
            let class = classes.entry(entry).or_insert(SizeGroup { len: state.len, ..SizeGroup::default() });
            class.count += 1;
            class.bytes += self.metric.measure(state.len, &state.usage);
        }
        for row in &mut self.rows {
            let range = (row.category, Bytes::ZERO)..=(row.category, Bytes::new(u64::MAX));
            row.classes = classes.range(range).map(|(_, &class)| class).collect();
            row.classes.sort_by_key(|class| Reverse((class.bytes, class.len)));
        }
    }
}

/// A figure; nothing where it is among those that are not told.
pub(crate) fn known_figure(level: &Level, untold: Untold, metric: Metric) -> Option<Bytes> {
    (!untold.has(metric.as_untold())).then(|| level.get(metric))
}

fn metric_of(rows: &[CompositionRow]) -> Metric {
    let is_told =
        |metric: &Metric| rows.iter().any(|row| row.get(*metric).is_some_and(|bytes| bytes > Bytes::ZERO));
    [Metric::Footprint, Metric::Resident].into_iter().find(is_told).unwrap_or(Metric::Mapped)
}

/// What the system says of the process in a figure, and how much of it no row explains.
fn stated(recording: &Recording, at: SnapshotIndex, metric: Metric) -> (Option<Bytes>, Option<ByteDelta>) {
    let (totals, unattributed) = (recording.totals_at(at), unattributed_at(recording, at));
    match metric {
        Metric::Footprint => (totals.get(TotalKind::PhysFootprint), unattributed.footprint),
        Metric::Resident => (totals.get(TotalKind::WalkedResident), unattributed.resident),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests;
