//! In what two snapshots differ, category by category: of one recording, or of two. No cycles are needed, and nothing is
//! said of chance.

use super::composition::known_figure;
use super::{Growth, Level, Metric, RowName, UnattributedKind, Window, unattributed_at};
use crate::model::units::{ByteDelta, Bytes};
use crate::model::{CategoryRole, Recording, SnapshotIndex, Untold};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What two snapshots differ in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LevelChange {
    /// The figure in which the differences are ordered.
    pub metric: Metric,
    /// All counted categories first, then each category and what is unattributed: those that moved most first.
    pub rows: Vec<LevelChangeRow>,
}

/// One category before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelChangeRow {
    pub name: RowName,
    /// Whether its mapped bytes and its regions are in the total; those of reserved address space are not.
    pub counted: bool,
    /// What it had before, and has after.
    pub levels: [Level; 2],
    /// Figures that are not told at either.
    pub untold: Untold,
    /// By how much a difference may be rounding alone.
    pub rounding: Bytes,
}

impl LevelChangeRow {
    /// A figure before and after; nothing where it is not told.
    pub fn get(&self, metric: Metric) -> Option<[Bytes; 2]> {
        let [before, after] = &self.levels;
        known_figure(before, self.untold, metric)
            .zip(known_figure(after, self.untold, metric))
            .map(|(before, after)| [before, after])
    }

    /// How much more there is after; none where it may be rounding alone, nothing where it is not told.
    pub fn difference(&self, metric: Metric) -> Option<ByteDelta> {
        let [before, after] = self.get(metric)?;
        let difference = after.since(before);
        let is_rounding = difference.get().unsigned_abs() <= self.rounding.get();
        Some(if is_rounding { ByteDelta::ZERO } else { difference })
    }

    /// Regions before and after; nothing where they are not told.
    pub fn regions(&self) -> Option<[usize; 2]> {
        (!self.untold.has(Untold::REGIONS)).then(|| self.levels.map(|level| level.regions))
    }

    /// How many regions more there are.
    pub fn more_regions(&self) -> Option<i64> {
        let [before, after] = self.regions()?.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        Some(after - before)
    }

    /// Whether it is a category or what no row explains, and moved.
    pub fn moved(&self, metric: Metric) -> bool {
        self.name != RowName::Total && self.difference(metric).is_some_and(|more| more != ByteDelta::ZERO)
    }
}

impl LevelChange {
    /// Holds two snapshots, each of a recording, against each other.
    pub fn between(before: (&Recording, SnapshotIndex), after: (&Recording, SnapshotIndex)) -> Self {
        let mut rows: BTreeMap<RowName, LevelChangeRow> = BTreeMap::new();
        for (side, (recording, at)) in [before, after].into_iter().enumerate() {
            let growth = Growth::measure(recording, Window::new(at, at), Metric::Mapped);
            add(&mut rows, RowName::Total, side, true, growth.total.after);
            for row in growth.rows {
                let Some(category) = recording.category(row.category) else { continue };
                let (group, name) = (category.group.clone(), category.name.clone());
                let counted = category.role != CategoryRole::Reserved;
                let known =
                    add(&mut rows, RowName::Category { group, name }, side, counted, row.figures.after);
                if row.figures.after.mapped > Bytes::ZERO {
                    known.untold = known.untold.with(recording.untold(row.category));
                }
                let start = recording.start();
                let step = start.map(|start| start.rounding.step_of(row.category)).unwrap_or_default();
                known.rounding = known.rounding.max(step);
            }
        }
        add_unattributed(&mut rows, [before, after]);
        let mut rows: Vec<_> = rows.into_values().collect();
        rows.retain(|row| {
            row.name == RowName::Total || row.levels.iter().any(|level| *level != Level::default())
        });
        let categories =
            rows.iter().filter(|row| row.counted && matches!(row.name, RowName::Category { .. }));
        let whole = Whole::sum(categories);
        if let Some(total) = rows.iter_mut().find(|row| row.name == RowName::Total) {
            (total.untold, total.rounding) = (whole.untold, whole.rounding);
        }
        let metric = [Metric::Footprint, Metric::Resident]
            .into_iter()
            .find(|&metric| {
                rows.iter().any(|row| row.get(metric).is_some_and(|both| both != [Bytes::ZERO; 2]))
            })
            .unwrap_or(Metric::Mapped);
        rows.sort_by_key(|row| {
            let moved = row.difference(metric).map_or(0, |more| more.get().unsigned_abs());
            let size = row.levels.iter().map(|level| level.get(metric)).max();
            (row.name != RowName::Total, !row.counted, Reverse((moved, size)))
        });
        Self { metric, rows }
    }

    /// The row that moved most; nothing where none did.
    pub fn leading(&self) -> Option<&LevelChangeRow> {
        let is_in_total = |row: &&LevelChangeRow| row.counted || self.metric != Metric::Mapped;
        self.rows.iter().filter(is_in_total).find(|row| row.moved(self.metric))
    }
}

/// What holds for the sum of rows.
#[derive(Default)]
struct Whole {
    untold: Untold,
    /// The roundings are independent of each other: their squares add up.
    rounding: Bytes,
}

impl Whole {
    fn sum<'a>(rows: impl Iterator<Item = &'a LevelChangeRow>) -> Self {
        let (mut untold, mut squares) = (Untold::NOTHING, 0.0);
        for row in rows {
            untold = untold.with(row.untold);
            squares += (row.rounding.get() as f64).powi(2);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a size, which is not below zero"
        )]
        let rounding = Bytes::new(squares.sqrt() as u64);
        Self { untold, rounding }
    }
}

fn add(
    rows: &mut BTreeMap<RowName, LevelChangeRow>,
    name: RowName,
    side: usize,
    counted: bool,
    level: Level,
) -> &mut LevelChangeRow {
    let row = rows.entry(name.clone()).or_insert_with(|| LevelChangeRow {
        name,
        counted,
        levels: <[Level; 2]>::default(),
        untold: Untold::default(),
        rounding: Bytes::ZERO,
    });
    row.levels[side] = level;
    row
}

/// What the system counts as footprint and no row explains, where both tell it.
fn add_unattributed(rows: &mut BTreeMap<RowName, LevelChangeRow>, sides: [(&Recording, SnapshotIndex); 2]) {
    let rest = sides.map(|(recording, at)| {
        let rest = unattributed_at(recording, at).footprint?;
        Some(Bytes::new(u64::try_from(rest.get()).unwrap_or(0)))
    });
    let [Some(before), Some(after)] = rest else { return };
    let rounding = |(recording, _): &(&Recording, SnapshotIndex)| {
        let start = recording.start();
        start.map(|start| start.rounding.totals + start.rounding.categories.values().copied().sum::<Bytes>())
    };
    let level = |bytes| Level {
        usage: crate::model::Usage { dirty: bytes, ..crate::model::Usage::default() },
        ..Level::default()
    };
    let name = RowName::Unattributed(UnattributedKind::Footprint);
    add(rows, name.clone(), 0, true, level(before));
    let row = add(rows, name, 1, true, level(after));
    row.untold =
        Untold::MAPPED.with(Untold::RESIDENT).with(Untold::REGIONS).with(Untold::DIRTY).with(Untold::SWAPPED);
    row.rounding = sides.iter().filter_map(rounding).max().unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::tests::scenario::{ANONYMOUS, FILE, Scenario};
    use crate::model::MarkRole;

    #[test]
    fn the_category_that_moved_leads() {
        let mut scenario = Scenario::new();
        scenario.map(0, 9, ANONYMOUS).touch(0, 9).map(20, 2, FILE).touch(20, 2);
        scenario.mark("before", MarkRole::Note);
        let first = scenario.trace.recording.last_snapshot();
        scenario.map(40, 3, FILE).touch(40, 3);
        scenario.mark("after", MarkRole::Note);
        let recording = &scenario.trace.recording;
        let change = LevelChange::between((recording, first), (recording, recording.last_snapshot()));
        let leading = change.leading().unwrap();
        let file = recording.category(Scenario::category(FILE)).unwrap();
        assert!(leading.name.stands_for(&file.group, &file.name), "{leading:?}");
        assert_eq!(leading.difference(change.metric), Some(ByteDelta::new(3 * 4096)));
        assert_eq!(leading.more_regions(), Some(1));
        assert_eq!(change.rows[0].name, RowName::Total);
    }

    #[test]
    fn what_may_be_rounding_is_no_difference() {
        let level = |kib| Level { mapped: Bytes::from_kib(kib), ..Level::default() };
        let row = LevelChangeRow {
            name: RowName::Total,
            counted: true,
            levels: [level(100), level(104)],
            untold: Untold::FOOTPRINT,
            rounding: Bytes::from_kib(4),
        };
        assert_eq!(row.difference(Metric::Mapped), Some(ByteDelta::ZERO));
        assert_eq!(row.difference(Metric::Footprint), None);
        let sure = LevelChangeRow { rounding: Bytes::from_kib(3), ..row };
        assert_eq!(sure.difference(Metric::Mapped), Some(ByteDelta::new(4096)));
    }
}
