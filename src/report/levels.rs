//! In what two moments differ, as a table: before, after and difference of each category, bytes and regions.

use super::table::{Table, UNKNOWN, printable};
use crate::analysis::{LevelChange, LevelChangeRow, Metric, RowName};
use crate::model::units::{ByteDelta, grouped};
use std::cmp::Ordering;

/// So many rows that did not move are listed.
const STILL: usize = 5;

/// The row that moved most in one line: `Graphics ▸ IOSurface (footprint): 32.8 MiB → 146.8 MiB, +114.0 MiB; 4 → 18 regions`.
pub(super) fn headline(change: &LevelChange) -> String {
    let metric = change.metric;
    let Some(row) = change.leading() else {
        return format!("nothing moved ({}) by more than the figures are rounded", metric.name());
    };
    let Some(([before, after], more)) = row.get(metric).zip(row.difference(metric)) else {
        return String::new();
    };
    let regions = row.regions().filter(|[before, after]| before != after);
    let regions = regions.map_or_else(String::new, |[before, after]| {
        let each = mean_of_new(row).map_or_else(String::new, |each| format!(", {each} each on average"));
        format!("; {} → {} regions{each}", grouped(before), grouped(after))
    });
    format!("{} ({}): {before} → {after}, {more}{regions}", row_name(row), metric.name())
}

/// How large the regions are that are more, where both have grown alike.
fn mean_of_new(row: &LevelChangeRow) -> Option<crate::model::units::Bytes> {
    let metric = [Metric::Mapped, Metric::Footprint].into_iter().find(|&metric| row.get(metric).is_some())?;
    let (more, count) = (row.difference(metric)?.get(), row.more_regions()?);
    (more > 0 && count > 0).then(|| crate::model::units::Bytes::new((more / count).unsigned_abs()))
}

/// What a row is called.
pub(super) fn row_name(row: &LevelChangeRow) -> String {
    let name = match &row.name {
        RowName::Total => "*All*".to_owned(),
        RowName::Category { group, name } => printable(&format!("{group} ▸ {name}")),
        RowName::Unattributed(kind) => format!("Unattributed ▸ {}", kind.name()),
    };
    if row.counted { name } else { format!("({name})") }
}

/// Columns of figures: the metric of the change, then others that are told.
pub(super) fn metrics(change: &LevelChange) -> Vec<Metric> {
    let others = [Metric::Footprint, Metric::Resident, Metric::Swapped, Metric::Mapped];
    let tells =
        |metric: &Metric| *metric == change.metric || change.rows.iter().any(|row| row.moved(*metric));
    let mut metrics = vec![change.metric];
    metrics.extend(others.into_iter().filter(|metric| *metric != change.metric).filter(tells));
    metrics.truncate(2);
    metrics
}

/// The rows to show: the total, all that moved, and the largest of those that did not; and how many more there are.
pub(super) fn shown(change: &LevelChange) -> (Vec<&LevelChangeRow>, usize) {
    let metrics = metrics(change);
    let moved = |row: &&LevelChangeRow| {
        row.name == RowName::Total
            || metrics.iter().any(|&metric| row.moved(metric))
            || row.more_regions().is_some_and(|more| more != 0)
    };
    let still = change.rows.iter().filter(|row| !moved(row));
    let (kept, others) = (still.clone().take(STILL), still.count().saturating_sub(STILL));
    (change.rows.iter().filter(moved).chain(kept).collect(), others)
}

/// A difference in words.
pub(super) fn difference(row: &LevelChangeRow, metric: Metric) -> String {
    row.difference(metric).map_or_else(
        || UNKNOWN.to_owned(),
        |more| if more == ByteDelta::ZERO { "±0".to_owned() } else { more.to_string() },
    )
}

/// Regions before, after and the difference in words.
pub(super) fn regions(row: &LevelChangeRow) -> [String; 3] {
    region_counts(row.regions())
}

/// Counts before, after and the difference in words, where they are told.
pub(super) fn region_counts(counts: Option<[usize; 2]>) -> [String; 3] {
    let Some([before, after]) = counts else { return [UNKNOWN; 3].map(str::to_owned) };
    let more = match after.cmp(&before) {
        Ordering::Less => format!("−{}", grouped(before - after)),
        Ordering::Equal => "±0".to_owned(),
        Ordering::Greater => format!("+{}", grouped(after - before)),
    };
    [grouped(before), grouped(after), more]
}

/// The table for a terminal and for Markdown.
pub(super) fn table(change: &LevelChange) -> (Table, Option<String>) {
    let metrics = metrics(change);
    let mut titles = vec![String::new()];
    for metric in &metrics {
        titles.extend([format!("{}: before", metric.name()), "after".to_owned(), "difference".to_owned()]);
    }
    let has_regions = change.rows.iter().any(|row| row.regions().is_some());
    if has_regions {
        titles.extend(["regions: before", "after", "difference"].map(str::to_owned));
    }
    let mut table = Table::new(titles);
    let (rows, others) = shown(change);
    for row in rows {
        let mut cells = Vec::new();
        for &metric in &metrics {
            let both = row.get(metric).map(|both| both.map(|bytes| bytes.to_string()));
            cells.extend(both.unwrap_or([UNKNOWN; 2].map(str::to_owned)));
            cells.push(difference(row, metric));
        }
        if has_regions {
            cells.extend(regions(row));
        }
        table.add(row_name(row), cells);
    }
    (table, (others > 0).then(|| format!("and {others} more that did not move")))
}
