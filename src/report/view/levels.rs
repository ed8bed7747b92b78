//! In what two moments differ: before, after and the difference of each category, in bytes and regions.

use super::{Cell, Fields, Label, Quantity, RowKind, Sentence, Table, metric_title};
use crate::analysis::{LevelChange, LevelChangeRow, Metric, RowName};
use crate::model::units::{Bytes, grouped};

/// So many rows that did not move are listed.
const STILL: usize = 5;

/// The row that moved most: `Graphics ▸ IOSurface (footprint): 32.8 MiB → 146.8 MiB, +114.0 MiB; 4 → 18 regions`.
pub fn level_change_sentence(change: &LevelChange) -> Sentence {
    let metric = change.metric;
    let Some(row) = change.leading() else {
        return Sentence::new(format!(
            "nothing moved ({}) by more than the figures are rounded",
            metric.name()
        ));
    };
    let Some(([before, after], more)) = row.get(metric).zip(row.difference(metric)) else {
        return Sentence::default();
    };
    let regions = row.regions().filter(|[before, after]| before != after);
    let regions = regions.map_or_else(String::new, |[before, after]| {
        let each = mean_of_new(row).map_or_else(String::new, |each| format!(", {each} each on average"));
        format!("; {} → {} regions{each}", grouped(before), grouped(after))
    });
    let more = Quantity::byte_change(more);
    Sentence::new(format!("{} ({}): {before} → {after}, {more}{regions}", label(row), metric.name()))
}

/// How large the regions are that are more, where both have grown alike.
fn mean_of_new(row: &LevelChangeRow) -> Option<Bytes> {
    let metric = [Metric::Mapped, Metric::Footprint].into_iter().find(|&metric| row.get(metric).is_some())?;
    let (more, count) = (row.difference(metric)?.get(), row.more_regions()?);
    (more > 0 && count > 0).then(|| Bytes::new((more / count).unsigned_abs()))
}

fn label(row: &LevelChangeRow) -> Label {
    Label::of_row(&row.name).counted(row.counted)
}

/// The total, all rows that moved, and the largest of those that did not.
pub fn level_change_table(change: &LevelChange) -> Table<RowName> {
    let metrics = shown_metrics(change);
    let mut fields =
        Fields::<&LevelChangeRow>::default().text_column("Category", "", |row| Cell::name(&label(row)));
    for &metric in &metrics {
        let end = move |row: &LevelChangeRow, nth: usize| Some(Quantity::bytes(row.get(metric)?[nth]));
        fields = fields
            .figures(format!("{} before", metric_title(metric)), "", move |row| end(row, 0))
            .figures("After", "", move |row| end(row, 1))
            .figures("Difference", "", move |row| row.difference(metric).map(Quantity::byte_change));
    }
    if change.rows.iter().any(|row| row.regions().is_some()) {
        let end = |row: &LevelChangeRow, nth: usize| Some(Quantity::count(row.regions()?[nth]));
        fields = fields
            .figures("Regions before", "", move |row| end(row, 0))
            .figures("After", "", move |row| end(row, 1))
            .figures("Difference", "", |row| row.more_regions().map(Quantity::count_change));
    }
    let is_total = |row: &LevelChangeRow| row.name == RowName::Total;
    let moved = |row: &&LevelChangeRow| {
        is_total(row)
            || metrics.iter().any(|&metric| row.moved(metric))
            || row.more_regions().is_some_and(|more| more != 0)
    };
    let still = change.rows.iter().filter(|row| !moved(row));
    let left_out = still.clone().count().saturating_sub(STILL);
    let rows = change.rows.iter().filter(moved).chain(still.take(STILL)).map(|row| {
        let kind = match (is_total(row), row.counted) {
            (true, _) => RowKind::Total,
            (false, true) => RowKind::Plain,
            (false, false) => RowKind::Aside,
        };
        (row.name.clone(), kind, row)
    });
    let table = fields.keyed("Levels", rows);
    if left_out == 0 { table } else { table.with_note(format!("and {left_out} more that did not move")) }
}

/// The metric in which the rows are ordered, then another in which any moved.
fn shown_metrics(change: &LevelChange) -> Vec<Metric> {
    let others = [Metric::Footprint, Metric::Resident, Metric::Swapped, Metric::Mapped].into_iter();
    let moved =
        |metric: &Metric| *metric != change.metric && change.rows.iter().any(|row| row.moved(*metric));
    std::iter::once(change.metric).chain(others.filter(moved)).take(2).collect()
}
